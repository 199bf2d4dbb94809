// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/numeric.hpp>
#include <lariat/losses/logistic.hpp>
#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// 2 ℓ(z, y): twice the distance of the log-likelihood from that of a model which knows every target. Squared
/// error: (z − y)²; logistic: −2 log of the label's probability, which is taken to be in [1e-5, 1 − 1e-5], so
/// that no row decides alone; Poisson: 2 (y log(y/μ) − y + μ). All as cv.glmnet's "deviance". For the other
/// losses it is twice the loss.
struct Deviance {
    template <Loss L>
    double of_row(const L& loss, double z, double y) const {
        return 2 * loss.value(z, y);
    }
    double of_row(const Logistic& loss, double z, double y) const {
        constexpr double farthest = 11.512915464920228;  // log((1 − 1e-5)/1e-5)
        return 2 * loss.value(clamp(z, -farthest, farthest), y);
    }
};

}  // namespace lariat
