// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_deviations.hpp>

namespace lariat::detail {

/// What a model knows of a column: Σ h x, Σ h x² (< 0: not yet known), and the curvature along it.
struct MeasuredColumn : ColumnMoments {
    double curvature = 0;
};

/// The columns of a working set W under the curvature h = v∘ℓ'' of a quadratic model; beside an intercept,
/// which is profiled out, centred: x_k − m_k with m_k = Σ h x_k/Σh. Columns are named by their position k in
/// W.
template <ColumnDesign D>
class ModelColumns {
public:
    using Scalar = design_scalar<D>;
    using Field = Vector<Scalar>;

    /// h is the curvature, unless it is `uniform` everywhere. Moments of columns (second < 0: not yet known)
    /// are measured when they are first asked for.
    ModelColumns(const D& X, const std::vector<Index>& W, std::vector<MeasuredColumn>& moments,
                 const Field& h, Index rows, double uniform, bool intercept)
        : X_(X), W_(W), moments_(moments), h_(h), rows_(rows), uniform_(uniform) {
        if (!intercept) return;
        total_ = uniform_ > 0 ? uniform_ * double(rows) : h_.template cast<double>().sum();
        centred_ = total_ > 0;
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

    const D& design() const { return X_; }
    const std::vector<Index>& names() const { return W_; }
    Index size() const { return static_cast<Index>(W_.size()); }
    Index rows() const { return rows_; }
    Index name(Index k) const { return W_[static_cast<std::size_t>(k)]; }

    const Field& h() const { return h_; }
    double uniform() const { return uniform_; }  ///< h everywhere; 0: it is not the same
    double total() const { return total_; }      ///< Σ h, beside an intercept
    bool centred() const { return centred_; }    ///< is there an intercept, and a curvature that it feels?

    const MeasuredColumn& moment(Index k) const {
        const MeasuredColumn& known = moments_[static_cast<std::size_t>(name(k))];
        if (known.second < 0) note(name(k), measured(name(k)));
        return known;
    }

    /// x_k · u.
    double dot(Index k, const Field& u) const { return X_.column_dot(name(k), u); }
    /// u += a h∘x_k.
    void add(Index k, double a, Field& u) const {
        if (uniform_ > 0)
            X_.add_column(name(k), uniform_ * a, u);
        else
            X_.add_column(name(k), a, h_, u);
    }

    /// hx = h∘(x_k − m_k); returns Σhx/Σh, which rounding left. Without an intercept hx = h∘x_k, and 0.
    double centre(Index k, Field& hx) const {
        hx.setZero();
        if (!centred_) {
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

private:
    static ColumnMoments times(double h, const ColumnMoments& m) { return {h * m.first, h * m.second}; }
    ColumnMoments measured(Index j) const {
        return uniform_ > 0 ? times(uniform_, X_.column_moments(j)) : X_.column_moments(j, h_);
    }
    void note(Index j, const ColumnMoments& sums) const {
        const auto h = [&](Index i) { return uniform_ > 0 ? uniform_ : double(h_[i]); };
        moments_[static_cast<std::size_t>(j)] = {
            sums, centred_ ? centred_moment(X_, j, sums, total_, h) : sums.second};
    }

    const D& X_;
    const std::vector<Index>& W_;
    std::vector<MeasuredColumn>& moments_;
    const Field& h_;
    Index rows_;
    double uniform_;
    double total_ = 0;
    bool centred_ = false;
};

}  // namespace lariat::detail
