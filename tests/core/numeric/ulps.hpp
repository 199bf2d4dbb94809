// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "numbers.hpp"

namespace lariat::test {

/// Where naive forms overflow (710), underflow (746), lose the small term (37) or the small argument (1e-8).
inline std::vector<double> extremes() {
    std::vector<double> both;
    for (double v : {0.0, 1e-300, 1e-8, 1.0, 30.0, 36.0, 37.0, 709.0, 710.0, 745.0, 746.0, 1e4, 1e308}) {
        both.push_back(v);
        both.push_back(-v);
    }
    return both;
}

/// |got − want| in units of the last place of want, which is computed with eleven bits more where the machine
/// has them.
template <class T>
double ulps(T got, long double want) {
    const T rounded = static_cast<T>(want);
    if (got == rounded) return 0;
    if (!std::isfinite(got) || !std::isfinite(rounded)) return infinity;
    const T size = std::abs(rounded);
    const long double ulp =
        static_cast<long double>(std::nextafter(size, std::numeric_limits<T>::infinity())) - size;
    return static_cast<double>(std::abs(static_cast<long double>(got) - want) / ulp);
}

}  // namespace lariat::test
