// SPDX-License-Identifier: BSD-3-Clause
// The edges of what can be solved, and what a solve leaves behind.
#include <Eigen/QR>
#include <cmath>
#include <lariat/lariat.hpp>
#include <thread>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "optimizers/solve.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("the edges: no column, one row, λ = 0, a zero column, duplicates, equal y", "[solutions]") {
    Random random(GENERATE(seeds()));
    const Eigen::VectorXd y = random.vector(10);
    const auto each = [&](const auto& objective, auto&& check) {
        check(minimize(objective, accurate));
        check(minimize(objective, Fista{}, accurate));
        check(minimize(objective, proximal(BarzilaiBorwein{}), accurate));
        check(minimize(objective, SubgradientDescent{}, {.tolerance = 0.5, .max_iterations = 2000}));
    };
    SECTION("p = 0") {
        const Eigen::MatrixXd none(10, 0);
        each(EmpiricalRisk(SquaredError{}, none, y) + L1{}, [&](const auto& fit) {
            CHECK(fit.coefficients.size() == 0);
            CHECK(fit.objective == Approx(0.5 * y.squaredNorm() / 10).epsilon(1e-12));
        });
        CHECK(minimize(EmpiricalRisk(SquaredError{}, none, y)).status == Status::Converged);
        const auto mean = minimize(EmpiricalRisk(SquaredError{}, none, y, {.intercept = true}) + L1{});
        CHECK(mean.status == Status::Converged);
        CHECK(mean.intercept == Approx(y.mean()).epsilon(1e-12));
        CHECK(critical_strength(EmpiricalRisk(SquaredError{}, none, y) + L1{}) == 0);
        CHECK(largest_curvature(EmpiricalRisk(SquaredError{}, none, y)).upper == 0);
        CHECK(sensitivity(EmpiricalRisk(SquaredError{}, none, y), Eigen::VectorXd(0)).empty());
    }
    SECTION("n = 1") {
        const Eigen::MatrixXd row = random.matrix(1, 3);
        const auto lasso = EmpiricalRisk(SquaredError{}, row, std::vector<double>{2}) + 0.01 * L1{};
        each(lasso, [&](const auto& fit) { CHECK(fit.status == Status::Converged); });
        const auto with = minimize(
            EmpiricalRisk(SquaredError{}, row, std::vector<double>{2}, {.intercept = true}) + 0.01 * L1{});
        CHECK(with.coefficients.isZero(0));
        CHECK(with.intercept == Approx(2).epsilon(1e-12));
    }
    const auto problem = Problem::of(SquaredError{}, 1, 30, 5);
    SECTION("λ = 0 is least squares") {
        const Eigen::VectorXd truth = problem.X.householderQr().solve(problem.y);
        for (const auto& fit :
             {minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.0 * L1{}),
              minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.0 * L1{}, Fista{})}) {
            CHECK(fit.status == Status::Converged);
            CHECK(difference(fit.coefficients, truth) < 1e-4);
        }
    }
    SECTION("a zero column has coefficient 0, duplicates share") {
        Eigen::MatrixXd X = problem.X;
        X.col(2).setZero();
        X.col(4) = X.col(0);
        each(EmpiricalRisk(SquaredError{}, X, problem.y, {.intercept = true}) + 0.05 * L1{},
             [&](const auto& fit) { CHECK(fit.coefficients[2] == 0); });
        const auto ridge = minimize(EmpiricalRisk(SquaredError{}, X, problem.y) + 0.05 * L2{}, accurate);
        CHECK(ridge.coefficients[0] == Approx(ridge.coefficients[4]).epsilon(1e-5));
        CHECK(ridge.coefficients[2] == 0);
        const auto plain = minimize(EmpiricalRisk(SquaredError{}, X, problem.y), Fista{});
        CHECK(plain.status == Status::Converged);
        CHECK(plain.coefficients[2] == 0);
    }
    SECTION("all y equal: the intercept takes them") {
        each(EmpiricalRisk(SquaredError{}, problem.X, Eigen::VectorXd::Constant(30, 7.0),
                           {.intercept = true}) +
                 0.05 * L1{},
             [&](const auto& fit) {
                 CHECK(fit.status == Status::Converged);
                 CHECK(fit.intercept == Approx(7).epsilon(1e-12));
                 CHECK(fit.coefficients.isZero(1e-12));
             });
        each(EmpiricalRisk(SquaredError{}, problem.X, Eigen::VectorXd::Zero(30)) + 0.05 * L1{},
             [&](const auto& fit) {
                 CHECK(fit.status == Status::Converged);
                 CHECK(fit.coefficients.isZero(0));
                 CHECK(fit.certificate.value == 0);
             });
    }
    SECTION("a perfect fit without penalty") {
        const Eigen::VectorXd w = random.vector(5);
        const auto fit = minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.X * w));
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(difference(fit.coefficients, w) < 1e-5);
    }
}

