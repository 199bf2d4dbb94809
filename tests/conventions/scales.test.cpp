// SPDX-License-Identifier: BSD-3-Clause
// The table of λ's scales in the README, row by row: what a convention gives is λ₁‖w‖₁ + λ₂‖w‖².
#include <cmath>
#include <lariat/conventions/glmnet.hpp>
#include <lariat/conventions/liblinear.hpp>
#include <lariat/conventions/sklearn.hpp>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// Is R(w) = λ₁‖w‖₁ + λ₂‖w‖² everywhere?
template <class R>
void is_net(const R& penalty, double lambda_1, double lambda_2) {
    Random random(7);
    for (int k = 0; k < 20; ++k) {
        const Eigen::VectorXd w = random.vector(6, std::pow(10.0, random.uniform(-3, 3)));
        CHECK(total(penalty, w) ==
              Approx(lambda_1 * w.lpNorm<1>() + lambda_2 * w.squaredNorm()).epsilon(1e-13));
    }
}

}  // namespace

TEST_CASE("the table of λ's scales is what the conventions give", "[conventions]") {
    const bool weighted = GENERATE(false, true), intercept = GENERATE(false, true);
    const auto problem = Problem::of(SquaredError{}, 1, 30, 6);
    const auto labels = Problem::of(Logistic{}, 1, 30, 6);
    RiskOptions options{.intercept = intercept};
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(30);
    if (weighted) options.weights = weights = Random(3).vector(30).cwiseAbs();
    const double n = weights.sum();
    const double mean = intercept ? weights.dot(problem.y) / n : 0.0;
    const double sd = std::sqrt(weights.dot((problem.y.array() - mean).square().matrix()) / n);
    const EmpiricalRisk squares(SquaredError{}, problem.X, problem.y, options);
    const EmpiricalRisk logistic(Logistic{}, labels.X, labels.y, options);
    const EmpiricalRisk squared_hinge(SquaredHinge{}, labels.X, labels.y, options);
    const EmpiricalRisk hinge(Hinge{}, labels.X, labels.y, options);
    const EmpiricalRisk counts(Poisson{}, labels.X, labels.y, options);
    const double alpha = 0.3, ratio = 0.7, C = 5, lambda = 0.2;

    is_net(sklearn::Lasso{alpha}.penalty(squares), alpha, 0);
    is_net(sklearn::ElasticNet{alpha, ratio}.penalty(squares), alpha * ratio, alpha * (1 - ratio) / 2);
    is_net(sklearn::Ridge{alpha}.penalty(squares), 0, alpha / (2 * n));
    is_net(sklearn::LogisticRegression{C, ratio}.penalty(logistic), ratio / (C * n),
           (1 - ratio) / (2 * C * n));
    is_net(liblinear::L1R{C}.penalty(logistic), 1 / (C * n), 0);
    is_net(liblinear::L2R{C}.penalty(logistic), 0, 1 / (2 * C * n));
    is_net(liblinear::L1R{C}.penalty(squared_hinge), 1 / (2 * C * n), 0);
    is_net(liblinear::L2R{C}.penalty(squared_hinge), 0, 1 / (4 * C * n));
    is_net(liblinear::L2R{C}.penalty(hinge), 0, 1 / (2 * C * n));
    is_net(glmnet::ElasticNet{lambda, alpha}.penalty(squares), lambda * alpha,
           lambda * (1 - alpha) / (2 * sd));
    is_net(glmnet::ElasticNet{lambda, alpha}.penalty(logistic), lambda * alpha, lambda * (1 - alpha) / 2);
    is_net(glmnet::ElasticNet{lambda, alpha}.penalty(counts), lambda * alpha, lambda * (1 - alpha) / 2);
}
