// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

namespace detail {

template <class Scalar>
using RowBlock = Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

template <class L, class Scalar>
concept ArrayDerivative = requires(const L& loss, const RowBlock<Scalar>& rows) {
    { loss.derivative(rows, rows) } -> ArrayExpression;
};
template <class L, class Scalar>
concept ArrayCurvature = requires(const L& loss, const RowBlock<Scalar>& rows) {
    { loss.second_derivative(rows, rows) } -> ArrayExpression;
};
template <class L, class Scalar>
concept ArrayValue = requires(const L& loss, const RowBlock<Scalar>& rows) {
    { loss.value(rows, rows) } -> ArrayExpression;
};
template <class L, class Scalar>
concept ArrayTotal = requires(const L& loss, const RowBlock<Scalar>& rows) {
    { loss.total(rows, rows) } -> std::convertible_to<double>;
};
template <class L, class Scalar>
concept ArrayRemainder =
    std::same_as<Scalar, double> && requires(const L& loss, const RowBlock<Scalar>& rows) {
        { loss.total_remainder(rows, rows, 1.0, 1.0) } -> std::convertible_to<double>;
    };

}  // namespace detail

/// M(z) = Σ_i v_i ℓ(z_i, y_i),  v_i = ω_i / Σω  (1/n without weights): what a risk is as a function of its
/// n predictions, L_data(w, b) = M(Xw + b + offset). Its gradient by z, the field u = v∘ℓ'(z, y), is all that
/// the gradient by w takes: Xᵀu. A row of weight 0 is not asked for its loss, which may be infinite.
template <class L, class Scalar>
struct MeanLoss {
    L loss;
    Vector<Scalar> y;        ///< targets
    Vector<double> weights;  ///< v; empty where all are 1/n
    double total;            ///< Σω; n without weights

    Index rows() const { return y.size(); }
    bool weighted() const { return weights.size() > 0; }

    /// v_i.
    double weight(Index i) const { return weighted() ? weights[i] : 1.0 / double(rows()); }

    /// f(v), v all weights: a vector, or the expression of one.
    template <class F>
    void with_row_weights(F&& f) const {
        if (weighted())
            f(weights);
        else
            f(Vector<double>::Constant(rows(), 1.0 / double(rows())));
    }

    /// Σ v_i f(i), the one sum over rows: in fixed blocks, so that who sums which block makes no difference.
    template <class F>
    double mean(F&& f) const {
        if (!weighted())
            return block_sum(rows(),
                             [&](Index first, Index count) {
                                 return lane_sum(count, [&](Index k) { return f(first + k); });
                             }) /
                   double(rows());
        return block_sum(rows(), [&](Index first, Index count) {
            return lane_sum(count, [&](Index k) {
                const double v = weights[first + k];
                return v > 0 ? v * f(first + k) : 0.0;
            });
        });
    }

    /// Σ u_i of a field, in the same blocks.
    template <class V>
    double sum(const V& u) const {
        return block_sum(rows(), [&](Index first, Index count) {
            return lane_sum(count, [&](Index k) { return double(u[first + k]); });
        });
    }

    /// ‖ℓ'‖_v = √(Σ v ℓ'²) of a field u = v∘ℓ'.
    template <class U>
    double field_norm(const U& u) const {
        if (!weighted()) return std::sqrt(double(rows())) * norm(u);
        return norm(Vector<Wide<Scalar>>(u.template cast<double>().binaryExpr(
            weights, [](double u_i, double v) { return v > 0 ? u_i / std::sqrt(v) : 0.0; })));
    }

    /// M(z).
    double value(const Vector<Scalar>& z) const {
        if constexpr (std::same_as<Scalar, double> &&
                      (detail::ArrayTotal<L, Scalar> || detail::ArrayValue<L, Scalar>)) {
            if (!weighted())
                return block_sum(rows(),
                                 [&](Index first, Index count) {
                                     const auto z_k = z.segment(first, count).array();
                                     const auto y_k = y.segment(first, count).array();
                                     if constexpr (detail::ArrayTotal<L, Scalar>)
                                         return loss.total(z_k, y_k);
                                     else
                                         return loss.value(z_k, y_k).sum();
                                 }) /
                       double(rows());
        }
        return mean([&](Index i) { return double(loss.value(double(z[i]), double(y[i]))); });
    }

    /// u = ∇M(z) = v∘ℓ'(z, y).
    void field(const Vector<Scalar>& z, Vector<Scalar>& u) const { field(0, z, u); }
    /// The same of some rows, from `first` on.
    template <class Z, class U>
    void field(Index first, const Z& z, U& u) const {
        const auto targets = y.segment(first, z.size());
        const double equal = 1.0 / double(rows());
        if constexpr (detail::ArrayDerivative<L, Scalar>) {
            if (!weighted()) {
                u.array() = loss.derivative(z.array(), targets.array()) * static_cast<Scalar>(equal);
                return;
            }
            u.array() = loss.derivative(z.array(), targets.array());
        } else {
            for (Index i = 0; i < z.size(); ++i)
                u[i] = static_cast<Scalar>(loss.derivative(double(z[i]), double(targets[i])));
        }
        if (!weighted()) {
            u *= static_cast<Scalar>(equal);
        } else {
            for (Index i = 0; i < z.size(); ++i) {  // a removed row must not bring 0·∞ back
                const double v = weights[first + i];
                u[i] = v == 0 ? Scalar(0) : static_cast<Scalar>(v * double(u[i]));
            }
        }
    }

    /// h = v∘ℓ''(z, y), the diagonal of M's Hessian. It is at least a share of the secant curvature,
    /// if ℓ has one; else, where it is 0, one of the bound of ℓ'': of `level` where ℓ' = 0, else of
    /// `sloping`.
    void curvature(const Vector<Scalar>& z, Vector<Scalar>& h, double sloping, double level) const
        requires TwiceDifferentiableLoss<L>
    {
        h.resize(rows());
        curvature(0, z, h, sloping, level);
    }
    /// The same of some rows, from `first` on.
    template <class Z, class H>
    void curvature(Index first, const Z& z, H& h, [[maybe_unused]] double sloping,
                   [[maybe_unused]] double level) const
        requires TwiceDifferentiableLoss<L>
    {
        const auto targets = y.segment(first, z.size());
        if constexpr (detail::ArrayCurvature<L, Scalar>)
            h.array() = loss.second_derivative(z.array(), targets.array());
        else
            for (Index i = 0; i < z.size(); ++i)
                h[i] = static_cast<Scalar>(loss.second_derivative(double(z[i]), double(targets[i])));
        for (Index i = 0; i < z.size(); ++i) {
            [[maybe_unused]] const double z_i = double(z[i]), y_i = double(targets[i]);
            double bend = double(h[i]);
            const auto share = [&] { return loss.derivative(z_i, y_i) == 0 ? level : sloping; };
            if constexpr (requires { loss.secant_curvature(z_i, y_i); })
                bend = (std::max)(bend, share() * loss.secant_curvature(z_i, y_i));
            else if constexpr (CurvatureBoundedLoss<L>)
                if (bend == 0) bend = share() * loss.curvature_bound();
            const double v = weight(first + i);
            h[i] = v == 0 ? Scalar(0) : static_cast<Scalar>(v * bend);
        }
    }

    /// The one number that h is everywhere, when it is; else 0.
    double uniform_curvature() const {
        if constexpr (QuadraticLoss<L>)
            return weighted() ? 0.0 : loss.constant_curvature() / double(rows());
        else
            return 0.0;
    }
};

}  // namespace lariat
