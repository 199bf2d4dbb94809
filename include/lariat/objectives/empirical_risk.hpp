// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <concepts>
#include <memory>
#include <utility>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/values.hpp>
#include <lariat/designs/column_dots.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/designs/scaled_design.hpp>
#include <lariat/designs/survey.hpp>
#include <lariat/objectives/mean_loss.hpp>
#include <lariat/objectives/risk/hessian_bound.hpp>
#include <lariat/objectives/risk/intercept.hpp>
#include <lariat/objectives/risk/risk_data.hpp>
#include <lariat/objectives/risk/rounding.hpp>
#include <lariat/objectives/risk_options.hpp>

namespace lariat {

/// L_data(w, b) = Σ_i v_i ℓ(z_i, y_i),  z = Xw + b + offset,  v_i = ω_i / Σω  (1/n without weights).
///
/// The mean loss M(z) knows the rows; here are its variables w, or (w; b) when there is an intercept: z is
/// affine in them, and the gradient by them is (Xᵀu; Σu) with the field u = ∇M(z) = v∘ℓ'(z, y).
/// X is n × p, y has n elements. X is read where it lies (see design_of for what must outlive the risk); y,
/// weights and offset are copied. Copies of a risk share everything.
/// Throws std::invalid_argument when there is no row, sizes disagree, anything is infinite or NaN, a target
/// is outside the loss's domain, a weight is negative or all weights are 0. X and y are scanned once, here:
/// the pass over X also makes the gradient at the null model and the moments of the columns, where X can tell
/// them.
template <class L, Design D>
class EmpiricalRisk {
    static_assert(Loss<L>,
                  "lariat: a loss needs value(z, y) and derivative(z, y), both const and of one number each; "
                  "see core/concepts.hpp");

public:
    using LossType = L;
    using Scalar = typename D::Scalar;

    /// A point (w; b) with its predictions and the gradient field there.
    struct Point {
        Vector<Scalar> w;   ///< coefficients, then the intercept if there is one
        Vector<Scalar> z;   ///< predictions Xw + b + offset
        Vector<Scalar> u;   ///< field v∘ℓ'(z, y), once a gradient was asked for
        double passes = 0;  ///< products with X or Xᵀ spent on this point
    };

    template <class X>
        requires std::same_as<design_of_t<X>, D>
    EmpiricalRisk(L loss, X&& x, const Values& y, const RiskOptions& options = {})
        : data_(std::make_shared<const Data>(std::move(loss), design_of(std::forward<X>(x)), y, options)) {}

    explicit EmpiricalRisk(detail::RiskData<L, D> data)
        : data_(std::make_shared<const Data>(std::move(data))) {}

    /// M, L_data as a function of the predictions.
    const MeanLoss<L, Scalar>& mean_loss() const { return data_->mean_loss; }

    const L& loss() const { return mean_loss().loss; }
    const D& design() const { return data_->design; }
    const Vector<Scalar>& target() const { return mean_loss().y; }
    /// Empty where it is 0 everywhere.
    const Vector<Scalar>& offset() const { return data_->offset; }

    /// v: one number a row, of sum 1.
    Vector<Wide<Scalar>> row_weights() const {
        if (mean_loss().weighted()) return mean_loss().weights;
        return Vector<Wide<Scalar>>::Constant(rows(), 1.0 / double(rows()));
    }

    /// Σω, the number of observations when a weight k is a row repeated k times; n without weights.
    double observations() const { return mean_loss().total; }

    /// The columns that standardizing, or an intercept, leaves nothing of: those without variance.
    std::vector<Index> constant_columns() const {
        if constexpr (requires { data_->design.factors(); }) {
            std::vector<Index> constant;
            for (Index j = 0; j < penalized(); ++j)
                if (data_->design.factors()[j] == 0) constant.push_back(j);
            return constant;
        } else {
            return data_->constant_columns;
        }
    }

    /// The same rows under other weights, which are checked; X, which is shared, is not scanned again.
    EmpiricalRisk with_weights(const Values& weights) const {
        Data data = *data_;
        data.normalise(weights);
        return EmpiricalRisk(std::move(data));
    }

    /// The same rows through another design.
    template <Design Other>
    EmpiricalRisk<L, Other> with_design(Other other) const {
        return EmpiricalRisk<L, Other>(detail::RiskData<L, Other>(*data_, std::move(other)));
    }

    /// The same rows through X with its columns multiplied by the factors of a ScaledDesign.
    EmpiricalRisk<L, ScaledDesign<D>> scaled(Vector<Wide<Scalar>> factors) const {
        return EmpiricalRisk<L, ScaledDesign<D>>(detail::RiskData<L, ScaledDesign<D>>::scaled(
            *data_, ScaledDesign<D>(design(), std::move(factors))));
    }

