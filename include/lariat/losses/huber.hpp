// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/parameter.hpp>

namespace lariat {

/// ℓ(z, y) = ½d² where |d| ≤ δ, δ|d| − ½δ² beyond; d = z − y: least squares that outliers cannot steer.
/// ℓ'' ≤ 1. With c = d clamped to [−δ, δ] this is c(d − ½c) everywhere, and ℓ' = c. The default δ keeps 95 %
/// efficiency at normal noise of unit variance; δ has the unit of y, so scale it with the noise.
/// check() throws std::invalid_argument unless δ is finite and > 0.
/// (Huber 1964, Annals of Mathematical Statistics 35.)
struct Huber {
    double delta = 1.345;

    static constexpr const char* name = "Huber";
    static constexpr Parameter<Huber> parameters[] = {{"delta", &Huber::delta}};

    void check() const { require_positive("Huber::delta", delta); }

    template <Elementwise Z, Elementwise Y>
    auto value(const Z& z, const Y& y) const {
        const auto d = z - y;
        const auto c = derivative(z, y);
        return c * (d - times(c, 0.5));
    }
    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        return clamp(z - y, T(-delta), T(delta));
    }
    double second_derivative(double z, double y) const { return std::abs(z - y) <= delta ? 1.0 : 0.0; }
    double curvature_bound() const { return 1.0; }
    /// ℓ'/(z − y), that of the parabola with its vertex at y that touches ℓ at z, and is nowhere below it.
    double secant_curvature(double z, double y) const {
        const double d = std::abs(z - y);
        return d <= delta ? 1.0 : delta / d;
    }

    /// ℓ*(u, y) = ½u² + uy, |u| ≤ δ.
    double conjugate(double u, double y) const {
        return in_domain(u, -delta, delta) ? u * (0.5 * u + y) : Interval::infinity;
    }
    double remainder(double z, double y, double s) const {
        const double c = derivative(z, y);
        const double rest = 1.0 - s;
        return rest * c * ((z - y - c) + 0.5 * rest * c);
    }

    double mean(double z) const { return z; }
};

}  // namespace lariat
