// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>

namespace lariat::test {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace lariat::test
