// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/objectives/placed.hpp>

namespace lariat {

/// Where a gradient differs most from central differences.
struct GradientError {
    Index coordinate = 0;  ///< the worst, counted from 0
    double analytic = 0;   ///< what the gradient says there
    double numeric = 0;    ///< what differences of the values say
    double error = 0;  ///< |analytic − numeric| / (|analytic| + |numeric| + ‖∇f‖_∞); 0 for a zero gradient
};

/// Compares ∇f(w) with (f(w + h e_j) − f(w − h e_j))/2h in every coordinate, h = ε^{1/3} max(|w_j|, 1), and
/// the same at h/2 extrapolated to h = 0 (Richardson); 4p values. A correct gradient has an error near 1e-10,
/// a wrong one near 1. The function must be defined around w; a NaN on either side gives error = NaN there.
/// Throws std::invalid_argument when sizes disagree, w is infinite or NaN, or X has changed its shape.
template <Function F, Coefficients W>
GradientError check_gradient(const F& f, const W& w) {
    using Scalar = typename F::Scalar;
    auto at = placed(f, w);
    const Vector<Scalar> center = at.w;
    Vector<Scalar> g(f.size());
    f.gradient(at, g);
    const double size = f.size() > 0 ? double(g.cwiseAbs().maxCoeff()) : 0.0;
    const auto value_at = [&](Index j, double shift) {
        at.w = center;
        at.w[j] += static_cast<Scalar>(shift);
        f.place(at);
        return f.value(at);
    };
    const auto difference = [&](Index j, double h) { return (value_at(j, h) - value_at(j, -h)) / (2 * h); };
    GradientError worst;
    for (Index j = 0; j < f.size(); ++j) {
        const double h = std::cbrt(double(Eigen::NumTraits<Scalar>::epsilon())) *
                         (std::max)(std::abs(double(center[j])), 1.0);
        const double numeric = (4 * difference(j, h / 2) - difference(j, h)) / 3, analytic = double(g[j]);
        const double scale = std::abs(analytic) + std::abs(numeric) + size;
        const double error = scale == 0 ? 0.0 : std::abs(analytic - numeric) / scale;
        if (j == 0 || !(error <= worst.error)) worst = {j, analytic, numeric, error};
        if (!is_finite(error)) break;
    }
    return worst;
}

}  // namespace lariat
