// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/operators.hpp>

namespace lariat::detail {

/// λ₁‖w‖₁ + λ₂‖w‖₂², for a risk.
template <Risk F>
auto elastic_net(double l1, double l2) {
    using Strength = Wide<typename F::Scalar>;
    return Strength(l1) * L1{} + Strength(l2) * L2{};
}

}  // namespace lariat::detail
