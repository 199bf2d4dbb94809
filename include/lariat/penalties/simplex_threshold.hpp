// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/numeric.hpp>

namespace lariat::detail {

/// The τ with Σ_i max(τ − depth(i), 0) = total, for n ≥ 1 depths ≥ 0 of which one is 0, and total > 0.
///
/// Projecting on the simplex or the l1 ball cuts v at a level θ (Duchi et al. 2008, figure 1; Condat 2016). Here the
/// level is measured down from the largest element: depth = max − v_i, τ = max − θ. Every term of
/// τ = (total + Σ depths above the level)/(their number) is ≥ 0, so nothing cancels however small total is beside v.
///
/// Newton's method from the right on the convex piecewise linear left-hand side (that is Michelot 1986) decreases to τ
/// and ends exactly when the set above the level repeats. Where it drops few elements, a probe at the middle of
/// the bracket follows, so adversarial data cost passes like the logarithm of n and of the precision, not like n.
template <class Depth>
double simplex_threshold(Index n, double total, Depth&& depth) {
    const auto count_above = [&](double level) {
        return lane_sum(n, [&](Index i) { return depth(i) < level ? 1.0 : 0.0; });
    };
    const auto newton = [&](double level, double count) {
        return (total + lane_sum(n,
                                 [&](Index i) {
                                     const double d = depth(i);
                                     return d < level ? d : 0.0;
                                 })) /
               count;
    };
    double lower = total / static_cast<double>(n);
    double level = (std::min)(total, (total + lane_sum(n, depth)) / static_cast<double>(n));
    double count = count_above(level);
    for (int round = 0; round < 200 && count > 0; ++round) {
        level = newton(level, count);
        const double before = count;
        count = count_above(level);
        if (count == before) break;
        if (2 * count < before) continue;
        const double middle = std::sqrt(lower) * std::sqrt(level);
        const double count_middle = count_above(middle);
        if (count_middle > 0 && newton(middle, count_middle) <= middle) {
            level = middle;
            count = count_middle;
        } else {
            lower = (std::max)(lower, middle);
        }
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
