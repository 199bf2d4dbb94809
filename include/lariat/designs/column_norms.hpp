// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

namespace detail {

template <class D>
concept KnowsColumnNorms =
    requires(const D& X, const Vector<double>& v, Vector<double>& h) { X.column_squared_norms(v, h); };

}  // namespace detail

/// How many passes column_norms() costs.
template <Design D>
inline constexpr int column_norm_passes = detail::KnowsColumnNorms<D> || ColumnDesign<D> ? 1 : 32;

/// ‖x_j‖_v = √(Σ_i v_i x_ij²) for every column: from the design where it knows them or gives out columns,
/// else estimated as the root mean square of x_j·(s∘√v) over 32 fixed vectors s of random signs (the mean of
/// the square is ‖x_j‖²_v, its relative standard deviation at most √(2/32)). They only scale the KKT residual
/// of each coordinate. v has n elements ≥ 0.
template <Design D>
Vector<double> column_norms(const D& X, const Vector<double>& v) {
    Vector<double> squares = Vector<double>::Zero(X.cols());
    using Scalar = design_scalar<D>;
    if constexpr (detail::KnowsColumnNorms<D>) {
        X.column_squared_norms(v, squares);
    } else if constexpr (ColumnDesign<D>) {
        const Vector<Scalar> h = v.template cast<Scalar>();
        for (Index j = 0; j < X.cols(); ++j) squares[j] = ColumnMoments(X.column_moments(j, h)).second;
    } else {
        constexpr int probes = column_norm_passes<D>;
        Vector<Scalar> signs(X.rows()), products(X.cols());
        std::uint64_t state = 0x9e3779b97f4a7c15u;
        for (int k = 0; k < probes; ++k) {
            for (Index i = 0; i < signs.size(); ++i) {  // xorshift64*, Vigna 2016
                state ^= state >> 12;
                state ^= state << 25;
                state ^= state >> 27;
                const auto root = static_cast<Scalar>(std::sqrt(v[i]));
                signs[i] = (state * 0x2545f4914f6cdd1du) >> 63 ? root : -root;
            }
            X.apply_transpose(signs, products);
            squares += products.template cast<double>().cwiseAbs2() / probes;
        }
    }
    for (double& square : squares) square = std::sqrt(square);
    return squares;
}

/// ‖x_j‖_v of columns with these moments {Σ v x, Σ v x²}, followed by 1 up to `size` elements.
template <class Moments>
Vector<double> column_norms(const Moments& moments, Index size) {
    Vector<double> norms = Vector<double>::Ones(size);
    for (std::size_t j = 0; j < moments.size(); ++j)
        norms[static_cast<Index>(j)] = std::sqrt(moments[j].second);
    return norms;
}

}  // namespace lariat
