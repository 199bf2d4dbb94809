// SPDX-License-Identifier: BSD-3-Clause
// Different optimizers, starts and orders of the data have one answer.
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "optimizers/solve.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

// A gap of 1e-13 F moves w by √(2·1e-13 F/curvature) < 1e-6 where F and the curvature are of order 1.
constexpr double agreed = 2e-6;

}  // namespace

TEST_CASE("all proximal methods agree", "[solutions]") {
    const int seed = GENERATE(seeds());
    const auto check = [&](const auto& objective) {
        const auto a = minimize(objective, Fista{}, accurate);
        const auto same = [&](const auto& b) {
            CAPTURE(seed, to_string(a), to_string(b));
            CHECK((b.status == Status::Converged || b.status == Status::ReachedPrecision));
            CHECK(difference(a.coefficients, b.coefficients) < agreed);
            CHECK(b.intercept == Approx(a.intercept).epsilon(0).margin(agreed));
        };
        same(minimize(objective, accurate));
        same(minimize(objective, ProximalGradient{}, accurate));
        same(minimize(objective, proximal(BarzilaiBorwein{}), accurate));
        same(minimize(objective, proximal(Backtracking{.grow = 1}, Nesterov{}), accurate));
        if constexpr (Fits<GradientDescent<ProximalUpdate, LipschitzStep, Nesterov>,
                           std::remove_cvref_t<decltype(objective)>>) {
            same(minimize(objective, proximal(LipschitzStep{}), accurate));
            same(minimize(objective, proximal(LipschitzStep{}, Nesterov{}), accurate));
            same(minimize(objective, proximal(LipschitzStep{}, HeavyBall{0.5}), accurate));
        }
    };
    const auto regression = Problem::of(SquaredError{}, seed, 60, 8);
    const auto labels = Problem::of(Logistic{}, seed, 60, 8);
    const auto counts = Problem::of(Poisson{}, seed, 60, 8);
    SECTION("lasso") {
        check(EmpiricalRisk(SquaredError{}, regression.X, regression.y, {.intercept = true}) + 0.05 * L1{});
    }
    SECTION("logistic elastic net") {
        check(EmpiricalRisk(Logistic{}, labels.X, labels.y, {.intercept = true}) + 0.02 * L1{} + 0.01 * L2{});
    }
    SECTION("Poisson group lasso") {
        check(EmpiricalRisk(Poisson{}, counts.X, counts.y, {.intercept = true}) +
              0.05 * Grouped{L1{}, {{0, 1, 2}, {3, 4}, {5, 6, 7}}});
    }
    SECTION("lasso, on an operator of four members") {
        check(EmpiricalRisk(SquaredError{}, Bare{regression.X}, regression.y, {.intercept = true}) +
              0.05 * L1{});
    }
    SECTION("Poisson elastic net, on an operator of four members") {
        check(EmpiricalRisk(Poisson{}, Bare{counts.X}, counts.y) + 0.02 * L1{} + 0.01 * L2{});
    }
    SECTION("logistic, on sparse rows") {
        const Eigen::SparseMatrix<double, Eigen::RowMajor> rows = labels.X.sparseView(0.5, 1.0);
        check(EmpiricalRisk(Logistic{}, rows, labels.y, {.intercept = true}) + 0.02 * L1{});
    }
    SECTION("Huber on the L1 ball") {
        check(EmpiricalRisk(Huber{}, regression.X, regression.y) + L1Ball{0.8});
    }
}

TEST_CASE("every gradient method takes the same steps on dense, sparse and an operator of four members",
          "[solutions]") {
    const int seed = GENERATE(seeds());
    auto problem = Problem::of(Hinge{}, seed, 40, 6);
    problem.X = problem.X.unaryExpr([](double x) { return std::abs(x) < 0.5 ? 0.0 : x; });
    const Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
    const Bare bare{problem.X};
    // A kinked loss steps its intercept in units of the columns' norms, which an operator only estimates.
    const auto check = [&](const auto& loss, const auto& optimizer, bool intercept) {
        const auto fit = [&](const auto& X) {
            return minimize(EmpiricalRisk(loss, X, problem.y, {.intercept = intercept}) + 0.01 * L1{},
                            optimizer, {.tolerance = 0, .max_iterations = 30});
        };
        const auto truth = fit(problem.X);
        CHECK(truth.support().size() > 0);
        const auto same = [&](const auto& other) {
            // what rounding does to one step the others hardly multiply
            CAPTURE(seed, to_string(truth), to_string(other));
            CHECK(other.iterations == truth.iterations);
            CHECK(difference(other.coefficients, truth.coefficients) < 1e-9);
            CHECK(std::abs(other.objective - truth.objective) <= 1e-9 * truth.objective);
            CHECK(std::abs(other.certificate.value - truth.certificate.value) <= 1e-9 * truth.objective);
        };
        same(fit(sparse));
        same(fit(bare));
    };
    check(Logistic{}, Fista{}, true);
    check(SquaredHinge{}, proximal(InverseTimeDecay{0.5}, HeavyBall{0.5}), true);
    check(Logistic{}, GradientDescent{ClippedSubgradientUpdate{}, ConstantStep{0.1}}, true);
    check(Hinge{}, SubgradientDescent{}, false);
}

