// SPDX-License-Identifier: BSD-3-Clause
// standardized(risk) + R is L_data(w, b) + R(s∘w): X scaled without being touched.
#include <cmath>
#include <lariat/lariat.hpp>
#include <limits>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "reference_data.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

constexpr Options accurate{.tolerance = 1e-14, .max_iterations = 10'000};

Eigen::VectorXd deviations(const Eigen::MatrixXd& X, const Eigen::VectorXd& v) {
    const Eigen::RowVectorXd mean = v.transpose() * X;
    return (v.transpose() * (X.rowwise() - mean).cwiseAbs2()).cwiseSqrt().transpose();
}

/// Columns with means and scales of their own.
Eigen::MatrixXd uneven(int seed, Index n, Index p) {
    Eigen::MatrixXd X = Random(seed).sparse_matrix(n, p, 2);
    for (Index j = 0; j < p; ++j) X.col(j) *= std::pow(10.0, double(j % 5) - 2);
    return X;
}

void check_glmnet(const auto& fit, std::initializer_list<double> reference) {
    CAPTURE(to_string(fit));
    REQUIRE(fit.status == Status::Converged);
    auto expected = reference.begin();
    CHECK(fit.intercept == Approx(*expected++).epsilon(0).margin(2e-7));
    for (Index j = 0; j < fit.coefficients.size(); ++j)
        CHECK(fit.coefficients[j] == Approx(*expected++).epsilon(0).margin(2e-7));
}

}  // namespace

TEST_CASE("a standardized risk is the risk of columns divided by their deviations", "[standardized]") {
    const int seed = GENERATE(seeds());
    const Eigen::MatrixXd X = uneven(seed, 60, 8);
    const Eigen::VectorXd y = X * Eigen::VectorXd::LinSpaced(8, -1, 1) + Random(seed).vector(60),
                          weights = Random(seed + 9).vector(60).cwiseAbs(), v = weights / weights.sum(),
                          s = deviations(X, v);
    const Eigen::MatrixXd scaled = X * s.cwiseInverse().asDiagonal();
    const auto check = [&](bool intercept, const auto& R, const auto& optimizer) {
        const RiskOptions options{.intercept = intercept, .weights = weights};
        const auto truth =
            minimize(EmpiricalRisk(SquaredError{}, scaled, y, options) + R, optimizer, accurate);
        const auto objective = standardized(EmpiricalRisk(SquaredError{}, X, y, options)) + R;
        const auto fit = minimize(objective, optimizer, accurate);
        CAPTURE(seed, intercept, to_string(truth), to_string(fit));
        CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
        CHECK(fit.objective == Approx(truth.objective).epsilon(1e-12));
        CHECK(difference(Eigen::VectorXd(fit.coefficients.cwiseProduct(s)), truth.coefficients) < 1e-6);
        CHECK(fit.intercept == Approx(truth.intercept).epsilon(0).margin(1e-6));
        // What goes in and comes out is on the scale of X.
        Eigen::VectorXd w(8 + Index(intercept));
        w.head(8) = fit.coefficients;
        if (intercept) w[8] = fit.intercept;
        CHECK(value(objective, w) == Approx(fit.objective).epsilon(1e-13));
        CHECK(certify(objective, w, 1e-10).holds());
        CHECK(minimize(objective, optimizer, fit, {.tolerance = 1e-12}).iterations == 0);
        CHECK((fit.predict(X) - truth.predict(scaled)).cwiseAbs().maxCoeff() < 1e-6);
        CHECK(fit.constant_columns.empty());
    };
    for (bool intercept : {false, true}) {
        check(intercept, 0.1 * L1{}, CoordinateDescent{});
        check(intercept, 0.1 * L1{} + 0.05 * L2{}, Fista{});
        check(intercept, 0.1 * Grouped{L1{}, {{0, 1, 2}, {3, 4}, {5, 6, 7}}}, Fista{});
        check(intercept, L1Ball{0.8}, Fista{});
    }
}

TEST_CASE("the gradient of a standardized risk is by w on the scale of X", "[standardized]") {
    const Eigen::MatrixXd X = uneven(4, 30, 5);
    const Eigen::VectorXd y = Random(5).vector(30), w = Random(6).vector(5, 0.1);
    const auto objective = standardized(EmpiricalRisk(SquaredError{}, X, y)) + 0.3 * L2{};
    const Eigen::VectorXd g = gradient(objective, w);
    for (Index j = 0; j < 5; ++j) {
        const double h = 1e-6 / X.col(j).cwiseAbs().maxCoeff();
        Eigen::VectorXd up = w, down = w;
        up[j] += h;
        down[j] -= h;
        // F is quadratic: only rounding, of F over the change of w.
        CHECK((value(objective, up) - value(objective, down)) / (2 * h) ==
              Approx(g[j]).epsilon(0).margin(1e-8 * X.col(j).cwiseAbs().maxCoeff()));
    }
}

