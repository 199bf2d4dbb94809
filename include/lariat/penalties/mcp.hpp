// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

/// R(w) = λ|w| − w²/(2γ) up to |w| = γλ, then γλ²/2: the minimax concave penalty (Zhang 2010, equation 2.1).
/// It is not convex. `c * MCP{γ}` is the field's MCP of strength c: the knee is at γc and knees in step at γ
/// alone, which is not multiplication. check() throws unless γ > 1 and λ is finite and ≥ 0.
struct MCP : PenaltyBase {
    double gamma;
    double strength;

    static constexpr const char* name = "MCP";
    static constexpr Parameter<MCP> parameters[] = {{"gamma", &MCP::gamma}, {"strength", &MCP::strength}};

    explicit constexpr MCP(double gamma_ = 3.0, double strength_ = 1.0)
        : gamma(gamma_), strength(strength_) {}

    MCP scaled(double c) const { return MCP{gamma, c * strength}; }

    double value(double w) const {
        const double a = std::abs(w);
        return a <= gamma * strength ? a * (strength - a / (2 * gamma)) : 0.5 * gamma * strength * strength;
    }

    /// Firm threshold (Gao and Bruce 1997) while step < γ: soft threshold at λ·step, stretched by
    /// γ/(γ − step), but not beyond v. From γ on the objective is concave up to the knee and the smaller of
    /// its ends wins: hard threshold at λ√(step·γ), which is the same with no bound to the stretch. Of two
    /// minimizers 0 is returned.
    template <Elementwise V>
    auto prox(const V& v, double step) const {
        using Scalar = scalar_of<V>;
        constexpr double unbounded = double((std::numeric_limits<Scalar>::max)());
        const bool firm = step < gamma;
        const double threshold = strength * (firm ? step : gamma * std::sqrt(step / gamma));
        const double stretch = firm ? (std::min)(gamma / (gamma - step), unbounded) : unbounded;
        return between_zero_and(v, times(soft_threshold(v, static_cast<Scalar>(threshold)), stretch));
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
