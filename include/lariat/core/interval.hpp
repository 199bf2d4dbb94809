// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>

namespace lariat {

/// [lower, upper]: the subdifferential of a convex function of one variable at a point, or a domain.
/// A point is the interval {x, x}; lower > upper is the empty set (outside the domain of R).
struct Interval {
    double lower = 0;
    double upper = 0;

    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr Interval everything() { return {-infinity, infinity}; }
    static constexpr Interval nothing() { return {infinity, -infinity}; }

    constexpr bool empty() const { return lower > upper; }
    constexpr bool contains(double x) const { return lower <= x && x <= upper; }

    /// The member nearest to x (of a nonempty interval).
    constexpr double nearest(double x) const { return x < lower ? lower : x > upper ? upper : x; }

    /// min over s in [lower, upper] of |x − s|; infinite for the empty set; NaN for a NaN.
    constexpr double distance_to(double x) const {
        if (empty()) return infinity;
        return x < lower ? lower - x : x <= upper ? 0.0 : x - upper;
    }

    constexpr bool operator==(const Interval&) const = default;
};

/// {a + b}: the Minkowski sum.
constexpr Interval operator+(const Interval& a, const Interval& b) {
    if (a.empty() || b.empty()) return Interval::nothing();
    return {a.lower + b.lower, a.upper + b.upper};
}

/// c · [lower, upper] for c ≥ 0. An infinite end stays infinite at c = 0 too: strength 0 keeps the domain.
constexpr Interval operator*(double c, const Interval& a) {
    const auto end = [c](double x) {
        return x == Interval::infinity || x == -Interval::infinity ? x : c * x;
    };
    return {end(a.lower), end(a.upper)};
}

}  // namespace lariat
