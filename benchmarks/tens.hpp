// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <lariat/core/types.hpp>
#include <numeric>
#include <vector>

/// Groups of ten neighbours.
inline std::vector<std::vector<lariat::Index>> tens(lariat::Index n) {
    std::vector<std::vector<lariat::Index>> groups;
    for (lariat::Index first = 0; first < n; first += 10) {
        groups.emplace_back(static_cast<std::size_t>(std::min<lariat::Index>(10, n - first)));
        std::iota(groups.back().begin(), groups.back().end(), first);
    }
    return groups;
}
