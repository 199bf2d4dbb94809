// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/mean_loss.hpp>
#include <lariat/objectives/risk/balance.hpp>

namespace lariat::detail {

/// M(z) + M*(vθ) − vθ·z = Σ v_i [ℓ(z_i) + ℓ*(θ_i) − θ_i z_i] ≥ 0, summed as these remainders of Fenchel and
/// Young, at the field vθ = s · balanced v∘ℓ'(z).
template <ConjugateLoss L, class Scalar>
double remainder(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& z, const Balance& balance, double s) {
    if constexpr (ArrayRemainder<L, Scalar>)
        if (!M.weighted())
            return block_sum(M.rows(),
                             [&](Index first, Index count) {
                                 return M.loss.total_remainder(z.segment(first, count).array(),
                                                               M.y.segment(first, count).array(),
                                                               s * balance.positive, s * balance.negative);
                             }) /
                   double(M.rows());
    return M.mean([&](Index i) {
        const double z_i = double(z[i]), y_i = double(M.y[i]);
        const double d = M.loss.derivative(z_i, y_i);
        const double c = s * (d > 0 ? balance.positive : balance.negative);
        if constexpr (requires { M.loss.remainder(z_i, y_i, c); })
            return double(M.loss.remainder(z_i, y_i, c));
        else
            return M.loss.value(z_i, y_i) + M.loss.conjugate(c * d, y_i) - c * d * z_i;
    });
}

/// The same at any field vθ = s · u.
template <ConjugateLoss L, class Scalar>
double remainder(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& z, const Vector<Scalar>& u, double s) {
    return M.mean([&](Index i) {
        const double z_i = double(z[i]), y_i = double(M.y[i]), theta = s * double(u[i]) / M.weight(i);
        return M.loss.value(z_i, y_i) + M.loss.conjugate(theta, y_i) - theta * z_i;
    });
}

/// ‖θ‖²_v = Σ v θ² = Σ u²/v of a field u = vθ.
template <class L, class Scalar>
double field_energy(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& u) {
    if (!M.weighted()) return double(M.rows()) * squared_norm(u);
    return M.mean([&](Index i) {
        const double theta = double(u[i]) / M.weight(i);
        return theta * theta;
    });
}

}  // namespace lariat::detail
