// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_deviations.hpp>
#include <lariat/designs/transpose_products.hpp>
#include <lariat/objectives/lanczos.hpp>
#include <lariat/optimizers/coordinate/room.hpp>

namespace lariat::detail {

/// What a model knows of a column: Σ h x, Σ h x² (< 0: not yet known), and the curvature along it.
struct MeasuredColumn : ColumnMoments {
    double curvature = 0;
};

/// The quadratic model of L_data around predictions z, on the columns of a working set W: with the field u =
/// v∘ℓ' and the curvature h = v∘ℓ'' there, a move Δ of the predictions changes the field to u + h∘Δ. For
/// squared error the model is exact. Columns are named by their position k in W; a step costs two columns of
/// X.
///
/// An intercept is profiled out, never a coordinate: after every move it stays at its optimum, Σ(u + h∘Δ) =
/// 0, which takes one number c with the true field u + c h; with S_k = Σ h x_k,
///     gradient_k = x_k·u + c S_k,   curvature_k = Σ h x_k² − S_k²/Σh,
///     moving w_k by d:  u += d h∘x_k,  c −= d S_k/Σh.
template <ColumnDesign D>
class ResidualModel {
public:
    using Scalar = design_scalar<D>;
    using Field = Vector<Scalar>;
    using Matrix = Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic>;

    /// u is the field of the model and follows the moves. h is the curvature, unless it is `uniform`
    /// everywhere. Moments of columns (second < 0: not yet known) are measured when they are first asked for.
    ResidualModel(const D& X, const std::vector<Index>& W, std::vector<MeasuredColumn>& moments, Field& u,
                  const Field& h, double uniform, bool intercept)
        : X_(X), W_(W), moments_(moments), u_(u), h_(h), uniform_(uniform) {
        if (!intercept) return;
        total_ = uniform_ > 0 ? uniform_ * double(u.size()) : h_.template cast<double>().sum();
        intercept_ = total_ > 0;
        // Of Σu = 0 the intercept, which is rounded, has left something, and large columns would multiply it.
        if (intercept_) c_ = -lane_sum(u.size(), [&](Index i) { return double(u[i]); }) / total_;
    }

    /// Where h has changed: no moment of W is known.
    void forget_moments() {
        for (const Index j : W_) moments_[static_cast<std::size_t>(j)].second = -1;
    }
    /// Where h is `curvature` times the weights v of the rows, as always: takes over {Σ v x, Σ v x²}.
    void take_moments(const std::vector<ColumnMoments>& weighted, double curvature) {
        for (const Index j : W_)
            if (moments_[static_cast<std::size_t>(j)].second < 0)
                note(j, times(curvature, weighted[static_cast<std::size_t>(j)]));
    }

    /// The second derivative along w_k; 0 for a column that is zero, or constant beside an intercept.
    double curvature(Index k) const { return moment(k).curvature; }

    /// λ_max of the Hessian on `size` columns from the k-th on: where they are many, a bound by 40 products
    /// with it.
    double curvature(Index k, Index size) const {
        constexpr Index few = 500;
        if (size > few) return curvature_bound(k, size);
        Matrix H;
        condense(k, size, H, 0);
        return largest_eigenvalue(H);
    }

    double gradient(Index k) const {
        const double g = X_.column_dot(column(k), u_);
        return intercept_ ? g + c_ * moment(k).first : g;
    }

