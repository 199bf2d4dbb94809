// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <lariat/lariat.hpp>
#include <limits>
#include <set>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "reference_data.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

using Rows = std::vector<Index>;

Rows rows_where(const std::vector<Index>& folds, auto&& wanted) {
    Rows rows;
    for (std::size_t i = 0; i < folds.size(); ++i)
        if (wanted(folds[i])) rows.push_back(Index(i));
    return rows;
}

const Folds four_folds = [](const Eigen::VectorXd& y, const Eigen::VectorXd&) {
    std::vector<Index> folds;
    for (Index i = 0; i < y.size(); ++i) folds.push_back(i == 0 ? 1 : i % 4);
    return folds;
};

/// The folds and strengths of R's constants below.
CrossValidationOptions as_in_r() {
    return {.folds = four_folds,
            .path = {.strengths = std::vector<double>{1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01},
                     .solve = {.tolerance = 1e-12}}};
}

template <class L>
double deviance_of_row(const L& loss, double z, double y) {
    return 2 * loss.value(z, y);
}
double deviance_of_row(const Logistic&, double z, double y) {
    const double p = std::clamp(1 / (1 + std::exp(-z)), 1e-5, 1 - 1e-5);
    return -2 * std::log(y == 1 ? p : 1 - p);
}

/// thresh = 1e-16 bounds glmnet's change of the objective, and a change of 1e-16 one of the coefficients of about 1e-8.
void check_close(const std::vector<double>& values, const std::vector<double>& glmnet) {
    REQUIRE(values.size() == glmnet.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        CAPTURE(k);
        CHECK(values[k] == Approx(glmnet[k]).epsilon(1e-6).margin(1e-9));
    }
}

}  // namespace

// R 4.2.2, glmnet 4.1-6, on reference_data.hpp: fold <- rep(1:4, length.out = 40); fold[1] <- 2;
// cv.glmnet(X, y, weights, family, lambda = c(1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01), foldid = fold, type.measure,
//           thresh = 1e-16, maxit = 1e7), after glmnet.control(fdev = 0, devmax = 1).
TEST_CASE("cv.glmnet finds the same curves and choices for the gaussian family", "[cross-validation]") {
    const ReferenceData data;
    const auto risk = standardized(EmpiricalRisk(SquaredError{}, data.X, data.y, {.intercept = true}));
    const auto mse = cross_validate(risk, L1{}, as_in_r());  // deviance = squared error
    check_close(mse.means, {2.431653321, 1.134715917, 0.7610332656, 0.7100671249, 0.7018567168, 0.7106104961,
                            0.7145987023});
    check_close(mse.standard_errors, {0.6943530936, 0.425224572, 0.2171318818, 0.146821906, 0.114295255,
                                      0.09697364541, 0.09180309999});
    CHECK(mse.strength_min() == 0.05);
    CHECK(mse.strength_1se() == 0.2);
    CHECK(cross_validate(risk, L1{}, MeanSquaredError{}, as_in_r()).means == mse.means);
    const auto mae = cross_validate(risk, L1{}, MeanAbsoluteError{}, as_in_r());
    check_close(mae.means, {1.293212434, 0.8755059421, 0.7738203301, 0.7496287963, 0.7427338362, 0.7494152659,
                            0.7524007592});
    check_close(mae.standard_errors, {0.2136296863, 0.2127731435, 0.113665319, 0.08010839823, 0.06576646628,
                                      0.05664501774, 0.054122875});
    CHECK(mae.strength_1se() == 0.2);
    const auto weighted = cross_validate(reweighted(risk, data.weights), L1{}, as_in_r());
    check_close(weighted.means, {2.420174549, 1.124931685, 0.7715872786, 0.7307829732, 0.7443405179,
                                 0.7682827867, 0.7786701819});
    check_close(weighted.standard_errors, {0.6778871489, 0.3890658897, 0.1900886451, 0.1247902578,
                                           0.1060041634, 0.09856254139, 0.09660193683});
    CHECK(weighted.strength_min() == 0.1);
    CHECK(weighted.strength_1se() == 0.2);
}

