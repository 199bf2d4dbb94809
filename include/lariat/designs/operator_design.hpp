// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/designs/survey.hpp>

namespace lariat {

/// A user's own operator: an lvalue is borrowed and must outlive the design, a temporary is moved in and
/// shared.
template <Design Operator>
class OperatorDesign {
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
    void check() const { checked(*operator_); }

private:
    explicit OperatorDesign(std::shared_ptr<const Operator> matrix) : operator_(std::move(matrix)) {}

    std::shared_ptr<const Operator> operator_;
};

}  // namespace lariat
