// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <concepts>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// A sparse matrix whose elements lie in memory: compressed or not, plain, a Map or a Ref.
template <class X>
concept SparseAccess = std::derived_from<X, Eigen::SparseCompressedBase<X>>;

/// Where the elements of a sparse X lie: those of a line, which is a column or a row, are
/// values[k] in row (or column) inner[k], first(line) <= k < last(line).
template <class Scalar_, int Order, class StorageIndex_>
struct SparseLayout {
    using Scalar = Scalar_;
    using StorageIndex = StorageIndex_;
    static constexpr bool by_columns = Order == Eigen::ColMajor;

    const Scalar* values;
    const StorageIndex *inner, *outer, *counts;  // counts: elements per line, null when compressed
    Index rows, cols;
    Index stored;  // elements of a SparseVector, whose outer is null

    template <class X>
    static SparseLayout of(const X& x) {
        const auto* outer = x.outerIndexPtr();
        return {x.valuePtr(), x.innerIndexPtr(),       outer, x.innerNonZeroPtr(), x.rows(),
                x.cols(),     outer ? 0 : x.nonZeros()};
    }

    Index lines() const { return by_columns ? cols : rows; }
    Index first(Index line) const { return outer ? static_cast<Index>(outer[line]) : 0; }
    Index last(Index line) const {
        if (!outer) return stored;
        return counts ? first(line) + static_cast<Index>(counts[line]) : static_cast<Index>(outer[line + 1]);
    }
    Index stored_elements() const {
        if (!outer) return stored;
        if (!counts) return static_cast<Index>(outer[lines()] - outer[0]);
        Index sum = 0;
        for (Index line = 0; line < lines(); ++line) sum += static_cast<Index>(counts[line]);
        return sum;
    }

    template <class Visit>  // visit(i, j, x_ij), the value by reference
    void for_each(Visit&& visit) const {
        for (Index line = 0; line < lines(); ++line)
            for (Index k = first(line); k < last(line); ++k) {
                const auto other = static_cast<Index>(inner[k]);
                by_columns ? visit(other, line, values[k]) : visit(line, other, values[k]);
            }
    }
};

}  // namespace lariat::detail
