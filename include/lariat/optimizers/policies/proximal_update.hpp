// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// w_new = prox_{ηR}(w − η ∇L_data(w)): for L1, a gradient step and then a soft threshold, which lands on
/// zero exactly (Parikh and Boyd 2014, section 4.2). Fits every penalty with a prox, and constraints. One
/// fused pass: reads w and the gradient, writes w_new.
struct ProximalUpdate {
    template <class R>
    static constexpr bool fits = Proximable<R>;

    template <class R, class W, class G, class Out>
    void operator()(const R& penalty, const W& w, const G& gradient, double step, Out&& out) const {
        if constexpr (SeparablePenalty<R>)
            proximal_step(penalty, w, gradient, step, out);
        else
            prox(penalty, w - static_cast<typename W::Scalar>(step) * gradient, step, out);
    }
};

}  // namespace lariat
