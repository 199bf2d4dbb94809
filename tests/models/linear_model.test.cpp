// SPDX-License-Identifier: BSD-3-Clause
// A fitted model predicts by its formulas and scores by its definitions.
#include <cmath>
#include <lariat/conventions/sklearn.hpp>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "reference_data.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

const ReferenceData data;
const Eigen::VectorXd shift = data.X.col(3) / 7;

/// A model as a user could write it down, on the data's 5 columns.
template <Loss L>
LinearModel<L> given(L loss) {
    LinearModel<L> model;
    model.coefficients = (Eigen::VectorXd(5) << 0.5, 0, -0.25, 0, 0.125).finished();
    model.intercept = 0.75;
    model.loss = loss;
    return model;
}

Eigen::VectorXd predictions(const Eigen::VectorXd& offset) {
    return ((data.X * given(SquaredError{}).coefficients).array() + 0.75).matrix() + offset;
}

const Eigen::VectorXd no_offset = Eigen::VectorXd::Zero(data.n), v = data.weights / data.weights.sum();

}  // namespace

static_assert(ClassificationLoss<Logistic> && ClassificationLoss<Hinge> && ClassificationLoss<SquaredHinge>);
static_assert(!ClassificationLoss<SquaredError> && !ClassificationLoss<Poisson>);

TEST_CASE("fit is minimize of the risk with an intercept, kept", "[models]") {
    const auto model = fit(data.X, data.y, SquaredError{}, 0.1 * L1{} + 0.01 * L2{},
                           {.weights = data.weights, .offset = shift, .solve = {.tolerance = 1e-12}});
    const auto objective = EmpiricalRisk(SquaredError{}, data.X, data.y,
                                         {.intercept = true, .weights = data.weights, .offset = shift}) +
                           0.1 * L1{} + 0.01 * L2{};
    const auto solution = minimize(objective, {.tolerance = 1e-12});
    CHECK(model.coefficients == solution.coefficients);
    CHECK(model.intercept == solution.intercept);
    CHECK(model.objective == solution.objective);
    CHECK(model.status == Status::Converged);
    CHECK(model.certificate.value == solution.certificate.value);
    CHECK(model.certificate.tolerance == solution.certificate.tolerance);
    CHECK(model.support() == solution.support());
    CHECK(model.optimizer == "CoordinateDescent");
    CHECK(model.penalty == "0.1 * L1 + 0.01 * L2");
    CHECK_FALSE(model.standardized);

    CHECK(fit(data.X, data.y, SquaredError{}, 0.1 * L1{} + 0.01 * L2{}, {.intercept = false}).intercept == 0);
    CHECK(fit(objective, {.max_iterations = 0}).status == Status::MaxIterations);
}

TEST_CASE("a model of standardized columns says so and names the constant ones", "[models]") {
    Eigen::MatrixXd X = data.X;
    X.col(3).setConstant(2);
    const auto model =
        fit(standardized(EmpiricalRisk(SquaredError{}, X, data.y, {.intercept = true})) + 0.1 * L1{});
    CHECK(model.standardized);
    CHECK(model.constant_columns == std::vector<Index>{3});
    CHECK(model.coefficients[3] == 0);
    CHECK(model.status == Status::Converged);
}

TEST_CASE("fit takes a convention for a penalty", "[models]") {
    const auto model =
        fit(data.X, data.y, SquaredError{}, sklearn::Ridge{.alpha = 10}, {.solve = {.tolerance = 1e-12}});
    CHECK(model.penalty == "0.125 * L2");  // 10/(2 · 40)
}

TEST_CASE("a model of float data is kept in double", "[models]") {
    const Eigen::MatrixXf X = data.X.cast<float>();
    const EmpiricalRisk risk(SquaredError{}, X, data.y, {.intercept = true});
    const auto solution = minimize(risk + 0.1 * L1{});
    const LinearModel model(risk + 0.1 * L1{}, solution);
    CHECK(model.coefficients.cast<float>() == solution.coefficients);
    CHECK((model.predict(X) - solution.predict(X).cast<double>()).cwiseAbs().maxCoeff() < 1e-5);
}

