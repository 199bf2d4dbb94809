// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <limits>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/column_sum.hpp>

namespace lariat::detail {

/// What rounding makes of ½ d·Hd, a sixteenth of ε (Σ √H_kk |d_k|)² for a move of that length, since most of
/// it averages out: where a long move nearly cancels in the predictions, that is more than F changes by.
inline double form_rounding(double length) {
    return std::numeric_limits<double>::epsilon() / 16 * length * length;
}

/// q += H (to − from); returns the rounding of the quadratic form.
template <class Matrix, class Field>
double follow_move(const Matrix& H, const Field& from, const Field& to, Field& q) {
    ColumnSum sum(H, q);
    double length = 0;
    for (Index k = 0; k < from.size(); ++k) {
        const double d = to[k] - from[k];
        if (d == 0) continue;
        sum.add(d, k);
        length += std::abs(d) * std::sqrt(H(k, k));
    }
    return form_rounding(length);
}

}  // namespace lariat::detail
