// SPDX-License-Identifier: BSD-3-Clause
// Products of the columns of a dense X, which may be scattered in memory, with several vectors.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include <lariat/core/tiles.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// How many rows of X and U are multiplied before the next, so that those of U stay in cache.
inline constexpr Index panel_rows = 1024;

/// sums_j += Σ_i a_j[i] (u_i1, …, u_i,width) for a few columns a_j; on the way the sums live in registers,
/// and the columns that come next are called into cache: being far from each other in memory, they would be
/// waited for.
template <int height, int width, class Scalar>
void add_products(const Scalar* const* columns, const Scalar* const* next, const Scalar* u, Index rows,
                  Tile<Scalar, width>* sums) {
    const Scalar* a[height];
    Tile<Scalar, width> sum[height];
    for (int j = 0; j < height; ++j) {
        a[j] = columns[j];
        sum[j].setZero();
    }
    const auto add_row = [&](Index i) {
        const Tile<Scalar, width> u_i = tile_at<width>(u + width * i);
        for (int j = 0; j < height; ++j) sum[j] += a[j][i] * u_i;
    };
    constexpr Index line = tile_size<Scalar>;
    Index i = 0;
    for (; i + line <= rows; i += line) {
        for (int j = 0; j < height; ++j) Eigen::internal::prefetch(next[j] + i);
        for (Index row = i; row < i + line; ++row) add_row(row);
    }
    for (; i < rows; ++i) add_row(i);
    for (int j = 0; j < height; ++j) sums[j] += sum[j];
}

/// G += AᵀU, both of at most panel_rows rows; their columns, `count` and `others` of them, begin at left(k) and
/// right(l). The elements of a row of U are laid side by side: an element of A multiplies all of them at once,
/// and a few columns of A share what was read of U. A sum does not depend on which columns are its neighbours.
/// Of a symmetric square, the rows of G from `square` on, only what is above its diagonal, and on it, is sure
/// to be there.
template <int width, class Scalar, class Left, class Right, class Out>
void add_column_products(Index rows, Index count, const Left& left, Index others, const Right& right, Out&& G,
                         Index square) {
    constexpr int height = 5;
    const Index groups = (others + width - 1) / width;
    Eigen::Array<Scalar, width, Eigen::Dynamic> side_by_side(width, groups * rows);
    constexpr Index few = 32;  // rows at a time, that what is written stays in cache
    for (Index group = 0; group < groups; ++group)
        for (Index i = 0; i < rows; i += few)
            for (Index l = 0; l < width; ++l) {
                auto lane = side_by_side.row(l).segment(group * rows + i, (std::min)(few, rows - i));
                if (group * width + l < others)
                    lane = Eigen::Map<const Vector<Scalar>>(right(group * width + l) + i, lane.size())
                               .transpose();
                else
                    lane.setZero();
            }
    for (Index k = 0; k < count; k += height) {
        const Scalar *columns[height], *next[height];
        for (int j = 0; j < height; ++j) {
            columns[j] = left((std::min)(k + j, count - 1));
            next[j] = left((std::min)(k + height + j, count - 1));
        }
        for (Index group = (std::max)(k - square, Index(0)) / width; group < groups; ++group) {
            Tile<Scalar, width> sums[height];
            for (auto& sum : sums) sum.setZero();
            add_products<height, width>(columns, next, side_by_side.col(group * rows).data(), rows, sums);
            const Index first = group * width, some = (std::min)(Index(width), others - first);
            for (Index l = 0; l < some; ++l)
                for (Index j = 0; j < (std::min)(Index(height), count - k); ++j)
                    G(k + j, first + l) += sums[j][l];
        }
    }
}

/// The same, as many elements of a row of U at once as fill two vector registers: the sums of five columns take
/// ten more, of the 16 that AVX has. Where all are no more than one register holds, one does.
template <class Scalar, class Left, class Right, class Out>
void add_column_products(Index rows, Index count, const Left& left, Index others, const Right& right, Out&& G,
                         Index square) {
    constexpr int one = (std::max)(2, EIGEN_MAX_STATIC_ALIGN_BYTES / int(sizeof(Scalar)));
    if (others <= one)
        add_column_products<one, Scalar>(rows, count, left, others, right, G, square);
    else
        add_column_products<2 * one, Scalar>(rows, count, left, others, right, G, square);
}

/// Do the elements of a column of X, a Map, lie side by side?
template <class X>
inline constexpr bool columns_are_contiguous = !X::IsRowMajor && X::InnerStrideAtCompileTime == 1;

/// f(first, rows, column) for one panel of X after another, rows [first, first + rows), where the k-th of the
/// columns begins at column(k). Where the columns are not contiguous, a panel of them is copied.
template <class X, class F>
void each_panel(const X& x, const std::vector<Index>& columns, const F& f) {
    for (Index first = 0; first < x.rows(); first += panel_rows) {
        const Index rows = (std::min)(panel_rows, x.rows() - first);
        if constexpr (columns_are_contiguous<X>) {
            f(first, rows,
              [&](Index k) { return x.col(columns[static_cast<std::size_t>(k)]).data() + first; });
        } else {
            const Eigen::Matrix<typename X::Scalar, Eigen::Dynamic, Eigen::Dynamic> copy =
                x.middleRows(first, rows)(Eigen::indexing::all, columns);
            f(first, rows, [&](Index k) { return copy.col(k).data(); });
        }
    }
}

/// G = X_Jᵀ U for the columns J; of a symmetric square of the last rows only what is above its diagonal, and
/// on it.
template <class X, class Matrix>
void column_products(const X& x, const std::vector<Index>& columns, const Matrix& U, Matrix& G,
                     Index square) {
    G.setZero(static_cast<Index>(columns.size()), U.cols());
    each_panel(x, columns, [&](Index first, Index rows, const auto& column) {
        add_column_products<typename X::Scalar>(
            rows, G.rows(), column, U.cols(), [&](Index l) { return U.col(l).data() + first; }, G, square);
    });
}

/// G = X_Jᵀ X_K, J and K one after the other in `columns`, of which `count` are J.
template <class X, class Matrix>
void column_products(const X& x, const std::vector<Index>& columns, Index count, Matrix& G, Index square) {
    const Index others = static_cast<Index>(columns.size()) - count;
    G.setZero(count, others);
    each_panel(x, columns, [&](Index, Index rows, const auto& column) {
        add_column_products<typename X::Scalar>(
            rows, count, column, others, [&](Index l) { return column(count + l); }, G, square);
    });
}

/// The rows [first_column, first_column + count) of G = X_Jᵀ U when J is all columns.
template <class X, class Matrix>
    requires columns_are_contiguous<X>
void column_products(const X& x, Index first_column, Index count, const Matrix& U, Matrix& G) {
    auto part = G.middleRows(first_column, count);
    part.setZero();
    for (Index first = 0; first < x.rows(); first += panel_rows)
        add_column_products<typename X::Scalar>(
            (std::min)(panel_rows, x.rows() - first), count,
            [&](Index k) { return x.col(first_column + k).data() + first; }, U.cols(),
            [&](Index l) { return U.col(l).data() + first; }, part, count);
}

}  // namespace lariat::detail
