// SPDX-License-Identifier: BSD-3-Clause
#include "catch.hpp"

#include <algorithm>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/lariat.hpp>
#include <limits>
#include <random>

#include "laws/problems.hpp"

using namespace lariat;
using lariat::test::Problem;
using lariat::test::Random;

namespace {

/// Gives out columns; its products with vectors are NaN from one call to another.
struct Breaking : test::WithColumns {
    int first, last;
    mutable int calls = 0;

    double noise() const {
        ++calls;
        return first <= calls && calls <= last ? std::numeric_limits<double>::quiet_NaN() : 0.0;
    }
    void apply(const Eigen::Ref<const Eigen::VectorXd>& w, Eigen::Ref<Eigen::VectorXd> z) const {
        z = X * w;
        z[0] += noise();
    }
    void apply_transpose(const Eigen::Ref<const Eigen::VectorXd>& r, Eigen::Ref<Eigen::VectorXd> g) const {
        g = X.transpose() * r;
        g[0] += noise();
    }
    double column_dot(Index j, const Eigen::VectorXd& u) const { return X.col(j).dot(u) + noise(); }
};

/// Multiplies with several vectors in one reading of X, and counts its readings: as a whole, and of a column.
struct Counted : test::WithColumns {
    mutable int reads = 0, columns = 0;

    void apply(const Eigen::Ref<const Eigen::VectorXd>& w, Eigen::Ref<Eigen::VectorXd> z) const {
        ++reads;
        z.noalias() = X * w;
    }
    void apply_transpose(const Eigen::Ref<const Eigen::VectorXd>& r, Eigen::Ref<Eigen::VectorXd> g) const {
        ++reads;
        g.noalias() = X.transpose() * r;
    }
    void apply_transpose_all(const Eigen::MatrixXd& U, Eigen::MatrixXd& G) const {
        ++reads;
        G.noalias() = X.transpose() * U;
    }
    void apply_all(const std::vector<Index>& J, const Eigen::MatrixXd& W, Eigen::MatrixXd& Z) const {
        columns += int(J.size());
        Z.noalias() = X(Eigen::indexing::all, J) * W;
    }
    double column_dot(Index j, const Eigen::VectorXd& u) const {
        ++columns;
        return X.col(j).dot(u);
    }
    template <class... Arguments>
    void add_column(Index j, double a, Arguments&... to) const {
        ++columns;
        WithColumns::add_column(j, a, to...);
    }
};

}  // namespace

TEST_CASE("a strength grid is geometric, from the largest to ratio times it") {
    const auto grid = strength_grid(8.0, 4, 1.0 / 8);
    REQUIRE(grid.size() == 4);
    CHECK(grid[0] == 8.0);
    CHECK(grid[1] == Approx(4.0).epsilon(1e-12));  // powers of ½, through pow
    CHECK(grid[3] == Approx(1.0).epsilon(1e-12));
    CHECK(strength_grid(3.0, 1) == std::vector<double>{3.0});
    CHECK_THROWS_AS(strength_grid(0.0), std::invalid_argument);
    CHECK_THROWS_AS(strength_grid(1.0, 0), std::invalid_argument);
    CHECK_THROWS_AS(strength_grid(1.0, 10, 1.0), std::invalid_argument);
}

TEMPLATE_TEST_CASE("every point of a path is certified, and is what a cold start finds", "", SquaredError,
                   Logistic, Poisson) {
    const int seed = GENERATE(seeds());
    const Problem problem = Problem::of(TestType{}, seed, 60, 25);
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = true});
    const auto path = regularization_path(risk, L1{}, {.count = 20, .ratio = 1e-2});
    REQUIRE(path.size() == 20);
    CHECK(path.strengths[0] == critical_strength(risk + L1{}));
    CHECK(path.nonzeros(0) == 0);
    CHECK(path.deviance_explained(0) ==
          Approx(0).epsilon(0).margin(1e-12));  // the null model explains nothing of itself
    for (Index k = 0; k < path.size(); ++k) {
        const auto fit = path[k];
        const auto objective = risk + path.strengths[static_cast<std::size_t>(k)] * L1{};
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.holds());
        CHECK(certify(objective, fit.coefficients).value <=
              2e-8 * fit.objective);  // recomputed by another way
        // Two certified gaps of 1e-8 F, the default, differ by at most their sum.
        CHECK(fit.objective == Approx(minimize(objective).objective).epsilon(2e-8));
        CHECK(path.nonzeros(k) == static_cast<Index>(fit.support().size()));
        if (k > 0) CHECK(path.deviance_explained(k) >= path.deviance_explained(k - 1) - 1e-7);
    }
}

