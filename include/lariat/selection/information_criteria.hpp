// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/selection/path.hpp>

namespace lariat {

/// −2 log-likelihood at λ_k up to a constant of the targets: n log(RSS/n) for squared error, whose variance
/// is fitted, the deviance 2n L_data for Logistic and Poisson. n = Σω. A loss that is no more than rounding
/// beside that of w = 0 is 0, a perfect fit: the least that certificates tell apart is ε L_null, and float
/// predictions are off by some ε each.
template <class Scalar, LikelihoodLoss L>
double minus_two_log_likelihood(const Path<Scalar, L>& path, Index k) {
    const double of_each = 8 * double(Eigen::NumTraits<Scalar>::epsilon());
    const double rounding =
        (std::max)(std::numeric_limits<double>::epsilon(), of_each * of_each) * path.null_loss;
    const double loss = path.loss_at(k);
    return path.loss.minus_two_log_likelihood(loss > rounding ? loss : 0.0, path.observations);
}

/// −2 log-likelihood + 2 df (Akaike 1974). df is the number of nonzero coefficients, unbiased for L1 (Zou,
/// Hastie and Tibshirani 2007), too many where L2 shrinks; intercept and variance, in every model alike, are
/// not counted (R's extractAIC counts the intercept: 2 more).
struct AIC {
    template <class Scalar, LikelihoodLoss L>
    double operator()(const Path<Scalar, L>& path, Index k) const {
        return minus_two_log_likelihood(path, k) + 2.0 * double(path.nonzeros(k));
    }
};

/// −2 log-likelihood + log(n) df (Schwarz 1978).
struct BIC {
    template <class Scalar, LikelihoodLoss L>
    double operator()(const Path<Scalar, L>& path, Index k) const {
        return minus_two_log_likelihood(path, k) + std::log(path.observations) * double(path.nonzeros(k));
    }
};

/// BIC + 2γ log C(p, df): for p not small beside n, where BIC chooses too many (Chen and Chen 2008). check()
/// throws unless 0 ≤ γ ≤ 1.
struct EBIC {
    double gamma = 0.5;

    void check() const { require_share("EBIC::gamma", gamma); }

    template <class Scalar, LikelihoodLoss L>
    double operator()(const Path<Scalar, L>& path, Index k) const {
        const double p = double(path.coefficients.rows()), df = double(path.nonzeros(k));
        return BIC{}(path, k) +
               2 * gamma * (std::lgamma(p + 1) - std::lgamma(df + 1) - std::lgamma(p - df + 1));
    }
};

/// The criterion, AIC, BIC, EBIC or any function of a path and a position, at every strength of a path.
template <class Scalar, class L, class Criterion>
std::vector<double> evaluate(const Path<Scalar, L>& path, const Criterion& criterion) {
    checked(criterion);
    std::vector<double> values;
    for (Index k = 0; k < path.size(); ++k) values.push_back(criterion(path, k));
    return values;
}

/// The position of the strength where the criterion is least, the largest of equals; one that is infinite or
/// NaN is never chosen, so no perfect fit of normal errors, whose log-likelihood is ∞. Throws
/// std::invalid_argument when none is finite.
template <class Scalar, class L, class Criterion>
Index select(const Path<Scalar, L>& path, const Criterion& criterion) {
    const std::vector<double> values = evaluate(path, criterion);
    Index best = -1;
    for (Index k = 0; k < path.size(); ++k)
        if (is_finite(values[static_cast<std::size_t>(k)]) &&
            (best < 0 || values[static_cast<std::size_t>(k)] < values[static_cast<std::size_t>(best)]))
            best = k;
    require(best >= 0, [&] {
        return "the criterion is finite at none of the " + text(path.size()) + " strengths of the path";
    });
    return best;
}

}  // namespace lariat
