// SPDX-License-Identifier: BSD-3-Clause
// The contract of step sizes. The simplest has one member, `step(k)`; the others ask for what they need.
// Every policy may have `check()`: called before the first iteration, it throws std::invalid_argument naming a
// setting out of range.
#pragma once

#include <concepts>

#include <lariat/core/types.hpp>

namespace lariat {

/// A step size that is known beforehand: `step(k)` > 0 is η of iteration k = 0, 1, …. `step(0)` is asked for
/// before the first iteration, and refused unless it is positive and finite; a later one that is not positive
/// ends the run as Stalled.
template <class S>
concept Schedule = requires(const S& policy, Index k) {
    { policy.step(k) } -> std::convertible_to<double>;
};

/// What a line search is told of a candidate x⁺ made from the point y with step η. `function` is what the
/// step took the gradient of: L_data for a proximal update, all of F when F is smooth.
struct Trial {
    double step;              ///< η
    double function_before;   ///< f(y)
    double function_after;    ///< f(x⁺)
    double slope;             ///< ∇f(y)·(x⁺ − y)
    double squared_distance;  ///< ‖x⁺ − y‖²
    double objective_before;  ///< F at the last iterate
    double objective_after;   ///< F(x⁺)
};

/// A step size that is found by trying. `Memory<Scalar>` is what it remembers during a solve;
///     begin(objective, start, memory)   before the first iteration; start is placed
///     propose(k, state, memory)         η to try first at iteration k; the state has ∇f at the last iterate
///     accepts(trial, curvature, memory) is x⁺ good? curvature() = (∇f(x⁺) − ∇f(y))·(x⁺ − y), at a pass
///     shrink(η)                         the next η to try
template <class S>
concept LineSearch = requires(const S& policy, const Trial& trial, double (*curvature)(),
                              typename S::template Memory<double>& memory) {
    { policy.accepts(trial, curvature, memory) } -> std::convertible_to<bool>;
    { policy.shrink(1.0) } -> std::convertible_to<double>;
};

/// A step size that is proposed from the state of the run, and taken as it is: `begin` and `propose` of a
/// LineSearch.
template <class S>
concept AdaptiveStep = requires { typename S::template Memory<double>; } && !LineSearch<S>;

template <class S>
concept StepPolicy = Schedule<S> || LineSearch<S> || AdaptiveStep<S>;

namespace detail {

struct NoMemory {};

template <class S, class Scalar>
struct MemoryOf {
    using type = NoMemory;
};
template <class S, class Scalar>
    requires requires { typename S::template Memory<Scalar>; }
struct MemoryOf<S, Scalar> {
    using type = typename S::template Memory<Scalar>;
};

template <class M>
struct MemoryOfMomentum {
    using type = NoMemory;
};
template <class M>
    requires requires { typename M::Memory; }
struct MemoryOfMomentum<M> {
    using type = typename M::Memory;
};

}  // namespace detail

}  // namespace lariat