TEST_CASE("MCP has a path, and pure L2 one on strengths that are given") {
    const Problem problem = Problem::of(SquaredError{}, 2, 60, 12);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto mcp = regularization_path(risk, MCP{3.0}, {.count = 15, .ratio = 0.05});
    for (const Status status : mcp.statuses) CHECK(status == Status::Converged);
    CHECK(mcp.nonzeros(0) == 0);
    CHECK(mcp.nonzeros(14) > 0);
    CHECK_THROWS_AS(regularization_path(risk, L2{}), std::invalid_argument);
    const auto ridge = regularization_path(risk, L2{}, {.strengths = std::vector<double>{1.0, 0.1, 0.0}});
    REQUIRE(ridge.size() == 3);
    CHECK(ridge.nonzeros(0) == 12);
    CHECK(ridge[0].coefficients.norm() < ridge[1].coefficients.norm());
    CHECK(ridge[1].coefficients.norm() < ridge[2].coefficients.norm());
}

TEST_CASE("a path that fails at some strengths says so there, and converges at the others") {
    const Problem problem = Problem::of(Logistic{}, 3, 60, 25);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y);
    const auto whole = regularization_path(risk, L1{}, {.count = 10});
    const auto path = regularization_path(risk, L1{}, {.count = 10, .solve = {.max_iterations = 4}});
    REQUIRE(path.size() == 10);
    CHECK(path.strengths == whole.strengths);
    Index failed = 0;
    for (Index k = 0; k < 10; ++k) {
        const auto fit = path[k];
        CAPTURE(k, to_string(fit));
        if (fit.status == Status::MaxIterations) {
            ++failed;
            CHECK(fit.iterations == 4);
            CHECK_FALSE(fit.certificate.holds());
        } else {
            CHECK(fit.status == Status::Converged);
            CHECK(fit.certificate.holds());
            CHECK(fit.objective == Approx(whole[k].objective).epsilon(2e-8));  // two gaps of 1e-8 F
        }
    }
    CHECK(failed > 0);
    CHECK(failed < 5);
    CHECK(path.statuses.back() == Status::Converged);
}

TEMPLATE_TEST_CASE(
    "the deviance explained is 1 - L/L_0, with L_0 that of the best constant beside the offset", "[path]",
    SquaredError, Logistic, Poisson) {
    const TestType loss{};
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(loss, seed, 60, 25);
    const Eigen::VectorXd weights = Random(seed).vector(60).cwiseAbs(),
                          offset = Random(seed + 9).vector(60, 0.5);
    const EmpiricalRisk risk(loss, problem.X, problem.y,
                             {.intercept = true, .weights = weights, .offset = offset});
    const auto path = regularization_path(risk, L1{}, {.count = 20, .ratio = 1e-2});
    const auto mean_loss = [&](const Eigen::VectorXd& z) {
        double sum = 0;
        for (Index i = 0; i < 60; ++i) sum += weights[i] * loss.value(z[i], problem.y[i]);
        return sum / weights.sum();
    };
    double low = -50, high = 50;  // where the slope by the constant changes its sign
    for (int halving = 0; halving < 100; ++halving) {
        const double b = (low + high) / 2;
        double slope = 0;
        for (Index i = 0; i < 60; ++i) slope += weights[i] * loss.derivative(b + offset[i], problem.y[i]);
        (slope < 0 ? low : high) = b;
    }
    const double null = mean_loss(offset.array() + low);
    CHECK(path.null_loss == Approx(null).epsilon(1e-13));
    for (Index k = 0; k < 20; ++k) {
        const Eigen::VectorXd z = path[k].predict(problem.X) + offset;
        CHECK(path.deviance_explained(k) == Approx(1 - mean_loss(z) / null).epsilon(0).margin(1e-12));
    }
    CHECK(path.deviance_explained(19) > 0.3);
}

