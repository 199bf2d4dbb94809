// SPDX-License-Identifier: BSD-3-Clause
// Coordinates without a penalty ask for X_Uᵀθ = 0: the dual point is projected, so that they too have a duality gap.

#include <Eigen/QR>
#include <cmath>
#include <lariat/lariat.hpp>
#include <limits>

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
    const int seed = GENERATE(seeds());
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

TEST_CASE("a coordinate without a penalty beside few or many columns: solved from zero, and along a path",
          "[certificate][coordinate descent]") {
    const auto [n, p, correlation] =
        GENERATE(table<Index, Index, double>({{400, 10, 0.9}, {20, 10, 0.9}, {60, 40, 0.9}, {8, 40, 0.0}}));
    const bool intercept = GENERATE(false, true);
    CAPTURE(n, p, intercept);
    Random random(static_cast<int>(n));
    Eigen::MatrixXd X = random.matrix(n, p);
    for (Index j = 1; j < p; ++j)
        X.col(j) = correlation * X.col(j - 1) + std::sqrt(1 - correlation * correlation) * X.col(j);
    const Eigen::VectorXd y = X.col(0) + X.col(p / 2) + random.vector(n);
    Eigen::VectorXd factors = Eigen::VectorXd::Ones(p);
    factors[1] = 0;
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = intercept});
    const Weighted penalty{L1{}, factors};
    const double strongest = critical_strength(risk + penalty);
    for (const double share : {0.5, 0.1, 0.01}) {
        const auto objective = risk + share * strongest * penalty;
        const auto fit = minimize(objective, {.tolerance = 1e-10});
        CHECK(fit.status == Status::Converged);
        const auto fista = minimize(objective, Fista{}, {.tolerance = 1e-8});
        CHECK(fista.status == Status::Converged);
        CHECK(fit.objective == Approx(fista.objective).epsilon(2e-8));
    }
    const auto path = regularization_path(risk, penalty, {.count = 30});
    for (Index k = 0; k < path.size(); ++k) {
        CHECK(path.statuses[static_cast<std::size_t>(k)] == Status::Converged);
        const auto alone = minimize(risk + path.strengths[static_cast<std::size_t>(k)] * penalty);
        CHECK(path.objectives[static_cast<std::size_t>(k)] == Approx(alone.objective).epsilon(2e-8));
    }
}

TEMPLATE_TEST_CASE("columns far from zero beside an intercept: a gap reaches from F to its minimum",
                   "[certificate]", float, double) {
    using Matrix = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
    constexpr double digits = std::numeric_limits<TestType>::epsilon();
    const double mean = GENERATE(1e-4, 1e-3, 1e-2, 0.1) / digits;
    const Index p = GENERATE(1, 2, 20);
    CAPTURE(mean, p);
    Random random(static_cast<int>(p));
    const Matrix X = (random.matrix(60, p).array() + mean).template cast<TestType>();
    const Eigen::MatrixXd centred = X.template cast<double>().array() - mean;
    const Eigen::VectorXd y = centred.col(0) + 0.3 * random.vector(60),
                          labels = (centred.col(0).array() > 0.3).template cast<double>();
    const auto check = [&](const auto& risk, const auto& reference) {
        const double strongest = critical_strength(reference + L1{});
        for (const double share : {0.5, 0.1, 0.01}) {
            const double least =
                minimize(reference + share * strongest * L1{}, {.tolerance = 1e-12}).objective;
            // A float predicts to so many digits.
            const double rounding = 64 * digits * (mean * digits + 1) * least + 64 * digits * digits * mean;
            const auto fit = minimize(risk + share * strongest * L1{});
            CAPTURE(share, fit.objective, least, fit.certificate.value);
            if (fit.status == Status::Converged) CHECK(fit.objective - least <= 1e-2 * least + rounding);
            const Vector<TestType> zero = Vector<TestType>::Zero(p);
            const auto objective = risk + share * strongest * L1{};
            CHECK(certify(objective, zero).value >= 0.99 * (value(objective, zero) - least) - rounding);
        }
    };
    check(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true}),
          EmpiricalRisk(SquaredError{}, centred, y, {.intercept = true}));
    check(EmpiricalRisk(Logistic{}, X, labels, {.intercept = true}),
          EmpiricalRisk(Logistic{}, centred, labels, {.intercept = true}));
}

TEST_CASE("a group without a penalty, in float, and more than are projected", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 120, 40);
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

