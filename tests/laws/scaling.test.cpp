// SPDX-License-Identifier: BSD-3-Clause
// y → cy with λ₁ → cλ₁ gives cw; X → cX with λ₁ → cλ₁, λ₂ → c²λ₂ gives w/c; for c to 1e±100, in float 1e±15.
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// λ₁ and λ₂ of c; the loss may know the unit of y.
struct Units {
    double y = 1, X = 1;

    double lambda1() const { return y * X; }
    double lambda2() const { return X * X; }
};

template <class Scalar, class Make, class Optimizer>
void check_units(const Make& make, const Optimizer& optimizer, std::initializer_list<double> factors,
                 double rounding) {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 40, 8);
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    // enough digits that the two answers agree as far as the tolerance of the certificate lets them
    const Options options{.tolerance = sizeof(Scalar) == 4 ? 1e-6 : 1e-13, .max_iterations = 50'000};
    const auto truth =
        minimize(make(Matrix(problem.X.cast<Scalar>()), problem.y, Units{}), optimizer, options);
    CAPTURE(to_string(truth));
    REQUIRE(truth.coefficients.size() == 8);
    REQUIRE(truth.support().size() > 0);
    CHECK((truth.status == Status::Converged || truth.status == Status::ReachedPrecision));
    for (double c : factors) {
        for (const Units& units : {Units{c, 1}, Units{1, c}}) {
            const Matrix X = (units.X * problem.X).cast<Scalar>();
            const auto fit = minimize(make(X, units.y * problem.y, units), optimizer, options);
            CAPTURE(seed, units.y, units.X, to_string(fit));
            CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
            const Eigen::VectorXd back = fit.coefficients.template cast<double>() * (units.X / units.y);
            CHECK(difference(back, truth.coefficients) < rounding);
            CHECK(fit.intercept / units.y == Approx(truth.intercept).epsilon(rounding).margin(rounding));
            CHECK(fit.objective / units.y / units.y == Approx(truth.objective).epsilon(rounding));
            CHECK(fit.support() == truth.support());
        }
    }
}

const auto lasso = [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
    return EmpiricalRisk(SquaredError{}, std::remove_cvref_t<decltype(X)>(X), y, {.intercept = true}) +
           0.1 * u.lambda1() * L1{};
};
const auto elastic_net = [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
    return EmpiricalRisk(SquaredError{}, std::remove_cvref_t<decltype(X)>(X), y) + 0.1 * u.lambda1() * L1{} +
           0.05 * u.lambda2() * L2{};
};

// w moves by √(gap/curvature): 1e-13 of F moves it by 1e-6 at most.
constexpr double moved = 2e-6;

}  // namespace

