// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/model_columns.hpp>
#include <lariat/optimizers/coordinate/model_hessian.hpp>

namespace lariat::detail {

/// The quadratic model of L_data around predictions z, on the columns of a working set W: with the field u =
/// v∘ℓ' and the curvature h = v∘ℓ'' there, a move Δ of the predictions changes the field to u + h∘Δ. For
/// squared error the model is exact. A step costs two columns of X.
///
/// An intercept is profiled out, never a coordinate: after every move it stays at its optimum, Σ(u + h∘Δ) =
/// 0, which takes one number c with the true field u + c h; with S_k = Σ h x_k,
///     gradient_k = x_k·u + c S_k,   curvature_k = Σ h x_k² − S_k²/Σh,
///     moving w_k by d:  u += d h∘x_k,  c −= d S_k/Σh.
template <ColumnDesign D>
class ResidualModel {
public:
    using Field = Vector<design_scalar<D>>;

    /// u is the field of the model and follows the moves.
    ResidualModel(const ModelColumns<D>& columns, Field& u) : columns_(columns), u_(u) {
        // Of Σu = 0 the intercept, which is rounded, has left something, and large columns would multiply it.
        if (columns_.centred())
            c_ = -lane_sum(u.size(), [&](Index i) { return double(u[i]); }) / columns_.total();
    }

    /// The second derivative along w_k; 0 for a column that is zero, or constant beside an intercept.
    double curvature(Index k) const { return columns_.moment(k).curvature; }
    /// λ_max of the Hessian on `size` columns from the k-th on, or a bound.
    double curvature(Index k, Index size) const { return largest_curvature_on(columns_, k, size); }

    double gradient(Index k) const {
        const double g = columns_.dot(k, u_);
        return columns_.centred() ? g + c_ * columns_.moment(k).first : g;
    }

    void move(Index k, double d) {
        columns_.add(k, d, u_);
        if (columns_.centred()) c_ -= d * columns_.moment(k).first / columns_.total();
    }

    /// Folds c into the field, so that the field is the true one.
    void settle() {
        using Scalar = design_scalar<D>;
        if (c_ == 0) return;
        if (columns_.uniform() > 0)
            u_.array() += static_cast<Scalar>(c_ * columns_.uniform());
        else
            u_ += static_cast<Scalar>(c_) * columns_.h();
        c_ = 0;
    }

    /// The value of the model at w_W with its (settled) field, up to a constant: ½ Σ u²/h.
    double value(const Vector<Wide<design_scalar<D>>>&, const Field& field) const {
        if (columns_.uniform() > 0) return 0.5 * squared_norm(field) / columns_.uniform();
        const Field& h = columns_.h();
        return 0.5 * lane_sum(field.size(), [&](Index i) {
                   return h[i] > 0 ? double(field[i]) * (double(field[i]) / double(h[i])) : 0.0;
               });
    }

    Field& field() { return u_; }

    /// The Hessian on W (see condense).
    template <class Matrix>
    bool condense(Matrix& H, Index known) const {
        return detail::condense(columns_, H, known);
    }

private:
    ModelColumns<D> columns_;
    Field& u_;
    double c_ = 0;  // the true field is u + c h
};

}  // namespace lariat::detail
