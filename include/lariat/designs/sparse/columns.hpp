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

    template <class Visit>  // visit(i, x_ij) for the stored elements of column j, ascending
    void visit(const Layout& x, Index j, Visit&& visit) const {
        with_column(x, j, [&](Index first, Index last, auto&& row, auto&& value) {
            for (Index k = first; k < last; ++k) visit(row(k), value(k));
        });
    }

    /// What comes of add(sum, i, x_ij) over a column, in four sums that need not wait for each other.
    template <class Sum, class Add>
    Sum sum(const Layout& x, Index j, Add&& add) const {
        return with_column(x, j, [&](Index k, Index last, auto&& row, auto&& value) {
            const auto add_at = [&](Sum& sum, Index i) { add(sum, row(i), double(value(i))); };
            Sum a{}, b{}, c{}, d{};
            for (; k + 4 <= last; k += 4) {
                add_at(a, k);
                add_at(b, k + 1);
                add_at(c, k + 2);
                add_at(d, k + 3);
            }
            for (; k < last; ++k) add_at(a, k);
            return (a + c) + (b + d);
        });
    }

    /// Σ term(i, x_ij) over a column.
    template <class Term>
    double sum(const Layout& x, Index j, Term&& term) const {
        return sum<double>(x, j, [&](double& sum, Index i, double x_i) { sum += term(i, x_i); });
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
