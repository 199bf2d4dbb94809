// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/dense/column_combinations.hpp>
#include <lariat/designs/dense/column_products.hpp>
#include <lariat/designs/dense/column_survey.hpp>
#include <lariat/designs/dense/float_products.hpp>
#include <lariat/designs/dense/layout.hpp>
#include <lariat/designs/lent_matrix.hpp>
#include <lariat/designs/spread.hpp>

namespace lariat {

/// A dense X in either storage order. It reads X where it lies and never copies it: an lvalue or a view must
/// outlive the design; a temporary is moved in, and copies of the design share it.
/// A float X multiplies with double sums.
template <class Scalar_, int Order, bool UnitStride>
class DenseDesign {
public:
    using Scalar = Scalar_;
    static constexpr bool sums_in_double = std::is_same_v<Scalar, float>;
    static constexpr bool by_columns = Order == Eigen::ColMajor;

    /// Reads a plain matrix through its address, so that a later change of its shape is noticed; a view is
    /// kept as a view.
    template <detail::DirectAccess X>
    static DenseDesign borrow(const X& matrix) {
        if constexpr (detail::PlainDense<X>)
            return DenseDesign(Lent::borrow(matrix));
        else
            return DenseDesign(Lent::look_at(matrix));
    }
    template <detail::PlainDense X>
    static DenseDesign own(X&& matrix) {
        return DenseDesign(Lent::own(std::move(matrix)));
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
    Index stored() const { return rows() * cols(); }

    /// out_k = x_k · in for the lines [first, first + count).
    void line_dots(const VectorView<Scalar>& in, VectorRef<Scalar>& out, Index first, Index count) const {
        const Layout x = lent_.layout().some_lines(first, count);
        if constexpr (sums_in_double)
            detail::line_dots(lines_of(x), in.data(), out.data() + first);
        else if constexpr (by_columns)
            out.segment(first, count).noalias() = x.view().transpose() * in;
        else
            out.segment(first, count).noalias() = x.view() * in;
    }

    /// sum = Σ in_k x_k over the lines [first, first + count); only the lines that count are read where they
    /// are few.
    template <class Sum>
    void line_combination(const VectorView<Scalar>& in, Sum& sum, Index first, Index count) const {
        const Layout x = lent_.layout().some_lines(first, count);
        const auto c = in.segment(first, count);
        if constexpr (sums_in_double) {
            detail::line_combination(lines_of(x), c.data(), sum.data());
        } else {
            const auto lines_as_columns = [&] {
                if constexpr (by_columns)
                    return x.view();
                else
                    return x.view().transpose();
            }();
            // Lines one by one take about their share of the product's time (measured): few take less.
            if (4 * (c.array() != Scalar(0)).count() < 3 * count) {
                sum.setZero();
                for (Index k = 0; k < count; ++k)
                    if (c[k] != Scalar(0)) sum += c[k] * lines_as_columns.col(k);
            } else {
                sum.noalias() = lines_as_columns * c;
            }
        }
    }

    /// Z = X_J W for the columns J.
    template <class Matrix>
    void apply_all(const std::vector<Index>& columns, const Matrix& W, Matrix& Z) const
        requires(!sums_in_double)
    {
        detail::column_combinations(view(), columns, W, Z);
    }

    /// G = X_Jᵀ U for the columns J.
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G) const
        requires(!sums_in_double)
    {
        apply_transpose_all(columns, U, G, static_cast<Index>(columns.size()));
    }
    /// See gram_products().
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G,
                             Index square) const
        requires(!sums_in_double)
    {
        detail::column_products(view(), columns, U, G, square);
    }
    /// G = X_Jᵀ X_K, with the same of the rows of G from `square` on.
    template <class Matrix>
    void column_products(const std::vector<Index>& J, const std::vector<Index>& K, Matrix& G,
                         Index square) const
        requires(!sums_in_double)
    {
        std::vector<Index> columns = J;
        columns.insert(columns.end(), K.begin(), K.end());
        detail::column_products(view(), columns, static_cast<Index>(J.size()), G, square);
    }

    /// G = Xᵀ U, and its rows [first, first + count).
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const
        requires(by_columns && UnitStride && !sums_in_double)
    {
        apply_transpose_all(U, G, 0, cols());
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G, Index first, Index count) const
        requires(by_columns && UnitStride && !sums_in_double)
    {
        detail::column_products(view(), first, count, U, G);
    }