TEST_CASE("cv.glmnet finds the same curves and choices for the binomial and poisson families",
          "[cross-validation]") {
    const ReferenceData data;
    const auto binomial = standardized(EmpiricalRisk(Logistic{}, data.X, data.labels, {.intercept = true}));
    const auto deviance = cross_validate(binomial, L1{}, as_in_r());
    check_close(deviance.means, {1.421504909, 1.421504909, 0.9725441751, 0.7940202703, 0.730358731,
                                 0.7487164417, 0.8099418581});
    check_close(deviance.standard_errors, {0.02037485539, 0.02037485539, 0.02243137676, 0.03894273229,
                                           0.05197871513, 0.05007673396, 0.0596474328});
    CHECK(deviance.strength_min() == 0.05);
    CHECK(deviance.strength_1se() == 0.05);
    const auto wrong = cross_validate(binomial, L1{}, Misclassification{}, as_in_r());
    check_close(wrong.means, {0.575, 0.575, 0.15, 0.15, 0.15, 0.15, 0.15});
    check_close(wrong.standard_errors, {0.04373646977, 0.04373646977, 0.03358490923, 0.03358490923,
                                        0.03358490923, 0.03358490923, 0.03358490923});
    CHECK(wrong.strength_min() == 0.2);  // the largest of equals
    const auto auc = cross_validate(binomial, L1{}, AreaUnderCurve{}, as_in_r());
    check_close(auc.means, {0.5, 0.5, 0.9126785714, 0.9126785714, 0.9126785714, 0.9126785714, 0.9126785714});
    check_close(auc.standard_errors,
                {0, 0, 0.0314946208, 0.0314946208, 0.0314946208, 0.0314946208, 0.0314946208});
    CHECK(auc.strength_min() == 0.2);
    const auto poisson = cross_validate(
        standardized(EmpiricalRisk(Poisson{}, data.X, data.counts, {.intercept = true})), L1{}, as_in_r());
    check_close(poisson.means, {0.2811837976, 0.2811837976, 0.2055614124, 0.1600299025, 0.1508141054,
                                0.1577192727, 0.1627599885});
    check_close(poisson.standard_errors, {0.0616325122, 0.0616325122, 0.05648895929, 0.04234814503,
                                          0.03447793641, 0.03008717433, 0.02818348002});
    CHECK(poisson.strength_min() == 0.05);
    CHECK(poisson.strength_1se() == 0.1);
}

TEMPLATE_TEST_CASE("holding out by weight 0 is copying the other rows, whatever X is", "[cross-validation]",
                   SquaredError, Logistic, Poisson) {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(TestType{}, seed, 45, 6);
    Eigen::MatrixXd X = problem.X;
    X.topRows(15) *= 20;  // with the folds below, one fold's rows are scaled differently
    const Eigen::VectorXd offset = Random(seed).vector(45, 0.1),
                          weights = Random(seed + 5).vector(45).cwiseAbs();
    const RiskOptions data{.intercept = true, .weights = weights, .offset = offset};
    std::vector<int> ids;
    for (int i = 0; i < 45; ++i) ids.push_back(i / 15);
    const CrossValidationOptions options{.folds = GivenFolds{ids},
                                         .path = {.count = 6, .ratio = 0.05, .solve = {.tolerance = 1e-13}}};
    const auto truth =
        cross_validate(standardized(EmpiricalRisk(TestType{}, X, problem.y, data)), L1{}, options);
    REQUIRE(truth.scores.rows() == 3);
    REQUIRE(truth.scores.cols() == 6);

    Eigen::MatrixXd scores(3, 6), leaking(3, 6);
    const auto whole = column_deviations(design_of(X), Vector<double>(weights / weights.sum()));
    for (Index f = 0; f < 3; ++f) {
        const Rows train = rows_where(truth.folds, [&](Index g) { return g != f; }),
                   held = rows_where(truth.folds, [&](Index g) { return g == f; });
        const Eigen::MatrixXd X_train = X(train, Eigen::indexing::all),
                              X_held = X(held, Eigen::indexing::all);
        const Eigen::VectorXd y_train = problem.y(train), y_held = problem.y(held), v = weights(held);
        const EmpiricalRisk risk(
            TestType{}, X_train, y_train,
            {.intercept = true, .weights = Values(weights(train)), .offset = Values(offset(train))});
        const auto score_of = [&](const auto& fit) {
            const Eigen::VectorXd z = fit.predict(X_held) + offset(held);
            double sum = 0;
            for (Index i = 0; i < 15; ++i) sum += v[i] * deviance_of_row(TestType{}, z[i], y_held[i]);
            return sum / v.sum();
        };
        for (Index k = 0; k < 6; ++k) {
            const double strength = truth.path.strengths[std::size_t(k)];
            const Options solve{.tolerance = 1e-13};
            scores(f, k) = score_of(minimize(standardized(risk) + strength * L1{}, solve));
            leaking(f, k) = score_of(minimize(risk + strength * Weighted{L1{}, whole}, solve));
        }
    }
    // A gap of 1e-13 F leaves an error of about √1e-13 in the coefficients where the data bend F little.
    CHECK(difference(truth.scores, scores) < 1e-5);
    CHECK(difference(truth.scores, leaking) > 1e-2);  // standardizing outside of the folds is another thing
    for (Index f = 0; f < 3; ++f)
        CHECK(truth.fold_weights[f] ==
              Approx(weights.segment(15 * f, 15).sum() / weights.sum()).epsilon(1e-12));

    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = X;
    const CrossValidationOptions same{
        .folds = GivenFolds{ids}, .path = {.strengths = truth.path.strengths, .solve = {.tolerance = 1e-13}}};
    const auto a =
        cross_validate(standardized(EmpiricalRisk(TestType{}, sparse, problem.y, data)), L1{}, same);
    const auto b =
        cross_validate(standardized(EmpiricalRisk(TestType{}, by_rows, problem.y, data)), L1{}, same);
    CHECK(difference(truth.scores, a.scores) < 1e-5);
    CHECK(difference(truth.scores, b.scores) < 1e-5);
}

