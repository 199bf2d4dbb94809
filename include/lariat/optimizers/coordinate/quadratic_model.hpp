// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The quadratic model of L_data around predictions z, in the predictions: with the field u = v∘ℓ' and the
/// curvature h = v∘ℓ'' there, a move Δ of the predictions changes the field to u + h∘Δ. For squared error the
/// model is exact.
///
/// An intercept is profiled out, never a coordinate: after every move it stays at its optimum, Σ(u + h∘Δ) =
/// 0, which takes one number c with the true field u + c h; with S_j = Σ h x_j,
///     gradient_j = x_j·u + c S_j,   curvature_j = Σ h x_j² − S_j²/Σh,   moving w_j by d:  u += d h∘x_j,  c −= d S_j/Σh.
template <ColumnDesign D>
class QuadraticModel {
public:
    using Scalar = design_scalar<D>;

    /// u is the field of the model and follows the moves. h is the curvature, unless it is `uniform`
    /// everywhere.
    QuadraticModel(const D& X, Vector<Scalar>& u, const Vector<Scalar>& h, double uniform, bool intercept)
        : X_(X), u_(u), h_(h), uniform_(uniform), intercept_(intercept) {
        if (intercept_)
            total_ = uniform_ > 0 ? uniform_ * double(u.size()) : h_.template cast<double>().sum();
    }

    ColumnMoments moments(Index j) const {
        if (uniform_ == 0) return X_.column_moments(j, h_);
        const ColumnMoments m = X_.column_moments(j);
        return {uniform_ * m.first, uniform_ * m.second};
    }

    /// The second derivative along w_j; 0 for a column that is zero, or constant beside an intercept.
    double curvature(const ColumnMoments& m) const {
        if (!intercept_ || !(total_ > 0)) return m.second;
        const double profiled = m.second - m.first * (m.first / total_);
        return profiled > 1e-13 * m.second ? profiled : 0.0;
    }

    double gradient(Index j, const ColumnMoments& m) const {
        const double g = X_.column_dot(j, u_);
        return intercept_ ? g + c_ * m.first : g;
    }

    void move(Index j, const ColumnMoments& m, double d) {
        if (uniform_ > 0)
            X_.add_column(j, uniform_ * d, u_);
        else
            X_.add_column(j, d, h_, u_);
        if (intercept_ && total_ > 0) c_ -= d * m.first / total_;
    }

    /// Folds c into the field, so that the field is the true one.
    void settle() {
        if (c_ == 0) return;
        if (uniform_ > 0)
            u_.array() += static_cast<Scalar>(c_ * uniform_);
        else
            u_ += static_cast<Scalar>(c_) * h_;
        c_ = 0;
    }

    /// The value of the model in terms of its (settled) field, up to a constant: ½ Σ u²/h.
    double energy(const Vector<Scalar>& field) const {
        if (uniform_ > 0) return 0.5 * squared_norm(field) / uniform_;
        return 0.5 * lane_sum(field.size(), [&](Index i) {
                   return h_[i] > 0 ? double(field[i]) * (double(field[i]) / double(h_[i])) : 0.0;
               });
    }

    Vector<Scalar>& field() { return u_; }

private:
    const D& X_;
    Vector<Scalar>& u_;
    const Vector<Scalar>& h_;
    double uniform_;
    bool intercept_;
    double total_ = 0;  // Σ h
    double c_ = 0;      // the true field is u + c h
};

}  // namespace lariat::detail