TEST_CASE("a path of a hundred strengths reads X a few times, for the proofs of many at once", "[path]") {
    const int seed = GENERATE(seeds());
    const bool tall = GENERATE(false, true);
    const Problem problem = tall ? Problem::of(SquaredError{}, seed, 120, 20)  // in the Gram matrix of all
                                 : Problem::of(SquaredError{}, seed, 60, 150);
    const Counted X{{{problem.X}}};
    const auto path =
        regularization_path(EmpiricalRisk(SquaredError{}, X, problem.y, {.intercept = true}), L1{});
    REQUIRE(path.size() == 100);
    for (const Status status : path.statuses) CHECK(status == Status::Converged);
    CAPTURE(seed, tall, X.reads, X.columns, path.passes);
    CHECK(X.reads <= 20);  // 16 strengths at once at most, and first steps that are shorter
    CHECK(X.reads + double(X.columns) / double(X.cols()) < 80);
    // Each strength is two products, Xw and Xᵀu, however many are made in one reading; by itself it takes from four on.
    CHECK(path.passes >= 199);
    CHECK(path.passes < 300);
}

TEST_CASE("an observer sees every solve of a path and may end it, and what is done is returned") {
    const Problem problem = Problem::of(SquaredError{}, 4, 40, 10);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    Index seen = 0;
    const auto path = regularization_path(risk, L1{}, {.count = 10}, [&](const PathProgress& progress) {
        CHECK(progress.solved == ++seen);
        CHECK(progress.count == 10);
        return progress.solved == 4 ? Control::stop : Control::go_on;
    });
    CHECK(path.size() == 4);
    CHECK(path.coefficients.cols() == 4);
}

TEST_CASE(
    "strengths that are empty, negative, not finite or not decreasing, and solutions that are not there, are "
    "refused") {
    const Problem problem = Problem::of(SquaredError{}, 5, 20, 3);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const auto refused = [&](std::vector<double> strengths) {
        CHECK_THROWS_AS(regularization_path(risk, L1{}, {.strengths = strengths}), std::invalid_argument);
    };
    refused({});
    refused({0.1, 0.2});
    refused({0.1, 0.1});
    refused({0.1, -0.1});
    refused({std::numeric_limits<double>::infinity(), 0.1});
    CHECK_THROWS_AS(regularization_path(risk, L1{}, {.count = 0}), std::invalid_argument);
    CHECK_THROWS_AS(regularization_path(risk, NoPenalty{}), std::invalid_argument);
    const auto path = regularization_path(risk, L1{}, {.count = 3});
    for (const Index k : {Index(-1), Index(3)}) {
        CHECK_THROWS_AS(path[k], std::invalid_argument);
        CHECK_THROWS_AS(path.nonzeros(k), std::invalid_argument);
        CHECK_THROWS_AS(path.deviance_explained(k), std::invalid_argument);
    }
}

TEST_CASE("where y is constant every solution of a path is the intercept, and it says so", "[path]") {
    const double constant = GENERATE(-1e100, -0.1, 0.0, 1e-100, 7.0, 1e10);
    const double unit = GENERATE(1e-50, 1.0, 1e50);
    const Problem problem = Problem::of(SquaredError{}, GENERATE(seeds()), 60, 8);
    const Eigen::MatrixXd X = unit * (problem.X.array() + 0.7).matrix();
    const Eigen::VectorXd y = Eigen::VectorXd::Constant(60, constant);
    const EmpiricalRisk risk(
        SquaredError{}, X, y,
        {.intercept = true, .weights = Eigen::VectorXd(Random(1).vector(60).cwiseAbs())});
    CAPTURE(constant, unit);
    const auto check = [&](const auto& of, const auto& R) {
        const auto path = regularization_path(of, R, {.count = 20});
        REQUIRE(path.size() == 20);
        CHECK(path.coefficients.nonZeros() == 0);
        for (Index k = 0; k < 20; ++k) {
            CHECK(path.statuses[std::size_t(k)] == Status::Converged);
            CHECK(path.intercepts[std::size_t(k)] == Approx(constant).epsilon(1e-14).margin(0));
        }
    };
    check(risk, L1{});
    check(standardized(risk), L1{} + 0.1 * L2{});
    check(risk, Grouped{L1{}, {{0, 1, 2, 3}, {4, 5, 6, 7}}});
    check(risk, MCP{3});
}

