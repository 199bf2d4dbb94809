// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <concepts>
#include <type_traits>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/policies/no_momentum.hpp>
#include <lariat/optimizers/policies/step_policy.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// Where a gradient method stands. x is placed after every step; `previous` is too, and y where there is
/// momentum.
template <Objective O, class Step, class Momentum>
struct GradientState {
    using Function = FunctionOf<O>;
    using Point = typename Function::Point;
    using Scalar = typename Function::Scalar;
    static constexpr bool has_momentum = !std::same_as<Momentum, NoMomentum>;
    template <class T>
    using IfMomentum = std::conditional_t<has_momentum, T, detail::NoMemory>;

    const O* objective;     ///< F, for the policies
    Point x;                ///< w, placed: the iterate
    Point previous;         ///< the iterate before
    IfMomentum<Point> y{};  ///< w + β (w − w_previous)
    Vector<Scalar> g{};     ///< ∇f where the last step took it
    double value = 0;       ///< F(w)
    double step = 0;        ///< η of the last step
    double residual = 0;    ///< ‖w − y‖/η of the last step
    Index iteration = 0;    ///< steps done
    bool stuck = false;     ///< no η was accepted, or the one given is not positive
    Index moving = 0;       ///< so many variables are stepped: all but a fitted intercept
    double unit = 1;        ///< s, of an intercept that is stepped
    typename detail::MemoryOf<Step, Scalar>::type step_memory{};
    typename detail::MemoryOfMomentum<Momentum>::type momentum_memory{};
    Vector<Scalar> average{};   ///< of the fields along the run, weighted by kη (losses with kinks only)
    double average_weight = 0;  ///< Σ kη
    Vector<Scalar> probe{};     ///< ∇f at a candidate, where a line search asks for it

    double passes() const {
        double sum = x.passes + previous.passes;
        if constexpr (has_momentum) sum += y.passes;
        return sum;
    }

    /// d = the element of g + ∂R(w) nearest zero.
    void subgradient(Vector<Scalar>& d) const {
        const Index p = objective->function.penalized();
        auto head = d.head(p);
        minimum_norm_subgradient(objective->penalty, x.w.head(p), g.head(p), head);
        d.tail(d.size() - p) = g.tail(d.size() - p);
    }

    /// ‖(v_w, scale·v_b)‖ of the variables that are stepped.
    template <class V>
    double length(const V& v, double scale) const {
        const Index p = objective->function.penalized();
        const double of_w = norm(v.head(p));
        return moving > p ? std::hypot(of_w, scale * double(v[p])) : of_w;
    }
};

}  // namespace lariat
