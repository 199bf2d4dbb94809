// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include <lariat/core/types.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// w_new = w − η d, with d the element of ∇L_data(w) + ∂R(w) nearest zero (of least norm). For L1 that is
/// ∂L/∂w + λ sign(w) off zero, and S_λ(∂L/∂w) at zero: a weight at zero stays there while |∂L/∂w| ≤ λ. A step that crosses
/// zero goes on to the other side. Fits convex penalties that are finite everywhere. One fused pass for separable ones.
struct SubgradientUpdate {
    template <class R>
    static constexpr bool fits = ConvexPenalty<R> && !DomainRestricting<R>;

    template <class R, class W, class G, class Out>
    void operator()(const R& penalty, const W& w, const G& gradient, double step, Out&& out) const {
        if constexpr (SeparablePenalty<R>) {
            subgradient_step(penalty, w, gradient, step, out);
        } else {
            minimum_norm_subgradient(penalty, w, gradient, out);
            out = w - static_cast<typename W::Scalar>(step) * out;
        }
    }

    /// The element of g + ∂R(w) nearest zero, of one coordinate.
    template <class Scalar, ScalarPenalty R>
    static Scalar direction(const R& penalty, Scalar w, Scalar g) {
        const Interval s = penalty.subdifferential(double(w));
        const Scalar low = g + static_cast<Scalar>(s.lower), high = g + static_cast<Scalar>(s.upper);
        return (low > 0 ? low : Scalar(0)) + (high < 0 ? high : Scalar(0));
    }
};

}  // namespace lariat