TEST_CASE("predictions are Xw + b + offset, whatever X is", "[models]") {
    const auto model = given(SquaredError{});
    const Eigen::SparseMatrix<double> sparse = data.X.sparseView();
    const Eigen::MatrixXf floats = data.X.cast<float>();
    for (const Eigen::VectorXd& offset : {no_offset, shift}) {
        const Eigen::VectorXd z = predictions(offset);
        CHECK(difference(model.predict(data.X, offset), z) < 1e-14);
        CHECK(difference(model.predict(sparse, offset), z) < 1e-14);
        CHECK(difference(model.predict(data.X.middleRows(3, 9), offset.segment(3, 9)), z.segment(3, 9)) <
              1e-14);
        CHECK(difference(model.predict(2 * data.X - data.X, offset), z) < 1e-14);
        CHECK(difference(model.predict(floats, offset), z) < 1e-6);
    }
    CHECK(model.predict(data.X) == model.predict(data.X, no_offset));
    CHECK(model.predict(Eigen::MatrixXd(0, 5)).size() == 0);
}

TEST_CASE("means go through the inverse link, labels to the likelier class", "[models]") {
    const Eigen::VectorXd z = predictions(shift);
    const Eigen::VectorXd side = (z.array() > 0).cast<double>();
    CHECK(difference(given(Logistic{}).mean(data.X, shift), (1 / (1 + (-z.array()).exp())).matrix()) < 1e-14);
    CHECK(difference(given(Poisson{}).mean(data.X, shift), z.array().exp().matrix()) < 1e-14);
    CHECK(given(Huber{}).mean(data.X, shift) == given(Huber{}).predict(data.X, shift));
    CHECK(given(Logistic{}).labels(data.X, shift) == side);
    CHECK(given(Hinge{}).labels(data.X, shift) == side);
    CHECK(given(SquaredHinge{}).labels(data.X, shift) == side);
    CHECK(0 < side.sum());
    CHECK(side.sum() < data.n);
}

TEST_CASE("a prediction that overflows is no class", "[models]") {
    auto model = given(Logistic{});
    model.coefficients << 1e308, -1e308, 0, 0, 0;
    CHECK(is_nan(model.labels(Eigen::MatrixXd::Constant(1, 5, 10))[0]));
}

TEST_CASE("the score of a classifier is its accuracy", "[models]") {
    for (const Eigen::VectorXd& offset : {no_offset, shift}) {
        const Eigen::VectorXd side = (predictions(offset).array() > 0).cast<double>();
        const Eigen::VectorXd right = (side.array() == data.labels.array()).cast<double>();
        CHECK(given(Logistic{}).score(data.X, data.labels, {.offset = offset}) ==
              Approx(right.mean()).epsilon(1e-12));
        CHECK(given(Hinge{}).score(data.X, data.labels, {.weights = data.weights, .offset = offset}) ==
              Approx(v.dot(right)).epsilon(1e-12));
    }
}

