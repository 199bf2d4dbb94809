// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/no_penalty.hpp>
#include <lariat/penalties/operators.hpp>

namespace lariat {

/// L_total(w) = L_data(w) + R(w): a function and a penalty side by side. `risk + λ₁ * L1{} + λ₂ * L2{}` makes
/// one.
template <Function F, Penalty R>
struct Regularized {
    static_assert(
        SeparablePenalty<R> || BlockPenalty<R> || Constraint<R> || WholePenalty<R>,
        "lariat: a penalty needs value(w) and subdifferential(w), a block penalty profile(g) and groups(), a "
        "constraint project(v, out), support(u) and contains(w), all const; see core/concepts.hpp");

    using Scalar = typename F::Scalar;
    using Point = typename F::Point;

    F function;  ///< L_data
    R penalty;   ///< λ R, of the first `function.penalized()` variables

    /// The variables that the penalty sees, of a whole vector of variables.
    template <class W>
    auto penalized(const W& w) const {
        return w.head(function.penalized());
    }

    /// L_total at a placed point.
    double value(const Point& at) const { return function.value(at) + total(penalty, penalized(at.w)); }

    /// Throws std::invalid_argument when X has changed its shape or a setting of the penalty is out of range.
    void check() const {
        checked(function);
        check_penalty(penalty, function.penalized());
    }
};

/// The function of an objective, and its penalty.
template <Objective O>
using FunctionOf = std::remove_cvref_t<decltype(O::function)>;
template <Objective O>
using PenaltyOf = std::remove_cvref_t<decltype(O::penalty)>;

/// L_data + R. Throws std::invalid_argument when R does not fit the variables (factors, groups) or a setting
/// is bad.
template <Function F, Penalty R>
Regularized<F, R> operator+(F function, R penalty) {
    check_penalty(penalty, function.penalized());
    return {std::move(function), std::move(penalty)};
}

/// R + L_data = L_data + R.
template <Penalty R, Function F>
Regularized<F, R> operator+(R penalty, F function) {
    return std::move(function) + std::move(penalty);
}

template <Function F, detail::Baseless R>
F operator+(const F& function, const R&) {
    detail::explain_base<R>();
    return function;
}

/// (L_data + R) + S = L_data + (R + S).
template <Function F, Penalty R, Penalty S>
auto operator+(Regularized<F, R> objective, S penalty) {
    return std::move(objective.function) + (std::move(objective.penalty) + std::move(penalty));
}

/// A function by itself is an objective without penalty.
template <Function F>
Regularized<F, NoPenalty> as_objective(F function) {
    return {std::move(function), NoPenalty{}};
}
template <Function F, Penalty R>
const Regularized<F, R>& as_objective(const Regularized<F, R>& objective) {
    return objective;
}

/// Anything that can be minimized: a function, or a function plus a penalty.
template <class O>
concept Minimizable = Function<O> || Objective<O>;

template <Minimizable O, Minimizable P>
O operator+(const O& objective, const P&) {
    static_assert(!Minimizable<P>,
                  "lariat: two losses do not add; stack their rows, weighted, in one EmpiricalRisk, or write "
                  "the sum as a SmoothFunction");
    return objective;
}

}  // namespace lariat
