// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/types.hpp>
#include <lariat/objectives/curvature.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

/// η = 1/L with L an upper bound of λ_max of the Hessian (largest_curvature): every step then lowers F (Beck
/// and Teboulle 2009, lemma 2.3). Costs up to 40 passes before the first iteration, more when there are at
/// most 500 variables. Fits functions with a curvature bound.
struct LipschitzStep {
    template <class Scalar>
    struct Memory {
        double step = 0;
    };

    template <class O>
    static constexpr bool fits = CurvatureBounded<FunctionOf<O>>;

    template <class O, class Point, class Scalar>
    void begin(const O& objective, Point& start, Memory<Scalar>& memory) const {
        const Curvature bound = largest_curvature(objective);
        start.passes += bound.passes;
        memory.step = bound.upper > 0 ? 1 / bound.upper : 1.0;
    }

    template <class State, class Scalar>
    double propose(Index, const State&, Memory<Scalar>& memory) const {
        return memory.step;
    }
};

}  // namespace lariat
