// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/dense/float_products.hpp>

namespace lariat::detail {

/// Σ x u, and Σ v x and Σ v x², of one column.
struct ColumnSurvey {
    double product;
    ColumnMoments moments;
};

/// The survey of a column, in eight lanes that g++ keeps in registers.
template <class Column, class U, class V>
ColumnSurvey survey_column(const Column& x, const U& u, const V& v) {
    using Lanes = EightSums<typename Column::Scalar>;
    Lanes product = Lanes::Zero(), first = product, second = product;
    const Index n = x.size();
    Index i = 0;
    for (; i + 8 <= n; i += 8) {
        const Lanes x_i = x.template segment<8>(i).array().template cast<double>();
        const Lanes vx = v.template segment<8>(i).array() * x_i;
        product += x_i * u.template segment<8>(i).array().template cast<double>();
        first += vx;
        second += vx * x_i;
    }
    ColumnSurvey sum{product.sum(), {first.sum(), second.sum()}};
    for (; i < n; ++i) {
        const double x_i = double(x[i]);
        sum.product += x_i * double(u[i]);
        sum.moments.first += v[i] * x_i;
        sum.moments.second += v[i] * x_i * x_i;
    }
    return sum;
}

}  // namespace lariat::detail
