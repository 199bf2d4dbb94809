// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/optimizers/gradient_descent.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/policies/no_momentum.hpp>
#include <lariat/optimizers/policies/proximal_update.hpp>

namespace lariat::test {

inline constexpr Options accurate{.tolerance = 1e-13, .max_iterations = 100'000};

template <class Step, class Momentum = NoMomentum>
auto proximal(Step step, Momentum momentum = {}) {
    return GradientDescent<ProximalUpdate, Step, Momentum>{{}, step, momentum};
}

}  // namespace lariat::test
