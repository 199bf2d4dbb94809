// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>

#include <lariat/core/check.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/parameter.hpp>

namespace lariat {

/// ℓ(z, y) = τ max(0, y − z) + (1 − τ) max(0, z − y): regression to the τ-quantile.
/// At τ = ½ half the absolute error. Kink at z = y, where the derivative is taken as 0; no curvature bound:
/// for subgradient methods. check() throws std::invalid_argument unless 0 < τ < 1.
/// (Koenker & Bassett 1978, Econometrica 46.)
struct Pinball {
    double tau = 0.5;

    static constexpr const char* name = "Pinball";
    static constexpr Parameter<Pinball> parameters[] = {{"tau", &Pinball::tau}};

    void check() const { require_between("Pinball::tau", tau, 0.0, 1.0); }

    template <Elementwise Z, Elementwise Y>
    auto value(const Z& z, const Y& y) const {
        return times(positive_part(y - z), tau) + times(positive_part(z - y), 1.0 - tau);
    }
    /// −τ, 0 or 1 − τ: a ramp so steep that it is a step on all numbers, the smallest subnormal one included.
    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        constexpr T steep = T(1) / (std::numeric_limits<T>::min)();
        return clamp((z - y) * steep * steep, T(-tau), T(1.0 - tau));
    }

    /// ℓ*(u, y) = uy, −τ ≤ u ≤ 1 − τ.
    double conjugate(double u, double y) const {
        return in_domain(u, -tau, 1.0 - tau) ? u * y : Interval::infinity;
    }
    double remainder(double z, double y, double s) const { return (1.0 - s) * value(z, y); }

    /// The τ-quantile at prediction z, which stands for the mean.
    double mean(double z) const { return z; }
};

}  // namespace lariat
