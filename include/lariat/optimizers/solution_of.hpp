// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/status.hpp>
#include <lariat/designs/predict.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/objectives/variable_scale.hpp>
#include <lariat/penalties/calculus.hpp>

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

/// The multiplier of a ball around a point inside it. The minimizer may yet be on the boundary: F tells
/// points of a ball not apart that is small enough. Then F still falls at the point of the ball that is
/// farthest along −g.
template <Objective O>
double multiplier_at_boundary(const O& objective, const typename O::Point& inside,
                              const Vector<typename O::Scalar>& g) {
    using Scalar = typename O::Scalar;
    const auto& f = objective.function;
    const Index p = f.penalized();
    const double slope = p > 0 ? double(g.head(p).cwiseAbs().maxCoeff()) : 0.0;
    if (!(slope > 0)) return 0;
    constexpr double far = 1e9;
    typename O::Point farthest = inside;
    Vector<Scalar> w = Scalar(-far * objective.penalty.radius / slope) * g.head(p), g_there = g;
    prox(objective.penalty, w, 1.0, w);
    farthest.w.head(p) = w;
    f.place(farthest);
    f.gradient(farthest, g_there);
    const bool falls = dot(g_there.head(p), w - inside.w.head(p)) < 0;
    return falls ? objective.penalty.multiplier(g_there.head(p), w) : 0.0;
}

}  // namespace detail

/// What `minimize` returns for an objective.
template <Objective O>
using SolutionOf = Solution<typename O::Scalar, typename detail::LossOf<FunctionOf<O>>::type>;

/// The solution at a placed point with gradient g and its certificate, on the scale of X; how it was reached
/// is for the caller to add.
template <Objective O>
SolutionOf<O> solution_of(const O& objective, const typename O::Point& at,
                          const Vector<typename O::Scalar>& g, const Certificate& certificate) {
    const auto& f = objective.function;
    const Index p = f.penalized();
    SolutionOf<O> result;
    result.coefficients = at.w.head(p);
    if (at.w.size() > p) result.intercept = double(at.w[p]);
    result.risk = f.value(at);
    result.objective = result.risk + total(objective.penalty, objective.penalized(at.w));
    result.certificate = certificate;
    if (certificate.holds()) result.status = Status::Converged;
    if (certificate.unattained) result.status = Status::NoMinimizer;
    if constexpr (requires { objective.penalty.multiplier(g, g); }) {
        result.multiplier = objective.penalty.multiplier(g.head(p), result.coefficients);
        if constexpr (requires { objective.penalty.radius; })
            if (*result.multiplier == 0) {
                result.multiplier = detail::multiplier_at_boundary(objective, at, g);
                result.passes = 2;
            }
    }
    if constexpr (Risk<FunctionOf<O>>) {
        result.loss = f.loss();
        result.constant_columns = f.constant_columns();
    }
    detail::multiply_by_factors(f, result.coefficients);
    return result;
}

}  // namespace lariat
