// SPDX-License-Identifier: BSD-3-Clause
// glmnet's arguments give glmnet's coefficients.
// R 4.2.2, glmnet 4.1-6, after glmnet.control(fdev = 0, devmax = 1, epsnr = 1e-15, mxitnr = 1000):
//     coef(glmnet(X, y, family, weights, offset, alpha, lambda, standardize, intercept, penalty.factor = v,
//                 thresh = 1e-20, maxit = 1e7));  v <- c(1, 2, 0, 1, 4);  offset <- sin(0:(n-1)*2)/2
#include <cmath>

#include "conventions/agreement.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

const Eigen::VectorXd shift = Eigen::VectorXd::LinSpaced(data.n, 0, 2 * (data.n - 1)).array().sin() / 2;
const std::vector<double> v{1, 2, 0, 1, 4};
constexpr glmnet::ElasticNet net{.lambda = 0.1, .alpha = 0.5};

}  // namespace

TEST_CASE("glmnet gaussian, standardize = TRUE", "[conventions]") {
    minimizer_is(standardized(gaussian({.intercept = true})) + net,
                 {-0.0563136187848, 1.9173026007118, 0, -0.4662355554598, 0, 0});
    minimizer_is(standardized(gaussian({})) + net,
                 {0, 1.91961562368953, 0, -0.47699765269119, -0.00392979750578, 0});
    minimizer_is(standardized(gaussian({.intercept = true, .weights = data.weights})) + net,
                 {0.0302374871079, 1.9180217715659, 0, -0.4740002270093, -0.0234220864875, 0});
    minimizer_is(standardized(gaussian({.weights = data.weights})) + net,
                 {0, 1.9234857924208, 0, -0.4701626990814, -0.0197071768084, 0});
    minimizer_is(standardized(gaussian({.intercept = true, .offset = shift})) + net,
                 {-0.0604411579755, 1.6625445787709, 0, -0.4673837396789, 0, 0});
    minimizer_is(standardized(gaussian({.intercept = true})) + glmnet::ElasticNet{.lambda = 0.1, .alpha = 0},
                 {-0.03006632112955, 1.93642367170362, 0.02388902625455, -0.47802863003501, -0.01301388871632,
                  0.00390874415012});
}

TEST_CASE("glmnet gaussian, standardize = FALSE", "[conventions]") {
    minimizer_is(gaussian({.intercept = true}) + net,
                 {0.006256050541130, 1.837981127414608, 0.002007826485610, -0.489957295805216,
                  -0.005178269141044, 0.000277876602854});
    minimizer_is(gaussian({}) + net, {0, 1.847042818741276, 0.002518874868517, -0.489317383782502,
                                      -0.004768479218534, 0.000687451620436});
}

TEST_CASE("glmnet gaussian with penalty.factor", "[conventions]") {
    const glmnet::Weighted weighted{net, v};
    minimizer_is(standardized(gaussian({.intercept = true})) + weighted,
                 {0.01872462633174, 1.95272325440962, 0, -0.50032998454211, -0.00201324685438, 0});
    minimizer_is(
        standardized(gaussian({.weights = data.weights})) +
            glmnet::Weighted{{.lambda = 0.1, .alpha = 0.3}, Eigen::Map<const Eigen::VectorXd>(v.data(), 5)},
        {0, 1.9685651673824, 0, -0.4879431431633, -0.0192242290303, 0});
    minimizer_is(gaussian({.intercept = true}) + weighted,
                 {0.04108576969999, 1.90628292938749, 0, -0.50140389126174, -0.00832320137305, 0});
}

TEST_CASE("glmnet binomial", "[conventions]") {
    const auto binomial = [](const RiskOptions& options) {
        return EmpiricalRisk(Logistic{}, data.X, data.labels, options);
    };
    const glmnet::ElasticNet weak{.lambda = 0.02, .alpha = 0.5};
    minimizer_is(standardized(binomial({.intercept = true})) + weak,
                 {-1.48487988059747, 0, 1.51195803770690, 0, -0.00836943918265, 0});
    minimizer_is(binomial({}) + weak,
                 {0, 0, 1.3782917892569, -0.1125150325549, -0.1761699166046, -0.0817049737461});
    minimizer_is(
        standardized(binomial({.intercept = true, .weights = data.weights})) + glmnet::Weighted{weak, v},
        {-0.9463126167904, -0.0199314783470, 1.4237178652989, 0.0372083249949, -0.1144306637782, 0});
}

