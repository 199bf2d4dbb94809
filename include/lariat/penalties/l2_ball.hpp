// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <type_traits>

#include <lariat/penalties/capabilities.hpp>
#include <lariat/penalties/simplex_threshold.hpp>

namespace lariat {

/// R(w) = 0 if ‖w‖₂ ≤ radius, otherwise ∞. The projection of a point outside is v·radius/‖v‖₂ (Parikh and
/// Boyd 2014, section 6.5). check() throws unless the radius is finite and ≥ 0.
struct L2Ball : PenaltyBase {
    double radius;

    static constexpr const char* name = "L2Ball";
    static constexpr Parameter<L2Ball> parameters[] = {{"radius", &L2Ball::radius}};

    explicit constexpr L2Ball(double radius_) : radius(radius_) {}

    L2Ball scaled(double) const { return *this; }

    template <class W>
    bool contains(const W& w) const {
        return norm(w) <= radius * (1 + detail::rounding_of_sum(w));
    }

    /// out = the nearest point; v may be an expression, and out may be v. NaN in v makes all of out NaN.
    template <class V, class Out>
    void project(const V& v, Out&& out) const {
        using Scalar = typename std::remove_cvref_t<Out>::Scalar;
        out = v;
        double size = norm(out), lift = 1;
        if (size <= radius) return;
        if (!(size >= (std::numeric_limits<double>::min)() && size <= 1e300)) {
            lift = size < 1 ? 0x1p1000 : 0x1p-1000;  // where ‖v‖ has few digits, or ‖v‖ or 1/‖v‖ overflows
            size = norm(Scalar(lift) * out);
        }
        const double inverse = 1 / size;  // v/‖v‖ first: radius/‖v‖ may underflow
        for (Index i = 0; i < out.size(); ++i) out[i] = Scalar(double(out[i]) * lift * inverse * radius);
    }

    template <class U>
    double support(const U& u) const {
        return radius * norm(u);
    }

    /// The λ for which w also minimizes f + λ‖w‖₂² (no ½), g = ∇f(w); 0 when w is inside. At radius 0 no
    /// finite λ does.
    template <class G, class W>
    double multiplier(const G& g, const W& w) const {
        const double size = norm(w);
        if (size < radius * (1 - detail::boundary_tolerance<W>)) return 0.0;
        if (size == 0) return norm(g) > 0 ? Interval::infinity : 0.0;
        return positive_part(-dot(g, w) / size / (2 * size));
    }

    void check() const { require_nonnegative("L2Ball radius", radius); }
};

}  // namespace lariat