    bool has_intercept() const { return data_->intercept; }
    Index rows() const { return mean_loss().rows(); }
    Index size() const { return penalized() + (has_intercept() ? 1 : 0); }
    Index penalized() const { return data_->design.cols(); }

    Point point() const {
        return {Vector<Scalar>::Zero(size()), Vector<Scalar>::Zero(rows()), Vector<Scalar>::Zero(rows()), 0};
    }

    /// z = Xw + b + offset.
    void place(Point& at) const {
        if ((at.w.head(penalized()).array() == Scalar(0)).all()) {
            at.z.setZero();
        } else {
            data_->design.apply(at.w.head(penalized()), at.z);
            at.passes += 1;
        }
        add_shifts(at);
    }

    /// The same for many points whose w is zero off some columns, in one pass where X can.
    void place(std::vector<Point>& points, const std::vector<Index>& columns) const {
        using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
        if constexpr (requires(const Matrix& W, Matrix& Z) { data_->design.apply_all(columns, W, Z); }) {
            Matrix W(static_cast<Index>(columns.size()), static_cast<Index>(points.size())),
                Z(rows(), W.cols());
            for (Index k = 0; k < W.cols(); ++k) W.col(k) = points[static_cast<std::size_t>(k)].w(columns);
            data_->design.apply_all(columns, W, Z);
            for (Index k = 0; k < W.cols(); ++k) {
                Point& at = points[static_cast<std::size_t>(k)];
                at.z = Z.col(k);
                at.passes += 1;
                add_shifts(at);
            }
        } else {
            for (Point& at : points) place(at);
        }
    }

    /// at = x + β (x − y): z is affine in w, so no product with X is needed.
    void extrapolate(const Point& x, const Point& y, double beta, Point& at) const {
        const auto c = static_cast<Scalar>(beta);
        at.w = x.w + c * (x.w - y.w);
        at.z = x.z + c * (x.z - y.z);
    }

    double value(const Point& at) const { return mean_loss().value(at.z); }

    /// g = (Xᵀu; Σu) with the field u = v∘ℓ'(z, y), which stays in the point.
    void gradient(Point& at, Vector<Scalar>& g) const {
        renew_field(at);
        transpose(at, g);
    }

    /// u = v∘ℓ'(z, y): the gradient of L_data with respect to the predictions.
    void renew_field(Point& at) const { mean_loss().field(at.z, at.u); }

    /// g = (Xᵀu; Σu) for the field that is in the point; of that of the null model it may be known already.
    void transpose(Point& at, Vector<Scalar>& g) const {
        if (data_->first_pass.knows(at.u)) {
            g.resize(size());
            g.head(penalized()) = data_->first_pass.g;
            sum_field(at, g);
        } else {
            transpose(at, g, [&](VectorRef<Scalar> out) { data_->design.apply_transpose(at.u, out); });
        }
    }

    /// The same for some columns; the other elements of g stay.
    void transpose(Point& at, Vector<Scalar>& g, const std::vector<Index>& columns) const
        requires ColumnDesign<D>
    {
        column_dots(data_->design, columns, at.u, g);
        at.passes += double(columns.size()) / double(penalized());
        sum_field(at, g);
    }

    /// {Σ v x, Σ v x²} of every column, where the first pass over X told; else empty.
    const std::vector<ColumnMoments>& moments() const { return data_->first_pass.moments; }

    /// g = (Xᵀu; Σu), and the moments of every column where X can tell in the same pass; else none.
    void survey(Point& at, Vector<Scalar>& g, std::vector<ColumnMoments>& moments) const {
        if constexpr (SurveyedDesign<D>) {
            moments.resize(static_cast<std::size_t>(penalized()));
            transpose(at, g, [&](VectorRef<Scalar> out) {
                mean_loss().with_row_weights(
                    [&](const auto& v) { data_->design.survey(at.u, v, out, moments); });
            });
        } else {
            moments.clear();
            transpose(at, g);
        }
    }

    /// Moves the intercept to where it minimizes L_data at these coefficients; needs no product with X.
    void profile(Point& at) const {
        if (!has_intercept()) return;
        Scalar& b = at.w[penalized()];
        const Scalar moved = b + static_cast<Scalar>(detail::best_shift(mean_loss(), at.z));
        at.z.array() += moved - b;
        b = moved;
    }

    // ---- curvature ----