TEST_CASE("the same solve gives the same bits, again and in two threads, X and y stay", "[solutions]") {
    const auto problem = Problem::of(Logistic{}, 1, 200, 20);
    const Eigen::MatrixXd X = problem.X;
    const Eigen::VectorXd y = problem.y;
    const auto objective = EmpiricalRisk(Logistic{}, problem.X, problem.y, {.intercept = true}) + 0.01 * L1{};
    const auto check = [&](const auto& optimizer) {
        const auto a = minimize(objective, optimizer, {.max_iterations = 100});
        auto b = a, c = a;
        std::thread one([&] { b = minimize(objective, optimizer, {.max_iterations = 100}); });
        std::thread two([&] { c = minimize(objective, optimizer, {.max_iterations = 100}); });
        one.join();
        two.join();
        CHECK(identical(a.coefficients, b.coefficients));
        CHECK(identical(a.coefficients, c.coefficients));
        CHECK(a.intercept == b.intercept);
        CHECK(a.certificate.value == c.certificate.value);
    };
    check(Fista{});
    check(SubgradientDescent{});
    check(proximal(BarzilaiBorwein{}));
    CHECK(problem.X == X);
    CHECK(problem.y == y);
}

TEST_CASE("a state goes on where it was, and its point is a warm start at another strength", "[solutions]") {
    const auto problem = Problem::of(Logistic{}, GENERATE(seeds()), 100, 10);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y, {.intercept = true});
    const auto before = risk + 0.02 * L1{}, after = risk + 0.018 * L1{};
    const auto check = [&](const auto& optimizer) {
        const auto solved = [&](const auto& objective, auto& state) {
            while (state.iteration < 10'000 && !certify(objective, state.x.w).holds())
                optimizer.step(objective, state);
            CHECK(certify(objective, state.x.w).holds());
            return state.iteration;
        };
        auto state = optimizer.init(before, before.function.point());
        optimizer.step(before, state);
        auto copy = state;
        optimizer.step(before, state);
        optimizer.step(before, copy);
        CHECK(identical(state.x.w, copy.x.w));
        CHECK(state.value == copy.value);
        solved(before, state);
        auto warm = optimizer.init(after, state.x), cold = optimizer.init(after, after.function.point());
        CHECK(solved(after, warm) < solved(after, cold));
        CHECK(difference(warm.x.w, cold.x.w) < 1e-2);  // both within 1e-8 F, of curvature about ¼
    };
    SECTION("Fista") { check(Fista{}); }
    SECTION("ProximalGradient") { check(ProximalGradient{}); }
    SECTION("BarzilaiBorwein") { check(proximal(BarzilaiBorwein{})); }
}

TEST_CASE("columns whose mean is large beside their deviation end at the precision of the arithmetic",
          "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 200, 20);
    const double mean = GENERATE(1e2, 1e4, 1e5);
    const Eigen::MatrixXd X = problem.X.array() + mean;
    const auto truth =
        minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y, {.intercept = true}) + 0.1 * L1{});
    const auto fit = minimize(EmpiricalRisk(SquaredError{}, X, problem.y, {.intercept = true}) + 0.1 * L1{});
    CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
    CHECK(difference(fit.coefficients, truth.coefficients) < 1e-3);
}