TEST_CASE("observers of a standardized fit see w on the scale of X", "[standardized]") {
    const Eigen::MatrixXd X = uneven(4, 30, 5);
    const Eigen::VectorXd y = X * Eigen::VectorXd::Ones(5);
    Eigen::VectorXd last;
    const auto fit = minimize(standardized(EmpiricalRisk(SquaredError{}, X, y)) + 0.01 * L1{}, Fista{},
                              {.max_iterations = 7}, [&](const Progress& p) { last = p.coefficients(); });
    CHECK(difference(last, fit.coefficients) < 1e-12);
}

TEST_CASE("dense, sparse and by rows are standardized and centred alike, to twelve digits of the solution",
          "[standardized]") {
    const int seed = GENERATE(seeds());
    const bool weighted = GENERATE(false, true);
    const double mean = GENERATE(0.0, 10.0, 1000.0);  // of a column, in deviations
    CAPTURE(seed, weighted, mean);
    Eigen::MatrixXd X = uneven(seed, 50, 6);
    X.col(2).array() += mean;
    const Eigen::VectorXd y = Random(seed).vector(50);
    RiskOptions options{.intercept = true};
    Eigen::VectorXd v = Eigen::VectorXd::Constant(50, 0.02);
    if (weighted) {
        const Eigen::VectorXd weights = Random(seed + 9).vector(50).cwiseAbs();
        v = weights / weights.sum();
        options.weights = weights;
        options.offset = Eigen::VectorXd(Random(seed + 5).vector(50));
    }
    const Eigen::VectorXd truth = deviations(X, v);
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Rows by_rows = X;
    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    const Eigen::SparseMatrix<double, Eigen::RowMajor> sparse_rows = sparse;
    // Strongly convex, and quadratic: solved exactly on its support, so that w is right to rounding where the gap
    // alone would say so to its root. A mean of m deviations costs m² of that, in Σx² − (Σx)²/n.
    const auto solved = [&](const auto& x) {
        const auto risk = standardized(EmpiricalRisk(SquaredError{}, x, y, options));
        return minimize(risk + 0.05 * L1{} + 0.1 * L2{}, {.tolerance = 0});
    };
    const double bound = std::max(1e-12, 1e-14 * mean * mean);
    const auto dense = solved(X);
    REQUIRE_FALSE(dense.support().empty());
    const auto same = [&](const auto& x) {
        CHECK((column_deviations(design_of(x), v) - truth).cwiseQuotient(truth).cwiseAbs().maxCoeff() <
              1e-12);
        const auto fit = solved(x);
        CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
        CHECK(fit.objective == Approx(dense.objective).epsilon(1e-12));
        for (Index j = 0; j < 6; ++j)
            CHECK(fit.coefficients[j] == Approx(dense.coefficients[j]).epsilon(bound).margin(0));
        CHECK(fit.intercept == Approx(dense.intercept).epsilon(bound).margin(0));
        CHECK(difference(fit.predict(X), dense.predict(X)) < bound);
    };
    same(by_rows);
    same(sparse);
    same(sparse_rows);
}

TEST_CASE("a mean of a million deviations costs sparse columns no more digits than dense ones",
          "[standardized]") {
    Eigen::MatrixXd X = Random(GENERATE(seeds())).matrix(30, 4);
    X.array() += 1e6;
    X.row(7).setZero();
    Eigen::VectorXd v = Random(4).vector(30).cwiseAbs();
    v[7] = 0;
    v /= v.sum();
    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    const Eigen::VectorXd truth = column_deviations(design_of(X), v);
    CHECK((column_deviations(design_of(sparse), v) - truth).cwiseQuotient(truth).cwiseAbs().maxCoeff() <
          1e-12);
}

TEST_CASE("weight k standardizes as the row repeated k times, also when it is given later",
          "[standardized]") {
    const Eigen::MatrixXd X = uneven(7, 20, 4);
    const Eigen::VectorXd y = Random(8).vector(20);
    Eigen::VectorXd weights(20);
    for (Index i = 0; i < 20; ++i) weights[i] = double(i % 3);
    Eigen::MatrixXd rows(Index(weights.sum()), 4);
    Eigen::VectorXd targets(rows.rows());
    for (Index i = 0, k = 0; i < 20; ++i)
        for (int copy = 0; copy < int(weights[i]); ++copy, ++k) {
            rows.row(k) = X.row(i);
            targets[k] = y[i];
        }
    const auto R = 0.05 * L1{};
    const auto truth = minimize(
        standardized(EmpiricalRisk(SquaredError{}, rows, targets, {.intercept = true})) + R, accurate);
    const EmpiricalRisk plain(SquaredError{}, X, y, {.intercept = true});
    const auto weighted = minimize(
        standardized(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true, .weights = weights})) + R,
        accurate);
    const auto later = minimize(reweighted(standardized(plain), weights) + R, accurate);
    CHECK(difference(weighted.coefficients, truth.coefficients) < 1e-6);
    CHECK(later.coefficients == weighted.coefficients);
    CHECK(later.intercept == weighted.intercept);
    CHECK(minimize(reweighted(plain, weights) + R, accurate).objective ==
          Approx(minimize(EmpiricalRisk(SquaredError{}, rows, targets, {.intercept = true}) + R, accurate)
                     .objective)
              .epsilon(1e-13));
    CHECK_THROWS_AS(reweighted(plain, Eigen::VectorXd::Zero(20)), std::invalid_argument);
    CHECK_THROWS_AS(reweighted(plain, Eigen::VectorXd::Ones(19)), std::invalid_argument);
}

