// SPDX-License-Identifier: BSD-3-Clause
#include "catch.hpp"

#include <Eigen/QR>
#include <cmath>
#include <lariat/lariat.hpp>
#include <numeric>
#include <vector>

#include "laws/problems.hpp"

using namespace lariat;
using lariat::test::identical;
using lariat::test::L0;
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

/// Counts the products with single columns.
struct CountedColumns : test::WithColumns {
    mutable Index products = 0;

    double column_dot(Index j, const Eigen::VectorXd& u) const {
        ++products;
        return test::WithColumns::column_dot(j, u);
    }
};

}  // namespace

static_assert(
    Fits<CoordinateDescent, Regularized<EmpiricalRisk<Logistic, design_of_t<Eigen::MatrixXd&>>, L1>>);
static_assert(!Fits<CoordinateDescent, Regularized<EmpiricalRisk<Hinge, design_of_t<Eigen::MatrixXd&>>, L1>>);
static_assert(!Fits<CoordinateDescent,
                    Regularized<EmpiricalRisk<SquaredError, design_of_t<Eigen::MatrixXd&>>, L1Ball>>);
static_assert(!Fits<CoordinateDescent, Regularized<Quadratic<design_of_t<Eigen::MatrixXd&>>, L1>>);

TEMPLATE_TEST_CASE("coordinate descent and FISTA find the same minimum", "", SquaredError, Logistic, Huber,
                   SquaredHinge, Poisson) {
    const int seed = GENERATE(seeds());
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

/// Where rounding, amplified by an extrapolation, once passed for progress.
TEST_CASE("as many coefficients as rows allow, and still twelve digits") {
    const int seed = GENERATE(seeds(6));
    const Problem problem = Problem::of(SquaredError{}, seed, 150, 600);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const double critical = critical_strength(risk + L1{});
    Eigen::VectorXd w = Eigen::VectorXd::Zero(600);
    for (double share = 0.3; share > 1e-3; share /= 1.5) {
        const auto fit = minimize(risk + (share * critical) * L1{}, w, {.tolerance = 1e-12});
        CAPTURE(seed, share, to_string(fit));
        CHECK(fit.status == Status::Converged);
        w = fit.coefficients;
    }
}

TEMPLATE_TEST_CASE(
    "coordinate descent ends where the KKT conditions of MCP and SCAD hold, below the null model", "",
    Logistic, SquaredHinge, Poisson) {
    const int seed = GENERATE(seeds());
    // So many rows that no few columns separate them: such weights could grow forever under a bounded penalty.
    const Problem problem = Problem::of(TestType{}, seed, 300, 30);
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = true});
    const auto check = [](const auto& objective) {
        const auto fit = minimize(objective, CoordinateDescent{}, {.tolerance = 1e-8});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Certificate::Kind::KktResidual);
        Eigen::VectorXd w(31);
        w << fit.coefficients, fit.intercept;
        CHECK(certify(objective, w, 2e-8).holds());
        CHECK(fit.support().size() > 3);
        CHECK(fit.support().size() < 30);
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
              Approx(soft_threshold(X.col(j).dot(y) / double(n), strength)).epsilon(0).margin(1e-13));
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

TEST_CASE("coordinate descent leaves every bit of X where it was") {
    Problem problem = Problem::of(SquaredError{}, 4, 80, 40);
    problem.X.array() *= Random(5).sparse_matrix(80, 40).array();
    problem.X(3, 4) = -0.0;
    Eigen::MatrixXd X = problem.X;
    Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = problem.X;
    Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
    const auto check = [&](const auto& x, double* data, Index size) {
        using Bits = Eigen::Map<const Eigen::VectorXd>;
        const Eigen::VectorXd before = Bits(data, size);
        const EmpiricalRisk risk(SquaredError{}, x, problem.y, {.intercept = true});
        REQUIRE(minimize(risk + 0.02 * L1{}, CoordinateDescent{}).support().size() > 3);
        CHECK(identical(Eigen::VectorXd(Bits(data, size)), before));
    };
    check(X, X.data(), X.size());
    check(by_rows, by_rows.data(), by_rows.size());
    check(sparse, sparse.valuePtr(), sparse.nonZeros());
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
              .intercept == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("a column that does not matter takes the value that the penalty likes best") {
    Problem problem = Problem::of(Logistic{}, 1, 30, 4);
    problem.X.col(1).setZero();
    problem.X.col(2).setConstant(1e3);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y, {.intercept = true});
    const auto fit = minimize(risk + 0.01 * L1{} + Box{0.05, 0.5}, CoordinateDescent{}, {.tolerance = 1e-10});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.coefficients[1] == 0.05);
    CHECK(fit.coefficients[2] == 0.05);
}

