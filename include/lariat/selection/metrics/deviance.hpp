// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// 2 ℓ(z, y): twice the distance of the log-likelihood from that of a model which knows every target. Squared
/// error: (z − y)²; logistic: −2 log of the label's probability; Poisson: 2 (y log(y/μ) − y + μ). As
/// cv.glmnet's "deviance", but for probabilities, which glmnet clips to [1e-5, 1 − 1e-5]. For the other
/// losses it is twice the loss.
struct Deviance {
    template <Loss L>
    double of_row(const L& loss, double z, double y) const {
        return 2 * loss.value(z, y);
    }
};

}  // namespace lariat
