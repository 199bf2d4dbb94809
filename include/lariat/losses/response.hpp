// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/concepts.hpp>

namespace lariat {

/// What stands for the target at prediction z: the loss's mean(z), or z where it has none (the hinges).
template <Loss L>
double response(const L& loss, double z) {
    if constexpr (requires { loss.mean(z); })
        return loss.mean(z);
    else
        return z;
}

/// The label, 0 or 1, at prediction z: 1 where mean(z) > ½; where the loss has no mean, z > 0.
template <Loss L>
double label(const L& loss, double z) {
    if constexpr (requires { loss.mean(z); })
        return loss.mean(z) > 0.5 ? 1.0 : 0.0;
    else
        return z > 0 ? 1.0 : 0.0;
}

}  // namespace lariat