namespace {

/// The residuals of b after weighted least squares on the columns of A.
Eigen::VectorXd residuals(const Eigen::MatrixXd& A, const Eigen::VectorXd& b, const Eigen::VectorXd& v) {
    const Eigen::VectorXd root = v.cwiseSqrt();
    const Eigen::VectorXd x = (root.asDiagonal() * A).colPivHouseholderQr().solve(root.cwiseProduct(b));
    return b - A * x;
}

/// Coefficients that are not zero, of those that are penalized.
template <class Fit>
Index penalized_nonzeros(const Fit& fit, const Eigen::VectorXd& factors) {
    return (factors.array() > 0 && fit.coefficients.array() != 0).count();
}

}  // namespace

TEST_CASE("the critical strength beside columns without a penalty is that of what they leave of y",
          "[critical strength]") {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true), weighted = GENERATE(false, true);
    const auto problem = Problem::of(SquaredError{}, seed, 50, 9);
    Random random(seed);
    const Eigen::VectorXd offset = random.vector(50, 0.3);
    Eigen::VectorXd weights =
        weighted ? Eigen::VectorXd(random.vector(50).cwiseAbs()) : Eigen::VectorXd(Eigen::VectorXd::Ones(50));
    if (weighted) weights[7] = 0;
    const Eigen::VectorXd v = weights / weights.sum();
    Eigen::VectorXd factors(9);
    factors << 1, 0, 2, 1, 0.5, 0, 1, 3, 1;
    Eigen::MatrixXd U(50, intercept ? 3 : 2);
    U.leftCols(2) << problem.X.col(1), problem.X.col(5);
    if (intercept) U.col(2).setOnes();
    const Eigen::VectorXd r = residuals(U, problem.y - offset, v);
    const Eigen::VectorXd slopes = problem.X.transpose() * v.cwiseProduct(r);
    double plain = 0, scaled = 0;
    for (Index j = 0; j < 9; ++j) {
        if (factors[j] == 0) continue;
        const Eigen::VectorXd x = problem.X.col(j);
        const double mean = v.dot(x);
        const double deviation = std::sqrt(v.dot((x.array() - mean).square().matrix()));
        plain = std::max(plain, std::abs(slopes[j]) / factors[j]);
        scaled = std::max(scaled, std::abs(slopes[j]) / factors[j] / deviation);
    }
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y,
                             {.intercept = intercept, .weights = weights, .offset = offset});
    const Weighted R{L1{}, factors};
    CHECK(critical_strength(risk + R) == Approx(plain).epsilon(1e-11));
    CHECK(critical_strength(standardized(risk) + R) == Approx(scaled).epsilon(1e-11));
    CHECK(critical_strength(risk + Weighted{MCP{}, factors}) == Approx(plain).epsilon(1e-11));
    CHECK(critical_strength(risk + Weighted{SCAD{}, factors}) == Approx(plain).epsilon(1e-11));
    const Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
    CHECK(critical_strength(EmpiricalRisk(SquaredError{}, sparse, problem.y,
                                          {.intercept = intercept, .weights = weights, .offset = offset}) +
                            R) == Approx(plain).epsilon(1e-11));
    const Eigen::MatrixXf single = problem.X.cast<float>();
    CHECK(critical_strength(EmpiricalRisk(SquaredError{}, single, problem.y,
                                          {.intercept = intercept, .weights = weights, .offset = offset}) +
                            R) == Approx(plain).epsilon(1e-5));
}

TEMPLATE_TEST_CASE("just above the critical strength the penalized coefficients are 0, just below one is not",
                   "[critical strength]", SquaredError, Logistic, Huber, SquaredHinge, Poisson, LogCosh) {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const auto problem = Problem::of(TestType{}, seed, 60, 12);
    Eigen::VectorXd factors = Eigen::VectorXd::Ones(12);
    factors[0] = factors[4] = factors[6] = 0;
    factors[3] = 2;
    const Weighted R{L1{}, factors};
    const auto check = [&](const auto& risk) {
        const double critical = critical_strength(risk + R);
        CAPTURE(seed, intercept, critical);
        const auto above = minimize(risk + (1 + 1e-4) * critical * R, {.tolerance = 1e-12});
        CAPTURE(to_string(above));
        CHECK(above.status == Status::Converged);
        CHECK(penalized_nonzeros(above, factors) == 0);
        CHECK(above.support() == std::vector<Index>{0, 4, 6});
        const auto below = minimize(risk + (1 - 1e-4) * critical * R, {.tolerance = 1e-13});
        CAPTURE(to_string(below));
        CHECK(penalized_nonzeros(below, factors) == 1);
        const auto path = regularization_path(risk, R, {.count = 5, .ratio = 0.1});
        CHECK(path.strengths[0] == critical);
        CHECK(path.nonzeros(0) <= 4);  // at the edge itself rounding decides
        CHECK(path.nonzeros(4) > 4);
        for (const Status status : path.statuses) CHECK(status == Status::Converged);
    };
    const EmpiricalRisk risk(
        TestType{}, problem.X, problem.y,
        {.intercept = intercept, .weights = Eigen::VectorXd(Random(seed).vector(60).cwiseAbs())});
    check(risk);
    check(standardized(risk));
}

