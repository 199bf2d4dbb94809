// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

/// R(w) = |w|; over a vector ‖w‖₁. Its prox is soft thresholding at `step` (Tibshirani 1996, section 2.2).
struct L1 : PenaltyBase {
    static constexpr const char* name = "L1";

    double value(double w) const { return std::abs(w); }
    double prox(double v, double step) const { return soft_threshold(v, step); }
    template <ArrayExpression V, class T>
    auto prox(const V& v, const T& step) const {
        return soft_threshold(v, step);
    }
    Interval subdifferential(double w) const { return {lower_sign(w), upper_sign(w)}; }
    template <ArrayExpression W>
    auto subdifferential(const W& w) const {
        return Intervals{lower_sign(w), upper_sign(w)};
    }
    Interval slopes() const { return {-1.0, 1.0}; }
    double conjugate(double u) const { return std::abs(u) <= 1 ? 0.0 : Interval::infinity; }
    double curvature(double) const { return 0.0; }
};

}  // namespace lariat
