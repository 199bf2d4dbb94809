// SPDX-License-Identifier: BSD-3-Clause
// Products of a sparse X with several vectors, eight at a time: the elements of a row of W or U are laid
// side by side as doubles, and each stored element of X is read once for all eight. `on_column(j, visit)`
// calls visit(i, x_ij) for the stored elements of column j; `column_sum(j, zero, term)` adds up term(i, x_ij).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include <lariat/core/types.hpp>

namespace lariat::detail {

inline constexpr Index lanes = 8;

/// visit(Uᵀ of eight columns of U from k on, k, how many there are)
template <class Matrix, class Visit>
void for_lanes(const Matrix& U, Visit&& visit) {
    Eigen::Array<Wide<typename Matrix::Scalar>, lanes, Eigen::Dynamic> rows_of_U(lanes, U.rows());
    for (Index k = 0; k < U.cols(); k += lanes) {
        const Index some = (std::min)(lanes, U.cols() - k);
        rows_of_U.setZero();
        rows_of_U.topRows(some) = U.middleCols(k, some).transpose().array().template cast<double>();
        visit(rows_of_U, k, some);
    }
}

/// Z = X_J W for the columns J.
template <class OnColumn, class Matrix>
void sparse_products(const OnColumn& on_column, const std::vector<Index>& columns, const Matrix& W,
                     Matrix& Z) {
    using Scalar = typename Matrix::Scalar;
    Eigen::Matrix<Wide<Scalar>, lanes, Eigen::Dynamic> rows_of_Z(lanes, Z.rows());
    Eigen::Matrix<Wide<Scalar>, lanes, 1> w;
    for (Index k = 0; k < W.cols(); k += lanes) {
        const Index some = (std::min)(lanes, W.cols() - k);
        rows_of_Z.setZero();
        w.setZero();
        for (Index j = 0; j < W.rows(); ++j) {
            w.head(some) = W.row(j).segment(k, some).transpose().template cast<double>();
            if ((w.array() != 0).any())
                on_column(columns[static_cast<std::size_t>(j)],
                          [&](Index i, Scalar x) { rows_of_Z.col(i) += double(x) * w; });
        }
        Z.middleCols(k, some) = rows_of_Z.topRows(some).transpose().template cast<Scalar>();
    }
}

/// Row k of G = x_column(k) · U for `count` of them from k = first on.
template <class ColumnSum, class Column, class Matrix>
void sparse_transpose_products(const ColumnSum& column_sum, Index first, Index count, const Column& column,
                               const Matrix& U, Matrix& G) {
    using Scalar = typename Matrix::Scalar;
    using Sums = Eigen::Array<Wide<Scalar>, lanes, 1>;
    for_lanes(U, [&](const auto& rows_of_U, Index l, Index some) {
        for (Index k = first; k < first + count; ++k) {
            const Sums sum = column_sum(column(k), Sums(Sums::Zero()),
                                        [&](Index i, double x) { return x * rows_of_U.col(i); });
            for (Index m = 0; m < some; ++m) G(k, l + m) = static_cast<Scalar>(sum[m]);
        }
    });
}

/// G = X_Jᵀ X_K. The rows of G from `square` on are symmetric: what is below their diagonal is left as it was.
/// Eight columns of K lie side by side in rows of which the stored elements are written, and cleared again.
template <class OnColumn, class ColumnSum, class Matrix>
void sparse_column_products(const OnColumn& on_column, const ColumnSum& column_sum, Index rows,
                            const std::vector<Index>& J, const std::vector<Index>& K, Matrix& G,
                            Index square) {
    using Sums = Eigen::Array<double, lanes, 1>;
    const auto count = static_cast<Index>(J.size()), others = static_cast<Index>(K.size());
    Eigen::Array<double, lanes, Eigen::Dynamic> side_by_side(lanes, rows);
    side_by_side.setZero();
    for (Index first = 0; first < others; first += lanes) {
        const Index some = (std::min)(lanes, others - first),
                    needed = (std::min)(count, square + first + some);
        if (needed <= 0) continue;
        const auto column = [&](Index l) { return K[static_cast<std::size_t>(first + l)]; };
        for (Index l = 0; l < some; ++l)
            on_column(column(l), [&](Index i, auto x) { side_by_side(l, i) = double(x); });
        for (Index k = 0; k < needed; ++k) {
            const Sums sum = column_sum(J[static_cast<std::size_t>(k)], Sums(Sums::Zero()),
                                        [&](Index i, double x) { return x * side_by_side.col(i); });
            for (Index l = 0; l < some; ++l) G(k, first + l) = sum[l];
        }
        for (Index l = 0; l < some; ++l) on_column(column(l), [&](Index i, auto) { side_by_side(l, i) = 0; });
    }
}

/// G = Xᵀ U, an element of X after the other, as one by rows has them.
template <class Layout, class Matrix>
void sparse_transpose_products(const Layout& layout, const Matrix& U, Matrix& G) {
    using Scalar = typename Matrix::Scalar;
    Eigen::Array<Wide<Scalar>, lanes, Eigen::Dynamic> sums(lanes, layout.cols);
    for_lanes(U, [&](const auto& rows_of_U, Index k, Index some) {
        sums.setZero();
        layout.for_each([&](Index i, Index j, Scalar x) { sums.col(j) += double(x) * rows_of_U.col(i); });
        G.middleCols(k, some) = sums.topRows(some).transpose().matrix().template cast<Scalar>();
    });
}

}  // namespace lariat::detail
