// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>

namespace lariat {

/// [lower_j, upper_j] for every j, as two Eigen array expressions: what a subdifferential gives for an array
/// where it gives an Interval for a number. An expression, to be used in the full expression that makes it.
template <ArrayExpression Lower, ArrayExpression Upper>
struct Intervals {
    Lower lower;
    Upper upper;
};
template <class Lower, class Upper>
Intervals(Lower, Upper) -> Intervals<Lower, Upper>;

/// {a_j + b_j}.
template <class L, class U, class M, class V>
auto operator+(const Intervals<L, U>& a, const Intervals<M, V>& b) {
    return Intervals{a.lower + b.lower, a.upper + b.upper};
}

/// c · [lower_j, upper_j] for c ≥ 0 and finite ends.
template <class L, class U>
auto operator*(double c, const Intervals<L, U>& a) {
    return Intervals{times(a.lower, c), times(a.upper, c)};
}

namespace detail {

/// The element of g + slopes nearest to 0. The ends are finite where g is, or else a NaN says so.
template <ScalarNumber T>
constexpr T minimum_norm(T g, const Interval& slopes) {
    return positive_part(g + static_cast<T>(slopes.lower)) -
           positive_part(-(g + static_cast<T>(slopes.upper)));
}
template <ArrayExpression V, class L, class U>
auto minimum_norm(const V& g, const Intervals<L, U>& slopes) {
    return g + clamp(-g, slopes.lower, slopes.upper);
}

}  // namespace detail

}  // namespace lariat
