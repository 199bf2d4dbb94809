// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <string>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/lent_matrix.hpp>

namespace lariat {

namespace detail {

/// A sparse matrix whose elements lie in memory: compressed or not, plain, a Map or a Ref.
template <class X>
concept SparseAccess = std::derived_from<X, Eigen::SparseCompressedBase<X>>;

}  // namespace detail

/// A sparse X in either storage order, compressed or not, read where it lies (as DenseDesign does).
template <class Scalar_, int Order, class StorageIndex>
class SparseDesign {
public:
    using Scalar = Scalar_;
    static constexpr bool by_columns = Order == Eigen::ColMajor;  // a column lies together

    template <detail::SparseAccess X>
    static SparseDesign borrow(const X& matrix) {
        if constexpr (std::derived_from<X, Eigen::SparseMatrix<Scalar, Order, StorageIndex>> ||
                      std::derived_from<X, Eigen::SparseVector<Scalar, Order, StorageIndex>>)
            return SparseDesign(Lent::borrow(matrix));
        else
            return SparseDesign(Lent::look_at(matrix));
    }
    template <class X>
    static SparseDesign own(X matrix) {
        return SparseDesign(Lent::own(std::move(matrix)));
    }

    Index rows() const { return lent_.rows(); }
    Index cols() const { return lent_.cols(); }

    /// z = X w.
    void apply(const VectorView<Scalar>& w, VectorRef<Scalar> z) const {
        Order == Eigen::RowMajor ? dots(w, z) : combine(w, z);
    }

    /// g = Xᵀ r.
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        Order == Eigen::RowMajor ? combine(r, g) : dots(r, g);
    }

    /// h_j = ‖x_j‖².
    void column_squared_norms(VectorRef<double> h) const {
        h.setZero();
        for_each([&](Index inner, Index line, Scalar value) {
            h[Order == Eigen::RowMajor ? inner : line] += double(value) * double(value);
        });
    }

    /// x_j · u.
    double column_dot(Index j, const Vector<Scalar>& u) const
        requires by_columns
    {
        return line_sum(j, [&](Index i, double x) { return x * double(u[i]); });
    }

    /// u += a x_j.
    void add_column(Index j, double a, Vector<Scalar>& u) const
        requires by_columns
    {
        on_line(j, [&](Index i, Scalar x) { u[i] += static_cast<Scalar>(a) * x; });
    }

    /// u += a h∘x_j.
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const
        requires by_columns
    {
        on_line(j, [&](Index i, Scalar x) { u[i] += static_cast<Scalar>(a) * h[i] * x; });
    }

    /// {Σ x, Σ x²} and {Σ h x, Σ h x²} of a column.
    ColumnMoments column_moments(Index j) const
        requires by_columns
    {
        return {line_sum(j, [](Index, double x) { return x; }),
                line_sum(j, [](Index, double x) { return x * x; })};
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const
        requires by_columns
    {
        return {line_sum(j, [&](Index i, double x) { return x * double(h[i]); }),
                line_sum(j, [&](Index i, double x) { return x * x * double(h[i]); })};
    }

    /// Throws when the matrix has changed its shape since the design was made.
    void check() const { lent_.check(); }

    /// Throws when a stored element of X is infinite or NaN, naming the first.
    void check_finite(const char* name) const {
        for_each([&](Index inner, Index line, Scalar value) {
            require(finite_at(&value), [&] {
                const bool by_rows = Order == Eigen::RowMajor;
                return std::string(name) + "(" + text(by_rows ? line : inner) + ", " +
                       text(by_rows ? inner : line) + ") = " + text(double(value)) + "; must be finite";
            });
        });
    }

private:
    struct Layout {
        const Scalar* values;
        const StorageIndex *inner, *outer, *counts;  // counts: elements per line, null when compressed
        Index rows, cols;
        Index stored;  // elements of a SparseVector, whose outer is null

        template <class X>
        static Layout of(const X& x) {
            const auto* outer = x.outerIndexPtr();
            return {x.valuePtr(), x.innerIndexPtr(),       outer, x.innerNonZeroPtr(), x.rows(),
                    x.cols(),     outer ? 0 : x.nonZeros()};
        }

        Index lines() const { return Order == Eigen::RowMajor ? rows : cols; }
        Index first(Index line) const { return outer ? static_cast<Index>(outer[line]) : 0; }
        Index last(Index line) const {
            if (!outer) return stored;
            return counts ? first(line) + static_cast<Index>(counts[line])
                          : static_cast<Index>(outer[line + 1]);
        }
    };
    using Lent = detail::LentMatrix<Layout>;

    explicit SparseDesign(Lent lent) : lent_(std::move(lent)) {}

    template <class Visit>  // visit(position within its line, line, value)
    void for_each(Visit&& visit) const {
        const Layout x = lent_.layout();
        for (Index line = 0; line < x.lines(); ++line)
            for (Index k = x.first(line); k < x.last(line); ++k)
                visit(static_cast<Index>(x.inner[k]), line, x.values[k]);
    }

    template <class Visit>  // visit(position within the line, value)
    void on_line(Index line, Visit&& visit) const {
        const Layout x = lent_.layout();
        for (Index k = x.first(line), last = x.last(line); k < last; ++k)
            visit(static_cast<Index>(x.inner[k]), x.values[k]);
    }
    template <class Term>
    double line_sum(Index line, Term&& term) const {
        double sum = 0;
        on_line(line, [&](Index i, Scalar value) { sum += term(i, double(value)); });
        return sum;
    }

    /// out[line] = Σ over the stored elements of the line; summed in double.
    void dots(const VectorView<Scalar>& in, VectorRef<Scalar>& out) const {
        const Layout x = lent_.layout();
        for (Index line = 0; line < x.lines(); ++line) {
            double sum = 0;
            for (Index k = x.first(line), last = x.last(line); k < last; ++k)
                sum += double(x.values[k]) * double(in[static_cast<Index>(x.inner[k])]);
            out[line] = static_cast<Scalar>(sum);
        }
    }

    /// out = Σ over lines of in[line] times the line.
    void combine(const VectorView<Scalar>& in, VectorRef<Scalar>& out) const {
        const Layout x = lent_.layout();
        out.setZero();
        for (Index line = 0; line < x.lines(); ++line) {
            const Scalar c = in[line];
            if (c == Scalar(0)) continue;
            for (Index k = x.first(line), last = x.last(line); k < last; ++k)
                out[static_cast<Index>(x.inner[k])] += c * x.values[k];
        }
    }

    Lent lent_;
};

namespace detail {

template <class X>
using SparseDesignOf = SparseDesign<typename X::Scalar, X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor,
                                    typename X::StorageIndex>;

}  // namespace detail

}  // namespace lariat
