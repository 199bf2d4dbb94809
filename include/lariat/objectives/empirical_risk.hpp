// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/values.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/designs/transpose_products.hpp>
#include <lariat/objectives/intercept.hpp>
#include <lariat/objectives/risk_data.hpp>

namespace lariat {

namespace detail {

template <class L, class Scalar>
using RowBlock = Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

template <class L, class Scalar>
concept ArrayDerivative = requires(const L& loss, const RowBlock<L, Scalar>& rows) {
    { loss.derivative(rows, rows) } -> ArrayExpression;
};
template <class L, class Scalar>
concept ArrayValue = requires(const L& loss, const RowBlock<L, Scalar>& rows) {
    { loss.value(rows, rows) } -> ArrayExpression;
};
template <class L>
concept ArrayTotal = requires(const L& loss, const RowBlock<L, double>& rows) {
    { loss.total(rows, rows) } -> std::convertible_to<double>;
};

}  // namespace detail

/// L_data(w, b) = Σ_i v_i ℓ(z_i, y_i),  z = Xw + b + offset,  v_i = ω_i / Σω  (1/n without weights).
///
/// X is n × p, y has n elements. Variables are w, and (w; b) when there is an intercept. X is read where it
/// lies (see design_of for what must outlive the risk); y, weights and offset are copied. Copies of a risk
/// share everything.
/// Throws std::invalid_argument when there is no row, sizes disagree, anything is infinite or NaN, a target
/// is outside the loss's domain, a weight is negative or all weights are 0. X and y are scanned once, here.
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

    const L& loss() const { return data_->loss; }
    const D& design() const { return data_->design; }
    const Vector<Scalar>& target() const { return data_->y; }

    /// v: one number a row, of sum 1.
    Vector<Wide<Scalar>> row_weights() const {
        if (data_->weights.size() > 0) return data_->weights;
        return Vector<Wide<Scalar>>::Constant(rows(), 1.0 / double(rows()));
    }

    /// Σω, the number of observations when a weight k is a row repeated k times; n without weights.
    double observations() const { return data_->total; }

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

    explicit EmpiricalRisk(detail::RiskData<L, D> data)
        : data_(std::make_shared<const detail::RiskData<L, D>>(std::move(data))) {}
    bool has_intercept() const { return data_->intercept; }
    Index rows() const { return data_->y.size(); }
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

    double value(const Point& at) const { return value_of(at.z); }

    /// g = (Xᵀu; Σu) with the field u = v∘ℓ'(z, y), which stays in the point.
    void gradient(Point& at, Vector<Scalar>& g) const {
        renew_field(at);
        transpose(at, g);
    }

    /// u = v∘ℓ'(z, y): the gradient of L_data with respect to the predictions.
    void renew_field(Point& at) const { field(at.z, at.u); }

    /// g = (Xᵀu; Σu) for the field that is in the point.
    void transpose(Point& at, Vector<Scalar>& g) const {
        g.resize(size());
        data_->design.apply_transpose(at.u, g.head(penalized()));
        at.passes += 1;
        if (has_intercept()) g[penalized()] = static_cast<Scalar>(sum(at.u));
    }

    /// G = (XᵀU; sums of U), one column for each field in U.
    void transpose(const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>& U,
                   Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>& G) const {
        transpose_products(data_->design, U, G);
        if (!has_intercept()) return;
        G.conservativeResize(size(), Eigen::NoChange);
        for (Index k = 0; k < U.cols(); ++k) G(penalized(), k) = static_cast<Scalar>(sum(U.col(k)));
    }

