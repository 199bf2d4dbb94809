// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/types.hpp>
#include <lariat/objectives/empirical_risk.hpp>

namespace lariat::detail {

/// A risk that sees X through a ScaledDesign, X diag(c): its variables v are on a scale of their own, and
/// w = c∘v is what the coefficients of X are.
template <class F>
concept ScaledRisk = Risk<F> && requires(const F& f) { f.design().factors(); };

/// v = w/c, and likewise a gradient by w from one by v; 0 where c_j = 0.
template <class F, class Scalar>
void divide_by_factors([[maybe_unused]] const F& f, [[maybe_unused]] Vector<Scalar>& w) {
    if constexpr (ScaledRisk<F>) {
        const Vector<double>& c = f.design().factors();
        for (Index j = 0; j < f.penalized(); ++j)
            w[j] = c[j] > 0 ? static_cast<Scalar>(double(w[j]) / c[j]) : Scalar(0);
    }
}

/// w = c∘v.
template <class F, class Scalar>
void multiply_by_factors([[maybe_unused]] const F& f, [[maybe_unused]] Vector<Scalar>& v) {
    if constexpr (ScaledRisk<F>) {
        const Vector<double>& c = f.design().factors();
        for (Index j = 0; j < f.penalized(); ++j) v[j] = static_cast<Scalar>(double(v[j]) * c[j]);
    }
}

}  // namespace lariat::detail
