// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <algorithm>
#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/lent_matrix.hpp>
#include <lariat/designs/sparse/columns.hpp>
#include <lariat/designs/sparse/layout.hpp>
#include <lariat/designs/sparse/products.hpp>
#include <lariat/designs/spread.hpp>

namespace lariat {

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
    static SparseDesign own(X&& matrix) {
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
    /// Of column j.
    Index stored(Index j) const { return columns_.count(lent_.layout(), j); }

    /// out_k = x_k · in for the lines [first, first + count); summed in double.
    void line_dots(const VectorView<Scalar>& in, VectorRef<Scalar>& out, Index first, Index count) const {
        const Layout x = lent_.layout();
        const auto term = [&](Index k) {
            return double(x.values[k]) * double(in[static_cast<Index>(x.inner[k])]);
        };
        x.for_lines(first, count, [&](Index line, Index k, Index last) {
            out[line] = static_cast<Scalar>(detail::sum_in_two(0.0, k, last, term));
        });
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
                x.ask_ahead(line);
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
        detail::sparse_products(on_column(), columns, W, Z);
    }

    /// G = X_Jᵀ U for the columns J; of all of them; and its rows [first, first + count).
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G) const {
        G.resize(static_cast<Index>(columns.size()), U.cols());
        detail::sparse_transpose_products(
            column_sum(), 0, G.rows(), [&](Index k) { return columns[static_cast<std::size_t>(k)]; }, U, G);
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const {
        if constexpr (by_columns)
            apply_transpose_all(U, G, 0, cols());
        else
            detail::sparse_transpose_products(lent_.layout(), U, G);
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G, Index first, Index count) const
        requires by_columns
    {
        detail::sparse_transpose_products(
            column_sum(), first, count, [](Index j) { return j; }, U, G);
    }

    /// G = X_Jᵀ X_K. The rows of G from `square` on are symmetric: what is below their diagonal is not computed.
    template <class Matrix>
    void column_products(const std::vector<Index>& J, const std::vector<Index>& K, Matrix& G,
                         Index square) const
        requires(std::same_as<Scalar, double>)
    {
        G.resize(static_cast<Index>(J.size()), static_cast<Index>(K.size()));
        detail::sparse_column_products(on_column(), column_sum(), rows(), J, K, G, square);
    }

    /// See SurveyedDesign; of the columns [first, first + count).
    template <class V>
    void survey(const VectorView<Scalar>& u, const V& v, VectorRef<Scalar> g,
                std::vector<ColumnMoments>& moments) const
        requires by_columns
    {
        survey(u, v, g, moments, 0, cols());
    }
    template <class V>
    void survey(const VectorView<Scalar>& u, const V& v, VectorRef<Scalar>& g,
                std::vector<ColumnMoments>& moments, Index first, Index count) const
        requires by_columns
    {
        const Layout x = lent_.layout();
        x.for_lines(first, count, [&](Index j, Index k, Index last) {
            double product = 0;
            ColumnMoments sums{0, 0};
            for (; k < last; ++k) {
                const auto i = static_cast<Index>(x.inner[k]);
                const double x_i = double(x.values[k]), vx = v[i] * x_i;
                product += x_i * double(u[i]);
                sums.first += vx;
                sums.second += vx * x_i;
            }
            g[j] = static_cast<Scalar>(product);
            moments[static_cast<std::size_t>(j)] = sums;
        });
    }

    /// h_j = Σ_i v_i x_ij².
    void column_squared_norms(const Vector<double>& v, VectorRef<double> h) const {
        h.setZero();
        lent_.layout().for_each([&](Index i, Index j, Scalar x) { h[j] += v[i] * (double(x) * double(x)); });
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
        lent_.layout().for_each([&](Index i, Index j, Scalar x) {
            const double d = double(x) - m[j];
            h[j] += v[i] * d * d;
            absent[j] -= v[i];
            missing[static_cast<std::size_t>(j)] -= v[i] > 0;
        });
        for (Index j = 0; j < cols(); ++j)
            if (missing[static_cast<std::size_t>(j)] > 0) h[j] += (std::max)(absent[j], 0.0) * (m[j] * m[j]);
    }

    /// x_j · u.
    double column_dot(Index j, const Vector<Scalar>& u) const {
        return columns_.sum(lent_.layout(), j, [&](Index i, double x) { return x * double(u[i]); });
    }

    /// u += a x_j.
    void add_column(Index j, double a, Vector<Scalar>& u) const {
        on_column()(j, [&](Index i, Scalar x) { u[i] += static_cast<Scalar>(a) * x; });
    }

    /// u += a h∘x_j.
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const {
        on_column()(j, [&](Index i, Scalar x) { u[i] += static_cast<Scalar>(a) * h[i] * x; });
    }

    /// {Σ x, Σ x²} and {Σ h x, Σ h x²} of a column.
    ColumnMoments column_moments(Index j) const {
        return moments_under([](Index) { return 1.0; }, j);
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const {
        return moments_under([&](Index i) { return double(h[i]); }, j);
    }

    /// The columns whose elements differ by no more than rounding in the rows where v > 0.
    std::vector<Index> constant_columns(const Vector<double>& v) const {
        Index rows_that_count = 0;
        for (Index i = 0; i < rows(); ++i) rows_that_count += v[i] > 0 ? 1 : 0;
        std::vector<detail::Spread<Scalar>> spreads(static_cast<std::size_t>(cols()));
        std::vector<Index> missing(spreads.size(), rows_that_count), constant;
        lent_.layout().for_each([&](Index i, Index j, Scalar x) {
            if (!(v[i] > 0)) return;
            spreads[static_cast<std::size_t>(j)].add(double(x));
            --missing[static_cast<std::size_t>(j)];
        });
        for (std::size_t j = 0; j < spreads.size(); ++j) {
            if (missing[j] > 0) spreads[j].add(0);
            if (!spreads[j].is_more_than_rounding()) constant.push_back(static_cast<Index>(j));
        }
        return constant;
    }

    /// Throws when the matrix has changed its shape since the design was made. Its elements may have moved.
    void check() const {
        lent_.check();
        columns_.renew(lent_.layout());
    }

    /// Throws when a stored element of X is infinite or NaN, naming the first.
    void check_finite(const char* name) const {
        lent_.layout().for_each([&](Index i, Index j, const Scalar& x) {
            require(finite_at(&x), [&] {
                return std::string(name) + "(" + text(i) + ", " + text(j) + ") = " + text(double(x)) +
                       "; must be finite";
            });
        });
    }

private:
    using Layout = detail::SparseLayout<Scalar, Order, StorageIndex>;
    using Lent = detail::LentMatrix<Layout>;

    explicit SparseDesign(Lent lent) : lent_(std::move(lent)) {}

    template <class Weight>
    ColumnMoments moments_under(const Weight& h, Index j) const {
        const Eigen::Array2d moments =
            columns_.sum(lent_.layout(), j, Eigen::Array2d(0, 0), [&](Index i, double x) {
                const double hx = h(i) * x;
                return Eigen::Array2d(hx, hx * x);
            });
        return {moments[0], moments[1]};
    }

    /// visit(i, x_ij) for the stored elements of column j
    auto on_column() const {
        return [this, x = lent_.layout()](Index j, auto&& visit) { columns_.visit(x, j, visit); };
    }

    /// Σ term(i, x_ij) over column j, of many columns one after the other
    auto column_sum() const {
        return [this, x = lent_.layout()](Index j, const auto& zero, auto&& term) {
            if constexpr (by_columns) x.ask_ahead(j);
            return columns_.sum(x, j, zero, term);
        };
    }

    Lent lent_;
    detail::SparseColumns<Layout> columns_;
};

namespace detail {

template <class X>
using SparseDesignOf = SparseDesign<typename X::Scalar, X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor,
                                    typename X::StorageIndex>;

}  // namespace detail

}  // namespace lariat
