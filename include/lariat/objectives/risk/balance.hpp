// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// What the positive and the negative elements of a field are multiplied with.
struct Balance {
    double positive = 1, negative = 1;
};

/// Makes Σu = 0, as an intercept asks of a dual point, by scaling the larger signed part of u.
template <class Scalar>
Balance balance(Vector<Scalar>& u) {
    const double up = lane_sum(u.size(), [&](Index i) { return (std::max)(double(u[i]), 0.0); });
    const double down = lane_sum(u.size(), [&](Index i) { return (std::max)(-double(u[i]), 0.0); });
    Balance scale;
    if (up > down) scale.positive = down / up;
    if (down > up) scale.negative = up / down;
    for (Scalar& u_i : u)
        u_i = static_cast<Scalar>(double(u_i) * (u_i > 0 ? scale.positive : scale.negative));
    return scale;
}

}  // namespace lariat::detail
