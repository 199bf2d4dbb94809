// SPDX-License-Identifier: BSD-3-Clause
// Standard deviations of columns, whatever their means are beside them.
#include <lariat/designs/column_deviations.hpp>

#include <Eigen/SparseCore>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

Eigen::VectorXd uniform_weights(Index n) { return Eigen::VectorXd::Constant(n, 1.0 / double(n)); }

}  // namespace

TEST_CASE("a column whose mean is millions of its deviations has them all the same", "[standardized]") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    Eigen::MatrixXd X = random.matrix(500, 4);
    const Eigen::VectorXd v = Eigen::VectorXd(random.vector(500).cwiseAbs()), w = v / v.sum();
    const auto truth = column_deviations(design_of(X), w);
    for (Index j = 0; j < 4; ++j) X.col(j).array() += std::pow(100.0, double(j));
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = X;
    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    // The elements are rounded by ε times the mean of 1e6.
    CHECK(difference(column_deviations(design_of(X), w), truth) < 1e-9);
    CHECK(difference(column_deviations(design_of(by_rows), w), truth) < 1e-9);
    CHECK(difference(column_deviations(design_of(sparse), w), truth) < 1e-9);
    CHECK(difference(column_deviations(design_of(WithColumns{{X}}), w), truth) < 1e-9);
}

TEMPLATE_TEST_CASE("a constant column has none, as many rows as there are", "[standardized]", float, double) {
    const Index n = 100'000;
    Eigen::Matrix<TestType, -1, -1> X(n, 3);
    X.col(0).setConstant(TestType(0.1));
    X.col(1).setConstant(TestType(-3e7));
    X.col(2).setConstant(TestType(1 / 3.0));
    for (Index i = 0; i < n; ++i)  // rounded one way or the other
        X(i, 2) *= TestType(1) + TestType(i % 2) * 2 * Eigen::NumTraits<TestType>::epsilon();
    CHECK(column_deviations(design_of(X), uniform_weights(n)) == Eigen::VectorXd::Zero(3));
    X(n / 2, 1) = -4e7;
    CHECK(column_deviations(design_of(X), uniform_weights(n))[1] ==
          Approx(1e7 * std::sqrt(1.0 / double(n) * (1 - 1.0 / double(n)))).epsilon(1e-6));
}

TEST_CASE("a constant column is constant on the rows that count", "[standardized]") {
    Eigen::MatrixXd X = Eigen::MatrixXd::Constant(20, 1, 7);
    X(3, 0) = 8;
    Eigen::VectorXd v = uniform_weights(20);
    CHECK(column_deviations(design_of(X), v)[0] > 0.2);
    v[3] = 0;
    CHECK(column_deviations(design_of(X), Eigen::VectorXd(v / v.sum()))[0] == 0);
}

TEMPLATE_TEST_CASE("beside an intercept a column's mean does not matter, be it millions of its deviations",
                   "[standardized]", SquaredError, Logistic) {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(TestType{}, seed, 60, 6);
    Eigen::MatrixXd X = problem.X;
    X.col(0) *= 0.3;
    const auto solve = [&] {
        const EmpiricalRisk risk(TestType{}, X, problem.y, {.intercept = true});
        const auto fit = minimize(risk + 0.003 * L1{});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.coefficients[0] != 0);
        const auto scaled = minimize(standardized(risk) + 0.003 * L1{});
        CHECK(scaled.status == Status::Converged);
        CHECK(scaled.constant_columns.empty());
        return Eigen::Vector2d(fit.objective, scaled.objective);
    };
    const auto truth = solve();
    X.col(0).array() += 1e6;
    CHECK((solve() - truth).cwiseAbs().maxCoeff() < 1e-7 * truth[0]);  // elements rounded by 1e-10
}

TEMPLATE_TEST_CASE("columns that are constant beside an intercept are named, and have coefficient 0",
                   "[standardized]", SquaredError, Logistic) {
    auto problem = Problem::of(TestType{}, GENERATE(seeds()), 30, 7);
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(30);
    weights[4] = 0;
    problem.X.col(1).setConstant(0.1);
    problem.X.col(3).setZero();
    problem.X.col(4).setConstant(1e8 / 3);
    problem.X(7, 4) *= 1 + 1e-15;
    problem.X.col(5).setConstant(2);
    problem.X(4, 5) = 3;  // in a row that may not count
    problem.X.col(6).setZero();
    problem.X(4, 6) = 1;
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = problem.X;
    const Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
    const Eigen::SparseMatrix<double, Eigen::RowMajor> sparse_by_rows = sparse;
    const auto check = [&](const auto& X) {
        const auto constant = [&](const RiskOptions& options) {
            const EmpiricalRisk risk(TestType{}, X, problem.y, options);
            const auto fit = minimize(risk + 0.01 * L1{});
            CHECK(fit.status == Status::Converged);
            for (const Index j : fit.constant_columns) CHECK(fit.coefficients[j] == 0);
            CHECK(regularization_path(risk, L1{}, {.count = 3}).constant_columns == fit.constant_columns);
            return fit.constant_columns;
        };
        CHECK(constant({.intercept = true}) == std::vector<Index>{1, 3, 4});
        CHECK(constant({.intercept = true, .weights = weights}) == std::vector<Index>{1, 3, 4, 5, 6});
        CHECK(constant({}).empty());
    };
    check(problem.X);
    check(by_rows);
    check(sparse);
    check(sparse_by_rows);
}