    /// Moves the intercept to where it minimizes L_data at these coefficients; needs no product with X.
    void profile(Point& at) const {
        if (!has_intercept()) return;
        const auto slope = [this, &at](double shift) {
            double magnitude = 0, curvature = 0;
            const double total = mean_over_rows([&](Index i) {
                const double z = double(at.z[i]) + shift, y = double(data_->y[i]), v = weight(i);
                if constexpr (TwiceDifferentiableLoss<L>)
                    curvature += v * data_->loss.second_derivative(z, y);
                const double d = data_->loss.derivative(z, y);
                magnitude += v * std::abs(d);
                return d;
            });
            return detail::Slope{total, curvature, magnitude};
        };
        const double size =
            (std::max)(double(at.z.cwiseAbs().maxCoeff()), double(data_->y.cwiseAbs().maxCoeff()));
        const double reach = size > 0 ? size : 1.0;
        const auto shift = static_cast<Scalar>(detail::root_of_slope(slope, reach));
        const Scalar moved = at.w[penalized()] + shift;
        at.z.array() += moved - at.w[penalized()];
        at.w[penalized()] = moved;
    }

    // ---- a standardized X: its variables are on a scale of their own ----

    /// w, or a gradient by w, on the scale of X becomes the variables', or a gradient by w from one by the
    /// variables.
    void enter(Vector<Scalar>& w) const
        requires requires(const D& X) { X.factors(); }
    {
        const Vector<double>& c = data_->design.factors();
        for (Index j = 0; j < penalized(); ++j)
            w[j] = c[j] > 0 ? static_cast<Scalar>(double(w[j]) / c[j]) : Scalar(0);
    }

    /// The variables become w on the scale of X.
    void leave(Vector<Scalar>& w) const
        requires requires(const D& X) { X.factors(); }
    {
        for (Index j = 0; j < penalized(); ++j)
            w[j] = static_cast<Scalar>(double(w[j]) * data_->design.factors()[j]);
    }

    // ---- what coordinate methods need of a risk ----

    /// h = v∘ℓ''(z, y): the curvature of L_data in the predictions. Where ℓ is straight but not level,
    /// `least` times the bound of ℓ'', if there is one, stands in for 0.
    void curvature(const Point& at, Vector<Scalar>& h, [[maybe_unused]] double least = 0) const
        requires TwiceDifferentiableLoss<L>
    {
        h.resize(rows());
        for (Index i = 0; i < rows(); ++i) {
            const double z = double(at.z[i]), y = double(data_->y[i]);
            double bend = data_->loss.second_derivative(z, y);
            if constexpr (CurvatureBoundedLoss<L>)
                if (bend == 0 && data_->loss.derivative(z, y) != 0)
                    bend = least * data_->loss.curvature_bound();
            h[i] = weight(i) == 0 ? Scalar(0) : static_cast<Scalar>(weight(i) * bend);
        }
    }

    /// The one number that h is everywhere, when it is; else 0.
    double uniform_curvature() const {
        if constexpr (QuadraticLoss<L>)
            return data_->weights.size() == 0 ? data_->loss.constant_curvature() / double(rows()) : 0.0;
        else
            return 0.0;
    }

    // ---- what certificates need of a risk ----

    /// Scales the larger signed part of the field in the point so that Σu = 0, as dual feasibility of an
    /// intercept asks.
    struct Balance {
        double positive = 1, negative = 1;
    };
    Balance balance(Point& at) const {
        if (!has_intercept()) return {};
        const double up = lane_sum(rows(), [&](Index i) { return (std::max)(double(at.u[i]), 0.0); });
        const double down = lane_sum(rows(), [&](Index i) { return (std::max)(-double(at.u[i]), 0.0); });
        Balance scale;
        if (up > down) scale.positive = down / up;
        if (down > up) scale.negative = up / down;
        for (Index i = 0; i < rows(); ++i)
            at.u[i] = static_cast<Scalar>(double(at.u[i]) * (at.u[i] > 0 ? scale.positive : scale.negative));
        return scale;
    }

    /// Σ v_i [ℓ(z_i) + ℓ*(θ_i) − θ_i z_i] ≥ 0 at the field vθ = s · balanced v∘ℓ'(z).
    double remainder(const Point& at, const Balance& balance, double s) const
        requires ConjugateLoss<L>
    {
        return mean_over_rows([&](Index i) {
            const double z = double(at.z[i]), y = double(data_->y[i]);
            const double d = data_->loss.derivative(z, y);
            const double c = s * (d > 0 ? balance.positive : balance.negative);
            if constexpr (requires { data_->loss.remainder(z, y, c); })
                return double(data_->loss.remainder(z, y, c));
            else
                return data_->loss.value(z, y) + data_->loss.conjugate(c * d, y) - c * d * z;
        });
    }