TEST_CASE("a path of labels that are all one is long too, and says that there is no minimizer", "[path]") {
    const Problem problem = Problem::of(Logistic{}, GENERATE(seeds()), 60, 8);
    const EmpiricalRisk risk(Logistic{}, problem.X, Eigen::VectorXd(Eigen::VectorXd::Ones(60)),
                             {.intercept = true});
    const auto path = regularization_path(risk, L1{}, {.count = 10});
    REQUIRE(path.size() == 10);
    CHECK(path.coefficients.nonZeros() == 0);
    for (const Status status : path.statuses) CHECK(status == Status::NoMinimizer);
}

TEMPLATE_TEST_CASE("NaN on the way along a path is NonFinite there, and the path goes on", "[path]",
                   SquaredError, Huber) {
    const auto problem = Problem::of(SquaredError{}, 1, 40, 60);
    const bool intercept = GENERATE(false, true), once = GENERATE(false, true);
    const int first = GENERATE(1, 2, 5, 10, 20, 50, 100, 500, 2000);
    const Breaking X{{{problem.X}}, first, once ? first : std::numeric_limits<int>::max()};
    const EmpiricalRisk risk(TestType{}, X, problem.y, {.intercept = intercept});
    const double critical =
        critical_strength(EmpiricalRisk(TestType{}, problem.X, problem.y, {.intercept = intercept}) + L1{});
    const auto path = regularization_path(risk, L1{}, {.strengths = strength_grid(0.9 * critical, 12, 0.1)});
    CAPTURE(intercept, once, first);
    REQUIRE(path.size() == 12);
    Index nonfinite = 0;
    for (Index k = 0; k < path.size(); ++k) {
        const Status status = path.statuses[std::size_t(k)];
        CHECK(path[k].coefficients.allFinite());
        if (status == Status::NonFinite)
            ++nonfinite;
        else
            CHECK(status == Status::Converged);
        // Once its numbers are NaN for good, the rest is too.
        if (nonfinite > 0 && !once) CHECK(status == Status::NonFinite);
    }
    if (once) CHECK(nonfinite <= 1);
    if (first <= 2 && !once) CHECK(nonfinite >= 11);
}

TEST_CASE("a path solved ahead is the path of single solves", "[path]") {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const auto check = [&](const auto& loss, const auto& R, bool scaled) {
        const auto problem = Problem::of(loss, seed, 40, 60);
        const RiskOptions settings{.intercept = intercept,
                                   .weights = Eigen::VectorXd(Random(seed).vector(40).cwiseAbs())};
        const PathOptions options{.count = 12, .ratio = 0.1, .solve = {.tolerance = 1e-10}};
        const auto compare = [&](const auto& risk) {
            const auto path = regularization_path(risk, R, options);
            REQUIRE(path.size() == 12);
            for (Index k = 0; k < 12; k += 5) {
                const double strength = path.strengths[std::size_t(k)];
                const auto alone = minimize(risk + strength * R, {.tolerance = 1e-10});
                CAPTURE(seed, intercept, k, to_string(alone), to_string(path[k]));
                CHECK(path.statuses[std::size_t(k)] == Status::Converged);
                CHECK(path[k].objective == Approx(alone.objective).epsilon(2e-10));
                CHECK(certify(risk + strength * R, path[k].coefficients, 2e-10).holds());
            }
        };
        const EmpiricalRisk risk(loss, problem.X, problem.y, settings);
        const Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
        if (scaled)
            compare(standardized(EmpiricalRisk(loss, sparse, problem.y, settings)));
        else
            compare(risk);
    };
    std::vector<std::vector<Index>> groups;
    for (Index j = 0; j < 60; j += 3) groups.push_back({j, j + 1, j + 2});
    check(SquaredError{}, L1{}, false);
    check(SquaredError{}, L1{} + 0.1 * L2{}, true);
    check(SquaredError{}, Nonnegative{L1{}}, false);
    check(SquaredError{}, Grouped{L1{}, groups}, false);
    check(Logistic{}, L1{}, true);
    check(Huber{}, Weighted{L1{}, Eigen::VectorXd::LinSpaced(60, 0.5, 2)}, false);
}

