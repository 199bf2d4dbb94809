// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/types.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/policies/subgradient_update.hpp>

namespace lariat {

/// η_k = max_{i ≤ k} ‖w_i − w_0‖ / √(Σ_{i ≤ k} ‖d_i‖²), with d_i the subgradients: no setting to tune, and
/// rescaling X, y or w rescales it rightly (Ivgi, Hinder and Carmon 2023, algorithm 1). The distance starts
/// at 1e-3 |F(w_0)|/‖d_0‖, the paper's r_ε made free of units. Fits convex penalties that are finite
/// everywhere.
struct DistanceOverGradients {
    template <class O>
    static constexpr bool fits = SubgradientUpdate::fits<PenaltyOf<O>>;

    template <class Scalar>
    struct Memory {
        Vector<Scalar> start, d;  // w_0; the subgradient at hand
        double distance = 0;      // the farthest from w_0 so far
        double energy = 0;        // Σ ‖d_i‖²
    };

    template <class O, class Point, class Scalar>
    void begin(const O& objective, Point& start, Memory<Scalar>& memory) const {
        memory.start = start.w;
        memory.d = Vector<Scalar>::Zero(start.w.size());
        memory.distance = -std::abs(objective.value(start));  // becomes a length with the first subgradient
        memory.energy = 0;
    }

    template <class State, class Scalar>
    double propose(Index, const State& s, Memory<Scalar>& memory) const {
        s.subgradient(memory.d);
        const double size = s.length(memory.d, s.unit);
        if (!(size > 0)) return 1.0;  // optimal: the update will not move
        if (memory.distance <= 0)
            memory.distance = memory.distance < 0 ? 1e-3 * -memory.distance / size : 1e-3 / size;
        memory.energy += size * size;
        memory.distance = (std::max)(memory.distance, s.length(s.x.w - memory.start, 1 / s.unit));
        return memory.distance / std::sqrt(memory.energy);
    }
};

}  // namespace lariat