TEST_CASE("glmnet poisson", "[conventions]") {
    const auto poisson = [](const RiskOptions& options) {
        return EmpiricalRisk(Poisson{}, data.X, data.counts, options);
    };
    const glmnet::ElasticNet weak{.lambda = 0.05, .alpha = 0.5};
    minimizer_is(standardized(poisson({.intercept = true})) + weak,
                 {-0.04437017770259, 0.31581157060979, 0, -0.00676236781806, 0.07372557139858, 0});
    minimizer_is(standardized(poisson({.offset = shift})) + glmnet::Weighted{weak, v},
                 {0, 0.06535196315896, 0, -0.00911025773778, 0.05821694752702, 0});
    minimizer_is(poisson({.intercept = true, .weights = data.weights}) + weak,
                 {-4.67072957572e-02, 3.00556018121e-01, -2.49953406301e-02, -5.66111712767e-03,
                  8.44835353986e-02, 5.20178556653e-05});
}

TEST_CASE("a path of a convention is one over the other program's λ", "[conventions]") {
    const auto check = [](const auto& risk, const auto& unit, const auto& at, double largest) {
        const auto path =
            regularization_path(risk, unit, {.count = 8, .ratio = 0.01, .solve = {.tolerance = 1e-12}});
        REQUIRE(path.size() == 8);
        CHECK(path.strengths[0] == Approx(largest).epsilon(1e-12));
        for (Index k = 0; k < 8; ++k) {
            const auto objective = risk + at(path.strengths[std::size_t(k)]);
            CHECK(path[k].objective ==
                  Approx(minimize(objective, {.tolerance = 1e-12}).objective).epsilon(2e-12));
            CHECK(certify(objective, path[k].coefficients, 2e-12).holds());
        }
    };
    const auto risk = gaussian({.intercept = true});
    const double slope = critical_strength(risk + L1{});
    const auto scaled = standardized(risk);
    check(
        scaled, glmnet::ElasticNet{.lambda = 1, .alpha = 0.4},
        [](double lambda) { return glmnet::ElasticNet{.lambda = lambda, .alpha = 0.4}; },
        critical_strength(scaled + L1{}) / 0.4);  // as glmnet's lambda_max
    check(
        risk, glmnet::Weighted{{.lambda = 1, .alpha = 0.4}, {1, 1, 1, 1, 1}},
        [](double lambda) {
            return glmnet::Weighted{{.lambda = lambda, .alpha = 0.4}, {1, 1, 1, 1, 1}};
        },
        slope / 0.4);
    check(
        risk, sklearn::ElasticNet{.alpha = 1, .l1_ratio = 0.7},
        [](double alpha) { return sklearn::ElasticNet{.alpha = alpha, .l1_ratio = 0.7}; }, slope / 0.7);
}

TEST_CASE("cross-validating glmnet's elastic net divides by the sd of y that each fold has",
          "[conventions]") {
    const RiskOptions options{.intercept = true, .weights = data.weights};
    const std::vector<double> strengths{0.5, 0.1, 0.02};
    const Options solve{.tolerance = 1e-13};
    std::vector<int> ids;
    for (int i = 0; i < data.n; ++i) ids.push_back(i < 10 ? 0 : 1 + i % 3);
    Eigen::VectorXd y = data.y;
    y.head(10) *= 5;  // the fold whose sd is another
    const EmpiricalRisk risk(SquaredError{}, data.X, y, options);
    const CrossValidationOptions how{.folds = GivenFolds{ids},
                                     .path = {.strengths = strengths, .solve = solve}};
    const auto cv = cross_validate(standardized(risk), glmnet::ElasticNet{.lambda = 1, .alpha = 0.2}, how);
    REQUIRE(cv.scores.rows() == 4);
    for (Index f = 0; f < 4; ++f) {
        std::vector<Index> train, held;
        for (Index i = 0; i < data.n; ++i) (ids[std::size_t(i)] == f ? held : train).push_back(i);
        const Eigen::MatrixXd X = data.X(train, Eigen::indexing::all),
                              X_held = data.X(held, Eigen::indexing::all);
        const Eigen::VectorXd y_train = y(train), omega = data.weights(held);
        const auto part = standardized(EmpiricalRisk(
            SquaredError{}, X, y_train, {.intercept = true, .weights = Values(data.weights(train))}));
        for (Index k = 0; k < 3; ++k) {
            const auto fit =
                minimize(part + glmnet::ElasticNet{.lambda = strengths[std::size_t(k)], .alpha = 0.2}, solve);
            const Eigen::VectorXd error = fit.predict(X_held) - y(held);
            CHECK(cv.scores(f, k) == Approx(omega.dot(error.cwiseAbs2()) / omega.sum()).epsilon(1e-5));
        }
    }
    const auto fixed =
        cross_validate(standardized(risk), glmnet::ElasticNet{.lambda = 1, .alpha = 0.2}.penalty(risk), how);
    CHECK(difference(cv.scores, fixed.scores) > 1e-3);  // one sd for all folds is another thing
    CHECK(cross_validate(risk, glmnet::ElasticNet{.lambda = 1}, MeanAbsoluteError{}, how).scores ==
          cross_validate(risk, L1{}, MeanAbsoluteError{}, how).scores);
}