    /// The same at any field vθ = s · u.
    double remainder(const Point& at, const Vector<Scalar>& u, double s) const
        requires ConjugateLoss<L>
    {
        return mean_over_rows([&](Index i) {
            const double z = double(at.z[i]), y = double(data_->y[i]), theta = s * double(u[i]) / weight(i);
            return data_->loss.value(z, y) + data_->loss.conjugate(theta, y) - theta * z;
        });
    }

    /// Σ v (ε|ℓ' z| + ε² ℓ'' z²): what rounding the predictions, by ε|z_i|, does to the value.
    double resolution(const Point& at) const {
        constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
        return mean_over_rows([&](Index i) {
            const double z = double(at.z[i]), y = double(data_->y[i]), moved = epsilon * std::abs(z);
            double change = std::abs(data_->loss.derivative(z, y)) * moved;
            if constexpr (TwiceDifferentiableLoss<L>)
                change += data_->loss.second_derivative(z, y) * moved * moved;
            return change;
        });
    }

    /// ‖ℓ'‖²_v = Σ v ℓ'² = Σ u²/v of the field in the point.
    double field_energy(const Point& at) const {
        if (data_->weights.size() == 0) return double(rows()) * squared_norm(at.u);
        return mean_over_rows([&](Index i) {
            const double d = double(at.u[i]) / weight(i);
            return d * d;
        });
    }

    /// Do the losses of rows fall forever, and none rise, while w, or the intercept, or both grow along
    /// themselves? Then there is no minimizer: at one, the same direction would lead down.
    bool falls_forever_along(const Point& at) const {
        if constexpr (requires { data_->loss.falls_forever(0.0, 0.0); }) {
            const bool shifted = data_->offset.size() > 0;
            return every_row_falls(
                [&](Index i) { return double(at.z[i]) - (shifted ? double(data_->offset[i]) : 0.0); });
        }
        return false;
    }
    bool falls_forever_along_intercept() const {
        if constexpr (requires { data_->loss.falls_forever(0.0, 0.0); })
            return has_intercept() && (every_row_falls([](Index) { return 1.0; }) ||
                                       every_row_falls([](Index) { return -1.0; }));
        return false;
    }

    /// h_j = ‖x_j‖_v ‖ℓ'‖_v, and ‖ℓ'‖_v for an intercept: what a derivative ∂L_data/∂w_j can be at most with
    /// the field's size, never taken below √ε times the field of the null model, so that a perfect fit has a
    /// scale.
    Vector<Wide<Scalar>> gradient_scale(const Point& at, const Vector<Wide<Scalar>>& norms,
                                        const Point& null) const {
        Vector<Scalar> start(rows());
        field(null.z, start);
        const double epsilon = std::sqrt(double(Eigen::NumTraits<Scalar>::epsilon()));
        return norms * (std::max)(slope_norm(at.u), epsilon * slope_norm(start));
    }

    /// What rounding may have done to ∂L_data/∂w_j: ε ‖x_j‖_v (‖ℓ'‖_v + ‖ℓ'' (|z| + Σ ‖x_k‖_v |w_k|)‖_v), of
    /// the products and of the predictions they are made of, whose terms may be larger than they are.
    Vector<Wide<Scalar>> gradient_rounding(const Point& at, const Vector<Wide<Scalar>>& norms) const {
        double size = slope_norm(at.u);
        if constexpr (TwiceDifferentiableLoss<L>) {
            const double terms =
                lane_sum(at.w.size(), [&](Index j) { return norms[j] * std::abs(double(at.w[j])); });
            size += std::sqrt(mean_over_rows([&](Index i) {
                const double z = double(at.z[i]);
                const double moved =
                    data_->loss.second_derivative(z, double(data_->y[i])) * (std::abs(z) + terms);
                return moved * moved;
            }));
        }
        return double(Eigen::NumTraits<Scalar>::epsilon()) * size * norms;
    }

