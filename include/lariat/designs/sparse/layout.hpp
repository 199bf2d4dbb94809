// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <concepts>
#include <cstddef>

#include <lariat/core/tiles.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// A sparse matrix whose elements lie in memory: compressed or not, plain, a Map or a Ref.
template <class X>
concept SparseAccess = std::derived_from<X, Eigen::SparseCompressedBase<X>>;

/// Σ term(k) for first <= k < last, from `zero` = 0 of their type, in two sums that need not wait for each other;
/// four cost short lines more.
template <class Sum, class Term>
Sum sum_in_two(const Sum& zero, Index first, Index last, const Term& term) {
    Sum even = zero, odd = zero;
    Index k = first;
    for (; k + 2 <= last; k += 2) {
        even += term(k);
        odd += term(k + 1);
    }
    if (k < last) even += term(k);
    return even + odd;
}

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

    /// Asks memory for the blocks of elements some way ahead of those that begin in this line: of short lines,
    /// read one after the other, the processor does not see by itself what comes next.
    void ask_ahead(Index line) const {
        constexpr Index block = 128, far = 4 * block;
        const Index begin = first(line), end = last(line);
        if (end - begin > far) return;
        for (Index k = (begin + block - 1) / block * block; k < end; k += block) {
            ask<block>(values + k, far);
            ask<block>(inner + k, far);
#if defined(__GNUC__)
            asm volatile("");  // g++ takes a loop that does nothing else for one without effect
#endif
        }
    }

    /// visit(line, first, last) for the lines [begin, begin + count).
    template <class Visit>
    void for_lines(Index begin, Index count, Visit&& visit) const {
        for (Index line = begin; line < begin + count; ++line) {
            ask_ahead(line);
            visit(line, first(line), last(line));
        }
    }

    template <class Visit>  // visit(i, j, x_ij), the value by reference
    void for_each(Visit&& visit) const {
        for_lines(0, lines(), [&](Index line, Index k, Index end) {
            for (; k < end; ++k) {
                const auto other = static_cast<Index>(inner[k]);
                by_columns ? visit(other, line, values[k]) : visit(line, other, values[k]);
            }
        });
    }

private:
    /// Asks for `count` elements, so far after p.
    template <int count, class T>
    static void ask(const T* p, Index far) {
        for (std::size_t byte = 0; byte < count * sizeof(T); byte += 64)
            prefetch_after(p, sizeof(T) * static_cast<std::size_t>(far) + byte);
    }
};

}  // namespace lariat::detail
