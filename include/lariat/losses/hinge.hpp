// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>

namespace lariat {

/// ℓ(z, y) = max(0, 1 − sz), s = 2y − 1: the support vector machine. Labels y are 0 and 1.
/// Kink at sz = 1, where the derivative is taken as 0; no curvature bound: for subgradient methods.
/// (Cortes & Vapnik 1995, Machine Learning 20.)
struct Hinge {
    static constexpr const char* name = "Hinge";
    static constexpr bool labels = true;

    template <Elementwise Z, Elementwise Y>
    auto value(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        return positive_part(T(1) - (T(2) * y - T(1)) * z);
    }
    /// −s if sz < 1, else 0: a ramp so steep that it is a step, since 1 − sz is 0 or at least 2⁻⁵³.
    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        constexpr double steep = 0x1p60;
        const auto s = T(2) * y - T(1);
        return -s * clamp(times(T(1) - s * z, steep), T(0), T(1));
    }

    /// ℓ*(u, y) = su, −1 ≤ su ≤ 0.
    double conjugate(double u, double y) const {
        const double su = (2.0 * y - 1.0) * u;
        return in_domain(su, -1.0, 0.0) ? su : Interval::infinity;
    }
    double remainder(double z, double y, double t) const { return (1.0 - t) * value(z, y); }

    bool valid_target(double y) const { return y == 0.0 || y == 1.0; }
    const char* target_domain() const { return "labels must be 0 or 1; convert -1/+1 by (y + 1) / 2"; }
};

}  // namespace lariat
