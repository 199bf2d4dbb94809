// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// The smallest λ ≥ 0 for which w = 0 is stationary for L_data + λR: −∇L_data(0) ∈ λ ∂R(0), the intercept
/// fitted to w = 0, weights and offset respected. For L1 it is ‖∇L_data(0)‖_∞; for L2 it is infinite, since
/// no finite λ makes a coefficient exactly zero. Coordinates of weight 0 do not count. The objective's own λ
/// multiplies: critical_strength(risk + 0.1 * L1{}) is ten times that of risk + L1{}. Fits separable and
/// group penalties. With a loss that has kinks and an intercept it is a linear program, which is not solved
/// here.
/// Throws std::invalid_argument then.
template <Function F, Penalty R>
double critical_strength(const Regularized<F, R>& objective) {
    static_assert(
        !DomainRestricting<R> || SeparablePenalty<R>,
        "lariat: critical_strength asks what strength makes w = 0 stationary, and a set has no strength");
    checked(objective);
    const F& f = objective.function;
    if constexpr (!is_smooth<F> && requires { f.has_intercept(); })
        require(!f.has_intercept(), [] {
            return std::string(
                "the critical strength of a loss with kinks and an intercept is a linear program; choose the "
                "strengths");
        });
    auto at = f.point();
    f.place(at);
    if constexpr (requires { f.profile(at); }) f.profile(at);
    Vector<typename F::Scalar> g(f.size());
    f.gradient(at, g);
    return critical_strength(objective.penalty, g.head(f.penalized()));
}

}  // namespace lariat
