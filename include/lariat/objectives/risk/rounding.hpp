// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/mean_loss.hpp>

namespace lariat::detail {

/// Σ v (ε|ℓ' z| + ε² ℓ'' z²): what rounding the predictions, by ε|z_i|, does to M(z).
template <class L, class Scalar>
double value_rounding(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& z) {
    using Block = Eigen::Matrix<Scalar, Eigen::Dynamic, 1, 0, int(block_rows), 1>;  // on the stack
    return block_sum(z.size(), [&](Index first, Index count) {
        const auto z_k = z.segment(first, count);
        Block u(count), h(count);
        M.field(first, z_k, u);
        if constexpr (TwiceDifferentiableLoss<L>)
            M.curvature(first, z_k, h, 0, 0);
        else
            h.setZero();
        return lane_sum(count, [&](Index i) {
            const double moved = double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(double(z_k[i]));
            const double change = std::abs(double(u[i])) * moved + double(h[i]) * moved * moved;
            return u[i] == 0 && h[i] == 0 ? 0.0 : change;  // a removed row may have an infinite prediction
        });
    });
}

/// ε (‖ℓ'‖_v + ‖ℓ'' (|z| + terms)‖_v): what rounding the products x_j·u, and the predictions that u is made
/// of, may do to ∂M/∂w_j = x_j·u of a column of length ‖x_j‖_v = 1. `terms` bounds the terms that predictions
/// are summed from, which may be larger than they are.
template <class L, class Scalar>
double slope_rounding(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& z, const Vector<Scalar>& u,
                      [[maybe_unused]] double terms) {
    double size = M.field_norm(u);
    if constexpr (TwiceDifferentiableLoss<L>)
        size += std::sqrt(M.mean([&](Index i) {
            const double z_i = double(z[i]);
            const double moved = M.loss.second_derivative(z_i, double(M.y[i])) * (std::abs(z_i) + terms);
            return moved * moved;
        }));
    return double(Eigen::NumTraits<Scalar>::epsilon()) * size;
}

}  // namespace lariat::detail
