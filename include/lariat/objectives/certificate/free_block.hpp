// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The coordinates without a penalty, U, and the intercept: a dual point must have X_Uᵀu = 0, and scaling
/// brings no u there. The nearest field of that kind, in the metric of the curvature h, is
///     u − h∘X_U α,   X_Uᵀ(h∘X_U) α = X_Uᵀu,
/// the field after a Newton step on U: so it stays where the conjugate of the loss is finite once the step is
/// small. Made by a QR factorization of √h∘X_U (Gram and Schmidt, twice), whose condition is not squared; a
/// column that depends on others up to rounding is left out.
template <ColumnDesign D>
class FreeBlock {
public:
    using Scalar = design_scalar<D>;

    explicit FreeBlock(std::vector<Index> columns) : columns_(std::move(columns)) {}

    bool empty() const { return columns_.empty(); }
    /// The factor is n numbers a column: so many are projected off.
    bool few() const { return columns_.size() <= 32; }
    const std::vector<Index>& columns() const { return columns_; }

    /// X_Uᵀu.
    Vector<Wide<Scalar>> slopes(const D& X, const Vector<Scalar>& u) const {
        Vector<Wide<Scalar>> result(static_cast<Index>(columns_.size()));
        for (Index k = 0; k < result.size(); ++k)
            result[k] = X.column_dot(columns_[static_cast<std::size_t>(k)], u);
        return result;
    }

    /// u ← the nearest field with X_Uᵀu = 0, and Σu = 0 beside an intercept; false where there is none, as
    /// where h = 0 on the rows that would have to give way.
    bool project(const D& X, const Vector<Scalar>& h, bool intercept, Vector<Scalar>& u) {
        const Vector<Scalar> root = h.cwiseSqrt();
        const double size = norm(u);
        factor(X, root, intercept);
        for (int twice = 0; twice < 2; ++twice) {  // the second time to the last digit
            const Vector<Wide<Scalar>> c = coordinates(X, u, intercept);
            for (Index k = 0; k < c.size(); ++k)
                for (Index i = 0; i < u.size(); ++i)
                    u[i] = static_cast<Scalar>(double(u[i]) - double(root[i]) * (c[k] * Q_(i, k)));
        }
        const auto rounding = [&](double squares) {
            return 256 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::sqrt(squares) * size;
        };
        const Vector<Wide<Scalar>> rest = slopes(X, u);
        bool feasible = !intercept || std::abs(lane_sum(u.size(), [&](Index i) { return double(u[i]); })) <=
                                          rounding(double(u.size()));
        for (Index k = 0; k < rest.size(); ++k)
            feasible =
                feasible &&
                std::abs(rest[k]) <= rounding(X.column_moments(columns_[static_cast<std::size_t>(k)]).second);
        return feasible;
    }

    /// step = −X_U α, Newton's step of the predictions, with one for the intercept beside it; returns the
    /// slope −u·step.
    double newton(const D& X, const Vector<Scalar>& u, const Vector<Scalar>& h, bool intercept,
                  Vector<Scalar>& step) {
        factor(X, h.cwiseSqrt(), intercept);
        Vector<Wide<Scalar>> a = coordinates(X, u, intercept);
        const double slope = squared_norm(a);
        for (Index k = a.size(); k-- > 0;) {  // R α = c
            for (Index l = k + 1; l < a.size(); ++l) a[k] -= R_(k, l) * a[l];
            a[k] = R_(k, k) > 0 ? a[k] / R_(k, k) : 0.0;
        }
        const Index first = intercept ? 1 : 0;
        step.setConstant(u.size(), intercept ? static_cast<Scalar>(-a[0]) : Scalar(0));
        for (Index k = first; k < a.size(); ++k)
            X.add_column(columns_[static_cast<std::size_t>(k - first)], -a[k], step);
        return slope;
    }

private:
    using Matrix = Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic>;

    /// c = Qᵀ(u/√h), from Rᵀc = (1 X_U)ᵀu.
    Vector<Wide<Scalar>> coordinates(const D& X, const Vector<Scalar>& u, bool intercept) const {
        Vector<Wide<Scalar>> c(Q_.cols());
        if (intercept) c[0] = lane_sum(u.size(), [&](Index i) { return double(u[i]); });
        c.tail(static_cast<Index>(columns_.size())) = slopes(X, u);
        for (Index k = 0; k < c.size(); ++k) {
            for (Index l = 0; l < k; ++l) c[k] -= R_(l, k) * c[l];
            c[k] = R_(k, k) > 0 ? c[k] / R_(k, k) : 0.0;
        }
        return c;
    }

    /// √h∘(1 X_U) = Q R.
    void factor(const D& X, const Vector<Scalar>& root, bool intercept) {
        const Index first = intercept ? 1 : 0, count = first + static_cast<Index>(columns_.size());
        constexpr double negligible = 1e3 * std::numeric_limits<double>::epsilon();
        Q_.resize(root.size(), count);
        R_.setZero(count, count);
        Vector<Scalar> column(root.size());
        for (Index k = 0; k < count; ++k) {
            auto q = Q_.col(k);
            q = root.template cast<double>();
            if (k >= first) {  // of a float X all digits count: they may be those of a small deviation
                column.setZero();
                X.add_column(columns_[static_cast<std::size_t>(k - first)], 1.0, column);
                q.array() *= column.template cast<double>().array();
            }
            const double size = norm(q);
            for (int twice = 0; twice < 2; ++twice)
                for (Index l = 0; l < k; ++l) {
                    const double along = Q_.col(l).dot(q);
                    R_(l, k) += along;
                    q -= along * Q_.col(l);
                }
            const double rest = norm(q);
            R_(k, k) = rest > negligible * size ? rest : 0.0;
            if (R_(k, k) > 0)
                q /= rest;
            else
                q.setZero();
        }
    }

    std::vector<Index> columns_;
    Matrix Q_, R_;
};

/// Where nothing can be projected: a function that is no risk, a loss without ℓ* or ℓ'', an X that gives out
/// no columns.
class UnprojectedBlock {
public:
    explicit UnprojectedBlock(const std::vector<Index>& columns) : empty_(columns.empty()) {}

    bool empty() const { return empty_; }
    static constexpr bool few() { return false; }

private:
    bool empty_;
};

template <class F>
struct FreeBlockOf {
    using type = UnprojectedBlock;
};
template <class F>
    requires requires {
        requires ConjugateLoss<typename F::LossType> && TwiceDifferentiableLoss<typename F::LossType>;
        requires ColumnDesign<DesignOf<F>>;
    }
struct FreeBlockOf<F> {
    using type = FreeBlock<DesignOf<F>>;
};

}  // namespace lariat::detail
