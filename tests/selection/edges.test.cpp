// SPDX-License-Identifier: BSD-3-Clause
// The edges of what there is to choose from: no column, one row, targets that are all equal, labels of one class.
#include <cmath>
#include <lariat/lariat.hpp>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// Every solution of the path is this intercept alone, and ended so.
template <class L>
void check_null(const Path<double, L>& path, Index count, double intercept, double loss, Status status) {
    REQUIRE(path.size() == count);
    CHECK(path.coefficients.nonZeros() == 0);
    for (Index k = 0; k < count; ++k) {
        CHECK(path.statuses[std::size_t(k)] == status);
        CHECK(path[k].intercept ==
              Approx(intercept).epsilon(1e-14).margin(1e-15));  // a mean of numbers of size 1
        CHECK(path[k].objective == Approx(loss).epsilon(1e-14).margin(0));
        CHECK(path.deviance_explained(k) == Approx(0).margin(1e-14));
    }
}

}  // namespace

TEST_CASE("without a column there is the intercept to choose, at every strength", "[edges]") {
    const Eigen::MatrixXd none(12, 0);
    const Eigen::VectorXd y = Random(GENERATE(seeds())).vector(12);
    const bool intercept = GENERATE(false, true);
    const double b = intercept ? y.mean() : 0.0, loss = (y.array() - b).square().mean() / 2;
    const EmpiricalRisk risk(SquaredError{}, none, y, {.intercept = intercept});
    const PathOptions given{.strengths = std::vector<double>{1, 0.1, 0}};
    check_null(regularization_path(risk, L1{}, {.count = 4}), 4, b, loss, Status::Converged);
    check_null(regularization_path(risk, L1{}, given), 3, b, loss, Status::Converged);
    check_null(relaxed_path(risk, regularization_path(risk, L1{}, given)), 3, b, loss, Status::Converged);

    const std::vector<int> thirds{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
    const auto cv = cross_validate(risk, L1{}, {.folds = GivenFolds{thirds}, .path = given});
    REQUIRE(cv.scores.rows() == 3);
    REQUIRE(cv.scores.cols() == 3);
    for (Index f = 0; f < 3; ++f) {
        const Eigen::Vector4d held{y[f], y[f + 3], y[f + 6], y[f + 9]};
        const double mean = intercept ? (y.sum() - held.sum()) / 8 : 0.0;
        for (Index k = 0; k < 3; ++k)
            CHECK(cv.scores(f, k) == Approx((held.array() - mean).square().mean()).epsilon(1e-14));
    }
    CHECK(cv.index_min == 0);

    const auto model = fit(none, y, SquaredError{}, 0.1 * L1{}, {.intercept = intercept});
    CHECK(model.status == Status::Converged);
    CHECK(model.coefficients.size() == 0);
    CHECK(model.intercept == Approx(b).epsilon(1e-14).margin(1e-15));
    CHECK(model.predict(none) == Eigen::VectorXd::Constant(12, model.intercept));
}

TEST_CASE("one row: beside an intercept nothing is chosen, without it the largest element", "[edges]") {
    const Eigen::MatrixXd X = Random(GENERATE(seeds())).matrix(1, 4);
    const Eigen::VectorXd y = Eigen::VectorXd::Constant(1, 2.5);
    const EmpiricalRisk with(SquaredError{}, X, y, {.intercept = true}), without(SquaredError{}, X, y);
    const auto path = regularization_path(with, L1{}, {.count = 5});
    check_null(path, 5, 2.5, 0, Status::Converged);
    check_null(relaxed_path(with, path), 5, 2.5, 0, Status::Converged);
    check_null(regularization_path(standardized(with), L1{}, {.count = 5}), 5, 2.5, 0, Status::Converged);

    Index largest = 0;
    const double x = X.row(0).cwiseAbs().maxCoeff(&largest);
    const auto bare = regularization_path(without, L1{}, {.count = 5});
    REQUIRE(bare.size() == 5);
    CHECK(bare.strengths[0] == Approx(2.5 * x).epsilon(1e-14));
    CHECK(bare.nonzeros(0) == 0);
    const auto relaxed = relaxed_path(without, bare);
    for (Index k = 1; k < 5; ++k) {
        const double strength = bare.strengths[std::size_t(k)];
        CHECK(bare.statuses[std::size_t(k)] == Status::Converged);
        CHECK(bare[k].support() == std::vector<Index>{largest});
        CHECK(X.row(0).dot(bare[k].coefficients) == Approx(2.5 - strength / x).epsilon(1e-12));
        CHECK(relaxed.statuses[std::size_t(k)] == Status::Converged);
        CHECK(relaxed[k].predict(X)[0] == Approx(2.5).epsilon(1e-14));
    }

    CHECK(says(complaint([&] { (void)cross_validate(with, L1{}); }), {"10 folds of 1 rows"}));
    CHECK(says(complaint([&] { (void)cross_validate(with, L1{}, {.folds = StratifiedFolds{2}}); }),
               {"2 folds of 1 rows"}));
    CHECK(
        says(complaint([&] { (void)cross_validate(with, L1{}, {.folds = GivenFolds{std::vector<int>{0}}}); }),
             {"there is 1 fold"}));
    const auto model = fit(X, y, SquaredError{}, 0.1 * L1{});
    CHECK(model.status == Status::Converged);
    CHECK(model.support().empty());
    CHECK(model.intercept == 2.5);
}

TEST_CASE("targets that are all equal leave the intercept alone, relaxed and as a model too", "[edges]") {
    const double constant = GENERATE(0.0, 0.1, -7e20);
    const Eigen::MatrixXd X = Random(3).matrix(20, 4);
    const Eigen::VectorXd y = Eigen::VectorXd::Constant(20, constant),
                          weights = Random(4).vector(20).cwiseAbs();
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = true, .weights = weights});
    const auto relaxed = relaxed_path(risk, regularization_path(risk, L1{}, {.count = 5}));
    REQUIRE(relaxed.size() == 5);
    CHECK(relaxed.coefficients.nonZeros() == 0);
    const auto model = fit(X, y, SquaredError{}, 0.1 * L1{}, {.weights = weights});
    CHECK(model.support().empty());
    CHECK(model.status == Status::Converged);
    CHECK(model.intercept == Approx(constant).epsilon(1e-14).margin(0));
    CHECK(model.score(X, y) == 1);  // no error
    for (Index k = 0; k < 5; ++k) {
        CHECK(relaxed.statuses[std::size_t(k)] == Status::Converged);
        CHECK(relaxed[k].intercept == Approx(constant).epsilon(1e-14).margin(0));
    }
}

