// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// g += ∇R(w), of a smooth R.
template <class O, class V>
void add_slope(const O& objective, const V& w, V& g) {
    auto head = g.head(objective.function.penalized());
    minimum_norm_subgradient(objective.penalty, objective.penalized(w), head, head);
}

/// (∇h(x) − ∇h(y))·(x − y) at the candidate x of a state, whose g is ∇f(y): h = f where R is left to a prox,
/// else h = F. Costs a pass.
template <bool proximal, class O, class Point, class State>
double curvature_along(const O& objective, const Point& y, State& s) {
    objective.function.gradient(s.x, s.probe);
    const auto along = [&] { return dot((s.probe - s.g).head(s.moving), (s.x.w - y.w).head(s.moving)); };
    if constexpr (proximal) {
        return along();
    } else {
        const auto w = objective.penalized(y.w);
        add_slope(objective, s.x.w, s.probe);
        const double sum = along();
        s.probe.setZero();
        add_slope(objective, y.w, s.probe);
        return sum - dot(objective.penalized(s.probe), objective.penalized(s.x.w) - w);
    }
}

}  // namespace lariat::detail