TEMPLATE_TEST_CASE("the end of a box that float cannot hold is reached from inside", "", SquaredError,
                   Logistic) {
    const Problem problem = Problem::of(TestType{}, GENERATE(seeds()), 60, 8);
    const Eigen::MatrixXf X = problem.X.cast<float>();
    const RiskOptions options{.intercept = true};
    const EmpiricalRisk single(TestType{}, X, problem.y, options);
    const EmpiricalRisk exact(TestType{}, problem.X, problem.y, options);
    REQUIRE(0.1f > 0.1);
    const float end = std::nextafter(0.1f, 0.0f);
    const auto check = [&](const auto& R) {
        const auto fit = minimize(single + R, CoordinateDescent{});
        const auto truth = minimize(exact + R, CoordinateDescent{});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.objective ==
              Approx(truth.objective).epsilon(2e-4));  // a gap of 1e-4, and what float rounds
        CHECK((fit.coefficients.array().abs() == end).any());
        CHECK((fit.coefficients.array().abs() <= end).all());
    };
    check(Box{-0.1, 0.1});
    check(0.01 * L1{} + Box{-0.1, 0.1});
    check(0.01 * Weighted{L1{}, {0, 1, 1, 1, 1, 1, 1, 2}} + Box{-0.1, 0.1});
    const auto path = regularization_path(single, L1{} + Box{-0.1, 0.1}, {.count = 10});
    for (const Status status : path.statuses) CHECK(status == Status::Converged);
}

TEST_CASE("outliers everywhere do not stop coordinate descent") {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const double delta = GENERATE(0.001, 0.05);
    Problem problem = Problem::of(Huber{}, seed, 60, 20);
    problem.y.head(6) *= 100;
    const EmpiricalRisk risk(Huber{delta}, problem.X, problem.y, {.intercept = intercept});
    const double critical = critical_strength(risk + L1{});
    CAPTURE(seed, intercept, delta);
    for (const double share : {0.5, 0.1}) {
        const auto fit = minimize(risk + share * critical * L1{}, CoordinateDescent{}, {.tolerance = 1e-9});
        CHECK(fit.status == Status::Converged);
        const std::vector<std::vector<Index>> groups{
            {0, 1, 2, 3, 4, 5, 6, 7}, {8, 9, 10, 11, 12, 13}, {14, 15, 16, 17, 18, 19}};
        const auto grouped = minimize(risk + share * critical * Grouped{L1{}, groups}, CoordinateDescent{});
        CHECK(grouped.status == Status::Converged);
    }
}

TEST_CASE("coordinate descent finds zero exactly from the critical strength on, and not below") {
    const int seed = GENERATE(seeds());
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

TEST_CASE("where R jumps, coordinate descent leaves zero and ends at a fixed point below the null model") {
    const int seed = GENERATE(seeds());
    const Problem problem = Problem::of(SquaredError{}, seed, 60, 12);
    const auto objective = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.02 * L0{};
    const auto fit = minimize(objective, CoordinateDescent{});
    CAPTURE(seed, to_string(fit));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.kind == Certificate::Kind::FixedPoint);
    CHECK_FALSE(fit.support().empty());
    CHECK(fit.objective < value(objective, Eigen::VectorXd::Zero(12)));
}

TEST_CASE("where R jumps, coordinate descent sees through the means of columns beside an intercept") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    Eigen::MatrixXd X(200, 40);
    for (double& x : X.reshaped()) x = 10 + random.uniform(-1, 1);
    Eigen::VectorXd w = Eigen::VectorXd::Zero(41);
    for (const Index j : {0, 8, 16, 24, 32}) w[j] = 1;
    const Eigen::VectorXd y = X * w.head(40) + random.vector(200, 0.1);
    const auto objective = EmpiricalRisk(SquaredError{}, X, y, {.intercept = true}) + 0.01 * L0{};
    // Least squares on the columns that made y; each of the others is worth less than it costs.
    Eigen::MatrixXd made_of(200, 6);
    made_of << X.col(0), X.col(8), X.col(16), X.col(24), X.col(32), Eigen::VectorXd::Ones(200);
    const double truth = (made_of * made_of.householderQr().solve(y) - y).squaredNorm() / 400 + 5 * 0.01;
    const auto check = [&](const auto& fit) {
        CAPTURE(seed, to_string(fit), truth);
        CHECK(fit.status == Status::Converged);
        CHECK(fit.support() == std::vector<Index>{0, 8, 16, 24, 32});
        CHECK(fit.objective == Approx(truth).epsilon(1e-6));
    };
    check(minimize(objective, CoordinateDescent{}));
    for (const double b : {0.0, 5.0, -100.0}) {  // an intercept that does not fit the start
        w[40] = b;
        check(minimize(objective, CoordinateDescent{}, w));
    }
}

