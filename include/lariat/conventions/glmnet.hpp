// SPDX-License-Identifier: BSD-3-Clause
// The penalties of R's glmnet (Friedman, Hastie and Tibshirani 2010, Journal of Statistical Software 33), as
// version 4.1 computes them. standardize = TRUE, its default, is said by the risk:
//     standardized(risk) + glmnet::ElasticNet{.lambda = 0.1}    standardize = TRUE
//     risk + glmnet::ElasticNet{.lambda = 0.1}                  standardize = FALSE
// family is the loss: SquaredError, Logistic, Poisson; intercept, weights and offset are the risk's. A path,
// or a cross-validation, of ElasticNet{.lambda = 1, .alpha = 0.5} goes over glmnet's lambda; in
// cross-validation σ is that of each fold's rows, where ElasticNet{…}.penalty(risk), a penalty like any
// other, keeps that of all rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <string>
#include <utility>

#include <lariat/conventions/convention.hpp>
#include <lariat/conventions/elastic_net.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/values.hpp>
#include <lariat/losses/logistic.hpp>
#include <lariat/losses/poisson.hpp>
#include <lariat/losses/squared_error.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/operators.hpp>
#include <lariat/penalties/weighted.hpp>

namespace lariat::glmnet {

/// λ (α‖w‖₁ + (1 − α)/(2σ) ‖w‖₂²), as glmnet(lambda, alpha). For the gaussian family σ is the standard
/// deviation of y − offset with 1/n, under the weights and, without an intercept, about zero: glmnet divides
/// y by it before it penalizes, and never says so. For the other families σ = 1. penalty(risk) throws
/// std::invalid_argument for λ < 0, α outside [0, 1], and a gaussian y without variance.
struct ElasticNet {
    double lambda;
    double alpha = 1;  ///< 1 the lasso, 0 ridge

    template <Risk F>
    auto penalty(const F& risk) const {
        using L = typename F::LossType;
        static_assert(
            std::same_as<L, SquaredError> || std::same_as<L, Logistic> || std::same_as<L, Poisson>,
            "lariat: glmnet's families are gaussian, binomial and poisson: SquaredError, Logistic, Poisson");
        check();
        double sigma = 1;
        if constexpr (std::same_as<L, SquaredError>) {
            const auto null = placed(risk, Vector<double>::Zero(risk.penalized()));
            const double half_variance = risk.value(null);  // ½σ², where w = 0
            require(half_variance > 4 * risk.resolution(null),
                    [] { return std::string("y has no variance, and glmnet divides by it"); });
            sigma = std::sqrt(2 * half_variance);
        }
        return lariat::detail::elastic_net<F>(lambda * alpha, lambda * (1 - alpha) / (2 * sigma));
    }

    void check() const {
        require_nonnegative("glmnet::ElasticNet::lambda", lambda);
        require_share("glmnet::ElasticNet::alpha", alpha);
    }
};

/// The elastic net with glmnet's penalty.factor: its coordinate j times v_j p/Σv, since glmnet rescales the
/// factors to sum to p. (lariat::Weighted takes them as they are.) penalty(risk) throws std::invalid_argument
/// unless v has p elements, finite and ≥ 0, one of them positive.
class Weighted {
public:
    Weighted(ElasticNet net, Values penalty_factor) : net_(net), factors_(std::move(penalty_factor)) {}

    template <Risk F>
    auto penalty(const F& risk) const {
        Vector<double> v = factors_.vector("penalty_factor");
        require_size("penalty_factor", v.size(), risk.penalized(), "X, by columns,");
        double largest = v.size() > 0 ? 0.0 : 1.0, sum = 0;
        for (Index j = 0; j < v.size(); ++j) {
            require(is_finite(v[j]) && v[j] >= 0, [&] {
                return "penalty_factor[" + text(j) + "] = " + text(v[j]) + "; must be finite and >= 0";
            });
            largest = (std::max)(largest, v[j]);
        }
        require(largest > 0, [] { return std::string("penalty_factor is 0 for every column"); });
        for (double& factor : v) sum += factor /= largest;
        for (double& factor : v) factor *= double(v.size()) / sum;
        return lariat::Weighted{net_.penalty(risk), Values(v)};
    }

private:
    ElasticNet net_;
    Values factors_;
};

}  // namespace lariat::glmnet
