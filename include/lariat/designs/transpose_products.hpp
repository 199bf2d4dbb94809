// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// G = Xᵀ U, n × k to p × k: in one pass over X where the design has `apply_transpose_all(U, G)`, else one a
/// column.
template <Design D>
void transpose_products(const D& X, const Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& U,
                        Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& G) {
    G.resize(X.cols(), U.cols());
    if constexpr (requires { X.apply_transpose_all(U, G); }) {
        X.apply_transpose_all(U, G);
    } else {
        for (Index k = 0; k < U.cols(); ++k) X.apply_transpose(U.col(k), G.col(k));
    }
}

/// Does X multiply some of its columns with several vectors at once, in much less than the time of as many
/// dot products?
template <class D>
concept MultipliesColumns = requires(const D& X, const std::vector<Index>& columns,
                                     Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& G) {
    X.apply_transpose_all(columns, G, G);
};

/// Does X make products of its columns with each other, G = X_Jᵀ X_K?
template <class D>
concept MultipliesItself = requires(const D& X, const std::vector<Index>& J,
                                    Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& G) {
    X.column_products(J, J, G, Index(0));
};

/// G = X_Jᵀ U for the columns J.
template <ColumnDesign D>
void transpose_products(const D& X, const std::vector<Index>& columns,
                        const Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& U,
                        Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& G) {
    G.resize(static_cast<Index>(columns.size()), U.cols());
    if constexpr (MultipliesColumns<D>) {
        X.apply_transpose_all(columns, U, G);
    } else {
        for (Index l = 0; l < U.cols(); ++l) {
            const Vector<design_scalar<D>> u = U.col(l);
            for (Index k = 0; k < G.rows(); ++k)
                G(k, l) =
                    static_cast<design_scalar<D>>(X.column_dot(columns[static_cast<std::size_t>(k)], u));
        }
    }
}

/// G = X_Jᵀ U where the columns of U are h∘x_j for the j in J from `square` on, so that those rows of G are
/// symmetric: only what is above their diagonal, and on it, is sure to be there. A design may have
/// `apply_transpose_all(J, U, G, square)` for it.
template <ColumnDesign D>
void gram_products(const D& X, const std::vector<Index>& columns, Index square,
                   const Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& U,
                   Eigen::Matrix<design_scalar<D>, Eigen::Dynamic, Eigen::Dynamic>& G) {
    G.resize(static_cast<Index>(columns.size()), U.cols());
    if constexpr (requires { X.apply_transpose_all(columns, U, G, square); })
        X.apply_transpose_all(columns, U, G, square);
    else
        transpose_products(X, columns, U, G);
}

}  // namespace lariat
