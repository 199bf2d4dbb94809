// SPDX-License-Identifier: BSD-3-Clause
#include "catch.hpp"

#include <Eigen/QR>
#include <lariat/lariat.hpp>

#include "laws/problems.hpp"

using namespace lariat;
using lariat::test::Problem;
using lariat::test::Random;

namespace {

/// Coordinate descent and FISTA, both certified, find the same minimum; the coefficients too where the
/// minimum is unique. Two certified gaps of 1e-9 F leave values at most that far apart, and coefficients
/// about its root.
template <class O>
void agrees(const O& objective, bool unique) {
    const double tolerance = 1e-9;
    const auto descent = minimize(objective, CoordinateDescent{}, {.tolerance = tolerance});
    const auto fista = minimize(objective, Fista{}, {.tolerance = tolerance, .max_iterations = 200'000});
    CAPTURE(to_string(descent), to_string(fista));
    REQUIRE(descent.status == Status::Converged);
    REQUIRE(fista.status == Status::Converged);
    CHECK(descent.objective == Approx(fista.objective).epsilon(2 * tolerance));
    if (unique) CHECK((descent.coefficients - fista.coefficients).norm() <= 1e-3 * fista.coefficients.norm());
}

}  // namespace

static_assert(
    Fits<CoordinateDescent, Regularized<EmpiricalRisk<Logistic, design_of_t<Eigen::MatrixXd&>>, L1>>);
static_assert(!Fits<CoordinateDescent, Regularized<EmpiricalRisk<Hinge, design_of_t<Eigen::MatrixXd&>>, L1>>);
static_assert(!Fits<CoordinateDescent,
                    Regularized<EmpiricalRisk<SquaredError, design_of_t<Eigen::MatrixXd&>>, L1Ball>>);
static_assert(!Fits<CoordinateDescent, Regularized<Quadratic<design_of_t<Eigen::MatrixXd&>>, L1>>);

TEMPLATE_TEST_CASE("coordinate descent and FISTA find the same minimum", "", SquaredError, Logistic, Huber,
                   SquaredHinge, Poisson) {
    const int seed = GENERATE(1, 2, 3);
    const bool intercept = GENERATE(false, true), weighted = GENERATE(false, true);
    const Problem problem = Problem::of(TestType{}, seed, 60, 20);
    RiskOptions options{.intercept = intercept};
    Random random(seed);
    if (weighted) {
        Eigen::VectorXd weights(60);
        for (Index i = 0; i < 60; ++i) weights[i] = double(random.below(4));
        options.weights = weights;
        options.offset = random.vector(60, 0.2);
    }
    CAPTURE(seed, intercept, weighted);
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, options);
    const double critical = critical_strength(risk + L1{});
    agrees(risk + (critical / 10) * L1{}, true);
    agrees(risk + (critical / 10) * L1{} + 0.01 * L2{}, true);
    agrees(risk + (critical / 20) * L1{} + Nonnegative{}, true);
    agrees(risk + (critical / 20) * L1{} + Box{-0.1, 0.2}, true);
}

TEST_CASE("coordinate descent ends where the KKT conditions of MCP and SCAD hold, below the null model") {
    const int seed = GENERATE(1, 2, 3);
    const Problem problem = Problem::of(Logistic{}, seed, 100, 30);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y, {.intercept = true});
    const auto check = [](const auto& objective) {
        const auto fit = minimize(objective, CoordinateDescent{}, {.tolerance = 1e-8});
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Certificate::Kind::KktResidual);
        CHECK(certify(objective, fit.coefficients, 1e-7).holds());
        CHECK(fit.objective < value(objective, Eigen::VectorXd::Zero(30)));
    };
    check(risk + 0.05 * MCP{3.0});
    check(risk + 0.05 * SCAD{3.7});
}

TEST_CASE("on orthogonal columns coordinate descent gives the soft threshold of least squares") {
    const Index n = 64, p = 16;
    Random random(5);
    const Eigen::MatrixXd Q =
        random.matrix(n, p).householderQr().householderQ() * Eigen::MatrixXd::Identity(n, p);
    const Eigen::MatrixXd X = std::sqrt(double(n)) * Q;  // XᵀX/n = I
    const Eigen::VectorXd y = random.vector(n);
    const double strength = 0.1;
    const auto fit = minimize(EmpiricalRisk(SquaredError{}, X, y) + strength * L1{}, CoordinateDescent{},
                              {.tolerance = 1e-14});
    for (Index j = 0; j < p; ++j)  // the columns are orthonormal to 1e-15, the answer to a few times that
        CHECK(fit.coefficients[j] ==
              Approx(soft_threshold(X.col(j).dot(y) / double(n), strength)).margin(1e-13));
}