TEST_CASE("units of X and y do not matter: lasso by Fista", "[laws][scale]") {
    check_units<double>(lasso, Fista{}, {1e-100, 1e-30, 1e5, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: lasso by ProximalGradient", "[laws][scale]") {
    check_units<double>(lasso, ProximalGradient{}, {1e-100, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: lasso by LipschitzStep", "[laws][scale]") {
    check_units<double>(lasso, GradientDescent{ProximalUpdate{}, LipschitzStep{}}, {1e-100, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: lasso by BarzilaiBorwein", "[laws][scale]") {
    check_units<double>(lasso, GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}}, {1e-100, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: elastic net", "[laws][scale]") {
    check_units<double>(elastic_net, Fista{}, {1e-100, 1e-30, 1e5, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: Huber, whose δ scales with y", "[laws][scale]") {
    check_units<double>(
        [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
            return EmpiricalRisk(Huber{0.5 * u.y}, std::remove_cvref_t<decltype(X)>(X), y,
                                 {.intercept = true}) +
                   0.05 * u.lambda1() * L1{};
        },
        Fista{}, {1e-100, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: ridge", "[laws][scale]") {
    check_units<double>(
        [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
            return EmpiricalRisk(SquaredError{}, std::remove_cvref_t<decltype(X)>(X), y,
                                 {.intercept = true}) +
                   0.05 * u.lambda2() * L2{};
        },
        Fista{}, {1e-100, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: MCP, whose γ is in units of X²", "[laws][scale]") {
    check_units<double>(
        [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
            // λ|w| − w²/(2γ): γ → γ/X² keeps it a multiple, and must stay above 1
            return EmpiricalRisk(SquaredError{}, std::remove_cvref_t<decltype(X)>(X), y) +
                   0.1 * u.lambda1() * MCP{3 / u.lambda2()};
        },
        Fista{}, {0.1, 0.5}, 1e-5);
}
TEST_CASE("units of X and y do not matter: by CoordinateDescent", "[laws][scale]") {
    check_units<double>(lasso, CoordinateDescent{}, {1e-100, 1e-30, 1e5, 1e100}, moved);
    check_units<double>(elastic_net, CoordinateDescent{}, {1e-100, 1e-30, 1e5, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: Huber and groups by CoordinateDescent", "[laws][scale]") {
    check_units<double>(
        [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
            return EmpiricalRisk(Huber{0.5 * u.y}, std::remove_cvref_t<decltype(X)>(X), y,
                                 {.intercept = true}) +
                   0.05 * u.lambda1() * Grouped{L1{}, {{0, 1, 2}, {3, 4}, {5, 6, 7}}};
        },
        CoordinateDescent{}, {1e-100, 1e100}, moved);
}
TEST_CASE("units of X and y do not matter: coordinates without a penalty, and MCP, by CoordinateDescent",
          "[laws][scale]") {
    check_units<double>(
        [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
            return EmpiricalRisk(SquaredError{}, std::remove_cvref_t<decltype(X)>(X), y,
                                 {.intercept = true}) +
                   0.1 * u.lambda1() * Weighted{L1{}, {0, 1, 1, 1, 0, 2, 1, 1}};
        },
        CoordinateDescent{}, {1e-100, 1e100}, moved);
    check_units<double>(
        [](const auto& X, const Eigen::VectorXd& y, const Units& u) {
            return EmpiricalRisk(SquaredError{}, std::remove_cvref_t<decltype(X)>(X), y) +
                   0.1 * u.lambda1() * MCP{3 / u.lambda2()};
        },
        CoordinateDescent{}, {0.1, 0.5}, 1e-5);
}
TEST_CASE("units of X and y do not matter: float to 1e±15", "[laws][scale]") {
    // float holds 7 digits and the gap 1e-6 of F: w to 1e-3
    check_units<float>(lasso, Fista{}, {1e-15, 1e15}, 5e-3);
    check_units<float>(elastic_net, Fista{}, {1e-15, 1e15}, 5e-3);
    check_units<float>(lasso, CoordinateDescent{}, {1e-15, 1e15}, 5e-3);
    check_units<float>(elastic_net, CoordinateDescent{}, {1e-15, 1e15}, 5e-3);
}
TEST_CASE("units of X and y do not matter: the median by subgradients", "[laws][scale]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 4);
    const bool intercept = GENERATE(false, true);
    const auto fit = [&](double c, double d) {
        const Eigen::MatrixXd X = d * problem.X;
        return minimize(
            EmpiricalRisk(Pinball{0.5}, X, c * problem.y, {.intercept = intercept}) + 0.02 * d * L1{},
            SubgradientDescent{}, {.max_iterations = 3000});
    };
    const auto truth = fit(1, 1);
    for (double c : {0x1p-332, 0x1p332}) {  // powers of two: the same digits
        const auto scaled = fit(c, 1);
        CAPTURE(c, to_string(scaled), to_string(truth));
        CHECK(scaled.objective / c == Approx(truth.objective).epsilon(1e-9));
        CHECK(scaled.certificate.value / c == Approx(truth.certificate.value).epsilon(1e-6));
        const auto other = fit(1, c);
        CAPTURE(to_string(other));
        CHECK(other.objective == Approx(truth.objective).epsilon(1e-9));
        CHECK(other.intercept == Approx(truth.intercept).epsilon(1e-9));
    }
}
TEST_CASE("the critical strength scales with X and y", "[laws][scale]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 4);
    const auto check = [&](const auto& R) {
        const auto critical = [&](double c, double d) {
            const Eigen::MatrixXd X = d * problem.X;
            return critical_strength(EmpiricalRisk(SquaredError{}, X, c * problem.y, {.intercept = true}) +
                                     R);
        };
        for (double c : {1e-100, 1e100}) {
            CHECK(critical(c, 1) / c == Approx(critical(1, 1)).epsilon(1e-12));
            CHECK(critical(1, c) / c == Approx(critical(1, 1)).epsilon(1e-12));
        }
    };
    check(L1{});
    check(Weighted{L1{}, {1, 0, 2, 1}});
}
TEST_CASE("λ_max scales with X²", "[laws][scale]") {
    const auto problem = Problem::of(SquaredError{}, 1, 40, 4);
    const double truth = largest_curvature(EmpiricalRisk(SquaredError{}, problem.X, problem.y)).upper;
    for (double c : {1e-100, 1e100}) {
        const Eigen::MatrixXd X = c * problem.X;
        CHECK(largest_curvature(EmpiricalRisk(SquaredError{}, X, problem.y)).upper / c / c ==
              Approx(truth).epsilon(1e-12));
    }
}