TEST_CASE("a start whose intercept does not fit its coefficients is no standstill") {
    const int seed = GENERATE(seeds());
    const Problem problem = Problem::of(SquaredError{}, seed, 80, 12);
    const Eigen::MatrixXd X = problem.X.array() + 10;
    const EmpiricalRisk risk(SquaredError{}, X, problem.y, {.intercept = true});
    Eigen::VectorXd start(13);
    start << Random(seed).vector(12), GENERATE(0.0, -30.0);
    const auto check = [&](const auto& objective) {
        const auto cold = minimize(objective, CoordinateDescent{}, {.tolerance = 1e-9});
        const auto warm = minimize(objective, CoordinateDescent{}, start, {.tolerance = 1e-9});
        CAPTURE(seed, to_string(cold), to_string(warm));
        CHECK(warm.status == Status::Converged);
        CHECK(warm.objective == Approx(cold.objective).epsilon(2e-9));
    };
    check(risk + 0.05 * L1{});
    check(risk + 0.05 * MCP{20});  // F is convex: the curvature of L_data along any w is more than 1/20
}

TEST_CASE("a penalty of groups that jumps leaves zero too, with an intercept or without") {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const Problem problem = Problem::of(SquaredError{}, seed, 60, 12);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = intercept});
    const auto objective = risk + 0.1 * Grouped{L0{}, {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}}};
    const auto fit = minimize(objective, CoordinateDescent{});
    CAPTURE(seed, intercept, to_string(fit));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.kind == Certificate::Kind::FixedPoint);
    CHECK(fit.objective < value(risk, Eigen::VectorXd::Zero(12)));
    for (Index g = 0; g < 12; g += 3) {
        const auto block = fit.coefficients.segment<3>(g).array();
        CHECK(((block == 0).all() || (block != 0).all()));
    }
    // On the groups it kept it is least squares: the gradient of L_data is 0.
    const Eigen::VectorXd residual =
        problem.X * fit.coefficients - problem.y + Eigen::VectorXd::Constant(60, fit.intercept);
    for (const Index j : fit.support()) CHECK(std::abs(problem.X.col(j).dot(residual)) / 60 < 1e-5);
}

TEMPLATE_TEST_CASE("by the Gram matrix or by residuals, coordinate descent finds the same minimum", "",
                   SquaredError, Logistic, Huber, SquaredHinge, Poisson) {
    const TestType loss{};
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true), weighted = GENERATE(false, true);
    const Problem problem = Problem::of(loss, seed, 60, 25);
    Eigen::MatrixXd X = problem.X.array() + 0.5;  // the intercept matters, and the models need many sweeps
    X.rightCols(12) = X.leftCols(12) + 0.05 * X.rightCols(12);
    RiskOptions options{.intercept = intercept};
    if (weighted) options.weights = Eigen::VectorXd(Random(seed).vector(60).cwiseAbs());
    const EmpiricalRisk risk(loss, X, problem.y, options);
    const auto check = [&](const auto& R, double distance) {
        const Options tight{.tolerance = 1e-12};
        const auto by_residuals = minimize(risk + R, CoordinateDescent{.gram = 0}, tight);
        const auto by_gram = minimize(risk + R, CoordinateDescent{.gram = 25}, tight);
        CAPTURE(seed, intercept, weighted, to_string(by_residuals), to_string(by_gram));
        CHECK(by_residuals.status == Status::Converged);
        CHECK(by_gram.status == Status::Converged);
        if (QuadraticLoss<TestType>) CHECK(by_gram.iterations <= by_residuals.iterations);
        CHECK((by_gram.coefficients - by_residuals.coefficients).norm() <= distance);
        CHECK(by_gram.intercept == Approx(by_residuals.intercept).epsilon(0).margin(distance));
    };
    // A gap of 1e-12 F moves w by √(gap/curvature): ~ 1e-5 where columns are independent.
    check(0.05 * L1{}, 3e-5);
    check(0.05 * L1{} + 0.1 * L2{}, 3e-5);
    check(0.05 * L1{} + Nonnegative{}, 3e-5);
}

