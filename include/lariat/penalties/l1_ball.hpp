// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <type_traits>

#include <lariat/penalties/capabilities.hpp>
#include <lariat/penalties/simplex_threshold.hpp>

namespace lariat {

/// R(w) = 0 if ‖w‖₁ ≤ radius, otherwise ∞. The projection is soft thresholding at the level that reaches the
/// radius (Duchi et al. 2008, section 4). check() throws unless the radius is finite and ≥ 0.
struct L1Ball : PenaltyBase {
    double radius;

    static constexpr const char* name = "L1Ball";
    static constexpr Parameter<L1Ball> parameters[] = {{"radius", &L1Ball::radius}};

    explicit constexpr L1Ball(double radius_) : radius(radius_) {}

    L1Ball scaled(double) const { return *this; }

    /// ‖w‖₁, summed in double.
    template <class W>
    static double norm(const W& w) {
        return lane_sum(w.size(), [&](Index i) { return std::abs(double(w[i])); });
    }

    template <class W>
    bool contains(const W& w) const {
        return norm(w) <= radius * (1 + detail::rounding_of_sum(w));
    }

    /// out = the nearest point; v may be an expression, and out may be v. NaN in v makes all of out NaN.
    template <class V, class Out>
    void project(const V& v, Out&& out) const {
        using Scalar = typename std::remove_cvref_t<Out>::Scalar;
        out = v;
        const double size = norm(out);
        if (size <= radius) return;
        if (std::isnan(size)) return void(out.setConstant(Scalar(size)));
        if (radius == 0) return void(out.setZero());
        const double largest = double(out.cwiseAbs().maxCoeff());
        const auto depth = [&](Index i) { return largest - std::abs(double(out[i])); };
        const double level = detail::simplex_threshold(out.size(), radius, depth);
        for (Index i = 0; i < out.size(); ++i)
            out[i] = Scalar(std::copysign(positive_part(level - depth(i)), double(out[i])));
    }

    template <class U>
    double support(const U& u) const {
        return u.size() > 0 ? radius * double(u.cwiseAbs().maxCoeff()) : 0.0;
    }

    /// The λ for which w also minimizes f + λ‖w‖₁, g = ∇f(w); 0 when w is inside. At radius 0, the smallest
    /// such λ.
    template <class G, class W>
    double multiplier(const G& g, const W& w) const {
        const double size = norm(w);
        if (size < radius * (1 - detail::boundary_tolerance<W>)) return 0.0;
        if (size == 0) return g.size() > 0 ? double(g.cwiseAbs().maxCoeff()) : 0.0;
        return positive_part(-dot(g, w) / size);
    }

    void check() const { require_nonnegative("L1Ball radius", radius); }
};

}  // namespace lariat
