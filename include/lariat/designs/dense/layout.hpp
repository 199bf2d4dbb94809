// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <concepts>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// An Eigen matrix or array whose elements lie in memory: a plain one, a Map, a Block, a Ref, a transpose of
/// those. (An indexed view has the flag but, in Eigen 3.4, does not say where its data are.)
template <class X>
concept DirectAccess =
    DenseExpression<X> && (X::Flags & Eigen::DirectAccessBit) != 0 && requires(const X& x) { x.data(); };

template <class X>
concept PlainDense = std::derived_from<X, Eigen::PlainObjectBase<X>>;

/// Where the elements of a dense X lie: x_ij is data[line·outer + (place in the line)·inner]; a line is a
/// column or a row.
template <class Scalar, int Order, bool UnitStride>
struct DenseLayout {
    static constexpr bool by_columns = Order == Eigen::ColMajor;
    using Stride = Eigen::Stride<Eigen::Dynamic, UnitStride ? 0 : Eigen::Dynamic>;
    using View = Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order>, 0, Stride>;

    const Scalar* data;
    Index rows, cols, outer, inner;

    template <class X>
    static DenseLayout of(const X& x) {
        return {x.data(), x.rows(), x.cols(), x.outerStride(), x.innerStride()};
    }

    Index lines() const { return by_columns ? cols : rows; }
    Index length() const { return by_columns ? rows : cols; }

    /// The lines [first, first + count).
    DenseLayout some_lines(Index first, Index count) const {
        return {data + first * outer, by_columns ? rows : count, by_columns ? count : cols, outer, inner};
    }

    View view() const { return View(data, rows, cols, Stride(outer, UnitStride ? 0 : inner)); }
};

}  // namespace lariat::detail
