// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/values.hpp>
#include <lariat/models/linear_model.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/options.hpp>

namespace lariat {

/// How a model is fitted: weights and offset as in RiskOptions, but with an intercept unless told otherwise.
struct FitOptions {
    bool intercept = true;
    OptionalValues weights = std::nullopt;
    OptionalValues offset = std::nullopt;
    Options solve = {};  ///< tolerance and limits
};

/// The model that minimizes an objective, a risk or a risk + R: `fit(standardized(risk) + 0.1 * L1{})`. For
/// an optimizer, a start or observers of one's own, LinearModel(objective, minimize(objective, …)) is the
/// same. How the solve ended is in the model's status. Throws std::invalid_argument as minimize does.
template <Minimizable O>
auto fit(const O& objective, const Options& options = {}) {
    return LinearModel(objective, minimize(objective, options));
}

/// The model that minimizes L_data(w, b) + R(w), with an intercept: X is n × p, y has n targets. R is a
/// penalty, on lariat's scale or a Convention; X is not standardized. Throws std::invalid_argument as
/// EmpiricalRisk and minimize do.
template <class X, Loss L, class R>
LinearModel<L> fit(const X& x, const Values& y, const L& loss, const R& penalty,
                   const FitOptions& options = {}) {
    const EmpiricalRisk risk(
        loss, x, y, {.intercept = options.intercept, .weights = options.weights, .offset = options.offset});
    return fit(risk + penalty, options.solve);
}

}  // namespace lariat