TEST_CASE("the score of a regression is R^2", "[models]") {
    const auto r_squared = [](const Eigen::VectorXd& z, const Eigen::VectorXd& weights) {
        const double mean = weights.dot(data.y) / weights.sum();
        return 1 -
               weights.dot((z - data.y).cwiseAbs2()) / weights.dot((data.y.array() - mean).square().matrix());
    };
    const Eigen::VectorXd z = predictions(no_offset), ones = Eigen::VectorXd::Ones(data.n);
    CHECK(given(SquaredError{}).score(data.X, data.y) == Approx(r_squared(z, ones)).epsilon(1e-13));
    CHECK(given(Huber{}).score(data.X, data.y) == Approx(r_squared(z, ones)).epsilon(1e-13));
    CHECK(given(Pinball{}).score(data.X, data.y) == Approx(r_squared(z, ones)).epsilon(1e-13));
    const ScoreOptions weighted{.weights = data.weights};
    CHECK(given(SquaredError{}).score(data.X, data.y, weighted) ==
          Approx(r_squared(z, data.weights)).epsilon(1e-13));
    CHECK(given(Huber{}).score(data.X, data.y, weighted) ==
          Approx(r_squared(z, data.weights)).epsilon(1e-13));

    // Worth no more than the mean: 0. Without error: 1. Where y is constant: 1 or 0.
    auto constant = given(Huber{});
    constant.coefficients.setZero();
    constant.intercept = data.y.mean();
    CHECK(constant.score(data.X, data.y) == Approx(0).epsilon(0).margin(1e-13));
    CHECK(given(Huber{}).score(data.X, z) == Approx(1).epsilon(1e-13));
    const auto of_constant = [&](auto loss, double b, double y) {
        auto model = given(loss);
        model.coefficients.setZero();
        model.intercept = b;
        return model.score(data.X, y * ones);
    };
    for (const double y : {0.0, 0.1, 2.0, 1e9}) {
        CHECK(of_constant(SquaredError{}, y, y) == 1);
        CHECK(of_constant(Huber{}, y, y) == 1);
        CHECK(of_constant(SquaredError{}, y + 1, y) == 0);
        CHECK(of_constant(Huber{}, y + 1, y) == 0);
    }
    CHECK(of_constant(Poisson{}, std::log(0.1), 0.1) == 1);
    CHECK(of_constant(Poisson{}, 0, 0.1) == 0);
}

TEST_CASE("the score of a Poisson model is the share of the deviance it explains", "[models]") {
    const auto model = given(Poisson{});
    const auto deviance = [](const Eigen::VectorXd& mu) {
        double sum = 0;
        for (Index i = 0; i < data.n; ++i) {
            const double y = data.counts[i];
            sum += v[i] * 2 * ((y > 0 ? y * std::log(y / mu[i]) : 0.0) - y + mu[i]);
        }
        return sum;
    };
    // The best constant beside an offset o has mean c e^o with c = Σ v y / Σ v e^o.
    for (const Eigen::VectorXd& offset : {no_offset, shift}) {
        const Eigen::VectorXd baseline = offset.array().exp();
        const double c = v.dot(data.counts) / v.dot(baseline);
        const double expected = 1 - deviance(predictions(offset).array().exp()) / deviance(c * baseline);
        CHECK(model.score(data.X, data.counts, {.weights = data.weights, .offset = offset}) ==
              Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("what a model is given is checked", "[models]") {
    const auto model = given(Logistic{});
    const auto refuses = [](auto&& call, std::vector<std::string> words) {
        const std::string said = complaint(call);
        CAPTURE(said, words);
        CHECK(says(said, words));
    };
    const Eigen::MatrixXd narrow = data.X.leftCols(4);
    Eigen::MatrixXd X = data.X;
    X(7, 2) = std::nan("");
    refuses([&] { (void)model.predict(narrow); }, {"lariat: X is 40 x 4", "5 coefficients"});
    refuses([&] { (void)model.mean(narrow); }, {"40 x 4"});
    refuses([&] { (void)model.score(narrow, data.labels); }, {"40 x 4"});
    refuses([&] { (void)model.predict(X); }, {"X(7, 2) = nan"});
    refuses([&] { (void)model.labels(X); }, {"X(7, 2) = nan"});
    refuses([&] { (void)model.predict(data.X, shift.head(3)); }, {"offset has 3 elements", "40"});
    refuses([&] { (void)model.predict(data.X, X.col(2)); }, {"offset[7] = nan"});
    refuses([&] { (void)model.score(data.X, data.y); }, {"y[0]", "labels must be 0 or 1"});
    refuses([&] { (void)model.score(data.X, data.labels, {.weights = shift.head(3)}); }, {"weights has 3"});
    const auto objective = EmpiricalRisk(Logistic{}, data.X, data.labels) + 0.1 * L1{};
    Solution<double, Logistic> other;
    other.coefficients.setZero(4);
    refuses([&] { (void)LinearModel(objective, other); }, {"solution has 4 elements", "5"});
    refuses([&] { (void)fit(data.X, data.y, Logistic{}, 0.1 * L1{}); }, {"labels must be 0 or 1"});
}
