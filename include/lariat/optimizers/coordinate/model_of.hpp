// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/residual_model.hpp>
#include <lariat/optimizers/coordinate/state.hpp>

namespace lariat::detail {

/// Some columns under the curvature of the quadratic model of L_data at s.x, as stiff as the damping says.
template <class O>
auto columns_in_model(const O& objective, CoordinateState<O>& s, const std::vector<Index>& columns) {
    const auto& f = objective.function;
    const double uniform = f.uniform_curvature();
    if (uniform == 0) f.curvature(s.x, s.h, s.damping.sloping, s.damping.level);
    if (s.damping.stiffness > 1) s.h *= static_cast<typename O::Scalar>(s.damping.stiffness);
    ModelColumns in_model(f.design(), columns, s.moments, s.h, f.rows(), uniform, f.has_intercept());
    if constexpr (!CoordinateState<O>::exact)
        in_model.forget_moments();
    else if (const auto& known = s.certifier.pass().moments(f); !known.empty())
        in_model.take_moments(known, f.loss().constant_curvature());
    return in_model;
}

/// That model on them; u, the field at s.x, becomes the model's.
template <class O>
auto model_of(const O& objective, CoordinateState<O>& s, const std::vector<Index>& columns,
              Vector<typename O::Scalar>& u) {
    return ResidualModel(columns_in_model(objective, s, columns), u);
}

}  // namespace lariat::detail