// cv.glmnet(X, y, w, offset, family = family, lambda = c(1, 0.2, 0.05, 0.01), foldid = fold, alpha = 0.5,
//           penalty.factor = v, type.measure = …, standardize = …, thresh = 1e-20); fold <- rep(1:4, length.out = 40);
// fold[1] <- 2
TEST_CASE("cv.glmnet with weights, offset, alpha and penalty factors finds the same curves and choices",
          "[conventions]") {
    struct Curve {
        std::vector<double> means, errors;
        double min, one_se;
    };
    std::vector<int> fold;
    for (int i = 0; i < data.n; ++i) fold.push_back(i == 0 ? 1 : i % 4);
    const CrossValidationOptions how{
        .folds = GivenFolds{fold},
        .path = {.strengths = std::vector<double>{1, 0.2, 0.05, 0.01}, .solve = {.tolerance = 1e-14}}};
    const auto check = [&](const auto& risk, const auto& metric, const Curve& glmnet) {
        const auto cv = cross_validate(risk, glmnet::Weighted{{.lambda = 1, .alpha = 0.5}, v}, metric, how);
        for (std::size_t k = 0; k < 4; ++k) {
            CHECK(cv.means[k] == Approx(glmnet.means[k]).epsilon(1e-6));
            CHECK(cv.standard_errors[k] == Approx(glmnet.errors[k]).epsilon(1e-6));
        }
        CHECK(cv.strength_min() == glmnet.min);
        CHECK(cv.strength_1se() == glmnet.one_se);
    };
    const RiskOptions all{.intercept = true, .weights = data.weights, .offset = shift};
    const EmpiricalRisk normal(SquaredError{}, data.X, data.y, all);
    const EmpiricalRisk binomial(Logistic{}, data.X, data.labels, all);
    const EmpiricalRisk poisson(Poisson{}, data.X, data.counts, all);
    check(standardized(normal), Deviance{},
          {{0.9809937617, 0.8088630176, 0.8324939725, 0.8746363099},
           {0.1166871242, 0.06410856299, 0.07778691794, 0.09335014644},
           0.2,
           0.2});
    check(normal, MeanAbsoluteError{},
          {{0.8959208526, 0.8051289746, 0.8210053058, 0.8282167956},
           {0.08060005352, 0.0197788246, 0.02417353319, 0.02754737891},
           0.2,
           0.2});
    check(binomial, Deviance{},
          {{1.540167247, 1.037830425, 0.9301016824, 1.007093247},
           {0.04970403018, 0.07753605008, 0.1256214267, 0.1729393189},
           0.05,
           0.2});
    check(standardized(binomial), AreaUnderCurve{},
          {{0.4249960658, 0.8014369597, 0.8919956626, 0.8730083208},
           {0.07464253993, 0.05390157789, 0.03065220713, 0.04168638389},
           0.05,
           0.05});
    check(standardized(poisson), Deviance{},
          {{0.2978448548, 0.2392207, 0.2436640877, 0.2726263013},
           {0.07629572673, 0.06047438674, 0.05479932801, 0.04639925234},
           0.2,
           1});
    check(poisson, MeanAbsoluteError{},
          {{0.3775658613, 0.3710566505, 0.418684693, 0.4429125855},
           {0.03994380628, 0.028307781, 0.02098338287, 0.01821876352},
           0.2,
           1});
}

TEST_CASE("glmnet's arguments are checked", "[conventions]") {
    const auto risk = gaussian({.intercept = true});
    const auto refuses = [](auto&& call, std::vector<std::string> words) {
        const std::string said = complaint(call);
        CAPTURE(said, words);
        CHECK(says(said, words));
    };
    refuses([&] { risk + glmnet::ElasticNet{.lambda = -1}; }, {"lariat: glmnet::ElasticNet::lambda = -1"});
    refuses([&] { risk + glmnet::ElasticNet{.lambda = 1, .alpha = 1.5}; }, {"alpha = 1.5", "0 and 1"});
    refuses([&] { risk + glmnet::Weighted{net, {1, 2}}; }, {"penalty_factor has 2 elements", "5"});
    refuses([&] { risk + glmnet::Weighted{net, {1, 1, -1, 1, 1}}; }, {"penalty_factor[2] = -1"});
    refuses([&] { risk + glmnet::Weighted{net, {0, 0, 0, 0, 0}}; }, {"penalty_factor is 0"});
    refuses(
        [&] {
            EmpiricalRisk(SquaredError{}, data.X, Eigen::VectorXd::Constant(data.n, 0.1),
                          {.intercept = true}) +
                net;
        },
        {"y has no variance"});
}
