// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <type_traits>

#include <lariat/core/types.hpp>
#include <lariat/designs/sparse/column_index.hpp>

namespace lariat::detail {

/// The columns of a sparse X: as they lie in one by columns, through a ColumnIndex, shared by copies, in one
/// by rows. What lies where is told anew in every call.
template <class Layout>
class SparseColumns {
public:
    using Scalar = typename Layout::Scalar;

    SparseColumns() {
        if constexpr (!Layout::by_columns) index_ = std::make_shared<const Table>();
    }

    /// How many elements of column j are stored.
    Index count(const Layout& x, Index j) const {
        return with_column(x, j, [](Index first, Index last, auto&&, auto&&) { return last - first; });
    }

    template <class Visit>  // visit(i, x_ij) for the stored elements of column j, ascending
    void visit(const Layout& x, Index j, Visit&& visit) const {
        with_column(x, j, [&](Index first, Index last, auto&& row, auto&& value) {
            for (Index k = first; k < last; ++k) visit(row(k), value(k));
        });
    }

    /// Σ term(i, x_ij) over a column, in four sums that need not wait for each other.
    template <class Term>
    double sum(const Layout& x, Index j, Term&& term) const {
        return with_column(x, j, [&](Index k, Index last, auto&& row, auto&& value) {
            const auto at = [&](Index i) { return term(row(i), double(value(i))); };
            double a = 0, b = 0, c = 0, d = 0;
            for (; k + 4 <= last; k += 4) {
                a += at(k);
                b += at(k + 1);
                c += at(k + 2);
                d += at(k + 3);
            }
            for (; k < last; ++k) a += at(k);
            return (a + c) + (b + d);
        });
    }

    /// The same of terms of the type of `zero`, which is 0, in two sums.
    template <class Sum, class Term>
    Sum sum(const Layout& x, Index j, const Sum& zero, Term&& term) const {
        return with_column(x, j, [&](Index first, Index last, auto&& row, auto&& value) {
            return sum_in_two(zero, first, last, [&](Index k) { return term(row(k), double(value(k))); });
        });
    }

    /// To be called where the elements of X may have moved.
    void renew([[maybe_unused]] const Layout& x) const {
        if constexpr (!Layout::by_columns) index_->forget_unless(x);
    }

private:
    struct NoTable {};
    using Table = std::conditional_t<Layout::by_columns, NoTable, ColumnIndex<typename Layout::StorageIndex>>;

    /// visit(first, last, row(k), value(k)) for the elements [first, last) of a column.
    template <class Visit>
    auto with_column(const Layout& x, Index j, Visit&& visit) const {
        if constexpr (Layout::by_columns) {
            return visit(
                x.first(j), x.last(j), [&x](Index k) { return static_cast<Index>(x.inner[k]); },
                [&x](Index k) { return x.values[k]; });
        } else {
            const auto c = index_->column(j, x);
            return visit(
                Index(0), c.count, [&c](Index k) { return static_cast<Index>(c.rows[k]); },
                [&c, &x](Index k) { return x.values[c.positions[k]]; });
        }
    }

    std::shared_ptr<const Table> index_;  // of an X by rows
};

}  // namespace lariat::detail