TEST_CASE("a row of weight 0 might as well not be there, in any fold", "[cross-validation]") {
    const auto problem = Problem::of(SquaredError{}, 4, 40, 5);
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(40);
    for (Index i : {3, 17, 18}) weights[i] = 0;
    Rows kept;
    for (Index i = 0; i < 40; ++i)
        if (weights[i] > 0) kept.push_back(i);
    const Eigen::MatrixXd X = problem.X(kept, Eigen::indexing::all);
    const Eigen::VectorXd y = problem.y(kept);
    const CrossValidationOptions options{.folds = RandomFolds{5, 3}, .path = {.solve = {.tolerance = 1e-13}}};
    const auto cut = cross_validate(EmpiricalRisk(SquaredError{}, X, y), L1{}, options);
    const auto held = cross_validate(
        EmpiricalRisk(SquaredError{}, problem.X, problem.y, {.weights = weights}), L1{}, options);
    // A path is solved exactly on its support, beyond what its gaps promise; the strengths agree to rounding.
    CHECK(difference(cut.scores, held.scores) < 1e-12);
    CHECK(cut.index_1se == held.index_1se);
}

TEST_CASE("cross-validating a standardized risk leaves every bit of X where it was", "[cross-validation]") {
    auto problem = Problem::of(SquaredError{}, 4, 40, 8);
    problem.X.array() *= Random(5).sparse_matrix(40, 8, 2).array();
    problem.X.col(3).array() += 100;
    Eigen::MatrixXd X = problem.X;
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = problem.X;
    Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
    const auto check = [&](const auto& x, double* data, Index size) {
        using Bits = Eigen::Map<const Eigen::VectorXd>;
        const Eigen::VectorXd before = Bits(data, size);
        const auto cv =
            cross_validate(standardized(EmpiricalRisk(SquaredError{}, x, problem.y, {.intercept = true})),
                           L1{}, {.folds = RandomFolds{4, 1}, .path = {.count = 10}});
        REQUIRE(cv.path.nonzeros(9) > 3);
        CHECK(identical(Eigen::VectorXd(Bits(data, size)), before));
    };
    check(X, X.data(), X.size());
    check(by_rows, by_rows.data(), by_rows.size());
    check(sparse, sparse.valuePtr(), sparse.nonZeros());
}