    /// ‖x_j‖_v, and ‖1‖_v = 1 for an intercept.
    Vector<Wide<Scalar>> variable_norms() const {
        Vector<Wide<Scalar>> norms(size());
        norms.head(penalized()) = column_norms(data_->design, row_weights());
        if (has_intercept()) norms[penalized()] = 1;
        return norms;
    }

    /// The root mean square of ‖x_j‖_v: the size of a column, which makes an intercept's step as long as the
    /// others'.
    double column_size() const {
        const Vector<Wide<Scalar>> norms = variable_norms().head(penalized());
        const double size = norms.size() > 0 ? norm(norms) / std::sqrt(double(norms.size())) : 0.0;
        return size > 0 && is_finite(size) ? size : 1.0;
    }

    /// out = c Xᵀ V X in, with c the bound of ℓ'': at least the Hessian, anywhere. With an intercept, which
    /// follows w at its optimum, c Xᵀ (V − vvᵀ) X: that of centred columns.
    void curvature_product(const Vector<Scalar>& in, Vector<Scalar>& out) const
        requires CurvatureBoundedLoss<L>
    {
        Vector<Scalar> z(rows());
        data_->design.apply(in.head(penalized()), z);
        const double mean = has_intercept() ? mean_over_rows([&](Index i) { return double(z[i]); }) : 0.0;
        const double bound = data_->loss.curvature_bound();
        for (Index i = 0; i < rows(); ++i)
            z[i] = static_cast<Scalar>(bound * weight(i) * (double(z[i]) - mean));
        data_->design.apply_transpose(z, out.head(penalized()));
        if (has_intercept()) out[penalized()] = 0;
    }

    /// out = K in, n elements each: K = c P V^½ X Xᵀ V^½ P has the nonzero eigenvalues of that product, with
    /// P the projection off √v where there is an intercept.
    void dual_curvature_product(const Vector<Scalar>& in, Vector<Scalar>& out) const
        requires CurvatureBoundedLoss<L>
    {
        const auto root = [this](Index i) { return std::sqrt(weight(i)); };
        const auto along_root = [&](const Vector<Scalar>& a) {
            return has_intercept() ? lane_sum(rows(), [&](Index i) { return root(i) * double(a[i]); }) : 0.0;
        };
        Vector<Scalar> g(penalized());
        const double mean = along_root(in);
        for (Index i = 0; i < rows(); ++i)
            out[i] = static_cast<Scalar>(root(i) * (double(in[i]) - mean * root(i)));
        data_->design.apply_transpose(out, g);
        data_->design.apply(g, out);
        const double bound = data_->loss.curvature_bound();
        for (Index i = 0; i < rows(); ++i) out[i] = static_cast<Scalar>(bound * root(i) * double(out[i]));
        const double mean_out = along_root(out);
        for (Index i = 0; i < rows(); ++i) out[i] -= static_cast<Scalar>(mean_out * root(i));
    }

    /// Throws when X has changed its shape since the risk was made.
    void check() const { data_->design.check(); }

private:
    using Data = detail::RiskData<L, D>;

    double weight(Index i) const {
        return data_->weights.size() > 0 ? data_->weights[i] : 1.0 / double(data_->y.size());
    }

    /// z += b + offset.
    void add_shifts(Point& at) const {
        if (has_intercept()) at.z.array() += at.w[penalized()];
        if (data_->offset.size() > 0) at.z += data_->offset;
    }

    /// Σ v_i f(i); rows of weight 0 are not asked.
    template <class F>
    double mean_over_rows(F&& f) const {
        if (data_->weights.size() == 0)
            return block_sum(rows(),
                             [&](Index first, Index count) {
                                 return lane_sum(count, [&](Index k) { return f(first + k); });
                             }) /
                   double(rows());
        return block_sum(rows(), [&](Index first, Index count) {
            return lane_sum(count, [&](Index k) {
                const double v = data_->weights[first + k];
                return v > 0 ? v * f(first + k) : 0.0;
            });
        });
    }

