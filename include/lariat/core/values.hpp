// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// A column of numbers given by a user: any Eigen vector or array, of any number type, a std::vector, or a
/// list in braces. It is copied (n numbers beside the n × p of X), so nothing has to outlive it and whole numbers
/// and float are converted once. Whether it is a column is told when it is used, by whoever knows its name.
class Values {
public:
    template <DenseExpression V>
    Values(const V& values)  // NOLINT(google-explicit-constructor): converting is its purpose
        : rows_(values.rows()), cols_(values.cols()) {
        if (!is_vector()) return;
        const auto& x = values.eval();  // an expression such as X * w has no elements to read
        values_.resize(x.size());
        for (Index i = 0; i < x.size(); ++i)
            values_[i] = static_cast<double>(x.cols() == 1 ? x.coeff(i, 0) : x.coeff(0, i));
    }

    template <class Number>
        requires std::is_arithmetic_v<Number>
    Values(const std::vector<Number>& values)  // NOLINT(google-explicit-constructor)
        : values_(static_cast<Index>(values.size())), rows_(values_.size()) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values_[static_cast<Index>(i)] = static_cast<double>(values[i]);
    }

    Values(std::initializer_list<double> values) : Values(std::vector<double>(values)) {}

    /// The numbers; throws std::invalid_argument, naming `name`, when a matrix was given.
    const Vector<double>& vector(const char* name) const {
        require(is_vector(), [&] {
            return std::string(name) + " is " + shape(rows_, cols_) + "; it must be a single column or row";
        });
        return values_;
    }

private:
    bool is_vector() const { return rows_ == 1 || cols_ == 1 || rows_ * cols_ == 0; }

    Vector<double> values_;
    Index rows_;
    Index cols_ = 1;
};

/// Values that may be left out. Braces give them here too: {.weights = {1, 2, 1}}.
class OptionalValues : public std::optional<Values> {
public:
    using std::optional<Values>::optional;
    OptionalValues() = default;  // what empty braces call
    OptionalValues(std::optional<Values> values) : optional(std::move(values)) {}
    OptionalValues(std::initializer_list<double> values) : optional(Values(values)) {}
};

}  // namespace lariat
