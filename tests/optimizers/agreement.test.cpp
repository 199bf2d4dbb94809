// SPDX-License-Identifier: BSD-3-Clause
// Different optimizers, starts and orders of the data have one answer.
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

constexpr Options accurate{.tolerance = 1e-13, .max_iterations = 100'000};
// A gap of 1e-13 F moves w by √(2·1e-13 F/curvature) < 1e-6 where F and the curvature are of order 1.
constexpr double near = 2e-6;

template <class Step, class Momentum = NoMomentum>
auto proximal(Step step, Momentum momentum = {}) {
    return GradientDescent<ProximalUpdate, Step, Momentum>{{}, step, momentum};
}

}  // namespace

TEST_CASE("all proximal methods agree", "[solutions]") {
    const int seed = GENERATE(1, 2, 3);
    const auto check = [&](const auto& objective) {
        const auto a = minimize(objective, Fista{}, accurate);
        const auto same = [&](const auto& b) {
            CAPTURE(seed, to_string(a), to_string(b));
            CHECK((b.status == Status::Converged || b.status == Status::ReachedPrecision));
            CHECK(difference(a.coefficients, b.coefficients) < near);
            CHECK(b.intercept == Approx(a.intercept).margin(near));
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
    SECTION("Huber on the L1 ball") {
        check(EmpiricalRisk(Huber{}, regression.X, regression.y) + L1Ball{0.8});
    }
}

TEST_CASE("starts: p, p + 1, a solution, all end at the optimum", "[solutions]") {
    const auto problem = Problem::of(Logistic{}, 1, 40, 4);
    const auto objective = EmpiricalRisk(Logistic{}, problem.X, problem.y, {.intercept = true}) + 0.02 * L1{};
    const auto truth = minimize(objective, accurate);
    const auto same = [&](const auto& fit) {
        CHECK(fit.status == Status::Converged);
        CHECK(difference(fit.coefficients, truth.coefficients) < near);
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
    const auto problem = Problem::of(SquaredError{}, GENERATE(1, 2, 3), 40, 6);
    const auto fit = [](const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
        return minimize(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true}) + 0.05 * L1{}, Fista{},
                        accurate);
    };
    const auto truth = fit(problem.X, problem.y);
    const auto columns = fit(problem.X.rowwise().reverse(), problem.y);
    CHECK(difference(columns.coefficients, truth.coefficients.reverse()) < near);
    const auto rows = fit(problem.X.colwise().reverse(), problem.y.reverse());
    CHECK(difference(rows.coefficients, truth.coefficients) < near);
    const auto mirrored = fit(problem.X, -problem.y);
    CHECK(difference(mirrored.coefficients, -truth.coefficients) < near);
}
