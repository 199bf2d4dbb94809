// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

/// R(w) = λ|w| up to λ, (2γλ|w| − w² − λ²)/(2(γ − 1)) up to γλ, then λ²(γ + 1)/2: smoothly clipped absolute
/// deviation (Fan and Li 2001, equation 2.7, whose a is γ). It is not convex. `c * SCAD{γ}` is the field's
/// SCAD of strength c, which is not multiplication. check() throws unless γ > 2 and λ is finite and ≥ 0.
struct SCAD : PenaltyBase {
    double gamma;
    double strength;

    static constexpr const char* name = "SCAD";
    static constexpr Parameter<SCAD> parameters[] = {{"gamma", &SCAD::gamma}, {"strength", &SCAD::strength}};

    explicit constexpr SCAD(double gamma_ = 3.7, double strength_ = 1.0)
        : gamma(gamma_), strength(strength_) {}

    SCAD scaled(double c) const { return SCAD{gamma, c * strength}; }

    double value(double w) const {
        const double a = std::abs(w);
        if (a <= strength) return strength * a;
        if (a > gamma * strength) return 0.5 * strength * strength * (gamma + 1);
        return strength * a - 0.5 * (a - strength) * ((a - strength) / (gamma - 1));
    }

    /// Three regimes. step < γ − 1: the objective is convex, three pieces (Fan and Li, equation 2.8, has step
    /// 1). Up to γ + 1 the middle piece is concave: soft threshold or v, equally good at |v| = λ(γ + 1 +
    /// step)/2. Above: 0 or v, equally good at |v| = λ√(step(γ + 1)). Of two minimizers the smaller is
    /// returned.
    double prox(double v, double step) const {
        const double a = std::abs(v);
        if (step > gamma + 1) return a <= strength * (gamma + 1) * std::sqrt(step / (gamma + 1)) ? 0.0 : v;
        const double soft_until =
            step < gamma - 1 ? strength * (1 + step) : strength * (0.5 * (gamma + 1 + step));
        if (a <= soft_until) return soft_threshold(v, strength * step);
        if (step < gamma - 1 && a <= strength * gamma) {
            const double x = a - step * ((strength * gamma - a) / (gamma - 1 - step));
            return std::copysign(clamp(x, strength, a), v);  // near γ − 1 rounding would take x off its piece
        }
        return v;
    }

    /// The limiting subdifferential: R'(w) off zero, [−λ, λ] at zero.
    Interval subdifferential(double w) const {
        if (w == 0) return {-strength, strength};
        const double a = std::abs(w);
        const double slope =
            std::copysign(a <= strength ? strength : positive_part(strength * gamma - a) / (gamma - 1), w);
        return {slope, slope};
    }

    double curvature(double w) const {
        const double a = std::abs(w);
        return strength < a && a < gamma * strength ? -1.0 / (gamma - 1) : 0.0;
    }

    void check() const {
        require(is_finite(gamma) && gamma > 2,
                [&] { return "SCAD gamma = " + text(gamma) + "; must be finite and > 2"; });
        require_nonnegative("SCAD strength", strength);
    }
};

}  // namespace lariat