TEST_CASE("weight k cross-validates as the row repeated k times in the same fold", "[cross-validation]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 40, 5);
    const Eigen::VectorXd offset = Random(seed).vector(40, 0.3);
    Eigen::VectorXd weights(40);
    std::vector<int> folds, repeated_folds;
    Rows repeated;
    for (Index i = 0; i < 40; ++i) {
        weights[i] = double((i * 7 + seed) % 4);
        folds.push_back(int(i * i % 5) % 4);
        for (int copy = 0; copy < int(weights[i]); ++copy) {
            repeated.push_back(i);
            repeated_folds.push_back(folds.back());
        }
    }
    const Eigen::MatrixXd X = problem.X(repeated, Eigen::indexing::all);
    const Eigen::VectorXd y = problem.y(repeated), shift = offset(repeated);
    const PathOptions path{.count = 20, .ratio = 0.01, .solve = {.tolerance = 1e-13}};
    const auto by_weight =
        cross_validate(standardized(EmpiricalRisk(SquaredError{}, problem.X, problem.y,
                                                  {.intercept = true, .weights = weights, .offset = offset})),
                       L1{}, {.folds = GivenFolds{folds}, .path = path});
    const auto by_rows = cross_validate(
        standardized(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true, .offset = shift})), L1{},
        {.folds = GivenFolds{repeated_folds}, .path = path});
    CHECK(difference(by_weight.scores, by_rows.scores) < 1e-12);  // as above
    CHECK(difference(by_weight.fold_weights, by_rows.fold_weights) < 1e-14);
    for (std::size_t k = 0; k < 20; ++k) {
        CHECK(by_weight.means[k] == Approx(by_rows.means[k]).epsilon(1e-12));
        CHECK(by_weight.standard_errors[k] == Approx(by_rows.standard_errors[k]).epsilon(1e-12));
    }
    CHECK(by_weight.index_min == by_rows.index_min);
    CHECK(by_weight.index_1se == by_rows.index_1se);
}

TEST_CASE(
    "a column that is constant outside of one fold has no part in that fold, and keeps it in the others",
    "[cross-validation]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 48, 5);
    std::vector<int> folds;
    Eigen::MatrixXd X = problem.X;
    Eigen::VectorXd y = problem.y;
    for (Index i = 0; i < 48; ++i) {
        folds.push_back(int(i % 4));
        if (i % 4 != 0) X(i, 4) = 5;
        y[i] += X(i, 4);
    }
    const Eigen::MatrixXd without = X.leftCols(4);
    const CrossValidationOptions options{
        .folds = GivenFolds{folds},
        .path = {.strengths = strength_grid(0.5, 10, 0.01), .solve = {.tolerance = 1e-13}}};
    const auto all =
        cross_validate(standardized(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true})), L1{}, options);
    const auto four = cross_validate(
        standardized(EmpiricalRisk(SquaredError{}, without, y, {.intercept = true})), L1{}, options);
    CHECK(all.path.constant_columns.empty());
    CHECK(all.path[9].coefficients[4] != 0);
    for (const auto& fold : all.statuses)
        for (const Status status : fold) CHECK(status == Status::Converged);
    CHECK(difference(all.scores.row(0), four.scores.row(0)) < 1e-12);
    for (Index f = 1; f < 4; ++f) CHECK(all.scores(f, 9) < 0.9 * four.scores(f, 9));
}

TEST_CASE("mean, standard error and the choices are those of their definitions", "[cross-validation]") {
    CrossValidation<double, SquaredError> cv;
    cv.path.strengths = {4, 3, 2, 1, 0.5};
    cv.fold_weights = Eigen::Vector3d(0.25, 7, 0.75);
    cv.finished = {0, 2};
    cv.scores.setConstant(3, 5, std::numeric_limits<double>::quiet_NaN());
    cv.scores.row(0) << 9, 4, 3, 1, 2;
    cv.scores.row(2) << 1, 2, 1, 1, 1;
    auto error = cv;
    error.summarize(false);
    CHECK(error.means == std::vector<double>{3, 2.5, 1.5, 1, 1.25});
    CHECK(error.standard_errors[0] == Approx(std::sqrt(0.25 * 36 + 0.75 * 4)).epsilon(1e-12));  // K − 1 = 1
    CHECK(error.index_min == 3);
    CHECK(error.index_1se == 3);  // its standard error is 0
    CHECK(error.strength_min() == 1);
    cv.scores(0, 3) = 0;
    cv.scores(2, 3) = 4.0 / 3;  // the same mean with a standard error of √(¼ + ¾/9) = 0.577
    error = cv;
    error.summarize(false);
    CHECK(error.index_min == 3);
    CHECK(error.index_1se == 2);  // 1.5 ≤ 1.577, the larger strength
    auto area = cv;
    area.scores = -area.scores;
    area.summarize(true);
    CHECK(area.index_min == 3);
    CHECK(area.index_1se == 2);
    auto equal = cv;
    equal.scores.setConstant(0.1);
    equal.scores(0, 3) = std::nextafter(0.1, 0.0);  // rounding does not choose
    equal.summarize(false);
    CHECK(equal.index_min == 0);
    CHECK(equal.index_1se == 0);
    cv.scores(2, 3) = std::numeric_limits<double>::quiet_NaN();
    cv.summarize(false);
    CHECK(cv.index_min == 4);  // NaN is never the best
}