TEST_CASE("starts: p, p + 1, a solution, all end at the optimum", "[solutions]") {
    const auto problem = Problem::of(Logistic{}, 1, 40, 4);
    const auto objective = EmpiricalRisk(Logistic{}, problem.X, problem.y, {.intercept = true}) + 0.02 * L1{};
    const auto truth = minimize(objective, accurate);
    const auto same = [&](const auto& fit) {
        CHECK(fit.status == Status::Converged);
        CHECK(difference(fit.coefficients, truth.coefficients) < agreed);
        CHECK(fit.intercept == Approx(truth.intercept).epsilon(1e-5));
    };
    same(minimize(objective, Fista{}, Eigen::VectorXd::Constant(4, 2.0), accurate));
    same(minimize(objective, Fista{}, std::vector<int>{1, -1, 2, 0, 3}, accurate));
    same(minimize(objective, Fista{}, truth, accurate));
    CHECK(minimize(objective, Fista{}, truth).iterations == 0);
    const Eigen::MatrixXf X = problem.X.cast<float>();
    const auto rough = minimize(EmpiricalRisk(Logistic{}, X, problem.y, {.intercept = true}) + 0.02 * L1{});
    same(minimize(objective, Fista{}, rough, accurate));
}

TEST_CASE("permuting rows or columns permutes the answer", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 6);
    const auto fit = [](const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
        return minimize(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true}) + 0.05 * L1{}, Fista{},
                        accurate);
    };
    const auto truth = fit(problem.X, problem.y);
    const auto columns = fit(problem.X.rowwise().reverse(), problem.y);
    CHECK(difference(columns.coefficients, truth.coefficients.reverse()) < agreed);
    const auto rows = fit(problem.X.colwise().reverse(), problem.y.reverse());
    CHECK(difference(rows.coefficients, truth.coefficients) < agreed);
    const auto mirrored = fit(problem.X, -problem.y);
    CHECK(difference(mirrored.coefficients, -truth.coefficients) < agreed);
}

TEST_CASE("the terms of an objective may stand in any order", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 5);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const Eigen::VectorXd w = Random(9).vector(5);
    const double truth = value(risk + 0.3 * L1{} + 0.2 * L2{}, w);
    CHECK(value(L1{} * 0.3 + risk + L2{} * 0.2, w) == truth);
    CHECK(value((0.2 * L2{} + L1{} * 0.3) + risk, w) == truth);
}

TEST_CASE("Fits answers for an objective, for a function by itself and for misfits", "[solutions]") {
    using Smooth = decltype(EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(1, 1), Eigen::VectorXd(1)));
    using Kinked = decltype(EmpiricalRisk(Hinge{}, Eigen::MatrixXd(1, 1), Eigen::VectorXd(1)));
    using Lasso = decltype(std::declval<Smooth>() + L1{});
    using Ball = decltype(std::declval<Smooth>() + L1Ball{1.0});
    STATIC_REQUIRE(Fits<Fista, Smooth>);
    STATIC_REQUIRE(Fits<Fista, Lasso>);
    STATIC_REQUIRE(Fits<Fista, Ball>);
    STATIC_REQUIRE(Fits<CoordinateDescent, Lasso>);
    STATIC_REQUIRE(Fits<SubgradientDescent, Kinked>);
    STATIC_REQUIRE_FALSE(Fits<Fista, Kinked>);
    STATIC_REQUIRE_FALSE(Fits<CoordinateDescent, Kinked>);
    STATIC_REQUIRE_FALSE(Fits<CoordinateDescent, Ball>);
    STATIC_REQUIRE_FALSE(Fits<SubgradientDescent, Ball>);
    STATIC_REQUIRE_FALSE(Fits<Fista, int>);
}

TEST_CASE("a line search on a smooth penalty by subgradient steps finds ridge", "[solutions]") {
    // The step is judged by F, and where values drown in rounding by the slopes of F: R is in both.
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 5);
    const auto ridge = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 3 * L2{};
    const auto truth = minimize(ridge, Fista{}, accurate);
    for (const double tolerance : {1e-10, 1e-15}) {
        const Options options{.tolerance = tolerance, .max_iterations = 100'000};
        const auto searched = minimize(ridge, GradientDescent<SubgradientUpdate, Backtracking>{}, options);
        const auto spectral = minimize(ridge, GradientDescent<SubgradientUpdate, BarzilaiBorwein>{}, options);
        CAPTURE(to_string(searched), to_string(spectral));
        CHECK((searched.status == Status::Converged || searched.status == Status::ReachedPrecision));
        CHECK((spectral.status == Status::Converged || spectral.status == Status::ReachedPrecision));
        CHECK(difference(truth.coefficients, searched.coefficients) < 3e-5);
        CHECK(difference(truth.coefficients, spectral.coefficients) < 3e-5);
    }
}
