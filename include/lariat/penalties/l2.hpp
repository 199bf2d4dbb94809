// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

namespace detail {

/// 1/(1 + 2t), written so that 2t cannot overflow; exactly 1 at t = 0. t is a number or an array.
template <std::floating_point T>
constexpr T shrinkage(T t) {
    return T(0.5) / (t + T(0.5));
}
template <ArrayExpression T>
auto shrinkage(const T& t) {
    using Scalar = typename T::Scalar;
    return Scalar(0.5) / (t + Scalar(0.5));
}

}  // namespace detail

/// R(w) = w², without ½: derivative 2w, prox v/(1 + 2·step); over a vector ‖w‖₂² (Hoerl and Kennard 1970,
/// ridge).
struct L2 : PenaltyBase {
    static constexpr const char* name = "L2";

    double value(double w) const { return w * w; }
    double prox(double v, double step) const { return v * detail::shrinkage(step); }
    template <ArrayExpression V, class T>
    auto prox(const V& v, const T& step) const {
        return v * detail::shrinkage(step);
    }
    Interval subdifferential(double w) const { return {2 * w, 2 * w}; }
    template <ArrayExpression W>
    auto subdifferential(const W& w) const {
        return Intervals{times(w, 2.0), times(w, 2.0)};
    }
    Interval slopes() const { return Interval::everything(); }
    double conjugate(double u) const { return 0.25 * u * u; }
    double curvature(double) const { return 2.0; }
    double curvature_bound() const { return 2.0; }
};

}  // namespace lariat
