// SPDX-License-Identifier: BSD-3-Clause
#include "catch.hpp"

#include <algorithm>
#include <lariat/lariat.hpp>
#include <limits>

#include "laws/problems.hpp"

using namespace lariat;
using lariat::test::Problem;

TEST_CASE("a strength grid is geometric, from the largest to ratio times it") {
    const auto grid = strength_grid(8.0, 4, 1.0 / 8);
    REQUIRE(grid.size() == 4);
    CHECK(grid[0] == 8.0);
    CHECK(grid[1] == Approx(4.0));  // powers of ½, through pow
    CHECK(grid[3] == Approx(1.0));
    CHECK(strength_grid(3.0, 1) == std::vector<double>{3.0});
    CHECK_THROWS_AS(strength_grid(0.0), std::invalid_argument);
    CHECK_THROWS_AS(strength_grid(1.0, 0), std::invalid_argument);
    CHECK_THROWS_AS(strength_grid(1.0, 10, 1.0), std::invalid_argument);
}

TEMPLATE_TEST_CASE("every point of a path is certified, and is what a cold start finds", "", SquaredError,
                   Logistic, Poisson) {
    const int seed = GENERATE(1, 2, 3);
    const Problem problem = Problem::of(TestType{}, seed, 60, 25);
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = true});
    const auto path = regularization_path(risk, L1{}, {.count = 20, .ratio = 1e-2});
    REQUIRE(path.size() == 20);
    CHECK(path.strengths[0] == critical_strength(risk + L1{}));
    CHECK(path.nonzeros(0) == 0);
    CHECK(path.deviance_explained(0) ==
          Approx(0).margin(1e-12));  // the null model explains nothing of itself
    for (Index k = 0; k < path.size(); ++k) {
        const auto fit = path[k];
        const auto objective = risk + path.strengths[static_cast<std::size_t>(k)] * L1{};
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.holds());
        CHECK(certify(objective, fit.coefficients).value <=
              2e-8 * fit.objective);  // recomputed by another way
        // Two certified gaps of 1e-8 F, the default, differ by at most their sum.
        CHECK(fit.objective == Approx(minimize(objective).objective).epsilon(2e-8));
        CHECK(path.nonzeros(k) == static_cast<Index>(fit.support().size()));
        if (k > 0) CHECK(path.deviance_explained(k) >= path.deviance_explained(k - 1) - 1e-7);
    }
}

TEST_CASE("MCP has a path, and pure L2 one on strengths that are given") {
    const Problem problem = Problem::of(SquaredError{}, 2, 60, 12);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto mcp = regularization_path(risk, MCP{3.0}, {.count = 15, .ratio = 0.05});
    for (const Status status : mcp.statuses) CHECK(status == Status::Converged);
    CHECK(mcp.nonzeros(0) == 0);
    CHECK(mcp.nonzeros(14) > 0);
    CHECK_THROWS_AS(regularization_path(risk, L2{}), std::invalid_argument);
    const auto ridge = regularization_path(risk, L2{}, {.strengths = std::vector<double>{1.0, 0.1, 0.0}});
    REQUIRE(ridge.size() == 3);
    CHECK(ridge.nonzeros(0) == 12);
    CHECK(ridge[0].coefficients.norm() < ridge[1].coefficients.norm());
    CHECK(ridge[1].coefficients.norm() < ridge[2].coefficients.norm());
}

TEST_CASE("a path that fails at one strength says so there, and goes on to its end") {
    const Problem problem = Problem::of(SquaredError{}, 3, 60, 25);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const auto path =
        regularization_path(risk, L1{}, {.count = 10, .solve = {.tolerance = 1e-13, .max_iterations = 1}});
    CHECK(path.size() == 10);
    CHECK(std::count(path.statuses.begin(), path.statuses.end(), Status::MaxIterations) > 0);
}

TEST_CASE("an observer sees every solve of a path and may end it, and what is done is returned") {
    const Problem problem = Problem::of(SquaredError{}, 4, 40, 10);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    Index seen = 0;
    const auto path = regularization_path(risk, L1{}, {.count = 10}, [&](const PathProgress& progress) {
        CHECK(progress.solved == ++seen);
        CHECK(progress.count == 10);
        return progress.solved == 4 ? Control::stop : Control::go_on;
    });
    CHECK(path.size() == 4);
    CHECK(path.coefficients.cols() == 4);
}

TEST_CASE("strengths that are empty, negative, not finite or not decreasing are refused") {
    const Problem problem = Problem::of(SquaredError{}, 5, 20, 3);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const auto refused = [&](std::vector<double> strengths) {
        CHECK_THROWS_AS(regularization_path(risk, L1{}, {.strengths = strengths}), std::invalid_argument);
    };
    refused({});
    refused({0.1, 0.2});
    refused({0.1, 0.1});
    refused({0.1, -0.1});
    refused({std::numeric_limits<double>::infinity(), 0.1});
    CHECK_THROWS_AS(regularization_path(risk, L1{}, {.count = 0}), std::invalid_argument);
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(20);  // then w = 0 is optimal at every strength
    CHECK_THROWS_AS(regularization_path(EmpiricalRisk(SquaredError{}, problem.X, zero), L1{}),
                    std::invalid_argument);
}
