// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>

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
    template <class Matrix>
    void apply_all(const Matrix& W, Matrix& Z) const
        requires requires(const Operator& x) { x.apply_all(W, Z); }
    {
        operator_->apply_all(W, Z);
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const
        requires requires(const Operator& x) { x.apply_transpose_all(U, G); }
    {
        operator_->apply_transpose_all(U, G);
    }
    template <class Matrix>
    void gram(Matrix& H) const
        requires requires(const Operator& x) { x.gram(H); }
    {
        operator_->gram(H);
    }
    template <class Matrix>
    void gram(const Vector<Scalar>& h, Matrix& H) const
        requires requires(const Operator& x) { x.gram(h, H); }
    {
        operator_->gram(h, H);
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
