// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/losses/response.hpp>
#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// |mean(z) − y|: for logistic half of cv.glmnet's "mae", which sums over both classes.
struct MeanAbsoluteError {
    template <Loss L>
    double of_row(const L& loss, double z, double y) const {
        return std::abs(response(loss, z) - y);
    }
};

}  // namespace lariat