TEST_CASE("AUC counts the pairs, by weight, and half of the ties", "[cross-validation]") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    Eigen::VectorXd z(30), y(30), v(30);
    for (Index i = 0; i < 30; ++i) {
        z[i] = double(random.below(8));
        y[i] = double(random.below(2));
        v[i] = double(random.below(4));
    }
    double won = 0, pairs = 0;
    for (Index i = 0; i < 30; ++i)
        for (Index j = 0; j < 30; ++j)
            if (y[i] == 1 && y[j] == 0) {
                pairs += v[i] * v[j];
                won += v[i] * v[j] * (z[i] > z[j] ? 1 : z[i] == z[j] ? 0.5 : 0);
            }
    CHECK(score(AreaUnderCurve{}, Logistic{}, z, y, v) == Approx(won / pairs).epsilon(1e-14));
}

TEST_CASE("random folds are balanced, the same by the same seed, others by another", "[cross-validation]") {
    const Eigen::VectorXd y = Eigen::VectorXd::Zero(23), v = Eigen::VectorXd::Ones(23);
    const auto folds = RandomFolds{5, 7}(y, v);
    for (Index f = 0; f < 5; ++f) {
        const auto size = std::count(folds.begin(), folds.end(), f);
        CHECK((size == 4 || size == 5));
    }
    CHECK(folds == RandomFolds{5, 7}(y, v));
    CHECK(folds != RandomFolds{5, 8}(y, v));
    CHECK(folds == std::vector<Index>{1, 2, 4, 4, 1, 4, 3, 3, 2, 0, 1, 4, 2, 3, 0, 1, 2, 0, 0, 2, 3, 0, 1});
    const auto problem = Problem::of(SquaredError{}, 1);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const auto a = cross_validate(risk, L1{}, {.folds = RandomFolds{5, 7}});
    const auto b = cross_validate(risk, L1{}, {.folds = RandomFolds{5, 7}});
    CHECK(a.scores == b.scores);  // to the last bit
}

TEST_CASE("stratified folds give every fold its share of each label", "[cross-validation]") {
    Eigen::VectorXd y(50);
    for (Index i = 0; i < 50; ++i) y[i] = i % 5 == 0;  // 10 ones
    const auto folds = StratifiedFolds{5, 1}(y, Eigen::VectorXd::Ones(50));
    for (Index f = 0; f < 5; ++f) {
        const Rows rows = rows_where(folds, [&](Index g) { return g == f; });
        CHECK(rows.size() == 10);
        CHECK(y(rows).sum() == 2);
    }
    CHECK(folds != StratifiedFolds{5, 2}(y, Eigen::VectorXd::Ones(50)));
}

TEST_CASE("stratified folds are those of the cross-validation, and no fold lacks a label",
          "[cross-validation]") {
    const auto problem = Problem::of(Logistic{}, GENERATE(seeds()), 60, 5);
    Eigen::VectorXd y = Eigen::VectorXd::Zero(60);
    y.head(6).setOnes();
    const EmpiricalRisk risk(Logistic{}, problem.X, y, {.intercept = true});
    const PathOptions path{.count = 8, .ratio = 0.1};
    const auto cv =
        cross_validate(risk, L1{}, AreaUnderCurve{}, {.folds = StratifiedFolds{6, 1}, .path = path});
    CHECK(cv.folds == StratifiedFolds{6, 1}(y, Eigen::VectorXd::Ones(60)));
    for (Index f = 0; f < 6; ++f) CHECK(y(rows_where(cv.folds, [&](Index g) { return g == f; })).sum() == 1);
    for (const auto& fold : cv.statuses)
        for (const Status status : fold) CHECK(status == Status::Converged);
    CHECK(cv.scores.minCoeff() >= 0);
    CHECK(cv.scores.maxCoeff() <= 1);
    const std::vector<double> ids(cv.folds.begin(), cv.folds.end());
    CHECK(cross_validate(risk, L1{}, AreaUnderCurve{}, {.folds = GivenFolds{ids}, .path = path}).scores ==
          cv.scores);
    // Dealt out without a look at the labels, some fold of ten rows has none of six.
    CHECK(says(complaint([&] {
                   (void)cross_validate(risk, L1{}, AreaUnderCurve{}, {.folds = RandomFolds{6, 1}});
               }),
               {"one class"}));
}

