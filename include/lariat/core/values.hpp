// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// A column of numbers given by a user: any Eigen vector or array, of any number type, or a std::vector. It
/// is copied (n numbers beside the n × p of X), so nothing has to outlive it and whole numbers and float are
/// converted once.
class Values {
public:
    template <DenseExpression V>
    Values(const V& values) {  // NOLINT(google-explicit-constructor): converting is its purpose
        require(values.rows() == 1 || values.cols() == 1 || values.size() == 0,
                [&] { return "expected a vector, got " + shape(values.rows(), values.cols()) + " values"; });
        const auto& x = values.eval();  // an expression such as X * w has no elements to read
        values_.resize(x.size());
        for (Index i = 0; i < x.size(); ++i)
            values_[i] = static_cast<double>(x.cols() == 1 ? x.coeff(i, 0) : x.coeff(0, i));
    }

    template <class Number>
        requires std::is_arithmetic_v<Number>
    Values(const std::vector<Number>& values)  // NOLINT(google-explicit-constructor)
        : values_(static_cast<Index>(values.size())) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values_[static_cast<Index>(i)] = static_cast<double>(values[i]);
    }

    const Vector<double>& vector() const { return values_; }
    Index size() const { return values_.size(); }

private:
    Vector<double> values_;
};

}  // namespace lariat
