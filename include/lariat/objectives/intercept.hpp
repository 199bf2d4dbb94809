// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace lariat::detail {

/// The derivative of a convex function of one variable: its value, its own derivative (0 when unknown), and the sum of the
/// magnitudes that were added to make it, which measures its rounding.
struct Slope {
    double value, derivative, magnitude;
};

/// t with slope(t) = 0 for a nondecreasing slope: Newton's method kept inside a bracket, bisection where the derivative is
/// unknown or steps outside. `reach` is the first distance tried. Where the slope never changes its sign (all labels
/// equal), it goes on until the slope drowns in the rounding of slope(0).
template <class F>
double root_of_slope(F&& slope, double reach) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    double lower = -infinity, upper = infinity, t = 0;
    const double start = slope(0.0).magnitude;
    for (int k = 0; k < 200; ++k) {
        const Slope at = slope(t);
        if (std::abs(at.value) <= epsilon * (std::min)(at.magnitude, start) || at.magnitude <= epsilon * start) break;
        (at.value > 0 ? upper : lower) = t;
        double next = at.derivative > 0 ? t - at.value / at.derivative : infinity;
        if (!(lower < next && next < upper && std::abs(next - t) <= reach * (k + 1))) {
            if (lower == -infinity)
                next = upper - reach;
            else if (upper == infinity)
                next = lower + reach;
            else
                next = lower + (upper - lower) / 2;
            reach *= 2;
        }
        if (next == t || next == lower || next == upper) break;
        t = next;
    }
    return t;
}

}  // namespace lariat::detail
