// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/check.hpp>

namespace lariat {

/// w_new = update(w + β (w − w_previous)) with the gradient taken at w: the velocity of the last step goes on
/// (Polyak 1964). On a quadratic it is stable up to η < 2(1 + β)/λ_max. Throws std::invalid_argument unless 0
/// ≤ β < 1.
struct HeavyBall {
    double beta = 0.9;  ///< β

    static constexpr bool looks_ahead = false;  // the gradient is taken at w

    struct Memory {};
    double weight(Memory&) const { return beta; }
    void observe(bool, Memory&) const {}
    void check() const {
        require(is_finite(beta) && 0 <= beta && beta < 1,
                [&] { return "HeavyBall::beta = " + text(beta) + "; must be in [0, 1)"; });
    }
};

}  // namespace lariat
