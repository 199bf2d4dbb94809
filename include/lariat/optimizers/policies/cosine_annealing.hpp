// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <numbers>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// η_k = η_min + ½ (η₀ − η_min)(1 + cos(π k/m)) for k ≤ m, and η_min after (Loshchilov and Hutter 2017,
/// equation 5, without restarts). Throws std::invalid_argument unless 0 < η_min ≤ η₀ and m ≥ 1.
struct CosineAnnealing {
    double initial;       ///< η₀
    double lowest;        ///< η_min
    Index period = 1000;  ///< m, iterations

    double step(Index k) const {
        const double progress = k < period ? double(k) / double(period) : 1.0;
        return lowest + 0.5 * (initial - lowest) * (1 + std::cos(std::numbers::pi * progress));
    }
    void check() const {
        require_positive("CosineAnnealing::initial", initial);
        require_positive("CosineAnnealing::lowest", lowest);
        require(lowest <= initial, [&] {
            return "CosineAnnealing::lowest = " + text(lowest) +
                   "; must not exceed initial = " + text(initial);
        });
        require(period >= 1, [&] { return "CosineAnnealing::period = " + text(period) + "; must be >= 1"; });
    }
};

}  // namespace lariat