    /// See SurveyedDesign; of the columns [first, first + count) where they are lines.
    template <class V>
    void survey(const VectorView<Scalar>& u, const V& v, VectorRef<Scalar> g,
                std::vector<ColumnMoments>& moments) const {
        if constexpr (by_columns) {
            survey(u, v, g, moments, 0, cols());
        } else {
            using Sums = Vector<Wide<Scalar>>;
            Sums products = Sums::Zero(cols()), first = products, second = products;
            for (Index i = 0; i < rows(); ++i) {
                const Sums x = view().row(i).transpose().template cast<double>();
                products += double(u[i]) * x;
                first += v[i] * x;
                second += v[i] * x.cwiseAbs2();
            }
            g = products.template cast<Scalar>();
            for (Index j = 0; j < cols(); ++j) moments[static_cast<std::size_t>(j)] = {first[j], second[j]};
        }
    }
    template <class V>
    void survey(const VectorView<Scalar>& u, const V& v, VectorRef<Scalar>& g,
                std::vector<ColumnMoments>& moments, Index first, Index count) const
        requires by_columns
    {
        const auto X = view();
        for (Index j = first; j < first + count; ++j) {
            const detail::ColumnSurvey column = detail::survey_column(X.col(j), u, v);
            g[j] = static_cast<Scalar>(column.product);
            moments[static_cast<std::size_t>(j)] = column.moments;
        }
    }

    /// h_j = Σ_i v_i x_ij².
    void column_squared_norms(const Vector<double>& v, VectorRef<double> h) const {
        const auto X = view();
        if constexpr (!by_columns) {
            h.setZero();
            for (Index i = 0; i < rows(); ++i)
                h += v[i] * X.row(i).transpose().template cast<double>().cwiseAbs2();
        } else {
            for (Index j = 0; j < cols(); ++j) h[j] = dot(X.col(j).template cast<double>().cwiseAbs2(), v);
        }
    }

    /// h_j = Σ_i v_i (x_ij − m_j)².
    void column_squared_deviations(const Vector<double>& v, const Vector<double>& m,
                                   VectorRef<double> h) const {
        const auto X = view();
        if constexpr (!by_columns) {
            h.setZero();
            for (Index i = 0; i < rows(); ++i)
                h += v[i] * (X.row(i).transpose().template cast<double>() - m).cwiseAbs2();
        } else {
            for (Index j = 0; j < cols(); ++j)
                h[j] = lane_sum(rows(), [&](Index i) {
                    const double d = double(X(i, j)) - m[j];
                    return v[i] * d * d;
                });
        }
    }

    /// x_j · u.
    double column_dot(Index j, const Vector<Scalar>& u) const { return dot(view().col(j), u); }

    /// u += a x_j.
    void add_column(Index j, double a, Vector<Scalar>& u) const {
        u += static_cast<Scalar>(a) * view().col(j);
    }

    /// u += a h∘x_j.
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const {
        u.array() += (static_cast<Scalar>(a) * h.array()) * view().col(j).array();
    }

    /// {Σ x, Σ x²} and {Σ h x, Σ h x²} of a column.
    ColumnMoments column_moments(Index j) const {
        const auto x = view().col(j);
        return {lane_sum(x.size(), [&](Index i) { return double(x[i]); }), squared_norm(x)};
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const {
        const auto x = view().col(j);
        return {dot(x, h), dot(x.template cast<double>().cwiseAbs2(), h)};
    }

    /// The columns whose elements differ by no more than rounding in the rows where v > 0. A few elements
    /// tell it of most.
    std::vector<Index> constant_columns(const Vector<double>& v) const {
        const auto X = view();
        std::vector<Index> constant;
        for (Index j = 0; j < cols(); ++j) {
            detail::Spread<Scalar> spread;
            for (Index i = 0; i < rows() && !spread.is_more_than_rounding(); ++i)
                if (v[i] > 0) spread.add(double(X(i, j)));
            if (!spread.is_more_than_rounding()) constant.push_back(j);
        }
        return constant;
    }

    /// Throws when the matrix has changed its shape since the design was made.
    void check() const { lent_.check(); }

    /// Throws when an element of X is infinite or NaN, naming the first.
    void check_finite(const char* name) const {
        const Layout x = lent_.layout();
        for (Index k = 0; k < x.lines(); ++k) {
            const Scalar* line = x.data + k * x.outer;
            const Index i = first_nonfinite(line, x.length(), x.inner);
            require(i < 0, [&] {
                return std::string(name) + "(" + text(by_columns ? i : k) + ", " + text(by_columns ? k : i) +
                       ") = " + text(double(line[i * x.inner])) + "; must be finite";
            });
        }
    }

private:
    using Layout = detail::DenseLayout<Scalar, Order, UnitStride>;
    using Lent = detail::LentMatrix<Layout>;

    explicit DenseDesign(Lent lent) : lent_(std::move(lent)) {}

    /// X as it lies now.
    typename Layout::View view() const { return lent_.layout().view(); }

    /// Lines for the products of a float X.
    static detail::Lines<Scalar> lines_of(const Layout& x) {
        return {x.data, x.outer, x.inner, x.lines(), x.length()};
    }

    Lent lent_;
};

namespace detail {

template <class X>
using DenseDesignOf = DenseDesign<typename X::Scalar, X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor,
                                  X::InnerStrideAtCompileTime == 1>;

}  // namespace detail

}  // namespace lariat