TEST_CASE("labels of one class: every choice says that there is no minimizer, and predicts the class",
          "[edges]") {
    const double label = GENERATE(0.0, 1.0);
    const Eigen::MatrixXd X = Random(3).matrix(20, 4);
    const Eigen::VectorXd y = Eigen::VectorXd::Constant(20, label);
    const EmpiricalRisk risk(Logistic{}, X, y, {.intercept = true});
    const auto null = [&](const auto& path) {
        REQUIRE(path.size() == 5);
        CHECK(path.coefficients.nonZeros() == 0);
        for (Index k = 0; k < 5; ++k) {
            CHECK(path.statuses[std::size_t(k)] == Status::NoMinimizer);
            CHECK(path.losses[std::size_t(k)] < 1e-15);
            CHECK(path[k].intercept * (2 * label - 1) > 30);  // σ(30) is 1 − 1e-13
        }
    };
    const auto path = regularization_path(risk, L1{}, {.count = 5});
    null(path);
    null(relaxed_path(risk, path));

    const CrossValidationOptions options{.folds = RandomFolds{4, 1}, .path = {.count = 5}};
    const auto cv = cross_validate(risk, L1{}, options);
    REQUIRE(cv.scores.rows() == 4);
    const double certain = -2 * std::log1p(-1e-5);  // no probability counts as nearer 1 (see Deviance)
    CHECK(cv.scores.minCoeff() == Approx(certain));
    CHECK(cv.scores.maxCoeff() == Approx(certain));
    for (const auto& fold : cv.statuses) CHECK(fold == std::vector<Status>(5, Status::NoMinimizer));
    CHECK(cv.solution_1se().support().empty());
    CHECK(says(complaint([&] { (void)cross_validate(risk, L1{}, AreaUnderCurve{}, options); }),
               {"fold 0", "one class"}));

    const auto model = fit(X, y, Logistic{}, 0.1 * L1{});
    CHECK(model.status == Status::NoMinimizer);
    CHECK(model.support().empty());
    CHECK(model.score(X, y) == 1);
}

TEST_CASE("a fold that holds out all rows of a class says so, the others are what they are", "[edges]") {
    const Eigen::MatrixXd X = Random(2).matrix(12, 3);
    Eigen::VectorXd y = Eigen::VectorXd::Zero(12);
    y.head(2).setOnes();
    const std::vector<int> thirds{0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2};
    const EmpiricalRisk risk(Logistic{}, X, y, {.intercept = true});
    const CrossValidationOptions options{.folds = GivenFolds{thirds}, .path = {.count = 3}};
    const auto cv = cross_validate(risk, L1{}, options);
    CHECK(cv.statuses[0] == std::vector<Status>(3, Status::NoMinimizer));
    for (const Index f : {1, 2})
        CHECK(cv.statuses[std::size_t(f)] == std::vector<Status>(3, Status::Converged));
    CHECK(cv.scores.allFinite());
    // Two of four are predicted wrong, without doubt.
    CHECK(cv.scores.row(0).minCoeff() == Approx(-std::log(1e-5) - std::log1p(-1e-5)));
    CHECK(cv.index_min >= 0);
    CHECK(says(complaint([&] { (void)cross_validate(risk, L1{}, AreaUnderCurve{}, options); }),
               {"fold 1", "one class"}));
}

TEST_CASE("where F is infinite a path has not converged", "[edges]") {
    const Eigen::MatrixXd X = Random(GENERATE(seeds())).matrix(40, 5);
    const Eigen::VectorXd y = 1000 * X.col(0);
    const auto path = regularization_path(EmpiricalRisk(OverflowingLogCosh{}, X, y), L1{}, {.count = 20});
    CHECK(path.statuses.front() == Status::NonFinite);
    for (Index k = 0; k < path.size(); ++k) {
        const bool infinite = !is_finite(path[k].objective);
        CHECK((path.statuses[std::size_t(k)] == Status::NonFinite) == infinite);
        CHECK_FALSE((infinite && path[k].certificate.holds()));
    }
}
