// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

/// R(w) = 0 for lower ≤ w ≤ upper, otherwise ∞: the same bounds for every coordinate; either may be infinite.
/// check() throws when a bound is NaN or lower > upper.
struct Box : PenaltyBase {
    double lower;
    double upper;

    static constexpr const char* name = "Box";
    static constexpr Parameter<Box> parameters[] = {{"lower", &Box::lower}, {"upper", &Box::upper}};

    constexpr Box(double lower_, double upper_) : lower(lower_), upper(upper_) {}
    explicit constexpr Box(const Interval& bounds) : Box(bounds.lower, bounds.upper) {}

    Interval domain() const { return {lower, upper}; }
    Box scaled(double) const { return *this; }

    double value(double w) const { return domain().contains(w) ? 0.0 : Interval::infinity; }
    double prox(double v, double) const { return clamp(v, lower, upper); }
    template <ArrayExpression V, class T>
    auto prox(const V& v, const T&) const {
        return detail::clamp_to(v, domain());
    }

    /// The normal cone of the interval: 0 inside, outward at an end.
    Interval subdifferential(double w) const {
        if (!domain().contains(w)) return Interval::nothing();
        return {w > lower ? 0.0 : -Interval::infinity, w < upper ? 0.0 : Interval::infinity};
    }

    Interval slopes() const {
        return {lower > -Interval::infinity ? -Interval::infinity : 0.0,
                upper < Interval::infinity ? Interval::infinity : 0.0};
    }
    double conjugate(double u) const { return u > 0 ? u * upper : u < 0 ? u * lower : 0.0; }
    double curvature(double) const { return 0.0; }

    /// By bits, which -Ofast leaves alone where it takes comparisons with NaN and ∞ for granted.
    void check() const {
        const auto is = [](double x, double y) {
            return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
        };
        const bool bounded_below = is_finite(lower), bounded_above = is_finite(upper);
        require((bounded_below || is(lower, -Interval::infinity)) &&
                    (bounded_above || is(upper, Interval::infinity)) &&
                    !(bounded_below && bounded_above && lower > upper),
                [&] {
                    return "Box lower = " + text(lower) + ", upper = " + text(upper) +
                           "; needs lower <= upper";
                });
    }
};

namespace detail {
template <>
inline constexpr bool scales_by_step<Box> = true;
}

}  // namespace lariat
