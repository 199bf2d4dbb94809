// SPDX-License-Identifier: BSD-3-Clause
// Functions of numbers that overflow or cancel when typed naively.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include <lariat/core/numeric/elementwise.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// log(1 + e^v) = max(v, 0) + log1p(e^−|v|).
inline double softplus(double v) { return positive_part(v) + std::log1p(std::exp(-std::abs(v))); }

/// Σ log(1 + e^v_i), with one logarithm for sixteen elements: log1p of P = Π(1 + e_i) − 1, which
/// P ← P + e_i + P e_i builds without cancellation, e_i = e^−|v_i| being positive and P below 2¹⁶.
template <ArrayExpression V>
double softplus_sum(const V& v) {
    constexpr int lanes = 8, factors = 16, block = lanes * factors;
    double sum = positive_part(v).sum();
    using Scalar = typename V::Scalar;
    Eigen::Array<Scalar, lanes, factors> e;
    Eigen::Map<Eigen::Array<Scalar, block, 1>> elements(e.data());
    Index i = 0;
    for (; i + block <= v.size(); i += block) {
        elements = exponential(-v.template segment<block>(i).abs());
        Eigen::Array<Scalar, lanes, 1> P = e.col(0);
        for (int k = 1; k < factors; ++k) P += e.col(k) + P * e.col(k);
        for (const Scalar p : P) sum += std::log1p(p);
    }
    for (; i < v.size(); ++i) sum += std::log1p(std::exp(-std::abs(v.coeff(i))));
    return sum;
}

/// log(e^a + e^b) = max + log1p(e^−|a − b|).
inline double log_sum_exp(double a, double b) {
    return a == b ? a + std::log(2.0) : (std::max)(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}

/// log cosh d. Near zero cosh d = 1 + 2 sinh²(d/2) keeps every digit of d²/2; far out it is |d| − log 2.
inline double log_cosh(double d) {
    const double a = std::abs(d);
    if (a < 1.0) {
        const double s = std::sinh(a / 2);
        return std::log1p(2 * s * s);
    }
    return a + std::log1p(std::exp(-2 * a)) - std::log(2.0);
}

/// x log x for x ≥ 0, continued by 0 at 0.
inline double x_log_x(double x) { return x == 0 ? 0.0 : x * std::log(x); }

/// r − log(1 + r) for |r| up to this: log(1 + r) = 2 atanh t = 2 (t + t³/3 + t⁵/5 + …), t = r/(2 + r), and
/// r − 2t = r t.
inline constexpr double log1p_gap_reach = 0.125;
template <class V>
V log1p_gap_series(const V& r) {
    const V t = r / (2.0 + r), x = t * t;
    return t *
           (r -
            2.0 * x * (1. / 3 + x * (1. / 5 + x * (1. / 7 + x * (1. / 9 + x * (1. / 11 + x * (1. / 13)))))));
}

/// r − log(1 + r) ≥ 0, how far log lies below its tangent at 1, without cancellation near r = 0.
inline double log1p_gap(double r) {
    return std::abs(r) < log1p_gap_reach ? log1p_gap_series(r) : r - std::log1p(r);
}

/// The Bregman divergence of x log x: q log(q/m) − q + m ≥ 0, with 0 log 0 = 0. Here m is given by m − q, so
/// that nothing cancels as q → m, and by a function log_m() for log m, so that m may underflow.
template <class LogOfM>
double relative_entropy(double q, double m_minus_q, LogOfM&& log_m) {
    if (!(q > 0)) return m_minus_q;
    const double r = m_minus_q / q;  // the divergence is q (r − log(1 + r))
    if (r < -0.9) return q * (r + (std::log(q) - log_m()));
    if (!(r < 1e18)) return m_minus_q;  // log(1 + r) is below half an ulp of r, which may be infinite
    return q * log1p_gap(r);
}
/// The same for a number m.
inline double relative_entropy(double q, double m) {
    return relative_entropy(q, m - q, [m] { return std::log(m); });
}

/// lower ≤ x ≤ upper, forgiving 1e-15 of either end: the rounding of an x that was computed to lie there.
inline bool in_domain(double x, double lower, double upper) {
    constexpr double rounding = 1e-15;
    return x >= lower - rounding * std::abs(lower) && x <= upper + rounding * std::abs(upper);
}

}  // namespace lariat