TEST_CASE("dense in either order, sparse and float X have the same coordinate descent") {
    const Problem problem = Problem::of(SquaredError{}, 4, 80, 40);
    Eigen::MatrixXd X = problem.X;
    for (Index j = 0; j < 40; ++j)
        for (Index i = 0; i < 80; ++i)
            if ((i * 7 + j * 3) % 4) X(i, j) = 0;
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = X;
    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    const Eigen::MatrixXf single = X.cast<float>();
    const auto fit = [&](const auto& x, double tolerance) {
        return minimize(EmpiricalRisk(SquaredError{}, x, problem.y, {.intercept = true}) + 0.02 * L1{},
                        CoordinateDescent{}, {.tolerance = tolerance});
    };
    const auto dense = fit(X, 1e-13);
    REQUIRE(dense.status == Status::Converged);
    // A gap of 1e-13 F leaves coefficients of a well-conditioned problem within its root.
    CHECK((fit(by_rows, 1e-13).coefficients - dense.coefficients).norm() < 1e-6);
    CHECK((fit(sparse, 1e-13).coefficients - dense.coefficients).norm() < 1e-6);
    const auto rounded = fit(single, 1e-4);
    CHECK(rounded.status == Status::Converged);
    CHECK((rounded.coefficients.cast<double>() - dense.coefficients).norm() < 1e-2);
}

TEST_CASE("zero, constant and duplicate columns are no trouble to coordinate descent") {
    Problem problem = Problem::of(SquaredError{}, 6, 50, 10);
    problem.X.col(2).setZero();
    problem.X.col(3).setConstant(1e3);
    problem.X.col(5) = problem.X.col(4);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto fit = minimize(risk + 0.01 * L1{}, CoordinateDescent{}, {.tolerance = 1e-12});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.coefficients[2] == 0);
    CHECK(fit.coefficients[3] == 0);  // the intercept does its work
    CHECK(minimize(EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(3, 0), Eigen::VectorXd::Ones(3),
                                 {.intercept = true}) +
                       L1{},
                   CoordinateDescent{})
              .intercept == Approx(1.0));
}

TEST_CASE("coordinate descent finds zero exactly from the critical strength on, and not below") {
    const int seed = GENERATE(1, 2, 3);
    const Problem problem = Problem::of(Logistic{}, seed, 50, 12);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y, {.intercept = true});
    const double critical = critical_strength(risk + L1{});
    CHECK(minimize(risk + (critical * (1 + 1e-12)) * L1{}, CoordinateDescent{}).support().empty());
    CHECK(minimize(risk + (critical * 0.99) * L1{}, CoordinateDescent{}).support().size() == 1);
}

TEST_CASE("rescaling X or y by 1e100 rescales the answer of coordinate descent") {
    const Problem problem = Problem::of(SquaredError{}, 8, 50, 20);
    const double c = GENERATE(1e-100, 1e100);
    const auto fit = [](const Eigen::MatrixXd& X, const Eigen::VectorXd& y, double strength) {
        return minimize(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true}) + strength * L1{},
                        CoordinateDescent{}, {.tolerance = 1e-12});
    };
    const auto plain = fit(problem.X, problem.y, 0.05);
    const auto scaled_y = fit(problem.X, problem.y * c, 0.05 * c),
               scaled_X = fit(problem.X * c, problem.y, 0.05 * c);
    REQUIRE(plain.status == Status::Converged);
    CHECK(scaled_y.status == Status::Converged);
    CHECK(scaled_X.status == Status::Converged);
    CHECK((scaled_y.coefficients / c - plain.coefficients).norm() < 1e-5 * plain.coefficients.norm());
    CHECK((scaled_X.coefficients * c - plain.coefficients).norm() < 1e-5 * plain.coefficients.norm());
}

TEST_CASE("coordinate descent starts from a solution and certifies it at once") {
    const Problem problem = Problem::of(SquaredError{}, 9, 50, 20);
    const auto objective = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.05 * L1{};
    const auto cold = minimize(objective, CoordinateDescent{});
    const auto warm = minimize(objective, CoordinateDescent{}, cold);
    CHECK(warm.status == Status::Converged);
    CHECK(warm.iterations == 0);
    CHECK(warm.coefficients == cold.coefficients);
}

TEST_CASE("asked for more than rounding allows, coordinate descent says so and ends") {
    const Problem problem = Problem::of(SquaredError{}, 10, 50, 20);
    const auto fit = minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.05 * L1{},
                              CoordinateDescent{}, {.tolerance = 1e-300});
    CHECK((fit.status == Status::ReachedPrecision || fit.status == Status::Stalled));
    CHECK(fit.iterations < 100);
    CHECK(fit.certificate.value < 1e-12 * fit.objective);
}

namespace {

/// R(w) = 1 if w ≠ 0, as a user writes it.
struct L0 : PenaltyBase {
    double value(double w) const { return w != 0 ? 1.0 : 0.0; }
    double prox(double v, double step) const { return v * v > 2 * step ? v : 0.0; }
    Interval subdifferential(double w) const { return w != 0 ? Interval{0, 0} : Interval::everything(); }
};

}  // namespace

TEST_CASE("where R jumps, coordinate descent leaves zero and ends at a fixed point below the null model") {
    const int seed = GENERATE(1, 2, 3);
    const Problem problem = Problem::of(SquaredError{}, seed, 60, 12);
    const auto objective = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.02 * L0{};
    const auto fit = minimize(objective, CoordinateDescent{});
    CAPTURE(seed, to_string(fit));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.kind == Certificate::Kind::FixedPoint);
    CHECK_FALSE(fit.support().empty());
    CHECK(fit.objective < value(objective, Eigen::VectorXd::Zero(12)));
}
