// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/spread.hpp>

namespace lariat {

namespace detail {

/// Is this all that is left of a second moment after so many digits were lost that the deviations themselves
/// are asked?
template <class Scalar>
bool half_lost(double variance, double second) {
    return !(variance > std::sqrt(double(Eigen::NumTraits<Scalar>::epsilon())) * second);
}

/// The variance Σ v (x − m)² of a column from its deviations d about some m near its mean, of which m's
/// rounding is taken off again: Σ v d² − (Σ v d)², Σ v = 1. 0 where those of the rows that count differ by no
/// more than rounding of m: the column is constant.
template <class Scalar, class Weights>
double variance_about(double m, const Vector<Scalar>& d, Weights&& v) {
    Spread<Scalar> spread;
    for (Index i = 0; i < d.size(); ++i)
        if (v(i) > 0) spread.add(double(d[i]) + m);
    if (!spread.is_more_than_rounding()) return 0;
    const double first = lane_sum(d.size(), [&](Index i) { return v(i) * double(d[i]); });
    const double second = lane_sum(d.size(), [&](Index i) { return v(i) * double(d[i]) * double(d[i]); });
    return (std::max)(second - first * first, 0.0);
}

/// The same of a column of X.
template <ColumnDesign D, class Weights>
double variance_about(const D& X, Index j, double m, Weights&& v) {
    using Scalar = design_scalar<D>;
    Vector<Scalar> d = Vector<Scalar>::Constant(X.rows(), static_cast<Scalar>(-m));
    X.add_column(j, 1.0, d);
    return variance_about(m, d, v);
}

/// Σ h (x − m)², m = Σ h x/Σ h, of a column with moments {Σ h x, Σ h x²}: from deviations where the difference
/// of the sums has lost half of its digits.
template <ColumnDesign D, class Weights>
double centred_moment(const D& X, Index j, const ColumnMoments& moments, double total, Weights&& h) {
    const double mean = moments.first / total, difference = moments.second - moments.first * mean;
    if (!half_lost<design_scalar<D>>(difference, moments.second)) return difference;
    return total * variance_about(X, j, mean, [&](Index i) { return h(i) / total; });
}

}  // namespace detail

/// s_j = √(Σ_i v_i (x_ij − m_j)²) with m = Xᵀv: the standard deviations of the columns under weights v,
/// Σ v = 1 (with 1/n, not 1/(n − 1), as glmnet). 0 where the values of a column differ by no more than
/// rounding: it is constant. A design without column_squared_deviations(v, m, h) has them from its squared
/// norms or its column_moments, and where its mean is large from its columns. Costs two passes.
template <Design D>
Vector<double> column_deviations(const D& X, const Vector<double>& v) {
    using Scalar = design_scalar<D>;
    Vector<Scalar> means(X.cols());
    X.apply_transpose(Vector<Scalar>(v.template cast<Scalar>()), means);
    const Vector<Wide<Scalar>> m = means.template cast<double>();
    Vector<Wide<Scalar>> variance = Vector<Wide<Scalar>>::Zero(X.cols());
    constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
    double negligible = 1e3 * epsilon * epsilon;
    if constexpr (requires { X.column_squared_deviations(v, m, variance); }) {
        X.column_squared_deviations(v, m, variance);
    } else {
        static_assert(
            detail::KnowsColumnNorms<D> || ColumnDesign<D>,
            "lariat: to standardize an operator its column_squared_norms(v, h) must be known, or its "
            "column_moments(j, h)");
        variance = column_norms(X, v).cwiseAbs2() - m.cwiseAbs2();
        negligible = 1e3 * epsilon;
    }
    for (Index j = 0; j < m.size(); ++j) {
        const double second = variance[j] + m[j] * m[j];
        if constexpr (ColumnDesign<D>) {
            if (detail::half_lost<Scalar>(variance[j], second))
                variance[j] = detail::variance_about(X, j, m[j], [&](Index i) { return v[i]; });
        } else if (!(variance[j] > negligible * second)) {
            variance[j] = 0;
        }
        variance[j] = std::sqrt(variance[j]);
    }
    return variance;
}

}  // namespace lariat
