// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// How many rows of X and U are multiplied before the next, so that those of U stay in cache.
inline constexpr Index panel_rows = 1024;

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

}  // namespace lariat::detail
