// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <lariat/lariat.hpp>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "reference_data.hpp"

using namespace lariat;
using namespace lariat::test;

static_assert(LikelihoodLoss<SquaredError> && LikelihoodLoss<Logistic> && LikelihoodLoss<Poisson>);
static_assert(!LikelihoodLoss<Huber> && !LikelihoodLoss<Hinge> && !LikelihoodLoss<SquaredHinge>);

namespace {

/// 0 or 1, not separable.
Eigen::VectorXd mixed_labels(const ReferenceData& data) {
    Eigen::VectorXd y(data.n);
    for (int i = 0; i < data.n; ++i)
        y[i] = std::sin(i * 3.0) + data.X(i, 1) / 4 + std::cos(i * 11.0) > 0.4 ? 1 : 0;
    return y;
}

}  // namespace

// R 4.2.2, on reference_data.hpp: extractAIC(lm(y ~ X)), extractAIC(…, k = log(n)), extractAIC(lm) of rows repeated as
// often as their weight (of which there are 79: BIC is AIC, of 5 coefficients, with log(79) in the place of 2), extractAIC(glm(labels ~ X, binomial)), deviance(glm(counts ~ X, poisson)). R counts the
// intercept, k more.
TEST_CASE("AIC and BIC at strength 0 are those of R's lm and glm", "[criteria]") {
    const ReferenceData data;
    const PathOptions to_zero{.strengths = std::vector<double>{0.1, 0.0}, .solve = {.tolerance = 1e-11}};
    const EmpiricalRisk gaussian(SquaredError{}, data.X, data.y, {.intercept = true});
    const auto path = regularization_path(gaussian, L1{}, to_zero);
    REQUIRE(path.nonzeros(1) == 5);
    CHECK(AIC{}(path, 1) == Approx(-15.4537751836327 - 2).epsilon(1e-10));
    CHECK(BIC{}(path, 1) == Approx(-5.32049845894912 - std::log(40)).epsilon(1e-10));
    const auto weighted = regularization_path(reweighted(gaussian, data.weights), L1{}, to_zero);
    CHECK(weighted.observations == data.weights.sum());
    REQUIRE(weighted.observations == 79);
    const double aic = -45.5316821869507 - 2;
    CHECK(AIC{}(weighted, 1) == Approx(aic).epsilon(1e-10));
    CHECK(BIC{}(weighted, 1) == Approx(aic + 5 * (std::log(79) - 2)).epsilon(1e-10));
    CHECK(EBIC{1}(weighted, 1) == Approx(aic + 5 * (std::log(79) - 2)).epsilon(1e-10));  // 1 model has all 5
    const auto binomial = regularization_path(
        EmpiricalRisk(Logistic{}, data.X, mixed_labels(data), {.intercept = true}), L1{}, to_zero);
    CHECK(AIC{}(binomial, 1) == Approx(45.37579241496 - 2).epsilon(1e-10));
    CHECK(BIC{}(binomial, 1) == Approx(55.5090691396436 - std::log(40)).epsilon(1e-10));
    const auto poisson = regularization_path(
        EmpiricalRisk(Poisson{}, data.X, data.counts, {.intercept = true}), L1{}, to_zero);
    CHECK(AIC{}(poisson, 1) == Approx(4.96217620372537 + 10).epsilon(1e-10));
}

TEST_CASE("EBIC adds the logarithm of the number of models of that size", "[criteria]") {
    const auto problem = Problem::of(SquaredError{}, 1, 50, 12);
    const auto path =
        regularization_path(EmpiricalRisk(SquaredError{}, problem.X, problem.y), L1{}, {.count = 20});
    const auto bic = evaluate(path, BIC{}), none = evaluate(path, EBIC{0}), full = evaluate(path, EBIC{1});
    const double models[] = {1, 12, 66, 220, 495, 792, 924, 792, 495, 220, 66, 12, 1};  // C(12, df)
    for (Index k = 0; k < 20; ++k) {
        CHECK(none[std::size_t(k)] == bic[std::size_t(k)]);
        CHECK(full[std::size_t(k)] - bic[std::size_t(k)] ==
              Approx(2 * std::log(models[path.nonzeros(k)])).epsilon(0).margin(1e-10));
    }
    CHECK(says(complaint([&] { (void)select(path, EBIC{1.5}); }), {"EBIC::gamma = 1.5"}));
}

