// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// η_k = η₀ q^k, k = 0, 1, …. The steps sum to η₀/(1 − q): the iterate goes no further than that times the
/// slope.
/// Throws std::invalid_argument unless η₀ > 0 and 0 < q ≤ 1.
struct ExponentialDecay {
    double initial;        ///< η₀
    double factor = 0.99;  ///< q, per iteration

    double step(Index k) const { return initial * std::pow(factor, double(k)); }
    void check() const {
        require_positive("ExponentialDecay::initial", initial);
        require(is_finite(factor) && factor > 0 && factor <= 1,
                [&] { return "ExponentialDecay::factor = " + text(factor) + "; must be in (0, 1]"; });
    }
};

}  // namespace lariat
