// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_norms.hpp>

namespace lariat {

/// s_j = √(Σ_i v_i (x_ij − m_j)²) with m = Xᵀv: the standard deviations of the columns under weights v, Σ
/// v = 1 (with 1/n, not 1/(n − 1), as glmnet). 0 where the variance is negligible beside the second moment:
/// the column is constant up to rounding. A design without column_squared_deviations(v, m, h) has them from
/// its squared norms or its column_moments, which loses digits where the mean is large. Costs two passes.
template <Design D>
Vector<double> column_deviations(const D& X, const Vector<double>& v) {
    using Scalar = design_scalar<D>;
    Vector<Scalar> means(X.cols());
    X.apply_transpose(Vector<Scalar>(v.template cast<Scalar>()), means);
    const Vector<Wide<Scalar>> m = means.template cast<double>();
    Vector<Wide<Scalar>> variance = Vector<Wide<Scalar>>::Zero(X.cols());
    if constexpr (requires { X.column_squared_deviations(v, m, variance); }) {
        X.column_squared_deviations(v, m, variance);
    } else {
        static_assert(
            detail::KnowsColumnNorms<D> || ColumnDesign<D>,
            "lariat: to standardize an operator its column_squared_norms(v, h) must be known, or its "
            "column_moments(j, h)");
        variance = column_norms(X, v).cwiseAbs2() - m.cwiseAbs2();
    }
    for (Index j = 0; j < m.size(); ++j) {
        const double second = variance[j] + m[j] * m[j];
        variance[j] = variance[j] > negligible_variance * second ? std::sqrt(variance[j]) : 0.0;
    }
    return variance;
}

}  // namespace lariat
