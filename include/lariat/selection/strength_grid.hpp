// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

namespace detail {

/// Throws unless K ≥ 1 and 0 < ρ < 1.
inline void check_grid(Index count, double ratio) {
    require(count >= 1, [&] { return "count = " + text(count) + "; a grid has at least one strength"; });
    require_between("ratio", ratio, 0, 1);
}

}  // namespace detail

/// λ_k = λ_max ρ^{k/(K − 1)}, k = 0, …, K − 1: from the largest down to ρ times it, evenly on the logarithmic
/// scale.
/// Throws std::invalid_argument unless λ_max is finite and > 0, K ≥ 1 and 0 < ρ < 1.
inline std::vector<double> strength_grid(double largest, Index count = 100, double ratio = 1e-3) {
    require_positive("largest strength", largest);
    detail::check_grid(count, ratio);
    std::vector<double> strengths;
    for (Index k = 0; k < count; ++k)
        strengths.push_back(k == 0 ? largest : largest * std::pow(ratio, double(k) / double(count - 1)));
    return strengths;
}

}  // namespace lariat
