// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/numeric.hpp>

namespace lariat {

/// ℓ(z, y) = ½(z − y)²: least squares. ℓ'' = 1.
/// glmnet and scikit-learn's Lasso have the same ½; its Ridge has none.
/// (Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, equation 3.2.)
struct SquaredError {
    static constexpr const char* name = "SquaredError";

    template <Elementwise Z, Elementwise Y>
    auto value(const Z& z, const Y& y) const {
        const auto d = z - y;
        return times(d, 0.5) * d;
    }
    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        return z - y;
    }
    double second_derivative(double, double) const { return 1.0; }
    double curvature_bound() const { return 1.0; }
    double constant_curvature() const { return 1.0; }

    /// ℓ*(u, y) = ½u² + uy.
    double conjugate(double u, double y) const { return u * (0.5 * u + y); }
    double remainder(double z, double y, double s) const {
        const double rest = (1.0 - s) * (z - y);
        return 0.5 * rest * rest;
    }

    double mean(double z) const { return z; }

    /// −2 log-likelihood of n observations of this mean loss, up to a constant of the targets: n log(RSS/n),
    /// normal errors whose variance is fitted.
    double minus_two_log_likelihood(double mean_loss, double n) const {
        return n * std::log(2.0 * mean_loss);
    }
};

}  // namespace lariat