TEST_CASE(
    "in the Gram matrix of sparse columns, centred or not, coordinate descent finds the dense minimum") {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true), full = GENERATE(false, true);
    Random random(seed);
    Eigen::MatrixXd X = random.matrix(300, 80);
    X = (X.array() > 1).select(X.array() + 3, 0.0).eval();
    if (full) X.col(7) = X.col(7).array() + 10;  // its products would cancel
    const Eigen::VectorXd y = X * random.vector(80) + random.vector(300);
    const Eigen::SparseMatrix<double> by_columns = X.sparseView();
    const Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows = by_columns;
    const CoordinateDescent in_gram{.gram = 80};
    const auto solve = [&](const auto& x, bool scaled) {
        const EmpiricalRisk risk(SquaredError{}, x, y, {.intercept = intercept});
        const Options tight{.tolerance = 1e-10};
        return scaled ? minimize(standardized(risk) + 0.1 * L1{}, in_gram, tight)
                      : minimize(risk + 0.1 * L1{}, in_gram, tight);
    };
    for (const bool scaled : {false, true}) {
        CAPTURE(seed, intercept, full, scaled);
        const auto truth = solve(X, scaled), a = solve(by_columns, scaled), b = solve(by_rows, scaled);
        CHECK(truth.status == Status::Converged);
        CHECK(a.status == Status::Converged);
        CHECK(b.status == Status::Converged);
        CHECK((a.coefficients - truth.coefficients).norm() <= 1e-7 * truth.coefficients.norm());
        CHECK((b.coefficients - truth.coefficients).norm() <= 1e-7 * truth.coefficients.norm());
    }
}

TEST_CASE("by the Gram matrix or by residuals, the same minimum of a nonconvex penalty with a convex F") {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const Problem problem = Problem::of(SquaredError{}, seed, 60, 25);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = intercept});
    const auto objective = risk + 0.2 * MCP{20};
    const auto by_residuals = minimize(objective, CoordinateDescent{.gram = 0}, {.tolerance = 1e-12});
    const auto by_gram = minimize(objective, CoordinateDescent{.gram = 25}, {.tolerance = 1e-12});
    CHECK(by_residuals.status == Status::Converged);
    CHECK(by_gram.status == Status::Converged);
    CHECK((by_gram.coefficients - by_residuals.coefficients).norm() <= 1e-9);
    CHECK(by_gram.intercept == Approx(by_residuals.intercept).margin(1e-9));
}

TEMPLATE_TEST_CASE("coordinate descent by groups and FISTA find the same minimum", "", SquaredError, Logistic,
                   Huber, Poisson) {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const Problem problem = Problem::of(TestType{}, seed, 60, 12);
    const std::vector<std::vector<Index>> groups{{7, 0, 3}, {1}, {2, 11, 4, 5}, {6, 8}, {9, 10}};
    const EmpiricalRisk risk(
        TestType{}, problem.X, problem.y,
        {.intercept = intercept, .weights = Eigen::VectorXd(Random(seed).vector(60).cwiseAbs())});
    const double critical = critical_strength(risk + Grouped{L1{}, groups});
    CAPTURE(seed, intercept);
    agrees(risk + critical / 3 * Grouped{L1{}, groups}, true);
    agrees(risk + critical / 10 * Grouped{L1{}, groups} + 0.01 * L2{}, true);
    agrees(risk + critical / 5 * Weighted{Grouped{L1{}, groups}, {1, 0.5, 2, 1, 3}}, true);
}

TEST_CASE("groups of one are coordinates, and whole groups leave zero together") {
    const int seed = GENERATE(seeds());
    const Problem problem = Problem::of(SquaredError{}, seed, 80, 40);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    std::vector<std::vector<Index>> ones, fours;
    for (Index j = 0; j < 40; ++j) ones.push_back({j});
    for (Index j = 0; j < 40; j += 4) fours.push_back({j, j + 1, j + 2, j + 3});
    const double critical = critical_strength(risk + L1{});
    const auto lasso = minimize(risk + critical / 5 * L1{}, {.tolerance = 1e-12});
    const auto group = minimize(risk + critical / 5 * Grouped{L1{}, ones}, {.tolerance = 1e-12});
    CHECK((lasso.coefficients - group.coefficients).norm() < 1e-5);
    const auto check = [&](const auto& R) {
        const double strength = critical_strength(risk + R) / 2;
        const auto fit = minimize(risk + strength * R, CoordinateDescent{}, {.tolerance = 1e-10});
        CAPTURE(seed, to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.objective < value(risk, Eigen::VectorXd::Zero(40)));
        Index zero = 0;
        for (const auto& g : fours) {
            Index inside = 0;
            for (const Index j : g) inside += fit.coefficients[j] != 0;
            CHECK((inside == 0 || inside == 4));
            zero += inside == 0;
        }
        CHECK(zero > 0);
        CHECK(zero < 10);
    };
    check(Grouped{L1{}, fours});
    check(Grouped{MCP{40}, fours});
    check(Grouped{SCAD{40}, fours});
}