TEST_CASE("groups are cross-validated as they are solved one strength at a time, and chosen as a whole",
          "[cross-validation]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 60, 9);
    const Grouped R{L1{}, {{0, 3, 6}, {1, 4, 7}, {2, 5, 8}}};
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const Options solve{.tolerance = 1e-12};
    const auto cv = cross_validate(
        risk, R, {.folds = RandomFolds{3, 1}, .path = {.count = 6, .ratio = 0.05, .solve = solve}});
    for (Index f = 0; f < 3; ++f) {
        const Rows held = rows_where(cv.folds, [&](Index g) { return g == f; });
        Eigen::VectorXd weights = Eigen::VectorXd::Ones(60);
        for (const Index i : held) weights[i] = 0;
        for (Index k = 0; k < 6; ++k) {
            CHECK(cv.statuses[std::size_t(f)][std::size_t(k)] == Status::Converged);
            const auto fit =
                minimize(reweighted(risk, weights) + cv.path.strengths[std::size_t(k)] * R, solve);
            const Eigen::VectorXd error = (fit.predict(problem.X) - problem.y)(held);
            // Two gaps of 1e-12 F leave predictions apart by about their root, 1.4e-6 of a residual each.
            CHECK(cv.scores(f, k) == Approx(error.squaredNorm() / double(held.size())).epsilon(3e-6));
        }
    }
    const auto chosen = cv.solution_1se();
    REQUIRE_FALSE(chosen.support().empty());
    for (Index g = 0; g < 3; ++g) {
        const bool in = chosen.coefficients[g] != 0;
        CHECK((chosen.coefficients[g + 3] != 0) == in);
        CHECK((chosen.coefficients[g + 6] != 0) == in);
    }
}

TEST_CASE("MCP is cross-validated too, and every fit says how it ended", "[cross-validation]") {
    const auto problem = Problem::of(SquaredError{}, 2, 60, 8);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto cv =
        cross_validate(risk, MCP{3.0}, {.folds = RandomFolds{4, 1}, .path = {.count = 10, .ratio = 0.05}});
    REQUIRE(cv.statuses.size() == 4);
    for (const auto& fold : cv.statuses) {
        CHECK(fold.size() == 10);
        for (const Status status : fold) CHECK(status == Status::Converged);
    }
    CHECK(cv.index_1se <= cv.index_min);
    CHECK(cv.solution_1se().support() == cv.path[cv.index_1se].support());
    const auto labelled = Problem::of(Logistic{}, 2, 60, 8);
    const auto hasty =
        cross_validate(EmpiricalRisk(Logistic{}, labelled.X, labelled.y), L1{},
                       {.path = {.count = 5, .solve = {.tolerance = 1e-14, .max_iterations = 1}}});
    CHECK(hasty.statuses[0][4] == Status::MaxIterations);
}

TEST_CASE("where y is constant cross-validation finds the intercept alone, at the largest strength",
          "[cross-validation]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 6);
    const Eigen::VectorXd y = Eigen::VectorXd::Constant(40, GENERATE(0.0, 0.1, -7e20));
    const EmpiricalRisk risk(SquaredError{}, problem.X, y, {.intercept = true});
    const auto check = [&](const auto& cv) {
        REQUIRE(cv.scores.rows() == 10);
        CHECK(cv.scores.cwiseAbs().maxCoeff() <= 1e-28 * y[0] * y[0]);
        for (const auto& fold : cv.statuses)
            for (const Status status : fold) CHECK(status == Status::Converged);
        CHECK(cv.solution_1se().support().empty());
        CHECK(cv.solution_1se().intercept == Approx(y[0]).epsilon(1e-14).margin(0));
        CHECK(cv.index_1se == 0);
    };
    check(cross_validate(risk, L1{}, {.path = {.count = 12}}));
    check(cross_validate(standardized(risk), L1{}, {.path = {.count = 12}}));
}

