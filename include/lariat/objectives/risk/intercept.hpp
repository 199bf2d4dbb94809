// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/mean_loss.hpp>

namespace lariat::detail {

/// The derivative of a convex function of one variable: its value, its own derivative (0 when unknown), and
/// the sum of the magnitudes that were added to make it, which measures its rounding.
struct Slope {
    double value, derivative, magnitude;
};

/// t with slope(t) = 0 for a nondecreasing slope: Newton's method kept inside a bracket, with the secant of
/// the last two points where the derivative is unknown. `reach`, the size of the predictions, is the farthest
/// step at first and gives the resolution. Where the slope never changes its sign (all labels equal), it goes
/// on until the slope drowns in the rounding of slope(0). A slope that is infinite, as the mean e^z of a large
/// offset, still tells the side of the root; the first that is finite then stands for slope(0).
template <class F>
double root_of_slope(F&& slope, double reach) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    double lower = -infinity, upper = infinity, t = 0;
    Slope at = slope(t);
    double start = at.magnitude;
    const double resolution = epsilon * reach;
    double secant = 0;
    for (int k = 0; k < 200; ++k) {
        if (is_nan(at.value)) break;
        (at.value > 0 ? upper : lower) = t;
        if (!is_finite(start)) start = at.magnitude;
        const bool one_sided = lower == -infinity || upper == infinity;
        if (is_finite(at.value) && (std::abs(at.value) <= epsilon * (std::min)(at.magnitude, start) ||
                                    (one_sided && at.magnitude <= epsilon * start)))
            break;
        const double derivative = at.derivative > 0 ? at.derivative : secant;
        double next = derivative > 0 && is_finite(derivative) ? t - at.value / derivative : infinity;
        if (std::abs(next - t) <= resolution) break;
        // Every fourth step ignores Newton: beside a kink he may creep.
        if (!(lower < next && next < upper && std::abs(next - t) <= reach) || k % 4 == 3) {
            if (lower == -infinity)
                next = upper - reach;
            else if (upper == infinity)
                next = lower + reach;
            else
                next = lower + (upper - lower) / 2;
            reach *= 2;
        }
        if (!(lower < next && next < upper)) break;
        const Slope there = slope(next);
        secant = (there.value - at.value) / (next - t);
        t = next;
        at = there;
    }
    // To the last digit, which the slope still knows where it is a sum of exact differences: of a constant y
    // to y itself.
    const double rest = at.derivative > 0 ? at.value / at.derivative : 0.0;
    return std::abs(rest) <= resolution ? t - rest : t;
}

/// argmin over t of M(z + t): what a fitted intercept adds to the predictions z.
template <class L, class Scalar>
double best_shift(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& z) {
    const auto slope = [&](double shift) {
        double magnitude = 0, curvature = 0;
        const double total = M.mean([&](Index i) {
            const double z_i = double(z[i]) + shift, y_i = double(M.y[i]), v = M.weight(i);
            if constexpr (TwiceDifferentiableLoss<L>) curvature += v * M.loss.second_derivative(z_i, y_i);
            const double d = M.loss.derivative(z_i, y_i);
            magnitude += v * std::abs(d);
            return d;
        });
        return Slope{total, curvature, magnitude};
    };
    const double size = (std::max)(double(z.cwiseAbs().maxCoeff()), double(M.y.cwiseAbs().maxCoeff()));
    return root_of_slope(slope, size > 0 ? size : 1.0);
}

}  // namespace lariat::detail
