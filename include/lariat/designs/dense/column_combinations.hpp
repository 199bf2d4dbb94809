// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <vector>

#include <lariat/core/tiles.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/dense/column_panels.hpp>
#include <lariat/designs/dense/register_block.hpp>

namespace lariat::detail {

/// out = Σ_k w_k x_kᵀ, row by row, for k < count: w_k has Block::height elements, one w_k after the other, and
/// x_k, which begins at x[k], Block::width. On the way what follows each x_k is called into cache.
template <class Block, class Scalar>
void combination(const Scalar* w, const Scalar* const* x, Index count, Scalar* out) {
    constexpr int terms = 4, line = tile_size<Scalar>;
    Block sums;
    Index k = 0;
    const auto w_k = [&](int j, int t) { return w[Block::height * (k + t) + j]; };
    const auto x_k = [&](int t) { return x[k + t]; };
    for (; k + terms <= count; k += terms) {
        for (int t = 0; t < terms; ++t)
            for (int i = Block::width; i < 2 * Block::width; i += line)
                prefetch_after(x[k + t], sizeof(Scalar) * static_cast<std::size_t>(i));
        sums.template add<terms>(w_k, x_k);
    }
    for (; k < count; ++k) sums.template add<1>(w_k, x_k);
    sums.store(out);
}

/// Z = X_J W for the columns J of a dense X, which may be scattered in memory: some rows of some columns of Z
/// at a time, whose sums live in registers.
template <class X, class Matrix>
void column_combinations(const X& x, const std::vector<Index>& columns, const Matrix& W, Matrix& Z) {
    using Scalar = typename X::Scalar;
    using Block = RegisterBlock<Scalar, 2>;
    constexpr int height = Block::height, width = Block::width;
    const Index count = W.rows(), groups = (W.cols() + height - 1) / height;

    // Of each row of W the elements that are multiplied at once lie side by side.
    using Weights = Eigen::Matrix<Scalar, height, Eigen::Dynamic>;
    Weights weights = Weights::Zero(height, groups * count);
    for (Index l = 0; l < W.cols(); ++l)
        weights.row(l % height).segment(l / height * count, count) = W.col(l).transpose();

    std::vector<const Scalar*> begins(static_cast<std::size_t>(count));
    // The last rows, where they are fewer than `width`, filled up with zeros.
    static_assert(panel_rows % width == 0);
    using Rows = Eigen::Matrix<Scalar, width, Eigen::Dynamic>;
    Rows last = Rows::Zero(width, x.rows() % width == 0 ? 0 : count);
    Scalar sums[height * width];
    each_panel(x, columns, [&](Index first, Index rows, const auto& column) {
        for (Index i = 0; i < rows; i += width) {
            const Index some = (std::min)(Index(width), rows - i);
            for (Index k = 0; k < count; ++k) {
                const Scalar*& begin = begins[static_cast<std::size_t>(k)];
                begin = column(k) + i;
                if (some == width) continue;
                std::copy_n(begin, some, last.col(k).data());
                begin = last.col(k).data();
            }
            for (Index group = 0; group < groups; ++group) {
                combination<Block>(weights.data() + height * group * count, begins.data(), count, sums);
                for (Index l = 0; l < (std::min)(Index(height), W.cols() - group * height); ++l)
                    std::copy_n(sums + width * l, some, &Z(first + i, group * height + l));
            }
        }
    });
}

}  // namespace lariat::detail
