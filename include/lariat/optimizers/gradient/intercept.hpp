// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/empirical_risk.hpp>

namespace lariat::detail {

/// Is the intercept fitted, and not stepped? It is with a smooth loss: the method then runs on min over b of
/// f(w, b), whose curvature is that of centred columns, whatever their means and scale.
template <class F>
inline constexpr bool fits_intercept =
    is_smooth<F> && requires(const F& f, typename F::Point& at) { f.profile(at); };

template <class F, class Point>
void fit_intercept([[maybe_unused]] const F& f, [[maybe_unused]] Point& at) {
    if constexpr (fits_intercept<F>) f.profile(at);
}

/// s, the root mean square of the ‖x_j‖_v: an intercept that is stepped is measured in units of 1/s, so that
/// scaling X scales w and nothing else. For columns of variance 1 it takes plain steps.
template <class F>
double intercept_unit([[maybe_unused]] const F& f) {
    if constexpr (Risk<F>) {
        const Vector<double> norms = f.variable_norms().head(f.penalized());
        const double size = norms.size() > 0 ? norm(norms) / std::sqrt(double(norms.size())) : 0.0;
        return size > 0 && is_finite(size) ? size : 1.0;
    } else {
        return 1.0;
    }
}

}  // namespace lariat::detail
