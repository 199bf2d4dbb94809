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
    void column_squared_norms(VectorRef<double> h) const
        requires requires(const Operator& x, VectorRef<double> y) { x.column_squared_norms(y); }
    {
        operator_->column_squared_norms(h);
    }
    void check() const { checked(*operator_); }

private:
    explicit OperatorDesign(std::shared_ptr<const Operator> matrix) : operator_(std::move(matrix)) {}

    std::shared_ptr<const Operator> operator_;
};

}  // namespace lariat
