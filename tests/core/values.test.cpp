// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/values.hpp>

#include <optional>
#include <vector>

#include <lariat/lariat.hpp>

#include "catch.hpp"

using namespace lariat;

TEST_CASE("Values: the same numbers, whatever holds them", "[values]") {
    const Vector<double> numbers{{1, 0, 2}};
    const std::vector<float> floats{1, 0, 2};
    for (const Values& values : {Values(numbers), Values(numbers.transpose()),
                                 Values(numbers.cast<int>().array()), Values(floats), Values{1, 0, 2}})
        CHECK(values.vector("x") == numbers);
    CHECK_THROWS_WITH(Values(Eigen::MatrixXd(2, 3)).vector("x"),
                      "lariat: x is 2 x 3; it must be a single column or row");
}

TEST_CASE("Values: targets, weights, factors and strengths may be a list in braces", "[values]") {
    const Eigen::MatrixXd X{{1, 2}, {3, -1}, {0, 1}};
    const Vector<double> y{{1, 2, 4}}, weights{{1, 3, 2}}, offset{{0.5, 0, -1}}, factors{{1, 2}},
        strengths{{0.2, 0.1}};

    const EmpiricalRisk given(SquaredError{}, X, y, {.weights = weights, .offset = offset});
    const EmpiricalRisk listed(SquaredError{}, X, {1, 2, 4}, {.weights = {1, 3, 2}, .offset = {0.5, 0, -1}});
    CHECK(certify(listed + L1{}, factors).value == certify(given + L1{}, factors).value);

    const auto of_given = regularization_path(given, Weighted{L1{}, factors}, {.strengths = strengths});
    const auto of_listed = regularization_path(listed, Weighted{L1{}, {1, 2}}, {.strengths = {0.2, 0.1}});
    REQUIRE(of_listed.size() == 2);
    for (const auto k : {0, 1}) CHECK(of_listed[k].coefficients == of_given[k].coefficients);

    const auto of_one = regularization_path(given, L1{}, {.strengths = {0.1}});
    CHECK(of_one.size() == 1);
    CHECK(fit(X, {1, 2, 4}, SquaredError{}, 0.1 * L1{}, {.weights = {1, 3, 2}}).coefficients ==
          fit(X, y, SquaredError{}, 0.1 * L1{}, {.weights = weights}).coefficients);

    const RiskOptions none{.weights = {}, .offset = std::nullopt};
    CHECK_FALSE(none.weights);
    const std::optional<Values> maybe = Values(weights);
    const RiskOptions passed_on{.weights = maybe};
    CHECK(passed_on.weights->vector("weights") == weights);
}
