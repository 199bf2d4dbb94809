// SPDX-License-Identifier: BSD-3-Clause
// Minimizers where a quadratic model of F is singular, so that a step in it may be endless: columns that depend on
// others in groups, rows whose loss is straight, counts far below their targets.
#include <algorithm>
#include <cmath>
#include <lariat/lariat.hpp>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// Σ_g λ‖w_g‖ is optimal where ‖g_b‖ ≤ λ in every group, and g_b = −λ w_b/‖w_b‖ off zero.
template <class F>
double group_violation(const F& risk, const Eigen::VectorXd& w, double intercept,
                       const std::vector<std::vector<int>>& groups, double strength) {
    Eigen::VectorXd all(risk.size());
    all.head(risk.penalized()) = w;
    if (risk.has_intercept()) all[risk.penalized()] = intercept;
    const Eigen::VectorXd g = gradient(risk, all);
    double worst = 0;
    for (const auto& group : groups) {
        const Eigen::VectorXd w_b = w(group), g_b = g(group);
        worst = std::max(worst, w_b.norm() > 0 ? (g_b + strength / w_b.norm() * w_b).norm()
                                               : std::max(g_b.norm() - strength, 0.0));
    }
    return worst / strength;
}

std::vector<std::vector<int>> groups_of_1_to_4(int p) {
    std::vector<std::vector<int>> groups;
    for (int j = 0, size = 1; j < p; j += size, size = size % 4 + 1) {
        groups.emplace_back();
        for (int k = j; k < std::min(p, j + size); ++k) groups.back().push_back(k);
    }
    return groups;
}

}  // namespace

