// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>

namespace lariat {

/// ℓ(z, y) = e^z − yz + y log y − y: counts or rates y ≥ 0 with mean e^z; 0 log 0 = 0.
/// Half the unit deviance: the relative entropy of y against e^z, and so it is computed. ℓ'' = e^z has no
/// bound, hence no curvature_bound(): step sizes must be searched for. Beyond z = 709 the value is infinite.
/// (McCullagh & Nelder 1989, Generalized Linear Models, section 2.3.)
struct Poisson {
    static constexpr const char* name = "Poisson";

    double value(double z, double y) const {
        return relative_entropy(y, std::exp(z) - y, [z] { return z; });
    }
    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        return exponential(z) - y;
    }
    double second_derivative(double z, double) const { return std::exp(z); }
    /// (ℓ'(log y) − ℓ'(z))/(log y − z), that of the parabola which touches ℓ at z and has its vertex at
    /// log y: on the way up to there it lies above ℓ, whose own curvature at a small mean would lead far
    /// beyond.
    double secant_curvature(double z, double y) const {
        const double climb = std::log(y) - z;  // e^z may be below y by rounding where this is 0
        return climb > 0 ? y * (-std::expm1(-climb) / climb) : std::exp(z);
    }

    /// ℓ*(u, y) = q log q − q − y log y + y, q = y + u ≥ 0.
    double conjugate(double u, double y) const {
        if (!in_domain(u, -y, Interval::infinity)) return Interval::infinity;
        const auto part = [](double q) { return q > 0.0 ? q * (std::log(q) - 1.0) : 0.0; };
        if (u >= y) return part(y + u) - part(y);
        const double log_y = std::log(y);  // where u is small against y, those two cancel, and these do not
        return relative_entropy(y + u, -u, [log_y] { return log_y; }) + u * log_y;
    }
    /// The relative entropy of q = y + s(e^z − y) against e^z.
    double remainder(double z, double y, double s) const {
        const double mu = std::exp(z);
        if (mu == Interval::infinity) return s < 1.0 ? mu : 0.0;
        return relative_entropy(s * mu + (1.0 - s) * y, (1.0 - s) * (mu - y), [z] { return z; });
    }

    /// Towards a mean of 0, where 0 was counted.
    bool falls_forever(double d, double y) const { return y == 0.0 && d < 0.0; }

    double mean(double z) const { return std::exp(z); }

    /// −2 log-likelihood of n observations of this mean loss, up to a constant of the targets: the deviance.
    double minus_two_log_likelihood(double mean_loss, double n) const { return 2.0 * n * mean_loss; }
    bool valid_target(double y) const { return is_finite(y) && y >= 0.0; }
    const char* target_domain() const { return "targets must be finite and >= 0 (counts or rates)"; }
};

}  // namespace lariat
