// SPDX-License-Identifier: BSD-3-Clause
// What the calculus asks of one scalar penalty: a coordinate's, or the profile of a group.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <lariat/penalties/capabilities.hpp>

namespace lariat::detail {

/// The smaller of `scale` and the largest s with s u in the slopes, which contain 0.
inline double smaller_scale(double scale, const Interval& slopes, double u) {
    const double s = (u > 0 ? slopes.upper : slopes.lower) / u;
    return s < scale && u != 0 ? s : scale;
}

/// dist(u, slopes), as Interval::distance_to, of a finite u but without a branch, which random signs
/// mispredict; infinite for the empty set, NaN for a NaN.
inline double distance(const Interval& slopes, double u) {
    const double below = slopes.lower - u, above = u - slopes.upper;
    const double beyond = below > above ? below : above;
    return beyond < 0 ? 0.0 : beyond;
}

/// R(w) + R*(u) − u w ≥ 0 (Fenchel–Young); u that only rounding has taken out of the slopes is brought back.
/// (Written as two tests, g++ 12 fails with an internal error at -Ofast.)
template <ConjugateScalar R>
double fenchel_gap(const R& penalty, double w, double u) {
    const double nearest = penalty.slopes().nearest(u);
    if (std::abs(u - nearest) > 8 * std::numeric_limits<double>::epsilon() * std::abs(nearest))
        return Interval::infinity;
    return penalty.value(w) + penalty.conjugate(nearest) - nearest * w;
}

/// R(w) + R*(s) − s w + (u − s)²/(2μ) with s the slope nearest to u.
template <ConjugateScalar R>
double fenchel_gap_nearby(const R& penalty, double w, double u, double mu) {
    const double nearest = penalty.slopes().nearest(u), distance = u - nearest;
    return fenchel_gap(penalty, w, nearest) + 0.5 * distance * (distance / mu);
}

template <ScalarPenalty R>
bool conjugate_is_finite(const R& penalty) {
    if constexpr (ConjugateScalar<R>)
        return penalty.slopes() == Interval::everything();
    else
        return false;
}

template <ScalarPenalty R>
bool conjugate_reachable(const R& penalty) {
    if constexpr (ConjugateScalar<R>) {
        const Interval slopes = penalty.slopes();
        return slopes.lower < 0 && 0 < slopes.upper;
    } else {
        return false;
    }
}

/// The larger of the finite ends.
inline double size(const Interval& slopes) {
    const double lower = std::abs(slopes.lower), upper = std::abs(slopes.upper);
    return (std::max)(lower < Interval::infinity ? lower : 0.0, upper < Interval::infinity ? upper : 0.0);
}

/// The larger of two numbers, or a NaN if there is one.
inline double larger(double a, double b) { return a != a || b <= a ? a : b; }

/// a/b with 0/0 = 0.
inline double ratio(double a, double b) { return a == 0 ? 0.0 : a / b; }

/// Is R constant on the side that −gradient = u pushes w to?
template <ScalarPenalty R>
bool flat_towards(const R& penalty, double u) {
    Interval slopes;
    if constexpr (ConvexScalar<R>)
        slopes = penalty.slopes();
    else
        slopes = penalty.subdifferential(u > 0 ? 1.0 : -1.0);
    return (u > 0 ? slopes.upper : slopes.lower) == 0;
}

/// Is R = 0, and nothing else?
template <ScalarPenalty R>
bool is_unpenalized(const R& penalty) {
    if constexpr (ConvexScalar<R>)
        return penalty.slopes() == Interval{0, 0};
    else
        return penalty.subdifferential(0.0) == Interval{0, 0} && flat_towards(penalty, 1.0) &&
               flat_towards(penalty, -1.0);
}

/// The smallest λ ≥ 0 with u in λ ∂R(0); 0 when R is flat towards u.
template <ScalarPenalty R>
double critical_strength(const R& penalty, double u) {
    if (u == 0) return 0.0;
    const Interval slopes = penalty.subdifferential(0.0);
    if (slopes.empty()) return Interval::infinity;
    const double end = u > 0 ? slopes.upper : -slopes.lower;
    if (end > 0) return std::abs(u) / end;
    return flat_towards(penalty, u) ? 0.0 : Interval::infinity;
}

template <ScalarPenalty R>
bool jumps(const R& penalty) {
    const Interval domain = domain_of(penalty);
    return penalty.subdifferential(0.0) == Interval::everything() && domain.lower < domain.upper;
}

/// Does `holds` hold for every R_j? Asked once when all are the same.
template <SeparablePenalty R, class Holds>
bool every(const R& penalty, Index p, Holds&& holds) {
    if constexpr (IndexedPenalty<R>) {
        for (Index j = 0; j < p; ++j)
            if (!holds(penalty.at(j))) return false;
        return true;
    } else {
        return holds(penalty);
    }
}

}  // namespace lariat::detail