    /// Does the loss of every row with d(i) ≠ 0 fall forever along d? A d_i that may be rounding does not
    /// show it.
    template <class Direction>
    bool every_row_falls(Direction&& d) const {
        double smallest = Interval::infinity, largest = 0;
        for (Index i = 0; i < rows(); ++i) {
            if (data_->weights.size() > 0 && data_->weights[i] == 0) continue;
            const double d_i = d(i);
            if (d_i == 0) continue;
            if (!data_->loss.falls_forever(d_i, double(data_->y[i]))) return false;
            smallest = (std::min)(smallest, std::abs(d_i));
            largest = (std::max)(largest, std::abs(d_i));
        }
        return largest > 0 && smallest > 1e3 * double(Eigen::NumTraits<Scalar>::epsilon()) * largest;
    }

    /// ‖ℓ'‖_v of a field u = v∘ℓ'.
    double slope_norm(const Vector<Scalar>& u) const {
        if (data_->weights.size() == 0) return std::sqrt(double(rows())) * norm(u);
        return norm(Vector<Wide<Scalar>>(u.template cast<double>().binaryExpr(
            data_->weights, [](double u_i, double v) { return v > 0 ? u_i / std::sqrt(v) : 0.0; })));
    }

    template <class V>
    double sum(const V& values) const {
        return block_sum(rows(), [&](Index first, Index count) {
            return lane_sum(count, [&](Index k) { return double(values[first + k]); });
        });
    }

    double value_of(const Vector<Scalar>& z) const {
        if constexpr (std::same_as<Scalar, double> &&
                      (detail::ArrayTotal<L> || detail::ArrayValue<L, double>)) {
            if (data_->weights.size() == 0)
                return block_sum(rows(),
                                 [&](Index first, Index count) {
                                     const auto z_k = z.segment(first, count).array();
                                     const auto y_k = data_->y.segment(first, count).array();
                                     if constexpr (detail::ArrayTotal<L>)
                                         return data_->loss.total(z_k, y_k);
                                     else
                                         return data_->loss.value(z_k, y_k).sum();
                                 }) /
                       double(rows());
        }
        return mean_over_rows(
            [&](Index i) { return double(data_->loss.value(double(z[i]), double(data_->y[i]))); });
    }

    void field(const Vector<Scalar>& z, Vector<Scalar>& u) const {
        if constexpr (detail::ArrayDerivative<L, Scalar>)
            u.array() = data_->loss.derivative(z.array(), data_->y.array());
        else
            for (Index i = 0; i < rows(); ++i)
                u[i] = static_cast<Scalar>(data_->loss.derivative(double(z[i]), double(data_->y[i])));
        if (data_->weights.size() == 0) {
            u *= static_cast<Scalar>(1.0 / double(rows()));
        } else {
            for (Index i = 0; i < rows(); ++i)  // a removed row must not bring 0·∞ back
                u[i] = data_->weights[i] == 0 ? Scalar(0)
                                              : static_cast<Scalar>(data_->weights[i] * double(u[i]));
        }
    }

    std::shared_ptr<const Data> data_;
};

template <class L, class X>
EmpiricalRisk(L, X&&, const Values&) -> EmpiricalRisk<L, design_of_t<X>>;
template <class L, class X>
EmpiricalRisk(L, X&&, const Values&, const RiskOptions&) -> EmpiricalRisk<L, design_of_t<X>>;

/// A function that is an empirical risk: a mean of losses, never negative.
template <class F>
concept Risk = Function<F> && requires(const F& f) { requires Loss<typename F::LossType>; };

/// A function whose gradient is continuous: everything but a risk with kinks.
template <class F>
inline constexpr bool is_smooth = true;
template <Risk F>
inline constexpr bool is_smooth<F> = SmoothLoss<typename F::LossType>;

}  // namespace lariat
