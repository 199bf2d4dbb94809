// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <algorithm>
#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_index.hpp>
#include <lariat/designs/lent_matrix.hpp>

namespace lariat {

namespace detail {

/// A sparse matrix whose elements lie in memory: compressed or not, plain, a Map or a Ref.
template <class X>
concept SparseAccess = std::derived_from<X, Eigen::SparseCompressedBase<X>>;

}  // namespace detail

/// A sparse X in either storage order, compressed or not, read where it lies (as DenseDesign does). One by
/// rows finds its columns through an index, 8 bytes an element with int indices, made when the first is asked
/// for.
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
        by_columns ? line_combination(w, z, 0, lines()) : line_dots(w, z, 0, lines());
    }

    /// g = Xᵀ r.
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        by_columns ? line_dots(r, g, 0, lines()) : line_combination(r, g, 0, lines());
    }

    // ---- a line is a column, or a row, as they lie in memory ----

    Index lines() const { return by_columns ? cols() : rows(); }
    Index stored() const { return lent_.layout().stored_elements(); }

    /// out_k = x_k · in for the lines [first, first + count); summed in double.
    void line_dots(const VectorView<Scalar>& in, VectorRef<Scalar>& out, Index first, Index count) const {
        const Layout x = lent_.layout();
        for (Index line = first; line < first + count; ++line) {
            double sum = 0;
            for (Index k = x.first(line), last = x.last(line); k < last; ++k)
                sum += double(x.values[k]) * double(in[static_cast<Index>(x.inner[k])]);
            out[line] = static_cast<Scalar>(sum);
        }
    }

    /// sum = Σ in_k x_k over the lines [first, first + count); summed in double.
    template <class Sum>
    void line_combination(const VectorView<Scalar>& in, Sum& sum, Index first, Index count) const {
        if constexpr (std::same_as<typename Sum::Scalar, double>) {
            const Layout x = lent_.layout();
            sum.setZero();
            for (Index line = first; line < first + count; ++line) {
                const double c = double(in[line]);
                if (c == 0) continue;
                for (Index k = x.first(line), last = x.last(line); k < last; ++k)
                    sum[static_cast<Index>(x.inner[k])] += c * double(x.values[k]);
            }
        } else {
            Vector<Wide<Scalar>> wide(sum.size());
            line_combination(in, wide, first, count);
            sum = wide.template cast<typename Sum::Scalar>();
        }
    }

    /// Z = X_J W for the columns J.
    template <class Matrix>
    void apply_all(const std::vector<Index>& columns, const Matrix& W, Matrix& Z) const {
        Eigen::Matrix<Wide<Scalar>, lanes, Eigen::Dynamic> rows_of_Z(lanes, rows());
        Eigen::Matrix<Wide<Scalar>, lanes, 1> w;
        for (Index k = 0; k < W.cols(); k += lanes) {
            const Index some = (std::min)(lanes, W.cols() - k);
            rows_of_Z.setZero();
            w.setZero();
            for (Index j = 0; j < W.rows(); ++j) {
                w.head(some) = W.row(j).segment(k, some).transpose().template cast<double>();
                if ((w.array() != 0).any())
                    on_column(columns[static_cast<std::size_t>(j)],
                              [&](Index i, Scalar x) { rows_of_Z.col(i) += double(x) * w; });
            }
            Z.middleCols(k, some) = rows_of_Z.topRows(some).transpose().template cast<Scalar>();
        }
    }

    /// G = X_Jᵀ U for the columns J; of all of them; and its rows [first, first + count).
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G) const {
        G.resize(static_cast<Index>(columns.size()), U.cols());
        products(
            0, G.rows(), [&](Index k) { return columns[static_cast<std::size_t>(k)]; }, U, G);
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const {
        if constexpr (by_columns) {
            apply_transpose_all(U, G, 0, cols());
        } else {
            Eigen::Array<Wide<Scalar>, lanes, Eigen::Dynamic> sums(lanes, cols());
            for_lanes(U, [&](const auto& rows_of_U, Index k, Index some) {
                sums.setZero();
                for_each([&](Index j, Index i, Scalar x) { sums.col(j) += double(x) * rows_of_U.col(i); });
                G.middleCols(k, some) = sums.topRows(some).transpose().matrix().template cast<Scalar>();
            });
        }
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G, Index first, Index count) const
        requires by_columns
    {
        products(
            first, count, [](Index j) { return j; }, U, G);
    }

    /// h_j = Σ_i v_i x_ij².
    void column_squared_norms(const Vector<double>& v, VectorRef<double> h) const {
        h.setZero();
        for_each([&](Index inner, Index line, Scalar value) {
            const bool by_rows = Order == Eigen::RowMajor;
            h[by_rows ? inner : line] += v[by_rows ? line : inner] * (double(value) * double(value));
        });
    }

    /// h_j = Σ_i v_i (x_ij − m_j)² with Σ v = 1: of the elements that are not stored, m_j² times their
    /// weights. Of a column without any those are 0 and not what rounding leaves of 1 − Σ v, since m_j² may
    /// be large.
    void column_squared_deviations(const Vector<double>& v, const Vector<double>& m,
                                   VectorRef<double> h) const {
        Vector<Wide<Scalar>> absent = Vector<Wide<Scalar>>::Ones(cols());
        Index counted = 0;
        for (const double v_i : v) counted += v_i > 0;
        std::vector<Index> missing(static_cast<std::size_t>(cols()), counted);
        h.setZero();
        for_each([&](Index inner, Index line, Scalar value) {
            const bool by_rows = Order == Eigen::RowMajor;
            const Index j = by_rows ? inner : line;
            const double weight = v[by_rows ? line : inner], d = double(value) - m[j];
            h[j] += weight * d * d;
            absent[j] -= weight;
            missing[static_cast<std::size_t>(j)] -= weight > 0;
        });
        for (Index j = 0; j < cols(); ++j)
            if (missing[static_cast<std::size_t>(j)] > 0) h[j] += (std::max)(absent[j], 0.0) * (m[j] * m[j]);
    }

    /// x_j · u.
    double column_dot(Index j, const Vector<Scalar>& u) const {
        return column_sum(j, [&](Index i, double x) { return x * double(u[i]); });
    }

    /// u += a x_j.
    void add_column(Index j, double a, Vector<Scalar>& u) const {
        on_column(j, [&](Index i, Scalar x) { u[i] += static_cast<Scalar>(a) * x; });
    }

    /// u += a h∘x_j.
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const {
        on_column(j, [&](Index i, Scalar x) { u[i] += static_cast<Scalar>(a) * h[i] * x; });
    }

    /// {Σ x, Σ x²} and {Σ h x, Σ h x²} of a column.
    ColumnMoments column_moments(Index j) const {
        return {column_sum(j, [](Index, double x) { return x; }),
                column_sum(j, [](Index, double x) { return x * x; })};
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const {
        ColumnMoments moments{0, 0};
        on_column(j, [&](Index i, Scalar x) {
            const double hx = double(h[i]) * double(x);
            moments.first += hx;
            moments.second += hx * double(x);
        });
        return moments;
    }

    /// Throws when the matrix has changed its shape since the design was made. Its elements may have moved.
    void check() const {
        lent_.check();
        if constexpr (!by_columns) columns_->forget_unless(lent_.layout());
    }

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
        Index stored_elements() const {
            if (!outer) return stored;
            if (!counts) return static_cast<Index>(outer[lines()] - outer[0]);
            Index sum = 0;
            for (Index line = 0; line < lines(); ++line) sum += static_cast<Index>(counts[line]);
            return sum;
        }
        Index first(Index line) const { return outer ? static_cast<Index>(outer[line]) : 0; }
        Index last(Index line) const {
            if (!outer) return stored;
            return counts ? first(line) + static_cast<Index>(counts[line])
                          : static_cast<Index>(outer[line + 1]);
        }
    };
    using Lent = detail::LentMatrix<Layout>;

    struct NoColumns {};
    using Columns = std::conditional_t<by_columns, NoColumns, detail::ColumnIndex<StorageIndex>>;

    explicit SparseDesign(Lent lent) : lent_(std::move(lent)) {
        if constexpr (!by_columns) columns_ = std::make_shared<const Columns>();
    }

    /// Row k of G = x_column(k) · U for k from `first` on: each stored element is read once for all lanes.
    template <class Column, class Matrix>
    void products(Index first, Index count, const Column& column, const Matrix& U, Matrix& G) const {
        for_lanes(U, [&](const auto& rows_of_U, Index l, Index some) {
            for (Index k = first; k < first + count; ++k) {
                Eigen::Array<Wide<Scalar>, lanes, 1> sum = Eigen::Array<Wide<Scalar>, lanes, 1>::Zero();
                on_column(column(k), [&](Index i, Scalar x) { sum += double(x) * rows_of_U.col(i); });
                for (Index m = 0; m < some; ++m) G(k, l + m) = static_cast<Scalar>(sum[m]);
            }
        });
    }

    template <class Visit>  // visit(position within its line, line, value)
    void for_each(Visit&& visit) const {
        const Layout x = lent_.layout();
        for (Index line = 0; line < x.lines(); ++line)
            for (Index k = x.first(line); k < x.last(line); ++k)
                visit(static_cast<Index>(x.inner[k]), line, x.values[k]);
    }

    /// visit(Uᵀ of eight columns of U from k on as doubles, k, how many there are)
    template <class Matrix, class Visit>
    static void for_lanes(const Matrix& U, Visit&& visit) {
        Eigen::Array<Wide<Scalar>, lanes, Eigen::Dynamic> rows_of_U(lanes, U.rows());
        for (Index k = 0; k < U.cols(); k += lanes) {
            const Index some = (std::min)(lanes, U.cols() - k);
            rows_of_U.setZero();
            rows_of_U.topRows(some) = U.middleCols(k, some).transpose().array().template cast<double>();
            visit(rows_of_U, k, some);
        }
    }

    /// visit(first, last, row(k), value(k)) for the elements [first, last) of a column.
    template <class Visit>
    auto with_column(Index j, Visit&& visit) const {
        const Layout x = lent_.layout();
        if constexpr (by_columns) {
            return visit(
                x.first(j), x.last(j), [&x](Index k) { return static_cast<Index>(x.inner[k]); },
                [&x](Index k) { return x.values[k]; });
        } else {
            const auto c = columns_->column(j, x);
            return visit(
                Index(0), c.count, [&c](Index k) { return static_cast<Index>(c.rows[k]); },
                [&c, &x](Index k) { return x.values[c.positions[k]]; });
        }
    }

    template <class Visit>  // visit(row, value)
    void on_column(Index j, Visit&& visit) const {
        with_column(j, [&](Index first, Index last, auto&& row, auto&& value) {
            for (Index k = first; k < last; ++k) visit(row(k), value(k));
        });
    }
    /// Σ term(i, x_ij) over a column, in four sums that need not wait for each other.
    template <class Term>
    double column_sum(Index j, Term&& term) const {
        return with_column(j, [&](Index k, Index last, auto&& row, auto&& value) {
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

    static constexpr Index lanes = 8;

    Lent lent_;
    std::shared_ptr<const Columns> columns_;  // of an X by rows
};

namespace detail {

template <class X>
using SparseDesignOf = SparseDesign<typename X::Scalar, X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor,
                                    typename X::StorageIndex>;

}  // namespace detail

}  // namespace lariat
