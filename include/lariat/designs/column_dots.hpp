// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

namespace detail {

template <class D>
concept DotsColumns =
    requires(const D& X, const std::vector<Index>& columns, const Vector<design_scalar<D>>& u,
             Vector<design_scalar<D>>& g) { X.column_dots(columns, u, g); };

/// Do the columns of X lie together, so that one costs no more than its share of a pass?
template <class D>
inline constexpr bool by_columns = false;
template <class D>
    requires requires { D::by_columns; }
inline constexpr bool by_columns<D> = D::by_columns;

}  // namespace detail

/// g_j = x_j·u for some columns, by the design if it has column_dots(columns, u, g); the other elements of g
/// stay.
template <ColumnDesign D>
void column_dots(const D& X, const std::vector<Index>& columns, const Vector<design_scalar<D>>& u,
                 Vector<design_scalar<D>>& g) {
    if constexpr (detail::DotsColumns<D>)
        X.column_dots(columns, u, g);
    else
        for (const Index j : columns) g[j] = static_cast<design_scalar<D>>(X.column_dot(j, u));
}

}  // namespace lariat
