// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/policies/first_step.hpp>
#include <lariat/optimizers/policies/step_policy.hpp>

namespace lariat {

/// Shrinks η until f(x⁺) ≤ f(y) + ∇f(y)·(x⁺ − y) + ‖x⁺ − y‖²/(2η) (Beck and Teboulle 2009, section 3),
/// starting from the inverse of the curvature met along the first gradient. An infinite or NaN f(x⁺) shrinks.
/// Where the difference of the values drowns in their rounding, the gradients are compared: (∇f(x⁺) −
/// ∇f(y))·(x⁺ − y) ≤ ‖x⁺ − y‖²/η, at one pass more; a step that was fine along another direction may be too
/// long for this one. With grow > 1 every iteration first tries a longer step, and so follows the curvature
/// of the coordinates that are still in play, a fraction of λ_max when w is sparse; FISTA's rate is proved
/// for grow = 1.
/// Throws std::invalid_argument unless 0 < factor < 1 and grow ≥ 1.
struct Backtracking {
    double factor = 0.5;  ///< η ← factor·η when a candidate is refused
    double grow = 1.1;    ///< η ← grow·η before each iteration

    template <class Scalar>
    struct Memory {
        double step = 0;  // the last one accepted
    };

    template <class O, class Point, class Scalar>
    void begin(const O& objective, Point& start, Memory<Scalar>& memory) const {
        memory.step = detail::first_step(objective.function, start);
    }

    template <class State, class Scalar>
    double propose(Index k, const State&, Memory<Scalar>& memory) const {
        return k > 0 ? grow * memory.step : memory.step;
    }

    template <class Curvature, class Scalar>
    bool accepts(const Trial& trial, Curvature&& curvature, Memory<Scalar>& memory) const {
        if (!is_finite(trial.function_after)) return false;
        const double room = trial.squared_distance / (2 * trial.step);
        // Values drown before their last digits where predictions are large beside what is left of y.
        const double rounding = (std::max)(1e-11, 64 * double(Eigen::NumTraits<Scalar>::epsilon())) *
                                (std::abs(trial.function_before) + std::abs(trial.function_after));
        const double excess = trial.function_after - trial.function_before - trial.slope;
        const bool fine = room > rounding ? excess <= room : curvature() <= 2 * room;
        if (fine) memory.step = trial.step;
        return fine;
    }

    double shrink(double step) const { return factor * step; }

    void check() const {
        require_between("Backtracking::factor", factor, 0, 1);
        require(is_finite(grow) && grow >= 1,
                [&] { return "Backtracking::grow = " + text(grow) + "; must be >= 1"; });
    }
};

}  // namespace lariat