TEST_CASE("an observer sees every solve of every fold and may stop, and the finished folds are returned",
          "[cross-validation]") {
    const auto problem = Problem::of(SquaredError{}, 3, 30, 4);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const CrossValidationOptions options{.folds = RandomFolds{3, 1}, .path = {.count = 5}};
    std::vector<Index> seen;
    double seconds = 0;
    const auto whole = cross_validate(risk, L1{}, options, [&](const CrossValidationProgress& progress) {
        CHECK(progress.solved == Index(seen.size()) + 1);
        CHECK(progress.share() == double(progress.solved) / 20);
        CHECK(progress.seconds >= seconds);
        seconds = progress.seconds;
        CHECK(progress.folds == 3);
        CHECK(progress.path.count == 5);
        seen.push_back(progress.fold);
    });
    CHECK(seen == std::vector<Index>{-1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2});
    const auto stopped_at = [&](Index fold, Index solved) {
        return cross_validate(risk, L1{}, options, [=](const CrossValidationProgress& progress) {
            return progress.fold == fold && progress.path.solved == solved ? Control::stop : Control::go_on;
        });
    };
    const auto two = stopped_at(2, 3);
    CHECK(whole.finished == std::vector<Index>{0, 1, 2});
    CHECK(two.finished == std::vector<Index>{0, 1});
    CHECK(two.scores.topRows(2) == whole.scores.topRows(2));
    CHECK(two.scores.row(2).array().isNaN().all());
    CHECK(two.means.size() == 5);
    CHECK(two.index_min >= 0);
    const auto one = stopped_at(0, 5);
    CHECK(one.finished == std::vector<Index>{0});
    CHECK(one.index_1se == one.index_min);  // one fold has no standard error
    const auto none = stopped_at(-1, 2);
    CHECK(none.path.size() == 2);
    CHECK(none.index_min == -1);
    CHECK(says(complaint([&] { (void)none.strength_min(); }), {"no fold was finished"}));
}

TEST_CASE("folds that are no folds are refused, and targets that a metric does not suit",
          "[cross-validation]") {
    const auto problem = Problem::of(Logistic{}, 1, 12, 3);
    Eigen::VectorXd y = Eigen::VectorXd::Zero(12);
    y.head(4).setOnes();
    const EmpiricalRisk risk(Logistic{}, problem.X, y, {.intercept = true});
    const auto refusal = [&](const Folds& folds, const auto& metric) {
        return complaint([&] { (void)cross_validate(risk, L1{}, metric, {.folds = folds}); });
    };
    CHECK(says(refusal(RandomFolds{1}, Deviance{}), {"1 folds", "12 rows", "at least 2"}));
    CHECK(says(refusal(RandomFolds{13}, Deviance{}), {"13 folds", "12 rows"}));
    CHECK(says(refusal(StratifiedFolds{13}, Deviance{}), {"13 folds"}));
    const std::vector<int> few(11, 0), all_zero(12, 0);
    CHECK(says(refusal(GivenFolds{few}, Deviance{}), {"folds has 11 elements", "12"}));
    CHECK(says(refusal(GivenFolds{all_zero}, Deviance{}), {"1 fold", "at least 2"}));
    std::vector<double> ids{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 0.5};
    CHECK(says(refusal(GivenFolds{ids}, Deviance{}), {"folds[11] = 0.5"}));
    ids.back() = -1;
    CHECK(says(refusal(GivenFolds{ids}, Deviance{}), {"folds[11] = -1"}));
    ids.back() = 5;
    CHECK(says(refusal(GivenFolds{ids}, Deviance{}), {"fold 4 has no row"}));
    ids.back() = 3;
    CHECK(refusal(GivenFolds{ids}, AreaUnderCurve{}).empty());
    const std::vector<int> halves{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1};
    CHECK(says(refusal(GivenFolds{halves}, AreaUnderCurve{}), {"fold 1", "one class"}));
    CHECK(refusal(GivenFolds{halves}, Misclassification{}).empty());
    CHECK(says(refusal(Folds{}, Deviance{}), {"folds is empty"}));
    const EmpiricalRisk linear(SquaredError{}, problem.X, problem.X.col(0));
    CHECK(says(complaint([&] { (void)cross_validate(linear, L1{}, Misclassification{}); }),
               {"fold 0", "0 or 1"}));
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(12);
    weights.tail(7).setZero();
    const EmpiricalRisk half(Logistic{}, problem.X, y, {.weights = weights});
    CHECK(says(complaint([&] { (void)cross_validate(half, L1{}, {.folds = GivenFolds{halves}}); }),
               {"fold 1 has no row of positive weight"}));
    CHECK(says(complaint([&] { (void)cross_validate(half, L1{}, {.folds = RandomFolds{6}}); }),
               {"6 folds of 5 rows"}));
}