TEST_CASE("the criteria of weights k are those of rows repeated k times", "[criteria]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 8);
    Eigen::VectorXd weights(40);
    std::vector<Index> repeated;
    for (Index i = 0; i < 40; ++i) {
        weights[i] = double(i % 4);
        for (int copy = 0; copy < int(weights[i]); ++copy) repeated.push_back(i);
    }
    const Eigen::MatrixXd X = problem.X(repeated, Eigen::indexing::all);
    const Eigen::VectorXd y = problem.y(repeated);
    const PathOptions options{.count = 15, .ratio = 0.01, .solve = {.tolerance = 1e-12}};
    const auto by_weight = regularization_path(
        EmpiricalRisk(SquaredError{}, problem.X, problem.y, {.intercept = true, .weights = weights}), L1{},
        options);
    const auto by_rows =
        regularization_path(EmpiricalRisk(SquaredError{}, X, y, {.intercept = true}), L1{}, options);
    REQUIRE(by_weight.nonzeros(14) > 3);
    const auto same = [&](const auto& criterion) {
        for (Index k = 0; k < 15; ++k) {
            CAPTURE(k);
            CHECK(criterion(by_weight, k) == Approx(criterion(by_rows, k)).epsilon(1e-10).margin(1e-10));
        }
        CHECK(select(by_weight, criterion) == select(by_rows, criterion));
    };
    same(AIC{});
    same(BIC{});
    same(EBIC{});
    // By their definitions: the number of rows is 60 where weights say so.
    REQUIRE(by_weight.observations == 60);
    for (Index k = 0; k < 15; ++k) {
        const Eigen::VectorXd r = by_weight[k].predict(problem.X) - problem.y;
        const double rss = weights.dot(r.cwiseAbs2()), df = double(by_weight[k].support().size());
        const double bic = 60 * std::log(rss / 60) + std::log(60) * df;
        CHECK(BIC{}(by_weight, k) == Approx(bic).epsilon(1e-10));
        CHECK(EBIC{0.5}(by_weight, k) ==
              Approx(bic + std::lgamma(9) - std::lgamma(df + 1) - std::lgamma(9 - df)).epsilon(1e-10));
    }
}

TEST_CASE("a criterion of a solution that the path does not have is refused", "[criteria]") {
    const auto problem = Problem::of(SquaredError{}, 1, 20, 3);
    const auto path =
        regularization_path(EmpiricalRisk(SquaredError{}, problem.X, problem.y, {}), L1{}, {.count = 3});
    for (const Index k : {Index(-1), Index(3), Index(10'000'000)}) {
        CHECK_THROWS_AS(AIC{}(path, k), std::invalid_argument);
        CHECK_THROWS_AS(BIC{}(path, k), std::invalid_argument);
        CHECK_THROWS_AS(EBIC{}(path, k), std::invalid_argument);
        CHECK_THROWS_AS(minus_two_log_likelihood(path, k), std::invalid_argument);
    }
}

TEST_CASE("select takes the least value, the larger strength of equals, and none that is not finite",
          "[criteria]") {
    Path<double, SquaredError> path;
    path.strengths = {5, 4, 3, 2, 1};
    const std::vector<double> values{3, 1, 2, 1, -Interval::infinity};
    CHECK(select(path, [&](const auto&, Index k) { return values[std::size_t(k)]; }) == 1);
    CHECK(says(complaint([&] { (void)select(path, [](const auto&, Index) { return Interval::infinity; }); }),
               {"finite at none of the 5"}));
}

TEST_CASE("BIC finds the support of a strong signal", "[criteria]") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    const Eigen::MatrixXd X = random.matrix(200, 30);
    const Eigen::VectorXd y = 3 * X.col(2) - 2 * X.col(7) + 2 * X.col(20) + random.vector(200, 0.5);
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = true});
    // The lasso's own fits are shrunk, so that the criterion takes more; relaxed, it takes the truth.
    const auto path = relaxed_path(risk, regularization_path(risk, L1{}));
    CHECK(path[select(path, EBIC{})].support() == std::vector<Index>{2, 7, 20});
}

