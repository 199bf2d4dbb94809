// SPDX-License-Identifier: BSD-3-Clause
// Products of the columns of a dense X, which may be scattered in memory, with several vectors.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include <lariat/core/tiles.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/dense/column_panels.hpp>
#include <lariat/designs/dense/register_block.hpp>

namespace lariat::detail {

/// out = Σ_i a_j[i] (u_i1, …, u_i,width), one row for each of a few columns a_j. On the way the columns that
/// come next are called into cache: being far from each other in memory, they would be waited for.
template <class Block, class Scalar>
void products(const Scalar* const* columns, const Scalar* const* next, const Scalar* u, Index rows,
              Scalar* out) {
    const Scalar* a[Block::height];
    std::copy_n(columns, Block::height, a);
    Block sums;
    Index i = 0;
    const auto a_i = [&](int j, int t) { return a[j][i + t]; };
    const auto u_i = [&](int t) { return u + Block::width * (i + t); };
    constexpr int line = tile_size<Scalar>;
    for (; i + line <= rows; i += line) {
        for (int j = 0; j < Block::height; ++j) Eigen::internal::prefetch(next[j] + i);
        sums.template add<line>(a_i, u_i);
    }
    for (; i < rows; ++i) sums.template add<1>(a_i, u_i);
    sums.store(out);
}

/// G += AᵀU, both of at most panel_rows rows; their columns, `count` and `others` of them, begin at left(k) and
/// right(l). A sum does not depend on which columns are its neighbours. Of a symmetric square, the rows of G
/// from `square` on, only what is above its diagonal, and on it, is sure to be there.
template <class Block, class Scalar, class Left, class Right, class Out>
void add_column_products(Index rows, Index count, const Left& left, Index others, const Right& right, Out&& G,
                         Index square) {
    constexpr int height = Block::height, width = Block::width;
    const Index groups = (others + width - 1) / width;
    Eigen::Array<Scalar, width, Eigen::Dynamic> side_by_side(width, groups * rows);
    const Vector<Scalar> zeros = Vector<Scalar>::Zero(others % width == 0 ? 0 : rows);
    for (Index group = 0; group < groups; ++group) {
        const Scalar* u[width];
        for (Index l = 0; l < width; ++l)
            u[l] = group * width + l < others ? right(group * width + l) : zeros.data();
        Block::interleave(u, rows, side_by_side.col(group * rows).data());
    }
    Scalar sums[height * width];
    for (Index k = 0; k < count; k += height) {
        const Scalar *columns[height], *next[height];
        for (int j = 0; j < height; ++j) {
            columns[j] = left((std::min)(k + j, count - 1));
            next[j] = left((std::min)(k + height + j, count - 1));
        }
        for (Index group = (std::max)(k - square, Index(0)) / width; group < groups; ++group) {
            products<Block>(columns, next, side_by_side.col(group * rows).data(), rows, sums);
            const Index first = group * width, some = (std::min)(Index(width), others - first);
            for (Index l = 0; l < some; ++l)
                for (Index j = 0; j < (std::min)(Index(height), count - k); ++j)
                    G(k + j, first + l) += sums[width * j + l];
        }
    }
}

/// The same; where all elements of a row of U are no more than one vector register holds, one does.
template <class Scalar, class Left, class Right, class Out>
void add_column_products(Index rows, Index count, const Left& left, Index others, const Right& right, Out&& G,
                         Index square) {
    using One = RegisterBlock<Scalar, 1>;
    if (others <= One::width)
        add_column_products<One, Scalar>(rows, count, left, others, right, G, square);
    else
        add_column_products<RegisterBlock<Scalar, 2>, Scalar>(rows, count, left, others, right, G, square);
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
