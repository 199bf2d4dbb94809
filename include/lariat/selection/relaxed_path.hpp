// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/designs/column_subset.hpp>
#include <lariat/designs/scaled_design.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/policies/observer.hpp>
#include <lariat/selection/path.hpp>
#include <lariat/selection/path_progress.hpp>

namespace lariat {

namespace detail {

/// The risk with the columns of X as they are.
template <Loss L, Design D>
EmpiricalRisk<L, D> unstandardized(const EmpiricalRisk<L, D>& risk) {
    return risk;
}
template <Loss L, Design D>
EmpiricalRisk<L, D> unstandardized(const EmpiricalRisk<L, ScaledDesign<D>>& risk) {
    return risk.with_design(risk.design().unscaled());
}

/// The unpenalized fit on some columns, from coefficients on all of them.
template <Risk F, class S>
S fit_on(const F& risk, const std::vector<Index>& columns, const S& start, const Options& options) {
    const auto part = risk.with_design(ColumnSubset(risk.design(), columns));
    S from = start;
    from.coefficients = start.coefficients(columns);
    S fit = minimize(part, from, options);
    const auto fitted = std::move(fit.coefficients);
    fit.coefficients.setZero(start.coefficients.size());
    fit.coefficients(columns) = fitted;
    fit.constant_columns = start.constant_columns;
    return fit;
}

}  // namespace detail

/// The relaxed fits of a path (Meinshausen 2007, φ = 0; glmnet's relax with gamma = 0): at every λ_k the
/// coefficients that are not zero there are fitted again, without penalty. What is returned is the path of
/// those fits; λ_k is the strength that chose the support, and the certificate is that of the unpenalized
/// fit. Fits of supports as large as n, or of separable classes, have no single optimum: their status says
/// how they ended. An observer (`const PathProgress&` to void or Control) that asks to stop ends it. Throws
/// std::invalid_argument when the path has another number of coefficients than the risk, and as minimize
/// does.
template <Risk F, class Scalar, class L, class... Observers>
Path<Scalar, L> relaxed_path(const F& risk, const Path<Scalar, L>& path, const Options& options = {},
                             Observers&&... observers) {
    require_size("path", path.coefficients.rows(), risk.penalized(), "X, by columns,");
    checked(options);
    const auto plain = detail::unstandardized(risk);
    auto relaxed = Path<Scalar, L>::of(risk, path.size());
    for (Index k = 0; k < path.size(); ++k) {
        const double strength = path.strengths[static_cast<std::size_t>(k)];
        const auto start = path[k];
        const auto fit = detail::fit_on(plain, start.support(), start, options);
        relaxed.append(strength, fit);
        const PathProgress progress{k + 1,      path.size(),         strength,
                                    fit.status, relaxed.nonzeros(k), relaxed.seconds};
        if (detail::any_asks_to_stop(progress, observers...)) break;
    }
    relaxed.finish();
    return relaxed;
}

}  // namespace lariat
