// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/designs/survey.hpp>

namespace lariat {

namespace detail {

/// What an operator's lines are, where it has any.
template <class Operator>
struct LinesOf {};
template <LineDesign Operator>
struct LinesOf<Operator> {
    static constexpr bool by_columns = Operator::by_columns;
};

}  // namespace detail

/// A user's own operator, with the optional members that it has: an lvalue is borrowed and must outlive the
/// design, a temporary is moved in and shared.
template <Design Operator>
class OperatorDesign : public detail::LinesOf<Operator> {
public:
    using Scalar = design_scalar<Operator>;

    static OperatorDesign borrow(const Operator& matrix) {
        return OperatorDesign(std::shared_ptr<const Operator>(std::shared_ptr<void>(), &matrix));
    }
    static OperatorDesign own(Operator matrix) {
        return OperatorDesign(std::make_shared<const Operator>(std::move(matrix)));
    }

    Index rows() const { return operator_->rows(); }
    Index cols() const { return operator_->cols(); }
    void apply(const VectorView<Scalar>& w, VectorRef<Scalar> z) const { operator_->apply(w, z); }
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        operator_->apply_transpose(r, g);
    }
    void column_squared_norms(const Vector<double>& v, VectorRef<double> h) const
        requires requires(const Operator& x) { x.column_squared_norms(v, h); }
    {
        operator_->column_squared_norms(v, h);
    }

    void column_squared_deviations(const Vector<double>& v, const Vector<double>& m,
                                   VectorRef<double> h) const
        requires requires(const Operator& x) { x.column_squared_deviations(v, m, h); }
    {
        operator_->column_squared_deviations(v, m, h);
    }
    void survey(const VectorView<Scalar>& u, const Vector<double>& v, VectorRef<Scalar> g,
                std::vector<ColumnMoments>& moments) const
        requires SurveyedDesign<Operator>
    {
        operator_->survey(u, v, g, moments);
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const
        requires requires(const Operator& x) { x.apply_transpose_all(U, G); }
    {
        operator_->apply_transpose_all(U, G);
    }
    template <class Matrix>
    void apply_all(const std::vector<Index>& columns, const Matrix& W, Matrix& Z) const
        requires requires(const Operator& x) { x.apply_all(columns, W, Z); }
    {
        operator_->apply_all(columns, W, Z);
    }
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G) const
        requires requires(const Operator& x) { x.apply_transpose_all(columns, U, G); }
    {
        operator_->apply_transpose_all(columns, U, G);
    }

    double column_dot(Index j, const Vector<Scalar>& u) const
        requires ColumnDesign<Operator>
    {
        return operator_->column_dot(j, u);
    }
    void add_column(Index j, double a, Vector<Scalar>& u) const
        requires ColumnDesign<Operator>
    {
        operator_->add_column(j, a, u);
    }
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const
        requires ColumnDesign<Operator>
    {
        operator_->add_column(j, a, h, u);
    }
    ColumnMoments column_moments(Index j) const
        requires ColumnDesign<Operator>
    {
        return operator_->column_moments(j);
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const
        requires ColumnDesign<Operator>
    {
        return operator_->column_moments(j, h);
    }
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G,
                             Index square) const
        requires requires(const Operator& x) { x.apply_transpose_all(columns, U, G, square); }
    {
        operator_->apply_transpose_all(columns, U, G, square);
    }
    template <class Matrix>
    void column_products(const std::vector<Index>& J, const std::vector<Index>& K, Matrix& G,
                         Index square) const
        requires requires(const Operator& x) { x.column_products(J, K, G, square); }
    {
        operator_->column_products(J, K, G, square);
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G, Index first, Index count) const
        requires requires(const Operator& x) { x.apply_transpose_all(U, G, first, count); }
    {
        operator_->apply_transpose_all(U, G, first, count);
    }

    std::vector<Index> constant_columns(const Vector<double>& v) const
        requires requires(const Operator& x) { x.constant_columns(v); }
    {
        return operator_->constant_columns(v);
    }

    Index lines() const
        requires LineDesign<Operator>
    {
        return operator_->lines();
    }
    Index stored() const
        requires LineDesign<Operator>
    {
        return operator_->stored();
    }
    Index stored(Index j) const
        requires requires(const Operator& x) { x.stored(j); }
    {
        return operator_->stored(j);
    }
    void line_dots(const VectorView<Scalar>& in, VectorRef<Scalar>& out, Index first, Index count) const
        requires LineDesign<Operator>
    {
        operator_->line_dots(in, out, first, count);
    }
    template <class Sum>
    void line_combination(const VectorView<Scalar>& in, Sum& sum, Index first, Index count) const
        requires LineDesign<Operator>
    {
        operator_->line_combination(in, sum, first, count);
    }

    void check() const { checked(*operator_); }
    void check_finite(const char* name) const
        requires requires(const Operator& x) { x.check_finite(name); }
    {
        operator_->check_finite(name);
    }

private:
    explicit OperatorDesign(std::shared_ptr<const Operator> matrix) : operator_(std::move(matrix)) {}

    std::shared_ptr<const Operator> operator_;
};

}  // namespace lariat
