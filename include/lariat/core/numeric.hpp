// SPDX-License-Identifier: BSD-3-Clause
// The one home of the scalar functions that overflow or cancel when typed naively, of the elementwise
// functions that read the same for a number and for an Eigen array, and of sums with a fixed order.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

#include <lariat/core/types.hpp>

namespace lariat {

/// Satisfied by an Eigen array expression: what an elementwise formula may be given in place of a number.
template <class V>
concept ArrayExpression = std::derived_from<std::remove_cvref_t<V>, Eigen::ArrayBase<std::remove_cvref_t<V>>>;

namespace detail {

template <class V>
struct ScalarOf {
    using type = V;
};
template <std::integral V>
struct ScalarOf<V> {
    using type = double;
};
template <ArrayExpression V>
struct ScalarOf<V> {
    using type = typename V::Scalar;
};

}  // namespace detail

/// Satisfied by float, double and whole numbers, which count as double.
template <class T>
concept ScalarNumber = std::is_arithmetic_v<T>;

/// Satisfied by what an elementwise formula takes: a number or an Eigen array expression.
template <class V>
concept Elementwise = ScalarNumber<V> || ArrayExpression<V>;

/// The number type of a number or of an Eigen array.
template <class V>
using scalar_of = typename detail::ScalarOf<std::remove_cvref_t<V>>::type;

/// c · v in v's own precision: a float array stays a float array.
template <Elementwise V>
auto times(const V& v, double c) {
    return v * static_cast<scalar_of<V>>(c);
}

// ---- elementwise, for a number and for an Eigen array: the same name, so the same formula ----

/// min(max(v, lower), upper). A NaN in v stays a NaN, in either form.
template <ScalarNumber T>
constexpr scalar_of<T> clamp(T v, scalar_of<T> lower, scalar_of<T> upper) {
    const auto x = static_cast<scalar_of<T>>(v);
    return x < lower ? lower : upper < x ? upper : x;
}
template <ArrayExpression V, class Lower, class Upper>
auto clamp(const V& v, const Lower& lower, const Upper& upper) {
    return ((v.max)(lower).min)(upper);
}

/// max(v, 0).
template <ScalarNumber T>
constexpr scalar_of<T> positive_part(T v) {
    return v < T(0) ? scalar_of<T>(0) : static_cast<scalar_of<T>>(v);
}
template <ArrayExpression V>
auto positive_part(const V& v) {
    return (v.max)(typename V::Scalar(0));
}

/// The ends of ∂|v|: `lower_sign` is 1 where v > 0 and −1 elsewhere, `upper_sign` is −1 where v < 0 and 1
/// elsewhere. As arrays they are packed, which Eigen's sign() and comparisons are not. The smallest number
/// there is, is ε · min(): so v/min() is at least ε in size wherever v ≠ 0. (A NaN stays one in an array.)
template <ScalarNumber T>
constexpr scalar_of<T> lower_sign(T v) {
    return scalar_of<T>(v > T(0) ? 1 : -1);
}
template <ArrayExpression V>
auto lower_sign(const V& v) {
    using Scalar = typename V::Scalar;
    constexpr auto epsilon = std::numeric_limits<Scalar>::epsilon(),
                   least = (std::numeric_limits<Scalar>::min)();
    return (((v * (1 / least)).min)(epsilon) * (2 / epsilon) - Scalar(1)).max(Scalar(-1));
}
template <ScalarNumber T>
constexpr scalar_of<T> upper_sign(T v) {
    return scalar_of<T>(v < T(0) ? -1 : 1);
}
template <ArrayExpression V>
auto upper_sign(const V& v) {
    using Scalar = typename V::Scalar;
    constexpr auto epsilon = std::numeric_limits<Scalar>::epsilon(),
                   least = (std::numeric_limits<Scalar>::min)();
    return (((v * (1 / least)).max)(-epsilon) * (2 / epsilon) + Scalar(1)).min(Scalar(1));
}

/// x, but 0 where x and w have opposite signs.
template <std::floating_point T>
constexpr T without_crossing(T w, T x) {
    return (w > 0 && x < 0) || (w < 0 && x > 0) ? T(0) : x;
}
template <ArrayExpression W, ArrayExpression X>
auto without_crossing(const W& w, const X& x) {
    using Scalar = typename W::Scalar;
    constexpr Scalar one = 1, largest = (std::numeric_limits<Scalar>::max)();  // 2 · largest = ∞
    return clamp(x, (lower_sign(w) - one) * largest, (upper_sign(w) + one) * largest);
}

/// The number between 0 and `end` that is nearest to x.
template <std::floating_point T>
constexpr T between_zero_and(T end, T x) {
    return end < 0 ? clamp(x, end, T(0)) : clamp(x, T(0), end);
}
template <ArrayExpression V, ArrayExpression X>
auto between_zero_and(const V& end, const X& x) {
    using Scalar = typename V::Scalar;
    return clamp(x, (end.min)(Scalar(0)), (end.max)(Scalar(0)));
}

/// S_t(v) = v − min(max(v, −t), t): the prox of t|·|. In this form Eigen compiles it to packed min and max.
template <class V, class T>
auto soft_threshold(const V& v, const T& t) {
    return v - clamp(v, -t, t);
}

/// e^v. Where that is no normal number, an array may hold about the smallest normal number instead.
template <ScalarNumber T>
scalar_of<T> exponential(T v) {
    return std::exp(static_cast<scalar_of<T>>(v));
}
template <ArrayExpression V>
auto exponential(const V& v) {
    return v.exp();
}

/// σ(v) = 1/(1 + e^−v), each tail with all its digits and without overflow trouble: e^−v = ∞ gives 0.
template <ScalarNumber T>
scalar_of<T> sigmoid(T v) {
    using S = scalar_of<T>;
    if (v >= T(0)) return S(1) / (S(1) + std::exp(-static_cast<S>(v)));
    const S e = std::exp(static_cast<S>(v));
    return e / (S(1) + e);
}
/// The array form flushes to 0 where e^v is no normal number.
template <ArrayExpression V>
auto sigmoid(const V& v) {
    return (typename V::Scalar(1) + (-v).exp()).inverse();
}

// ---- scalar functions ----

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

/// r − log(1 + r) ≥ 0, how far log lies below its tangent at 1, without cancellation near r = 0.
inline double log1p_gap(double r) {
    if (!(std::abs(r) < 0.125)) return r - std::log1p(r);
    const double t = r / (2 + r);  // log(1 + r) = 2 atanh t = 2 (t + t³/3 + t⁵/5 + …) and r − 2t = r t
    const double x = t * t;
    const double series = 1. / 3 + x * (1. / 5 + x * (1. / 7 + x * (1. / 9 + x * (1. / 11 + x / 13))));
    return t * (r - 2 * x * series);
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

// ---- sums with a fixed order ----

/// A variance below this fraction of the second moment is rounding: Σ x² − (Σ x)²/n of a constant column.
inline constexpr double negligible_variance = 1e-13;

/// Σ_{i<n} f(i) in eight interleaved lanes joined in a fixed tree: the same bits whenever n is the same, and
/// eight times the throughput of one running sum.
template <class F>
double lane_sum(Index n, F&& f) {
    std::array<double, 8> lane{};
    Index i = 0;
    for (; i + 8 <= n; i += 8)
        for (std::size_t k = 0; k < 8; ++k) lane[k] += f(i + static_cast<Index>(k));
    for (std::size_t k = 0; k < 8 && i < n; ++i, ++k) lane[k] += f(i);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/// Rows are summed in blocks, each block by itself, so the sum does not depend on who computed which block.
inline constexpr Index block_rows = 512;

/// Σ over the fixed blocks [first, first + count) of [0, n) of f(first, count).
template <class F>
double block_sum(Index n, F&& f) {
    double total = 0;
    for (Index first = 0; first < n; first += block_rows)
        total += f(first, (std::min)(block_rows, n - first));
    return total;
}

/// a · b, summed in double whatever the precision of a and b.
template <class A, class B>
double dot(const A& a, const B& b) {
    if constexpr (std::same_as<typename A::Scalar, double> && std::same_as<typename B::Scalar, double>)
        return a.dot(b);
    else
        return lane_sum(a.size(), [&](Index i) { return double(a[i]) * double(b[i]); });
}

/// ‖a‖², summed in double.
template <class A>
double squared_norm(const A& a) {
    return dot(a, a);
}

/// ‖a‖₂ without overflow or underflow in the squares.
template <class A>
double norm(const A& a) {
    const double squared = squared_norm(a);
    if (squared > 1e-280 && squared < 1e300) return std::sqrt(squared);
    const double largest = a.size() > 0 ? double(a.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>()) : 0.0;
    if (!(largest > 0) || !(largest < std::numeric_limits<double>::infinity())) return largest;
    return largest * std::sqrt(lane_sum(a.size(), [&](Index i) {
               const double x = double(a[i]) / largest;
               return x * x;
           }));
}

}  // namespace lariat