TEST_CASE("a free group, an operator and many free columns have a critical strength", "[critical strength]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 80, 45);
    const Eigen::VectorXd v = Eigen::VectorXd::Constant(80, 1.0 / 80);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    Eigen::VectorXd factors = Eigen::VectorXd::Zero(45);
    factors.tail(5).setOnes();
    const Eigen::VectorXd r = residuals(problem.X.leftCols(40), problem.y, v);
    const double expected = (problem.X.rightCols(5).transpose() * r / 80).cwiseAbs().maxCoeff();
    CHECK(critical_strength(risk + Weighted{L1{}, factors}) == Approx(expected).epsilon(1e-10));
    const EmpiricalRisk by_columns(SquaredError{}, WithColumns{{problem.X}}, problem.y);
    CHECK(critical_strength(by_columns + Weighted{L1{}, factors}) == Approx(expected).epsilon(1e-10));

    std::vector<std::vector<Index>> fives;
    for (Index j = 0; j < 45; j += 5) fives.push_back({j, j + 1, j + 2, j + 3, j + 4});
    Eigen::VectorXd of_groups = Eigen::VectorXd::Zero(9);
    of_groups[8] = 1;
    CHECK(critical_strength(risk + Weighted{Grouped{L1{}, fives}, of_groups}) ==
          Approx((problem.X.rightCols(5).transpose() * r / 80).norm()).epsilon(1e-10));

    const EmpiricalRisk bare(SquaredError{}, Bare{problem.X}, problem.y);
    CHECK(critical_strength(bare + Weighted{L1{}, factors}) == Approx(expected).epsilon(1e-10));
    const Quadratic bowl{Eigen::Matrix2d(Eigen::Matrix2d::Identity()), Eigen::Vector2d(1, 2)};
    CHECK(says(complaint([&] {
                   (void)critical_strength(bowl + Weighted{L1{}, {0, 1}});
               }),
               {"not a risk", "choose the strengths"}));
    CHECK(says(
        complaint([&] {
            (void)critical_strength(EmpiricalRisk(Pinball{}, problem.X, problem.y) + Weighted{L1{}, factors});
        }),
        {"linear program"}));
    CHECK(critical_strength(bare + NoPenalty{}) == 0);
}

TEST_CASE(
    "a derivative that is only rounding is 0: what free columns and an intercept explain leaves nothing",
    "[critical strength]") {
    const int seed = GENERATE(seeds());
    const double unit = GENERATE(1e-100, 0.1, 1.0, 1e8, 1e100);
    const auto problem = Problem::of(SquaredError{}, seed, 300, 6);
    const Eigen::MatrixXd X = problem.X.array() + 3;
    const auto critical = [&](const auto& loss, const Eigen::VectorXd& y, const Eigen::VectorXd& factors) {
        return critical_strength(EmpiricalRisk(loss, X, y, {.intercept = true}) + Weighted{L1{}, factors});
    };
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(6);
    Eigen::VectorXd some = ones;
    some[1] = some[2] = 0;
    const Eigen::VectorXd y = unit * (7 + X.col(1).array() - 0.3 * X.col(2).array()).matrix();
    CHECK(critical(SquaredError{}, unit * ones.replicate(50, 1), ones) == 0);
    CHECK(critical(SquaredError{}, y, some) == 0);
    CHECK(critical(SquaredError{}, y, ones) > 0);
    CHECK(critical(Logistic{}, Eigen::VectorXd::Ones(300), ones) == 0);
    CHECK(critical(Poisson{}, Eigen::VectorXd::Zero(300), ones) == 0);
    Eigen::VectorXd almost = unit * Eigen::VectorXd::Ones(300);
    almost[17] *= 1 + 1e-9;
    CHECK(critical(SquaredError{}, almost, ones) > 0);
}