TEST_CASE("a group of equal columns, of zeros and of constants is no trouble to coordinate descent") {
    Problem problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 8);
    problem.X.col(1) = problem.X.col(0);
    problem.X.col(2).setZero();
    problem.X.col(3).setZero();
    problem.X.col(4).setConstant(3);
    for (const bool intercept : {false, true}) {
        const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = intercept});
        agrees(risk + 0.05 * Grouped{L1{}, {{0, 1}, {2, 3}, {4}, {5, 6, 7}}}, false);
    }
}

TEST_CASE("a large column of a group without penalty does not hide a small one") {
    Problem problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 6);
    problem.y = problem.X.col(0) + 0.1 * problem.y;
    const std::vector<std::vector<Index>> groups{{0, 1}, {2, 3}, {4, 5}};
    const auto minimum = [&](const Eigen::MatrixXd& X, double tolerance) {
        const EmpiricalRisk risk(SquaredError{}, X, problem.y, {.intercept = true});
        const auto fit = minimize(risk + 0.05 * Weighted{Grouped{L1{}, groups}, {0, 1, 1}},
                                  CoordinateDescent{}, {.tolerance = tolerance});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        return fit.objective;
    };
    const double truth = minimum(problem.X, 1e-9);
    problem.X.col(1) *= 1e10;
    CHECK(minimum(problem.X, 1e-6) == Approx(truth).epsilon(1e-6));
}

TEST_CASE("a tiny strength on more columns than rows takes coordinate descent few rounds") {
    const Index rows = GENERATE(1, 5, 30);
    const Problem problem = Problem::of(SquaredError{}, 1, rows, 60);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const double critical = critical_strength(risk + L1{});
    for (const double share : {1e-4, 1e-6}) {
        const auto fit =
            minimize(risk + share * critical * L1{}, CoordinateDescent{}, {.max_iterations = 200});
        CAPTURE(rows, share, to_string(fit));
        CHECK(fit.status == Status::Converged);
    }
}

TEST_CASE("columns that depend on each other cost no more than three times their Gram matrix") {
    const Index n = 300, p = 100;
    const int seed = GENERATE(seeds());
    Random random(seed);
    CountedColumns X{{{random.matrix(n, p)}}};
    X.X = 0.1 * X.X + random.vector(n).replicate(1, p);
    const Eigen::VectorXd y = X.X * random.vector(p) + random.vector(n);
    const EmpiricalRisk risk(SquaredError{}, X, y);
    const auto fit = minimize(risk + 1e-4 * critical_strength(risk + L1{}) * L1{}, CoordinateDescent{});
    CAPTURE(seed, to_string(fit), X.products);
    CHECK(fit.status == Status::Converged);
    CHECK(X.products <= 3 * (p * p / 2));
}

TEST_CASE("a group of 20,000 columns needs no matrix of its size", "[coordinate-descent]") {
    Random random(1);
    const Index n = 20, p = 20'000;
    const Eigen::MatrixXd X = random.matrix(n, p);
    const Eigen::VectorXd y = random.vector(n);
    std::vector<Index> all(p);
    std::iota(all.begin(), all.end(), Index(0));
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = GENERATE(false, true)});
    const auto group = Grouped{L1{}, {all}};
    const auto fit = minimize(risk + 0.1 * critical_strength(risk + group) * group, CoordinateDescent{});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.support().size() == all.size());
}

TEST_CASE("a Gram matrix beyond memory is refused", "[coordinate-descent]") {
    const Eigen::MatrixXd X = Eigen::MatrixXd::Identity(3, 3);
    const EmpiricalRisk risk(SquaredError{}, X, Eigen::VectorXd::Ones(3));
    CHECK_THROWS_WITH(minimize(risk + L1{}, CoordinateDescent{.gram = 100'000}),
                      "lariat: CoordinateDescent::gram = 100000; must be in [0, 4000]");
}
