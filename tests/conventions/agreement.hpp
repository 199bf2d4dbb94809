// SPDX-License-Identifier: BSD-3-Clause
// The coefficients of another program, on the data of reference_data.hpp, against lariat's.
#pragma once

#include <initializer_list>
#include <lariat/conventions/glmnet.hpp>
#include <lariat/conventions/liblinear.hpp>
#include <lariat/conventions/sklearn.hpp>
#include <lariat/lariat.hpp>
#include <vector>

#include "catch.hpp"
#include "reference_data.hpp"

namespace lariat::test {

inline const ReferenceData data;

inline auto gaussian(const RiskOptions& options = {}) {
    return EmpiricalRisk(SquaredError{}, data.X, data.y, options);
}
inline auto logistic(const RiskOptions& options = {}) {
    return EmpiricalRisk(Logistic{}, data.X, data.labels, options);
}

/// The minimizer is the reference, {intercept, coefficients}, to 1e-7: near a minimum F tells w no better
/// than by the root of its own rounding, 1e-16 over the curvature, here.
template <class O>
void minimizer_is(const O& objective, std::initializer_list<double> reference, double accuracy = 1e-7) {
    const auto fit = minimize(objective, {.tolerance = 1e-15, .max_iterations = 100'000});
    CAPTURE(to_string(fit), fit.intercept, fit.coefficients.transpose());
    CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
    auto expected = reference.begin();
    CHECK(fit.intercept == Approx(*expected++).margin(accuracy).epsilon(0));
    REQUIRE(fit.coefficients.size() == reference.end() - expected);
    for (Index j = 0; j < fit.coefficients.size(); ++j)
        CHECK(fit.coefficients[j] == Approx(*expected++).margin(accuracy).epsilon(0));
}

}  // namespace lariat::test
