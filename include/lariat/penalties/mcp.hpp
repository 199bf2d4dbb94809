// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

/// R(w) = λ|w| − w²/(2γ) up to |w| = γλ, then γλ²/2: the minimax concave penalty (Zhang 2010, equation 2.1).
/// It is not convex. `c * MCP{γ}` is the field's MCP of strength c: the knee is at γc and knees in step at γ alone,
/// which is not multiplication. check() throws unless γ > 1 and λ is finite and ≥ 0.
struct MCP : PenaltyBase {
    double gamma;
    double strength;

    explicit constexpr MCP(double gamma_ = 3.0, double strength_ = 1.0)
        : gamma(gamma_), strength(strength_) {}

    MCP scaled(double c) const { return MCP{gamma, c * strength}; }

    double value(double w) const {
        const double a = std::abs(w);
        return a <= gamma * strength ? a * (strength - a / (2 * gamma)) : 0.5 * gamma * strength * strength;
    }

    /// Firm threshold (Gao and Bruce 1997) while step < γ; from there on the objective is concave up to the knee
    /// and the smaller of its ends wins: hard threshold at λ√(step·γ). Of two minimizers 0 is returned.
    double prox(double v, double step) const {
        const double a = std::abs(v);
        if (step >= gamma) return a <= strength * gamma * std::sqrt(step / gamma) ? 0.0 : v;
        if (a <= strength * step) return 0.0;
        if (a <= strength * gamma)
            return std::copysign((std::min)(a, (a - strength * step) / ((gamma - step) / gamma)), v);
        return v;
    }

    /// The limiting subdifferential: R'(w) off zero, [−λ, λ] at zero.
    Interval subdifferential(double w) const {
        if (w == 0) return {-strength, strength};
        const double slope = std::copysign(positive_part(strength - std::abs(w) / gamma), w);
        return {slope, slope};
    }

    double curvature(double w) const { return std::abs(w) < gamma * strength ? -1.0 / gamma : 0.0; }

    void check() const {
        require(is_finite(gamma) && gamma > 1,
                [&] { return "MCP gamma = " + text(gamma) + "; must be finite and > 1"; });
        require_nonnegative("MCP strength", strength);
    }
};

}  // namespace lariat
