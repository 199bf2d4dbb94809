// SPDX-License-Identifier: BSD-3-Clause
// Products that Eigen has no fast form of: of a float matrix with double sums (Eigen's own sums in float, and
// its `.cast<double>()` of a whole column gives up packets; casting fixed-size arrays of eight keeps them),
// and of columns scattered in memory with several vectors.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <type_traits>
#include <vector>

#include <lariat/core/tiles.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

template <class Scalar>
using Eight = Eigen::Map<const Eigen::Array<Scalar, 8, 1>>;
template <class Scalar>  // double, but said so that nothing is instantiated before it is used
using EightSums = Eigen::Array<std::conditional_t<sizeof(Scalar) != 0, double, Scalar>, 8, 1>;

/// Lines of numbers in memory: line k is a[k·outer], a[k·outer + inner], …
template <class Scalar>
struct Lines {
    const Scalar* a;
    Index outer, inner;
    Index lines, length;

    /// How many numbers of a line can be read in eights.
    Index in_eights(Index count) const { return inner == 1 ? count - count % 8 : 0; }
};

/// out[k] = Σ_i a_ki r[i] for k < lines: the dot products of r with the lines, four lines at a time.
template <class Scalar>
void line_dots(const Lines<Scalar>& a, const Scalar* r, Scalar* out) {
    const Index whole = a.in_eights(a.length);
    for (Index first = 0; first < a.lines; first += 4) {
        const Index count = (std::min)(Index(4), a.lines - first);
        std::array<EightSums<Scalar>, 4> sum;
        for (auto& s : sum) s.setZero();
        const Scalar* line[4];
        for (Index k = 0; k < 4; ++k) line[k] = a.a + (first + (std::min)(k, count - 1)) * a.outer;
        for (Index i = 0; i < whole; i += 8) {
            const EightSums<Scalar> ri = Eight<Scalar>(r + i).template cast<double>();
            for (std::size_t k = 0; k < 4; ++k)
                sum[k] += Eight<Scalar>(line[k] + i).template cast<double>() * ri;
        }
        for (Index k = 0; k < count; ++k) {
            double total = sum[static_cast<std::size_t>(k)].sum();
            for (Index i = whole; i < a.length; ++i) total += double(line[k][i * a.inner]) * double(r[i]);
            out[first + k] = static_cast<Scalar>(total);
        }
    }
}

/// out[i] = Σ_k a_ki w[k]: a combination of the lines, a tile of the output at a time in double.
template <class Scalar, class Out>
void line_combination(const Lines<Scalar>& a, const Scalar* w, Out* out) {
    constexpr Index tile = 512;
    std::array<double, tile> sum;
    for (Index first = 0; first < a.length; first += tile) {
        const Index count = (std::min)(tile, a.length - first), whole = a.in_eights(count);
        sum.fill(0);
        for (Index k = 0; k < a.lines; ++k) {
            const double wk = double(w[k]);
            if (wk == 0) continue;
            const Scalar* line = a.a + k * a.outer + first * a.inner;
            for (Index i = 0; i < whole; i += 8)
                Eigen::Map<EightSums<Scalar>>(sum.data() + i) +=
                    wk * Eight<Scalar>(line + i).template cast<double>();
            for (Index i = whole; i < count; ++i)
                sum[static_cast<std::size_t>(i)] += wk * double(line[i * a.inner]);
        }
        for (Index i = 0; i < count; ++i) out[first + i] = static_cast<Out>(sum[static_cast<std::size_t>(i)]);
    }
}

/// How many rows of X and U are multiplied before the next, so that those of U stay in cache.
inline constexpr Index panel_rows = 1024;

/// sums_j += Σ_i a_j[i] (u_i1, …, u_i,width) for a few columns a_j; on the way the sums live in registers, and
/// the columns that come next are called into cache: being far from each other in memory, they would be waited
/// for.
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

/// G += AᵀU, for columns of A the k-th of which begins at column(k), of at most panel_rows rows. The elements
/// of a row of U are laid side by side: an element of A multiplies all of them at once, and a few columns of
/// A share what was read of U. A sum does not depend on which columns are its neighbours.
template <class Column, class Matrix, class Out>
void add_column_products(Index count, const Column& column, const Matrix& U, Out&& G) {
    using Scalar = typename Matrix::Scalar;
    constexpr int width = (std::max)(4, 2 * EIGEN_MAX_STATIC_ALIGN_BYTES / int(sizeof(Scalar))), height = 5;
    const Index rows = U.rows(), groups = (U.cols() + width - 1) / width;
    Eigen::Array<Scalar, width, Eigen::Dynamic> side_by_side(width, groups * rows);
    constexpr Index few = 32;  // rows at a time, that what is written stays in cache
    for (Index group = 0; group < groups; ++group)
        for (Index i = 0; i < rows; i += few)
            for (Index l = 0; l < width; ++l) {
                auto lane = side_by_side.row(l).segment(group * rows + i, (std::min)(few, rows - i));
                if (group * width + l < U.cols())
                    lane = U.col(group * width + l).segment(i, lane.size()).transpose().array();
                else
                    lane.setZero();
            }
    for (Index k = 0; k < count; k += height) {
        const Scalar *columns[height], *next[height];
        for (int j = 0; j < height; ++j) {
            columns[j] = column((std::min)(k + j, count - 1));
            next[j] = column((std::min)(k + height + j, count - 1));
        }
        for (Index group = 0; group < groups; ++group) {
            Tile<Scalar, width> sums[height];
            for (auto& sum : sums) sum.setZero();
            add_products<height, width>(columns, next, side_by_side.col(group * rows).data(), rows, sums);
            const Index first = group * width, some = (std::min)(Index(width), U.cols() - first);
            for (Index l = 0; l < some; ++l)
                for (Index j = 0; j < (std::min)(Index(height), count - k); ++j)
                    G(k + j, first + l) += sums[j][l];
        }
    }
}

}  // namespace lariat::detail
