// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include <lariat/core/types.hpp>
#include <lariat/objectives/lanczos.hpp>

namespace lariat::detail {

/// The quadratic model of ResidualModel in the space of its working set: Hessian H and gradient q at w⁰, so
/// that a step costs one column of H instead of two of X. Of H the first rows and columns are meant, as many
/// as q has elements.
template <class Matrix>  // so that its Eigen expressions are instantiated when they are used
class GramModel {
public:
    using Field = Vector<typename Matrix::Scalar>;

    /// q is the gradient of the model and follows the moves.
    GramModel(const Matrix& H, Field& q, const Field& w) : H_(H), q_(q), start_q_(q), start_w_(w) {}

    double curvature(Index k) const { return H_(k, k); }
    double curvature(Index k, Index size) const { return largest_eigenvalue(H_.block(k, k, size, size)); }
    double gradient(Index k) const { return q_[k]; }
    void move(Index k, double d) { q_ += d * H_.col(k).head(q_.size()); }
    void settle() const {}

    /// Up to a constant: ½ (w − w⁰)·(q + q⁰).
    double value(const Field& w, const Field& q) const { return 0.5 * (w - start_w_).dot(q + start_q_); }

    Field& field() { return q_; }
    const Matrix& hessian() const { return H_; }

private:
    const Matrix& H_;
    Field& q_;
    Field start_q_;
    Field start_w_;
};

}  // namespace lariat::detail
