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
