// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

/// R(w) = 0: the absence of a penalty.
struct NoPenalty : PenaltyBase {
    static constexpr const char* name = "NoPenalty";

    double value(double) const { return 0.0; }
    double prox(double v, double) const { return v; }
    template <ArrayExpression V, class T>
    auto prox(const V& v, const T&) const {
        return times(v, 1.0);  // an expression, where returning v would copy a plain array
    }
    Interval subdifferential(double) const { return {0.0, 0.0}; }
    template <ArrayExpression W>
    auto subdifferential(const W& w) const {
        return Intervals{W::Zero(w.size()), W::Zero(w.size())};
    }
    Interval slopes() const { return {0.0, 0.0}; }
    double conjugate(double u) const { return u == 0 ? 0.0 : Interval::infinity; }
    double curvature(double) const { return 0.0; }
    double curvature_bound() const { return 0.0; }
    NoPenalty scaled(double) const { return {}; }
};

namespace detail {
template <>
inline constexpr bool scales_by_step<NoPenalty> = true;
}

}  // namespace lariat