    /// h = v∘ℓ''(z, y), the curvature of L_data in the predictions (see MeanLoss).
    void curvature(const Point& at, Vector<Scalar>& h, double sloping = 0, double level = 0) const
        requires TwiceDifferentiableLoss<L>
    {
        mean_loss().curvature(at.z, h, sloping, level);
    }
    double uniform_curvature() const { return mean_loss().uniform_curvature(); }

    /// out = C in with C at least the Hessian of L_data, anywhere.
    void curvature_product(const Vector<Scalar>& in, Vector<Scalar>& out) const
        requires CurvatureBoundedLoss<L>
    {
        detail::hessian_bound_product(mean_loss(), design(), has_intercept(), in.head(penalized()),
                                      out.head(penalized()));
        if (has_intercept()) out[penalized()] = 0;
    }

    /// out = K in, n elements each, with the nonzero eigenvalues of C.
    void dual_curvature_product(const Vector<Scalar>& in, Vector<Scalar>& out) const
        requires CurvatureBoundedLoss<L>
    {
        detail::dual_hessian_bound_product(mean_loss(), design(), has_intercept(), in, out);
    }

    // ---- scales and rounding ----

    /// h_j = ‖x_j‖_v ‖ℓ'‖_v, and ‖ℓ'‖_v for an intercept: what a derivative ∂L_data/∂w_j can be at most with
    /// the field's size, never taken below its floor at the null model.
    Vector<Wide<Scalar>> gradient_scale(const Point& at, const Vector<Wide<Scalar>>& norms,
                                        const Point& null) const {
        return gradient_floor(null, norms).cwiseMax(norms * mean_loss().field_norm(at.u));
    }

    /// √ε of that at a point, so that a perfect fit has a scale. Rows that no prediction fits perfectly need
    /// none, and would call small what is only far out.
    Vector<Wide<Scalar>> gradient_floor(const Point& at, const Vector<Wide<Scalar>>& norms) const {
        Vector<Scalar> u(rows());
        mean_loss().field(at.z, u);
        if constexpr (requires(const L& l) { l.falls_forever(0.0, 0.0); })
            for (Index i = 0; i < rows(); ++i) {
                const double y = double(target()[i]);
                if (loss().falls_forever(1.0, y) || loss().falls_forever(-1.0, y)) u[i] = Scalar(0);
            }
        return std::sqrt(double(Eigen::NumTraits<Scalar>::epsilon())) * mean_loss().field_norm(u) * norms;
    }

    /// What rounding may have done to ∂L_data/∂w_j: ε ‖x_j‖_v (‖ℓ'‖_v + ‖ℓ'' (|z| + Σ ‖x_k‖_v |w_k|)‖_v).
    Vector<Wide<Scalar>> gradient_rounding(const Point& at, const Vector<Wide<Scalar>>& norms) const {
        const double terms =
            lane_sum(at.w.size(), [&](Index j) { return norms[j] * std::abs(double(at.w[j])); });
        return detail::slope_rounding(mean_loss(), at.z, at.u, terms) * norms;
    }

    /// What rounding the predictions, by ε|z_i|, does to the value.
    double resolution(const Point& at) const { return detail::value_rounding(mean_loss(), at.z); }

    static constexpr int norm_passes = column_norm_passes<D>;
    /// ‖x_j‖_v, and ‖1‖_v = 1 for an intercept.
    Vector<Wide<Scalar>> variable_norms() const {
        if (!moments().empty()) return column_norms(moments(), size());
        Vector<Wide<Scalar>> norms(size());
        norms.head(penalized()) = column_norms(data_->design, row_weights());
        if (has_intercept()) norms[penalized()] = 1;
        return norms;
    }

    /// Throws when X has changed its shape since the risk was made.
    void check() const { data_->design.check(); }

private:
    using Data = detail::RiskData<L, D>;

    template <class Multiply>
    void transpose(Point& at, Vector<Scalar>& g, Multiply&& multiply) const {
        g.resize(size());
        multiply(g.head(penalized()));
        at.passes += 1;
        sum_field(at, g);
    }
    void sum_field(const Point& at, Vector<Scalar>& g) const {
        if (has_intercept()) g[penalized()] = static_cast<Scalar>(mean_loss().sum(at.u));
    }

    /// z += b + offset.
    void add_shifts(Point& at) const {
        if (has_intercept()) at.z.array() += at.w[penalized()];
        if (data_->offset.size() > 0) at.z += data_->offset;
    }

    std::shared_ptr<const Data> data_;
};

template <class L, class X>
EmpiricalRisk(L, X&&, const Values&) -> EmpiricalRisk<L, design_of_t<X>>;
template <class L, class X>
EmpiricalRisk(L, X&&, const Values&, const RiskOptions&) -> EmpiricalRisk<L, design_of_t<X>>;

}  // namespace lariat
