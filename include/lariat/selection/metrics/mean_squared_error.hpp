// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/losses/response.hpp>
#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// (mean(z) − y)²: for logistic the Brier score, of which cv.glmnet's "mse" is twice, since it sums over both
/// classes.
struct MeanSquaredError {
    template <Loss L>
    double of_row(const L& loss, double z, double y) const {
        const double d = response(loss, z) - y;
        return d * d;
    }
};

}  // namespace lariat
