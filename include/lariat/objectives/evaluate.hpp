// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <type_traits>

#include <lariat/core/check.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/objectives/variable_scale.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// F(w) = L_data(w) + R(w). w has p elements, or p + 1 with an intercept last, or is something fitted (see
/// placed). Throws std::invalid_argument when sizes disagree, w is infinite or NaN, X has changed its shape
/// or a setting of R is out of range.
template <Minimizable O, Coefficients W>
double value(const O& objective, const W& w) {
    const auto& F = as_objective(objective);
    checked(F);
    return F.value(placed(F.function, w));
}

/// ∇F(w) = ∇L_data(w) + ∇R(w); where R has a kink, the element of the subdifferential of F nearest zero. p
/// elements, or p + 1 with an intercept. Fits penalties that are finite everywhere; where R is not convex,
/// its subdifferential takes the place of that of F. Throws as `value` does.
template <Minimizable O, Coefficients W>
Vector<typename O::Scalar> gradient(const O& objective, const W& w) {
    const auto& F = as_objective(objective);
    using R = std::remove_cvref_t<decltype(F.penalty)>;
    static_assert(!DomainRestricting<R>,
                  "lariat: gradient needs a penalty that is finite everywhere: a set has no gradient");
    checked(F);
    auto at = placed(F.function, w);
    Vector<typename O::Scalar> g(F.function.size()), d(F.function.size());
    F.function.gradient(at, g);
    const Index p = F.function.penalized();
    d = g;
    auto head = d.head(p);
    minimum_norm_subgradient(F.penalty, F.penalized(at.w), g.head(p), head);
    detail::divide_by_factors(F.function, d);
    return d;
}

}  // namespace lariat