    void move(Index k, double d) {
        add(k, d, u_);
        if (intercept_) c_ -= d * moment(k).first / total_;
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

    /// The value of the model at w_W with its (settled) field, up to a constant: ½ Σ u²/h.
    double value(const Vector<Wide<Scalar>>&, const Field& field) const {
        if (uniform_ > 0) return 0.5 * squared_norm(field) / uniform_;
        return 0.5 * lane_sum(field.size(), [&](Index i) {
                   return h_[i] > 0 ? double(field[i]) * (double(field[i]) / double(h_[i])) : 0.0;
               });
    }

    Field& field() { return u_; }

    /// The Hessian of the model on W, H_kl = Σ h x_k x_l − S_k S_l/Σh, in the first rows and columns of H, of
    /// which `known` are there. Is it finite?
    bool condense(Matrix& H, Index known) const {
        fill(H, known);
        const auto size = static_cast<Index>(W_.size());
        return H.block(0, known, size, size - known).allFinite();
    }

private:
    static constexpr Index in_cache = 16'384;    // numbers: products of pairs of columns come at no cost
    static constexpr Index in_memory = 1 << 20;  // numbers, copied at a time

    static ColumnMoments times(double h, const ColumnMoments& m) { return {h * m.first, h * m.second}; }
    ColumnMoments measured(Index j) const {
        return uniform_ > 0 ? times(uniform_, X_.column_moments(j)) : X_.column_moments(j, h_);
    }
    void note(Index j, const ColumnMoments& sums) const {
        moments_[static_cast<std::size_t>(j)] = {sums, intercept_ ? centred(j, sums) : sums.second};
    }

    double curvature_bound(Index k, Index size) const {
        Field hx(u_.size());
        const auto multiply = [&](const Field& in, Field& out) {
            double mean = 0;
            hx.setZero();
            for (Index l = 0; l < size; ++l) {
                add(k + l, double(in[l]), hx);
                mean += moment(k + l).first * double(in[l]);
            }
            if (intercept_) mean /= total_;
            for (Index l = 0; l < size; ++l) {
                out[l] = static_cast<Scalar>(X_.column_dot(column(k + l), hx));
                if (intercept_) out[l] -= static_cast<Scalar>(moment(k + l).first * mean);
            }
        };
        return upper_end(lanczos<Scalar>(size, multiply, 40, false), size,
                         16 * double(Eigen::NumTraits<Scalar>::epsilon()));
    }

    /// Σ h x² − (Σ h x)²/Σh.
    double centred(Index j, const ColumnMoments& m) const {
        return centred_moment(X_, j, m, total_,
                              [&](Index i) { return uniform_ > 0 ? uniform_ : double(h_[i]); });
    }

    Index column(Index k) const { return W_[static_cast<std::size_t>(k)]; }
    const MeasuredColumn& moment(Index k) const {
        const MeasuredColumn& known = moments_[static_cast<std::size_t>(column(k))];
        if (known.second < 0) note(column(k), measured(column(k)));
        return known;
    }

    void fill(Matrix& H, Index known) const {
        const auto size = static_cast<Index>(W_.size());
        if constexpr (std::same_as<Scalar, double>)
            if ((size - known) * u_.size() > in_cache) return condense_by_blocks(H, known);
        condense(0, size, H, known);
    }

    void condense(Index first, Index size, Matrix& H, Index known) const {
        make_room(H, size, known);
        Field hx(u_.size());
        for (Index l = known; l < size; ++l) {
            H(l, l) = curvature(first + l);
            if (l == 0) continue;
            const double rest = centre(first + l, hx);
            for (Index k = 0; k < l; ++k)
                H(l, k) = H(k, l) = X_.column_dot(column(first + k), hx) - rest * moment(first + k).first;
        }
    }

    /// hx = h∘(x_k − m_k) with m_k = S_k/Σh; returns Σhx/Σh, which rounding left. Without an intercept hx =
    /// h∘x_k, and 0.
    double centre(Index k, Field& hx) const {
        hx.setZero();
        if (!intercept_) {
            add(k, 1.0, hx);
            return 0;
        }
        const auto mean = static_cast<Scalar>(moment(k).first / total_);
        if (uniform_ > 0)
            hx.setConstant(static_cast<Scalar>(-uniform_) * mean);
        else
            hx = -mean * h_;
        add(k, 1.0, hx);
        return lane_sum(hx.size(), [&](Index i) { return double(hx[i]); }) / total_;
    }

    /// The same as products of matrices, some columns at a time.
    template <class Matrix>
    void condense_by_blocks(Matrix& H, Index known) const {
        const auto size = static_cast<Index>(W_.size());
        const Index block = std::clamp(in_memory / (std::max)(u_.size(), Index(1)), Index(16), Index(64));
        make_room(H, size, known);
        Field hx(u_.size());
        Matrix hX, products;
        Vector<double> rest(block);
        for (Index first = known; first < size; first += block) {
            const Index count = (std::min)(block, size - first), end = first + count;
            const std::vector<Index> J(W_.begin(), W_.begin() + end);
            if (!products_of_columns(J, first, products)) {
                hX.resize(u_.size(), count);
                for (Index l = 0; l < count; ++l) {
                    rest[l] = centre(first + l, hx);
                    hX.col(l) = hx;
                }
                gram_products(X_, J, first, hX, products);
                if (intercept_)
                    for (Index l = 0; l < count; ++l)
                        for (Index k = 0; k < end; ++k) products(k, l) -= rest[l] * moment(k).first;
            }
            H.block(0, first, end, count) = products;
            H.block(first, 0, count, first) = products.topRows(first).transpose();
            for (Index l = first; l < end; ++l) {
                H(l, l) = curvature(l);
                for (Index k = first; k < l; ++k) H(l, k) = H(k, l);
            }
        }
    }

    /// X_JᵀHX_K, K the columns of J from `first` on, straight from X where h is uniform and nothing is
    /// centred; else false.
    template <class Matrix>
    bool products_of_columns([[maybe_unused]] const std::vector<Index>& J, [[maybe_unused]] Index first,
                             [[maybe_unused]] Matrix& products) const {
        if constexpr (requires { X_.column_products(J, J, products, first); })
            if (uniform_ > 0 && !intercept_) {
                products.resize(static_cast<Index>(J.size()), static_cast<Index>(J.size()) - first);
                X_.column_products(J, std::vector<Index>(J.begin() + first, J.end()), products, first);
                products *= uniform_;
                return true;
            }
        return false;
    }

    /// u += a h∘x_k.
    void add(Index k, double a, Field& u) const {
        if (uniform_ > 0)
            X_.add_column(column(k), uniform_ * a, u);
        else
            X_.add_column(column(k), a, h_, u);
    }

    const D& X_;
    const std::vector<Index>& W_;
    std::vector<MeasuredColumn>& moments_;
    Field& u_;
    const Field& h_;
    double uniform_;
    double total_ = 0;        // Σ h
    bool intercept_ = false;  // is there one, and a curvature that it feels?
    double c_ = 0;            // the true field is u + c h
};

}  // namespace lariat::detail
