// SPDX-License-Identifier: BSD-3-Clause
// The Hessian of a quadratic model on the columns of its working set, H_kl = Σ h x_k x_l − S_k S_l/Σh with S =
// Σ h x: column by column, or as products of matrices where there is much to multiply.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/designs/transpose_products.hpp>
#include <lariat/objectives/lanczos.hpp>
#include <lariat/optimizers/coordinate/model_columns.hpp>
#include <lariat/optimizers/coordinate/room.hpp>

namespace lariat::detail {

/// H on the columns [first, first + size), of whose rows and columns `known` are there.
template <class D, class Matrix>
void condense_by_columns(const ModelColumns<D>& columns, Index first, Index size, Matrix& H, Index known) {
    make_room(H, size, known);
    Vector<design_scalar<D>> hx(columns.rows());
    for (Index l = known; l < size; ++l) {
        H(l, l) = columns.moment(first + l).curvature;
        if (l == 0) continue;
        const double rest = columns.centre(first + l, hx);
        for (Index k = 0; k < l; ++k)
            H(l, k) = H(k, l) = columns.dot(first + k, hx) - rest * columns.moment(first + k).first;
    }
}

/// May products of columns straight from X make those of the model? h must be uniform; and where they are centred,
/// h(Σ x_k x_l − n m_k m_l), each column zero in an eighth of its rows, since then n m² is at most seven times its
/// squared deviations, and no more than three bits cancel.
template <class D>
bool has_products_of_columns(const ModelColumns<D>& columns) {
    if (!MultipliesItself<D> || !(columns.uniform() > 0)) return false;
    if (!columns.centred()) return true;
    if constexpr (requires { columns.design().stored(Index(0)); })
        return std::all_of(columns.names().begin(), columns.names().end(), [&](Index j) {
            return 8 * (columns.rows() - columns.design().stored(j)) >= columns.rows();
        });
    return false;
}

/// H as products of matrices, some columns at a time.
template <class D, class Matrix>
void condense_by_blocks(const ModelColumns<D>& columns, Matrix& H, Index known) {
    constexpr Index in_memory = 1 << 20, most = 64;  // numbers copied, and columns, at a time
    const bool straight = has_products_of_columns(columns);
    const Index size = columns.size(), n = columns.rows(),
                block = straight ? most : std::clamp(in_memory / (std::max)(n, Index(1)), Index(16), most);
    make_room(H, size, known);
    Vector<design_scalar<D>> hx(straight ? 0 : n);
    Matrix hX, products;
    Vector<double> rest(block);
    for (Index first = known; first < size; first += block) {
        const Index count = (std::min)(block, size - first), end = first + count;
        const std::vector<Index> J(columns.names().begin(), columns.names().begin() + end);
        if (straight) {
            products.resize(end, count);
            if constexpr (MultipliesItself<D>)
                columns.design().column_products(J, std::vector<Index>(J.begin() + first, J.end()), products,
                                                 first);
            products *= columns.uniform();
            if (columns.centred())
                for (Index l = 0; l < count; ++l) rest[l] = columns.moment(first + l).first / columns.total();
        } else {
            hX.resize(n, count);
            for (Index l = 0; l < count; ++l) {
                rest[l] = columns.centre(first + l, hx);
                hX.col(l) = hx;
            }
            gram_products(columns.design(), J, first, hX, products);
        }
        if (columns.centred())
            for (Index l = 0; l < count; ++l)
                for (Index k = 0; k < end; ++k) products(k, l) -= rest[l] * columns.moment(k).first;
        H.block(0, first, end, count) = products;
        H.block(first, 0, count, first) = products.topRows(first).transpose();
        for (Index l = first; l < end; ++l) {
            H(l, l) = columns.moment(l).curvature;
            for (Index k = first; k < l; ++k) H(l, k) = H(k, l);
        }
    }
}

/// The faster of both.
template <class D, class Matrix>
void fill_hessian(const ModelColumns<D>& columns, Matrix& H, Index known) {
    constexpr Index in_cache = 16'384;  // numbers: products of pairs of columns come at no cost
    if constexpr (std::same_as<design_scalar<D>, double>)
        if ((columns.size() - known) * columns.rows() > in_cache)
            return condense_by_blocks(columns, H, known);
    condense_by_columns(columns, 0, columns.size(), H, known);
}

/// H on all columns, of whose rows and columns `known` are there. Is it finite?
template <class D, class Matrix>
bool condense(const ModelColumns<D>& columns, Matrix& H, Index known) {
    fill_hessian(columns, H, known);
    return H.block(0, known, columns.size(), columns.size() - known).allFinite();
}

/// λ_max of H on the columns [first, first + size): where they are many, a bound by 40 products with it.
template <class D>
double largest_curvature_on(const ModelColumns<D>& columns, Index first, Index size) {
    using Scalar = design_scalar<D>;
    constexpr Index few = 500;
    if (size <= few) {
        Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic> H;
        condense_by_columns(columns, first, size, H, 0);
        return largest_eigenvalue(H);
    }
    Vector<Scalar> hx(columns.rows());
    const auto multiply = [&](const Vector<Scalar>& in, Vector<Scalar>& out) {
        double mean = 0;
        hx.setZero();
        for (Index l = 0; l < size; ++l) {
            columns.add(first + l, double(in[l]), hx);
            mean += columns.moment(first + l).first * double(in[l]);
        }
        if (columns.centred()) mean /= columns.total();
        for (Index l = 0; l < size; ++l) {
            out[l] = static_cast<Scalar>(columns.dot(first + l, hx));
            if (columns.centred()) out[l] -= static_cast<Scalar>(columns.moment(first + l).first * mean);
        }
    };
    return upper_end(lanczos<Scalar>(size, multiply, 40, false), size,
                     16 * double(Eigen::NumTraits<Scalar>::epsilon()));
}

}  // namespace lariat::detail
