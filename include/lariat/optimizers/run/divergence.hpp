// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/objectives/curvature.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat::detail {

/// Does F grow without bound? It is above a million times what it was at the start, in the null model or
/// after the first step; or it has risen 100 times running at an unchanged step.
class Divergence {
public:
    Divergence() = default;

    Divergence(double start, double null) : reference_((std::max)(size(start), size(null))) {}

    /// Takes F of the iterate that a step has made. `fixed_step`: a rise of F speaks against the step, which
    /// was that of the iteration before.
    bool observe(Index iteration, double before, double value, bool fixed_step) {
        if (iteration == 1) reference_ = (std::max)(reference_, std::abs(value));
        const bool rose = fixed_step && value - before > 1e-14 * (reference_ + std::abs(value));
        rises_ = rose ? rises_ + 1 : 0;
        return value > 1e6 * reference_ || rises_ >= 100;
    }

private:
    static double size(double x) { return is_finite(x) ? std::abs(x) : 0.0; }

    double reference_ = 0;  // what F is compared with
    int rises_ = 0;         // how often running F rose
};

/// "step 0.21 exceeds 2/lambda_max = 0.20", if it does and that is known; else "".
template <class Optimizer, Objective O>
std::string why_diverged([[maybe_unused]] const O& objective, [[maybe_unused]] double step) {
    if constexpr (CurvatureBounded<FunctionOf<O>> && !Optimizer::has_momentum) {
        const double limit = [&] {
            if constexpr (requires { requires Optimizer::proximal; })
                return largest_stable_step(objective.function);
            else
                return largest_stable_step(objective);
        }();
        if (step > limit) return "step " + text(step) + " exceeds 2/lambda_max = " + text(limit);
    }
    return {};
}

}  // namespace lariat::detail
