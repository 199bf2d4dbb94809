// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <limits>

#include <lariat/core/numeric.hpp>

namespace lariat::detail {

/// The τ with Σ_i max(τ − depth(i), 0) = total, for n ≥ 1 depths ≥ 0 of which one is 0, and total > 0.
///
/// Projecting on the simplex or the l1 ball cuts v at a level θ (Duchi et al. 2008, figure 1; Condat 2016).
/// Here the level is measured down from the largest element: depth = max − v_i, τ = max − θ. Every term of τ
/// = (total + Σ depths above the level)/(their number) is ≥ 0, so nothing cancels however small total is
/// beside v.
///
/// Newton's method from the right on h(τ) = Σ max(τ − depth, 0) − total, convex and piecewise linear (that is
/// Michelot 1986): it decreases to τ and is there exactly when the set above the level repeats. Each step
/// shrinks h or its slope, h₊/h + slope₊/slope ≤ 1 by convexity, and the first level is at most n times the
/// last: the passes grow like log n and the digits, on the worst of data too.
template <class Depth>
double simplex_threshold(Index n, double total, Depth&& depth) {
    const auto sum_above = [&](double level, auto&& term) {
        return lane_sum(n, [&](Index i) {
            const double d = depth(i);
            return d < level ? term(d) : 0.0;
        });
    };
    const auto one = [](double) { return 1.0; };
    const auto itself = [](double d) { return d; };
    double level = (std::min)(total, (total + lane_sum(n, depth)) / static_cast<double>(n));
    double count = sum_above(level, one), before = 2 * count;
    while (0 < count && count < before) {
        level = (total + sum_above(level, itself)) / count;
        before = count;
        count = sum_above(level, one);
    }
    return level;
}

/// How far a norm computed in double may exceed its value for rounded w of this many elements, relatively.
template <class W>
double rounding_of_sum(const W& w) {
    return 4 * double(std::numeric_limits<typename W::Scalar>::epsilon()) +
           double(w.size()) * std::numeric_limits<double>::epsilon();
}

/// How near the radius a solution counts as on it, when its multiplier is asked.
template <class W>
constexpr double boundary_tolerance = sizeof(typename W::Scalar) < sizeof(double) ? 1e-4 : 1e-8;

}  // namespace lariat::detail