TEMPLATE_TEST_CASE("groups of more columns than rows, some of them twice, have a certified minimizer",
                   "[singular]", SquaredError, Huber, Logistic, SquaredHinge) {
    const int seed = GENERATE(seeds(8));
    const auto problem = Problem::of(TestType{}, seed, 7, 15);
    Eigen::MatrixXd X(7, 30);
    X << problem.X, 2 * problem.X;
    const auto groups = groups_of_1_to_4(30);
    const bool intercept = seed % 2 == 0;
    const EmpiricalRisk risk(TestType{}, X, problem.y, {.intercept = intercept});
    const double critical = critical_strength(risk + Grouped{L1{}, groups});
    for (const double share : {1e-1, 1e-2, 1e-3, 1e-4}) {
        const auto fit = minimize(risk + (share * critical) * Grouped{L1{}, groups}, {.max_iterations = 50});
        CAPTURE(seed, share, to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(group_violation(risk, fit.coefficients, fit.intercept, groups, share * critical) < 1e-3);
    }
}

TEST_CASE("columns without a penalty that depend on each other keep moderate coefficients", "[singular]") {
    constexpr Index n = 32, p = 400, free = 19;
    for (int seed = 1; seed <= 20; ++seed) {
        Random random(seed);
        Eigen::MatrixXd X = random.matrix(n, p);
        for (Index k = 16; k < free; ++k) X.col(k) = X.leftCols(16) * random.vector(16);
        Eigen::VectorXd factors = Eigen::VectorXd::Ones(p);
        factors.head(free).setZero();
        const EmpiricalRisk risk(SquaredError{}, X, random.vector(n), {.intercept = seed % 2 == 0});
        const Weighted R{L1{}, factors};
        const double critical = critical_strength(risk + R);
        CAPTURE(seed);
        for (const double share : {0.3, 0.05, 0.01}) {
            const auto fit = minimize(risk + share * critical * R, {.tolerance = 1e-10});
            CAPTURE(share, to_string(fit));
            CHECK(fit.status == Status::Converged);
            CHECK(fit.coefficients.lpNorm<Eigen::Infinity>() < 1e4);
        }
        for (const Status status :
             regularization_path(risk, R, {.count = 10, .ratio = 0.01, .solve = {.tolerance = 1e-10}})
                 .statuses)
            CHECK(status == Status::Converged);
    }
}

TEST_CASE("rows that a squared hinge has satisfied are not forgotten", "[singular]") {
    const int seed = GENERATE(seeds(6));
    const auto problem = Problem::of(SquaredHinge{}, seed, 34, 12);
    const Eigen::MatrixXd X = (problem.X.array().abs() > 1).select(problem.X, 0.0);
    Eigen::VectorXd factors = Eigen::VectorXd::Ones(12);
    for (const int j : {3, 6, 9}) factors[j] = 0;
    const EmpiricalRisk risk(SquaredHinge{}, X, problem.y, {.intercept = true});
    const double strength = 1e-3 * critical_strength(risk + Weighted{L1{}, Values(factors)});
    const auto fit = minimize(risk + Weighted{strength * L1{}, Values(factors)}, {.max_iterations = 100});
    CAPTURE(seed, to_string(fit));
    CHECK(fit.status == Status::Converged);
    Eigen::VectorXd all(13);
    all << fit.coefficients, fit.intercept;
    const Eigen::VectorXd g = gradient(risk, all);
    for (Index j = 0; j < 12; ++j) CHECK(std::abs(g[j]) <= strength * factors[j] + 1e-4 * strength);
}

TEST_CASE("a Huber loss that is almost absolute has its minimizer", "[singular]") {
    const int seed = GENERATE(seeds(6));
    auto problem = Problem::of(SquaredError{}, seed, 27, 3);
    problem.X.row(seed) *= 1000;
    const EmpiricalRisk risk(Huber{1e-6}, problem.X, problem.y, {.intercept = true});
    const double strength = 1e-3 * critical_strength(risk + L1{});
    const auto fit = minimize(risk + strength * L1{}, {.max_iterations = 100});
    CAPTURE(seed, to_string(fit));
    CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
    Eigen::VectorXd all(4);
    all << fit.coefficients, fit.intercept;
    const Eigen::VectorXd g = gradient(risk, all);
    for (Index j = 0; j < 3; ++j) CHECK(std::abs(g[j]) <= strength * (1 + 1e-2));
}

TEST_CASE("counts far above their predictions are reached in few rounds", "[singular]") {
    const int seed = GENERATE(seeds());
    auto problem = Problem::of(Poisson{}, seed, 15, 4);
    for (Index j = 0; j < 4; ++j) problem.X.col(j).array() += std::pow(10.0, double(j));
    const Eigen::VectorXd offset = Eigen::VectorXd::LinSpaced(15, -30, 0);
    const EmpiricalRisk risk(Poisson{}, problem.X, problem.y, {.intercept = true, .offset = Values(offset)});
    const auto fit = minimize(risk, {.max_iterations = 60});
    CAPTURE(seed, to_string(fit));
    CHECK(fit.status == Status::Converged);
}

TEST_CASE("where the intercept is rounded, as far from a narrow Huber loss, the precision is reached",
          "[singular]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 12, 20);
    const Eigen::VectorXd y = problem.y.array() + 1e4;
    const EmpiricalRisk risk(Huber{1e-6}, problem.X, y, {.intercept = true});
    const auto fit = minimize(risk + L1{});  // λ is far above any slope, which is at most δ‖x_j‖
    CAPTURE(seed, to_string(fit));
    CHECK(fit.coefficients.isZero(0));
    CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
}

TEST_CASE("a count that the start meets exactly does not hold the others up", "[singular]") {
    const int other = GENERATE(range(1, 16));  // the mean is 16, the middle count
    const auto problem = Problem::of(Poisson{}, other, 5, 3);
    Eigen::VectorXd y(5);
    y << 16 + other, 16 - other, 16, 16 - other / 2, 16 + other / 2;
    const EmpiricalRisk risk(Poisson{}, problem.X, y, {.intercept = true});
    const auto fit = minimize(risk + 1e-3 * L1{});
    CAPTURE(to_string(fit), other);
    CHECK(fit.status == Status::Converged);
    CHECK(fit.support().size() > 0);
}

TEMPLATE_TEST_CASE("a flat model beside a penalty that is not convex does not end in a standstill",
                   "[singular]", MCP, SCAD) {
    const int seed = GENERATE(seeds(15));
    const auto problem = Problem::of(Logistic{}, seed, 60, 8);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y, {.intercept = seed % 2 == 0});
    const auto path = regularization_path(risk, TestType{3}, {.count = 10});
    for (Index k = 0; k < path.size(); ++k) {
        CAPTURE(seed, to_string(path[k]));
        CHECK((path[k].status == Status::Converged || path[k].status == Status::NoMinimizer));
    }
}