TEST_CASE("candidates too many for a Gram matrix are watched, and the path is that of single solves",
          "[path]") {
    const bool intercept = GENERATE(false, true);
    constexpr Index n = 300, p = 6'000;
    std::mt19937_64 engine(7);
    std::normal_distribution<double> normal;
    Eigen::SparseMatrix<double> X(n, p);
    for (Index j = 0; j < p; ++j) {
        X.startVec(j);
        for (Index i = Index(engine() % 100); i < n; i += 100) X.insertBack(i, j) = 0.3 + normal(engine);
    }
    X.finalize();
    Eigen::VectorXd y = Eigen::VectorXd::Constant(n, 2);
    for (Index k = 0; k < 15; ++k) y += 3 * normal(engine) * X.col(Index(engine() % p));
    for (double& y_i : y) y_i += 0.3 * normal(engine);
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = intercept});

    const auto check = [&](const auto& some_risk, const auto& R) {
        const auto path =
            regularization_path(some_risk, R, {.count = 15, .ratio = 0.1, .solve = {.tolerance = 1e-9}});
        for (Index k = 0; k < path.size(); ++k) {
            const double strength = path.strengths[std::size_t(k)];
            const auto alone = minimize(some_risk + strength * R, {.tolerance = 1e-9});
            CAPTURE(intercept, k, to_string(alone), to_string(path[k]));
            CHECK(path.statuses[std::size_t(k)] == Status::Converged);
            CHECK(path[k].objective == Approx(alone.objective).epsilon(2e-9));
            CHECK(certify(some_risk + strength * R, path[k], 2e-9).holds());
        }
        return path;
    };
    // Two passes a solution, and few for what its Gram matrix and the watching cost: in that of all candidates
    // they would be more than two.
    CHECK(check(risk, L1{}).passes < 3 * 15);
    check(standardized(risk), L1{} + 0.05 * L2{});
    Eigen::VectorXd factors = Eigen::VectorXd::Ones(p);
    factors[17] = 0;
    check(risk, Weighted{L1{}, factors});
    std::vector<std::vector<Index>> pairs;
    for (Index j = 0; j < p; j += 2) pairs.push_back({j, j + 1});
    check(risk, Grouped{L1{}, pairs});
}

TEST_CASE("a path on tall X, in the Gram matrix of all columns, is the path of single solves", "[path]") {
    const auto problem = Problem::of(SquaredError{}, 5, 90, 15);
    Eigen::MatrixXd X = problem.X;
    X.col(4).setConstant(0.7);
    X.col(9) = X.col(2);
    const bool intercept = GENERATE(false, true), weighted = GENERATE(false, true);
    RiskOptions settings{.intercept = intercept};
    if (weighted) {
        Eigen::VectorXd weights = Random(1).vector(90).cwiseAbs();
        weights[3] = 0;
        settings.weights = weights;
        settings.offset = Eigen::VectorXd(Random(2).vector(90));
    }
    const auto check = [&](const auto& risk, const auto& R) {
        const auto path = regularization_path(risk, R, {.count = 45, .solve = {.tolerance = 1e-10}});
        REQUIRE(path.size() == 45);
        for (Index k = 0; k < 45; k += 11) {
            const double strength = path.strengths[std::size_t(k)];
            const auto alone = minimize(risk + strength * R, {.tolerance = 1e-10});
            CAPTURE(intercept, weighted, k, to_string(alone), to_string(path[k]));
            CHECK(path.statuses[std::size_t(k)] == Status::Converged);
            CHECK(path[k].objective == Approx(alone.objective).epsilon(2e-10));
            CHECK(path[k].intercept == Approx(alone.intercept).epsilon(0).margin(1e-4));
            CHECK(certify(risk + strength * R, path[k].coefficients, 2e-10).holds());
        }
        return path;
    };
    const EmpiricalRisk risk(SquaredError{}, X, problem.y, settings);
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = X;
    const auto path = check(risk, L1{});
    check(standardized(risk), L1{} + 0.1 * L2{});
    check(EmpiricalRisk(SquaredError{}, by_rows, problem.y, settings), L1{});
    check(risk, Grouped{L1{}, {{0, 1, 2}, {3, 4, 5, 6}, {14, 13, 12, 11, 10, 9, 8, 7}}});

    const auto shared =
        regularization_path(EmpiricalRisk(SquaredError{}, threaded(X, 2), problem.y, settings), L1{},
                            {.count = 45, .solve = {.tolerance = 1e-10}});
    CHECK(Eigen::MatrixXd(shared.coefficients).isApprox(Eigen::MatrixXd(path.coefficients), 1e-4));
}