TEMPLATE_TEST_CASE("what is left of a perfect fit is rounding, and is not chosen", "[criteria]", double,
                   float) {
    const int seed = GENERATE(seeds());
    CAPTURE(seed);
    Random random(seed);
    const auto X =
        random.matrix(20, 80).cast<TestType>().eval();  // more columns than rows: small λ fit everything
    const Eigen::VectorXd y = 3 * X.col(5).template cast<double>() + random.vector(20, 0.3);
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = true});
    const auto path = relaxed_path(risk, regularization_path(risk, L1{}));
    double least = 1;
    for (const double loss : path.losses) least = std::min(least, loss / path.null_loss);
    REQUIRE(least < 1e-10);  // some are perfect, as far as the arithmetic can tell
    for (const Index k : {select(path, BIC{}), select(path, EBIC{}), select(path, EBIC{1})}) {
        CHECK(path.nonzeros(k) < 20);
        CHECK(path.deviance_explained(k) < 1 - 1e-9);
    }

    // Without noise every support that has the column is perfect; of what is left, nothing is explained by it.
    const Eigen::VectorXd exact = 3 * X.col(5).template cast<double>();
    const EmpiricalRisk noiseless(SquaredError{}, X, exact, {.intercept = true});
    const auto perfect = relaxed_path(noiseless, regularization_path(noiseless, L1{}));
    CHECK(select(perfect, BIC{}) == 0);
}

// R 4.2.2, glmnet 4.1-6: coef(glmnet(X, y, family, lambda, relax = TRUE, thresh = 1e-20, maxit = 1e7)$relaxed),
// gaussian at 0.1, binomial at 0.1.
TEST_CASE("relaxed fits are glmnet's, standardized or not", "[relaxed]") {
    const ReferenceData data;
    const PathOptions strengths{.strengths = std::vector<double>{0.5, 0.1}, .solve = {.tolerance = 1e-10}};
    const auto check = [&](const auto& risk) {
        const auto path =
            relaxed_path(risk, regularization_path(risk, L1{}, strengths), {.tolerance = 1e-10});
        REQUIRE(path.size() == 2);
        CHECK(path.strengths == std::vector<double>{0.5, 0.1});
        const auto fit = path[1];
        CHECK(fit.status == Status::Converged);
        CHECK(fit.support() == std::vector<Index>{0, 2});
        CHECK(fit.intercept == Approx(0.00693593271337).epsilon(1e-8));
        CHECK(fit.coefficients[0] == Approx(2.02772125831837).epsilon(1e-8));
        CHECK(fit.coefficients[2] == Approx(-0.49818932229487).epsilon(1e-8));
        CHECK(fit.objective == fit.risk);
    };
    using ByRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::SparseMatrix<double> sparse = data.X.sparseView();
    const RiskOptions options{.intercept = true};
    const EmpiricalRisk risk(SquaredError{}, data.X, data.y, options);
    check(standardized(risk));
    check(standardized(EmpiricalRisk(SquaredError{}, sparse, data.y, options)));
    check(standardized(EmpiricalRisk(SquaredError{}, ByRows(data.X), data.y, options)));
    const auto binomial = standardized(EmpiricalRisk(Logistic{}, data.X, mixed_labels(data), options));
    const auto fit =
        relaxed_path(binomial, regularization_path(binomial, L1{}, strengths), {.tolerance = 1e-14})[1];
    // A gap of 1e-14 F leaves √(2 gap/μ), about 1e-7.
    CHECK(fit.intercept == Approx(-2.254348427507).epsilon(2e-7));
    CHECK(fit.coefficients[1] == Approx(1.270933927326).epsilon(2e-7));
    CHECK(fit.coefficients[3] == Approx(0.271129246108).epsilon(2e-7));
}

TEST_CASE("a relaxed path keeps every support, lowers every risk, and an observer may end it", "[relaxed]") {
    const auto problem = Problem::of(Poisson{}, 3, 60, 10);
    const EmpiricalRisk risk(Poisson{}, problem.X, problem.y, {.intercept = true});
    const auto path = regularization_path(risk, L1{}, {.count = 12, .ratio = 0.01});
    const auto relaxed = relaxed_path(risk, path);
    REQUIRE(relaxed.size() == 12);
    CHECK(relaxed[0].support().empty());
    for (Index k = 0; k < 12; ++k) {
        CHECK(relaxed.statuses[std::size_t(k)] == Status::Converged);
        CHECK(relaxed[k].support() == path[k].support());
        // 1e-12 for the null model, which is the same in both
        CHECK(relaxed.losses[std::size_t(k)] <= path.losses[std::size_t(k)] * (1 + 1e-12));
    }
    const auto four = relaxed_path(risk, path, {}, [](const PathProgress& progress) {
        return progress.solved == 4 ? Control::stop : Control::go_on;
    });
    CHECK(four.size() == 4);
    CHECK(four.coefficients.cols() == 4);
    const Eigen::MatrixXd other = problem.X.leftCols(9);
    CHECK(says(complaint([&] { (void)relaxed_path(EmpiricalRisk(Poisson{}, other, problem.y), path); }),
               {"path has 10 elements", "9"}));
}
