// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The inverse of the curvature of f along its gradient g at x: t‖g‖/‖∇f(x − t g) − g‖. The probe goes t =
/// |f(x)|/‖g‖² far, where a linear f would have vanished, so that rescaling w or f rescales t; shorter while
/// f is not finite there. A finite number > 0 whatever happens. Costs two passes for the gradients, one a
/// probe.
template <class F>
double first_step(const F& f, typename F::Point& start) {
    using Scalar = typename F::Scalar;
    const Index p = f.penalized();  // an intercept follows
    Vector<Scalar> g(f.size()), probe(f.size());
    f.gradient(start, g);
    auto at = start;
    const double slope = norm(g.head(p));
    if (!(slope > 0) || !is_finite(slope)) return 1.0;
    const double value = std::abs(f.value(at));
    double t = value > 0 ? value / slope / slope
                         : (norm(start.w.head(p)) > 0 ? norm(start.w.head(p)) / slope : 1 / slope);
    for (int k = 0; k < 60; ++k, t *= 0.1) {
        at.w.head(p) = start.w.head(p) - static_cast<Scalar>(t) * g.head(p);
        f.place(at);
        if constexpr (requires { f.profile(at); }) f.profile(at);
        f.gradient(at, probe);
        start.passes = at.passes;
        probe -= g;
        const double change = norm(probe.head(p));
        const double step = t * (slope / change);
        if (is_finite(f.value(at)) && change > 0 && is_finite(step) && step > 0) return step;
        if (change == 0) return t;  // linear as far as can be seen
    }
    return t;
}

}  // namespace lariat::detail