TEST_CASE("columns without variance have coefficient 0 and are named", "[standardized]") {
    Eigen::MatrixXd X = Random(3).matrix(30, 6);
    X.col(1).setConstant(0.1);
    X.col(3).setZero();
    X.col(4).setConstant(1e8);
    for (Index i = 0; i < 30; ++i) X(i, 4) *= 1 + 1e-15 * double(i % 2);  // constant up to rounding
    const Eigen::VectorXd y = Random(4).vector(30);
    for (bool intercept : {false, true}) {
        const auto risk = standardized(EmpiricalRisk(SquaredError{}, X, y, {.intercept = intercept}));
        const auto check = [&](const auto& fit) {
            CHECK(fit.constant_columns == std::vector<Index>{1, 3, 4});
            for (Index j : {1, 3, 4}) CHECK(fit.coefficients[j] == 0);
            CHECK(fit.status == Status::Converged);
        };
        check(minimize(risk + 0.01 * L1{}));
        check(minimize(risk + 0.01 * L2{}));
        check(minimize(risk));
    }
}

TEST_CASE("an operator is standardized when it knows its columns, and says so when it does not",
          "[standardized]") {
    struct Known {
        Eigen::MatrixXd X;
        Index rows() const { return X.rows(); }
        Index cols() const { return X.cols(); }
        void apply(const VectorView<double>& w, VectorRef<double> z) const { z.noalias() = X * w; }
        void apply_transpose(const VectorView<double>& r, VectorRef<double> g) const {
            g.noalias() = X.transpose() * r;
        }
        void column_squared_norms(const Eigen::VectorXd& v, VectorRef<double> h) const {
            h = v.transpose() * X.cwiseAbs2();
        }
    };
    const Known known{Random(3).matrix(30, 6)};
    const Eigen::VectorXd y = Random(4).vector(30);
    const auto a = minimize(standardized(EmpiricalRisk(SquaredError{}, known, y)) + 0.1 * L1{}, accurate);
    const auto b = minimize(standardized(EmpiricalRisk(SquaredError{}, known.X, y)) + 0.1 * L1{}, accurate);
    CHECK(a.objective == Approx(b.objective).epsilon(1e-12));
}

// R 4.2, glmnet 4.1-6: coef(glmnet(X, y, family, weights, alpha, lambda, standardize = TRUE, thresh = 1e-20)), to its
// last digits; lambda 0.1, 0.02 and 0.05.
TEST_CASE("glmnet finds the same coefficients", "[standardized]") {
    const ReferenceData data;
    const auto sd = [](const Eigen::VectorXd& y, const Eigen::VectorXd& v) {
        const double mean = v.dot(y) / v.sum();
        return std::sqrt(v.dot((y.array() - mean).square().matrix()) / v.sum());
    };
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(data.n);
    const EmpiricalRisk gaussian(SquaredError{}, data.X, data.y, {.intercept = true});
    check_glmnet(minimize(standardized(gaussian) + 0.1 * L1{}, accurate),
                 {-0.0788131672889, 1.89774227493, 0, -0.45502846883, 0, 0});
    check_glmnet(minimize(standardized(gaussian) + 0.05 * L1{} + 0.025 / sd(data.y, ones) * L2{}, accurate),
                 {-0.0563136187848, 1.91730260071, 0, -0.46623555546, 0, 0});
    const auto weighted = reweighted(gaussian, data.weights);
    check_glmnet(minimize(standardized(weighted) + 0.1 * L1{}, accurate),
                 {-0.040342981702, 1.89316510941, 0, -0.464249850921, -0.00613852332232, 0});
    check_glmnet(
        minimize(standardized(weighted) + 0.05 * L1{} + 0.025 / sd(data.y, data.weights) * L2{}, accurate),
        {0.0302374871079, 1.91802177157, 0, -0.474000227009, -0.0234220864875, 0});
    const auto binomial = standardized(EmpiricalRisk(Logistic{}, data.X, data.labels, {.intercept = true}));
    check_glmnet(minimize(binomial + 0.02 * L1{}, accurate), {-1.61707140168, 0, 1.61876514245, 0, 0, 0});
    check_glmnet(minimize(binomial + 0.01 * L1{} + 0.005 * L2{}, accurate),
                 {-1.4848798806, 0, 1.51195803771, 0, -0.00836943918265, 0});
    const auto poisson = standardized(EmpiricalRisk(Poisson{}, data.X, data.counts, {.intercept = true}));
    check_glmnet(minimize(poisson + 0.05 * L1{}, accurate),
                 {-0.033015163509, 0.292615853255, 0, 0, 0.0679976519478, 0});
    check_glmnet(minimize(poisson + 0.025 * L1{} + 0.0125 * L2{}, accurate),
                 {-0.0443701777025, 0.31581157061, 0, -0.00676236781805, 0.0737255713986, 0});
}
