// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>

namespace lariat {

/// ℓ(z, y) = ½ max(0, 1 − sz)², s = 2y − 1: the smooth support vector machine. Labels y are 0 and 1. ℓ'' ≤ 1.
/// liblinear's squared hinge ("L2-loss SVC") has no ½.
/// (Chang, Hsieh & Lin 2008, Journal of Machine Learning Research 9.)
struct SquaredHinge {
    static constexpr const char* name = "SquaredHinge";
    static constexpr bool labels = true;

    template <Elementwise Z, Elementwise Y>
    auto value(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        const auto shortfall = positive_part(T(1) - (T(2) * y - T(1)) * z);
        return times(shortfall, 0.5) * shortfall;
    }
    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        const auto s = T(2) * y - T(1);
        return -s * positive_part(T(1) - s * z);
    }
    double second_derivative(double z, double y) const { return (2.0 * y - 1.0) * z < 1.0 ? 1.0 : 0.0; }
    double curvature_bound() const { return 1.0; }

    /// ℓ*(u, y) = ½a² − a, a = −su ≥ 0.
    double conjugate(double u, double y) const {
        const double a = (1.0 - 2.0 * y) * u;
        return a >= 0.0 ? a * (0.5 * a - 1.0) : Interval::infinity;
    }
    double remainder(double z, double y, double t) const {
        const double rest = (1.0 - t) * derivative(z, y);
        return 0.5 * rest * rest;
    }

    bool valid_target(double y) const { return y == 0.0 || y == 1.0; }
    const char* target_domain() const { return "labels must be 0 or 1; convert -1/+1 by (y + 1) / 2"; }
};

}  // namespace lariat
