// SPDX-License-Identifier: BSD-3-Clause
// The calculus of sets: a member's value, projection as prox, and the gap by the support function.
#pragma once

#include <type_traits>
#include <vector>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

namespace detail {

/// x as a set takes it: itself, or converted where the set only knows vectors of double. (Asked of project's
/// output, since Eigen accepts any argument for a `const VectorXd&` and then fails.)
template <Constraint R, class X>
decltype(auto) as_taken_by(const R&, const X& x) {
    using Scalar = typename X::Scalar;
    if constexpr (requires(const R& set, Vector<Scalar>& v) { set.project(v, v); })
        return (x);
    else
        return Vector<double>(x.template cast<double>());
}

}  // namespace detail

/// 0 if w is in the set, up to rounding; else ∞.
template <Constraint R, class W>
double total(const R& set, const W& w) {
    return set.contains(detail::as_taken_by(set, w)) ? 0.0 : Interval::infinity;
}

/// out = the point of the set nearest to v, at any step. v is any vector expression, of which out may be a
/// part.
template <Constraint R, class V, class Out>
void prox(const R& set, const V& v, double, Out&& out) {
    if constexpr (requires { set.project(out, out); }) {
        out = v;
        set.project(out, out);
    } else {  // a set that only knows vectors of double
        using Scalar = typename std::remove_cvref_t<Out>::Scalar;
        Vector<double> nearest = v.template cast<double>();
        set.project(nearest, nearest);
        out = nearest.template cast<Scalar>();
    }
}

/// sup over the set of u·w with u = −s g, s ≥ 0.
template <Constraint R, class G>
double support_of_descent(const R& set, const G& g, double s) {
    return s * set.support(-detail::as_taken_by(set, g));
}

/// R* is finite everywhere.
template <Constraint R, class G>
double dual_scale(const R&, const G&) {
    return 1.0;
}

/// R(w) + R*(−s g) + s g·w ≥ 0.
template <Constraint R, class W, class G>
double conjugate_gap(const R& set, const W& w, const G& g, double s) {
    return total(set, w) + support_of_descent(set, g, s) + s * dot(g, w);
}

/// R(w) + R*(−g) + g·w: the domain of R* is everything.
template <Constraint R, class W, class G>
double conjugate_gap_nearby(const R& set, const W& w, const G& g, double) {
    return conjugate_gap(set, w, g, 1.0);
}

template <Constraint R>
bool conjugate_is_finite(const R&, Index) {
    return true;
}

template <Constraint R>
bool conjugate_reachable(const R&, Index) {
    return true;
}

template <Constraint R>
std::vector<Index> free_coordinates(const R&, Index) {
    return {};
}

template <Constraint R>
bool jumps(const R&, Index) {
    return false;
}

/// out = the point of the set nearest to 0.
template <Constraint R, class Out>
void nearest_to_zero(const R& set, Out&& out) {
    out.setZero();
    prox(set, out, 0.0, out);
}

}  // namespace lariat
