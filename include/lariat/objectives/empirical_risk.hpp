// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/values.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/design_of.hpp>
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

}  // namespace detail

/// L_data(w, b) = Σ_i v_i ℓ(z_i, y_i),  z = Xw + b + offset,  v_i = ω_i / Σω  (1/n without weights).
///
/// X is n × p, y has n elements. Variables are w, and (w; b) when there is an intercept. X is read where it
/// lies (see design_of for what must outlive the risk); y, weights and offset are copied. Copies of a risk
/// share everything.
/// Throws std::invalid_argument when there is no row, sizes disagree, anything is infinite or NaN, a target
/// is outside the loss's domain, a weight is negative or all weights are 0. X and y are scanned once, here.
template <Loss L, Design D>
class EmpiricalRisk {
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
        if (has_intercept()) at.z.array() += at.w[penalized()];
        if (data_->offset.size() > 0) at.z += data_->offset;
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

    /// Moves the intercept to where it minimizes L_data at these coefficients; needs no product with X.
    void profile(Point& at) const {
        if (!has_intercept()) return;
        const auto slope = [this, &at](double shift) {
            double magnitude = 0, curvature = 0;
            const double total = over_rows([&](Index i) {
                const double z = double(at.z[i]) + shift, y = double(data_->y[i]), v = weight(i);
                if constexpr (TwiceDifferentiableLoss<L>)
                    curvature += v * data_->loss.second_derivative(z, y);
                const double d = v * data_->loss.derivative(z, y);
                magnitude += std::abs(d);
                return d;
            });
            return detail::Slope{total, curvature, magnitude};
        };
        const double reach =
            (std::max)({double(at.z.cwiseAbs().maxCoeff()), double(data_->y.cwiseAbs().maxCoeff()), 1e-300});
        const auto shift = static_cast<Scalar>(detail::root_of_slope(slope, reach));
        const Scalar moved = at.w[penalized()] + shift;
        at.z.array() += moved - at.w[penalized()];
        at.w[penalized()] = moved;
    }

    // ---- what coordinate methods need of a risk ----

    /// h = v∘ℓ''(z, y): the curvature of L_data in the predictions.
    void curvature(const Point& at, Vector<Scalar>& h) const
        requires TwiceDifferentiableLoss<L>
    {
        h.resize(rows());
        for (Index i = 0; i < rows(); ++i)
            h[i] = static_cast<Scalar>(weight(i) *
                                       data_->loss.second_derivative(double(at.z[i]), double(data_->y[i])));
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
        return over_rows([&](Index i) {
            const double z = double(at.z[i]), y = double(data_->y[i]);
            const double d = data_->loss.derivative(z, y);
            const double c = s * (d > 0 ? balance.positive : balance.negative);
            if constexpr (requires { data_->loss.remainder(z, y, c); })
                return weight(i) * data_->loss.remainder(z, y, c);
            else
                return weight(i) * (data_->loss.value(z, y) + data_->loss.conjugate(c * d, y) - c * d * z);
        });
    }

    /// The same at any field vθ = s · u.
    double remainder(const Point& at, const Vector<Scalar>& u, double s) const
        requires ConjugateLoss<L>
    {
        return over_rows([&](Index i) {
            const double z = double(at.z[i]), y = double(data_->y[i]), theta = s * double(u[i]) / weight(i);
            return weight(i) * (data_->loss.value(z, y) + data_->loss.conjugate(theta, y) - theta * z);
        });
    }

    /// Σ v ℓ'² = Σ u²/v of the field in the point.
    double field_energy(const Point& at) const {
        return over_rows([&](Index i) { return double(at.u[i]) * double(at.u[i]) / weight(i); });
    }

    /// h_j = ‖x_j‖‖u‖₂, and ‖1‖‖u‖₂ for an intercept: what a derivative ∂L_data/∂w_j can be at most with the
    /// field's size, never taken below √ε times the field of the null model, so that a perfect fit has a
    /// scale.
    Vector<double> gradient_scale(const Point& at, const Vector<double>& norms, const Point& null) const {
        Vector<Scalar> start(rows());
        field(null.z, start);
        const double epsilon = std::sqrt(double(Eigen::NumTraits<Scalar>::epsilon()));
        const double size = (std::max)(norm(at.u), epsilon * norm(start));
        return norms * size;
    }

    /// ‖x_j‖, and √n for an intercept.
    Vector<double> variable_norms() const {
        Vector<double> norms(size());
        norms.head(penalized()) = column_norms(data_->design);
        if (has_intercept()) norms[penalized()] = std::sqrt(double(rows()));
        return norms;
    }

    /// out = c Xᵀ V X in, with c the bound of ℓ'': at least the Hessian, anywhere. With an intercept, which
    /// follows w at its optimum, c Xᵀ (V − vvᵀ) X: that of centred columns.
    void curvature_product(const Vector<Scalar>& in, Vector<Scalar>& out) const
        requires CurvatureBoundedLoss<L>
    {
        Vector<Scalar> z(rows());
        data_->design.apply(in.head(penalized()), z);
        const double mean =
            has_intercept() ? over_rows([&](Index i) { return weight(i) * double(z[i]); }) : 0.0;
        const double bound = data_->loss.curvature_bound();
        for (Index i = 0; i < rows(); ++i)
            z[i] = static_cast<Scalar>(bound * weight(i) * (double(z[i]) - mean));
        data_->design.apply_transpose(z, out.head(penalized()));
        if (has_intercept()) out[penalized()] = 0;
    }

    /// Throws when X has changed its shape since the risk was made.
    void check() const { data_->design.check(); }

private:
    using Data = detail::RiskData<L, D>;

    double weight(Index i) const {
        return data_->weights.size() > 0 ? data_->weights[i] : 1.0 / double(data_->y.size());
    }

    /// The sum over rows, in its fixed order: Σ f(i) over the rows of positive weight.
    template <class F>
    double over_rows(F&& f) const {
        const bool weighted = data_->weights.size() > 0;
        return block_sum(rows(), [&](Index first, Index count) {
            return lane_sum(count, [&](Index k) {
                return weighted && data_->weights[first + k] == 0 ? 0.0 : f(first + k);
            });
        });
    }

    double sum(const Vector<Scalar>& values) const {
        return block_sum(rows(), [&](Index first, Index count) {
            return lane_sum(count, [&](Index k) { return double(values[first + k]); });
        });
    }

    double value_of(const Vector<Scalar>& z) const {
        if constexpr (detail::ArrayValue<L, double> && std::same_as<Scalar, double>) {
            if (data_->weights.size() == 0)
                return block_sum(rows(),
                                 [&](Index first, Index count) {
                                     return data_->loss
                                         .value(z.segment(first, count).array(),
                                                data_->y.segment(first, count).array())
                                         .sum();
                                 }) /
                       double(rows());
        }
        return over_rows(
            [&](Index i) { return weight(i) * data_->loss.value(double(z[i]), double(data_->y[i])); });
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

}  // namespace lariat
