// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// η_k = η₀ q^⌊k/m⌋: constant for m iterations at a time. Throws std::invalid_argument unless η₀ > 0, 0 < q ≤
/// 1 and m ≥ 1.
struct StepDecay {
    double initial;       ///< η₀
    double factor = 0.5;  ///< q
    Index every = 100;    ///< m, iterations

    double step(Index k) const { return initial * std::pow(factor, double(k / every)); }
    void check() const {
        require_positive("StepDecay::initial", initial);
        require(is_finite(factor) && factor > 0 && factor <= 1,
                [&] { return "StepDecay::factor = " + text(factor) + "; must be in (0, 1]"; });
        require(every >= 1, [&] { return "StepDecay::every = " + text(every) + "; must be >= 1"; });
    }
};

}  // namespace lariat
