// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/lariat.hpp>

double fit_in_b();

inline double fit_here() {
    const Eigen::Vector3d x{1, 2, 3};
    const Eigen::Vector3d y{2, 4, 6};
    return minimize(lariat::EmpiricalRisk(lariat::SquaredError{}, x, y) + 0.1 * lariat::L1{}).coefficients[0];
}
