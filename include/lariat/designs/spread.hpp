// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The least and the most of the elements of a column: one whose elements differ by no more than rounding,
/// 16 ε of their size, is constant.
template <class Scalar>
class Spread {
public:
    void add(double x) {
        least_ = (std::min)(least_, x);
        most_ = (std::max)(most_, x);
    }
    /// Once true it stays so, whatever else is added.
    bool is_more_than_rounding() const {
        constexpr double rounding = 16 * double(Eigen::NumTraits<Scalar>::epsilon());
        return most_ - least_ > rounding * (std::max)(std::abs(least_), std::abs(most_));
    }

private:
    double least_ = Interval::infinity, most_ = -Interval::infinity;
};

}  // namespace lariat::detail
