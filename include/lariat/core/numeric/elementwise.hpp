// SPDX-License-Identifier: BSD-3-Clause
// Functions that read the same for a number and for an Eigen array: one name, so one formula.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

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

}  // namespace lariat
