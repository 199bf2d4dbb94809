// SPDX-License-Identifier: BSD-3-Clause
// Coordinates without a penalty ask for X_Uᵀθ = 0: the dual point is projected, so that they too have a duality gap.

#include <Eigen/QR>
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// Powers of 100 points in [0, 1], whose columns are all but dependent, and a noisy wave.
struct Polynomial {
    Eigen::MatrixXd X;
    Eigen::VectorXd y;

    explicit Polynomial(Index degree) : X(100, degree), y(100) {
        Random random(static_cast<int>(degree));
        for (Index i = 0; i < 100; ++i) {
            const double x = double(i) / 99;
            for (Index k = 0; k < degree; ++k) X(i, k) = std::pow(x, double(k + 1));
            y[i] = std::sin(6 * x) + 0.1 * random.normal();
        }
    }
};

}  // namespace

TEST_CASE("least squares on powers: the gap is the distance to the QR solution", "[certificate]") {
    const Index degree = GENERATE(2, 4, 6, 8);
    const Polynomial data(degree);
    const EmpiricalRisk risk(SquaredError{}, data.X, data.y);
    const double least = value(risk, Eigen::VectorXd(data.X.colPivHouseholderQr().solve(data.y)));
    Random random(1);
    for (int k = 0; k < 10; ++k) {
        const Eigen::VectorXd w = random.vector(degree, std::pow(10.0, random.uniform(-3, 3)));
        const Certificate c = certify(risk, w);
        CHECK(c.kind == Certificate::Kind::DualityGap);
        CHECK(c.value == Approx(value(risk, w) - least).epsilon(1e-6));  // s = 1 and projection: equality
    }
    const auto fit = minimize(risk + NoPenalty{}, CoordinateDescent{});
    CAPTURE(to_string(fit));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.objective <= least * (1 + 2e-8));
    const auto slow = minimize(risk, Fista{});
    if (slow.status == Status::Converged) CHECK(slow.objective <= least * (1 + 2e-8));
}

TEMPLATE_TEST_CASE("some coordinates without a penalty: a gap of 1e-12, and two optimizers agree",
                   "[certificate]", SquaredError, Logistic, Huber, SquaredHinge, Poisson) {
    const int seed = GENERATE(1, 2, 3);
    const auto problem = Problem::of(TestType{}, seed, 60, 20);
    Eigen::VectorXd factors = Eigen::VectorXd::Ones(20);
    factors[0] = factors[7] = factors[8] = 0;
    for (const bool intercept : {false, true}) {
        const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = intercept});
        const auto objective = risk + 0.05 * Weighted{L1{}, factors};
        const auto fit = minimize(objective, {.tolerance = 1e-12});
        CAPTURE(seed, intercept, to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Certificate::Kind::DualityGap);
        const auto fista = minimize(objective, Fista{}, {.tolerance = 1e-10, .max_iterations = 100'000});
        CHECK(fista.status == Status::Converged);
        CHECK(fista.objective - fit.objective <= fista.certificate.value + fit.certificate.value);
        CHECK(fista.objective - fit.objective >= -fista.certificate.value - fit.certificate.value);
        Random random(seed);
        for (int k = 0; k < 10; ++k) {  // a gap is a bound anywhere, if often infinite
            const Eigen::VectorXd w =
                fit.coefficients + random.vector(20, std::pow(10.0, random.uniform(-6, 0)));
            const Certificate c = certify(objective, w);
            CHECK(c.value >= value(objective, w) - fit.objective - c.rounding);
        }
    }
}

TEST_CASE("a group without a penalty, in float, and more than are projected", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(1, 2, 3), 120, 40);
    std::vector<std::vector<Index>> fours;
    for (Index j = 0; j < 40; j += 4) fours.push_back({j, j + 1, j + 2, j + 3});
    Eigen::VectorXd factors = Eigen::VectorXd::Ones(10);
    factors[2] = 0;
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto grouped = minimize(risk + 0.1 * Weighted{Grouped{L1{}, fours}, factors}, {.tolerance = 1e-12});
    CHECK(grouped.status == Status::Converged);
    CHECK(grouped.certificate.kind == Certificate::Kind::DualityGap);
    const Eigen::MatrixXf X = problem.X.cast<float>();
    Eigen::VectorXd some = Eigen::VectorXd::Ones(40);
    some.head(5).setZero();
    const auto single = minimize(EmpiricalRisk(SquaredError{}, X, problem.y) + 0.1 * Weighted{L1{}, some});
    CHECK(single.status == Status::Converged);
    CHECK(single.certificate.kind == Certificate::Kind::DualityGap);
    const auto all = minimize(risk);  // 40 free coordinates
    CHECK(all.status == Status::Converged);
    CHECK(all.certificate.kind == Certificate::Kind::KktResidual);
}

TEST_CASE("rows that do not give way make no dual point: far out a Huber loss is not optimal",
          "[certificate]") {
    const EmpiricalRisk risk(Huber{1.0}, Eigen::MatrixXd(Eigen::MatrixXd::Ones(1, 1)),
                             Eigen::VectorXd(Eigen::VectorXd::Zero(1)));
    CHECK_FALSE(certify(risk, Eigen::VectorXd::Constant(1, 9.3)).holds());  // ℓ' = 1, ℓ'' = 0
    CHECK(certify(risk, Eigen::VectorXd::Constant(1, 0.5)).value == Approx(0.125).epsilon(1e-12));
    const auto fit = minimize(risk, Eigen::VectorXd(Eigen::VectorXd::Constant(1, 9.3)));
    CHECK(fit.status == Status::Converged);
    CHECK(std::abs(fit.coefficients[0]) < 1e-4);
}
