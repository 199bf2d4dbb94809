// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/solution.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

namespace detail {

template <class F>
struct LossOf {
    using type = NoLoss;
};
template <Risk F>
struct LossOf<F> {
    using type = typename F::LossType;
};

}  // namespace detail

/// What `minimize` returns for an objective.
template <Objective O>
using SolutionOf = Solution<typename O::Scalar, typename detail::LossOf<FunctionOf<O>>::type>;

/// The solution at a placed point with gradient g and its certificate, on the scale of X; how it was reached is for the caller
/// to add.
template <Objective O>
SolutionOf<O> solution_of(const O& objective, const typename O::Point& at,
                          const Vector<typename O::Scalar>& g, const Certificate& certificate) {
    const auto& f = objective.function;
    const Index p = f.penalized();
    SolutionOf<O> result;
    result.coefficients = at.w.head(p);
    if (at.w.size() > p) result.intercept = double(at.w[p]);
    result.objective = objective.value(at);
    result.risk = f.value(at);
    result.certificate = certificate;
    if (certificate.holds()) result.status = Status::Converged;
    if (certificate.unattained) result.status = Status::NoMinimizer;
    const auto slopes = g.head(p);
    if constexpr (requires { objective.penalty.multiplier(slopes, result.coefficients); })
        result.multiplier = objective.penalty.multiplier(slopes, result.coefficients);
    if constexpr (Risk<FunctionOf<O>>) result.loss = f.loss();
    if constexpr (requires { f.leave(result.coefficients); }) {
        f.leave(result.coefficients);
        const Vector<double>& factors = f.design().factors();
        for (Index j = 0; j < p; ++j)
            if (factors[j] == 0) result.constant_columns.push_back(j);
    }
    return result;
}

}  // namespace lariat
