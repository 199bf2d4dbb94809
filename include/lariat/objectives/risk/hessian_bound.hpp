// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/mean_loss.hpp>

namespace lariat::detail {

/// out = C in with C = c Xᵀ V X and c the bound of ℓ'': at least the Hessian of L_data, anywhere. With an
/// intercept, which follows w at its optimum, C = c Xᵀ (V − vvᵀ) X, that of centred columns. p elements each.
template <CurvatureBoundedLoss L, Design D, class In, class Out>
void hessian_bound_product(const MeanLoss<L, design_scalar<D>>& M, const D& X, bool intercept, const In& in,
                           Out&& out) {
    using Scalar = design_scalar<D>;
    Vector<Scalar> z(M.rows());
    X.apply(in, z);
    const double mean = intercept ? M.mean([&](Index i) { return double(z[i]); }) : 0.0;
    const double bound = M.loss.curvature_bound();
    for (Index i = 0; i < M.rows(); ++i)
        z[i] = static_cast<Scalar>(bound * M.weight(i) * (double(z[i]) - mean));
    X.apply_transpose(z, out);
}

/// out = K in, n elements each: K = c P V^½ X Xᵀ V^½ P has the nonzero eigenvalues of C, with P the
/// projection off √v where there is an intercept.
template <CurvatureBoundedLoss L, Design D>
void dual_hessian_bound_product(const MeanLoss<L, design_scalar<D>>& M, const D& X, bool intercept,
                                const Vector<design_scalar<D>>& in, Vector<design_scalar<D>>& out) {
    using Scalar = design_scalar<D>;
    const Index n = M.rows();
    const auto root = [&M](Index i) { return std::sqrt(M.weight(i)); };
    const auto along_root = [&](const Vector<Scalar>& a) {
        return intercept ? lane_sum(n, [&](Index i) { return root(i) * double(a[i]); }) : 0.0;
    };
    Vector<Scalar> g(X.cols());
    const double mean = along_root(in);
    for (Index i = 0; i < n; ++i) out[i] = static_cast<Scalar>(root(i) * (double(in[i]) - mean * root(i)));
    X.apply_transpose(out, g);
    X.apply(g, out);
    const double bound = M.loss.curvature_bound();
    for (Index i = 0; i < n; ++i) out[i] = static_cast<Scalar>(bound * root(i) * double(out[i]));
    const double mean_out = along_root(out);
    for (Index i = 0; i < n; ++i) out[i] -= static_cast<Scalar>(mean_out * root(i));
}

}  // namespace lariat::detail
