// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/types.hpp>
#include <lariat/optimizers/policies/subgradient_update.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// The subgradient step, but a weight whose step crosses zero stops there: w_new = 0 when w_new and w have opposite signs
/// and R has a kink at zero (L1, not L2). Also known as truncated gradient (Langford, Li and Zhang 2009, with one threshold).
/// Fits separable convex penalties that are finite everywhere. One fused pass.
struct ClippedSubgradientUpdate {
    template <class R>
    static constexpr bool fits = SeparablePenalty<R> && SubgradientUpdate::fits<R>;

    template <class R, class W, class G, class Out>
    void operator()(const R& penalty, const W& w, const G& gradient, double step, Out&& out) const {
        using Scalar = typename W::Scalar;
        const Scalar eta = static_cast<Scalar>(step);
        for (Index j = 0; j < w.size(); ++j) {
            const auto R_j = at(penalty, j);
            const Interval kink = R_j.subdifferential(0.0);
            const Scalar moved = w[j] - eta * SubgradientUpdate::direction<Scalar>(R_j, w[j], gradient[j]);
            const bool crossed = (moved < 0 && w[j] > 0) || (moved > 0 && w[j] < 0);
            out[j] = crossed && kink.lower < kink.upper ? Scalar(0) : moved;
        }
    }
};

}  // namespace lariat
