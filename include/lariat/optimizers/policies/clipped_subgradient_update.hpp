// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/policies/subgradient_update.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// The subgradient step, but a weight whose step crosses zero stops there: w_new = 0 when w_new and w have
/// opposite signs and R has a kink at zero (L1, not L2). Also known as truncated gradient (Langford, Li and
/// Zhang 2009, with one threshold). Fits separable convex penalties that are finite everywhere. One fused
/// pass.
struct ClippedSubgradientUpdate {
    template <class R>
    static constexpr bool fits = SeparablePenalty<R> && SubgradientUpdate::fits<R>;

    template <class R, class W, class G, class Out>
    void operator()(const R& penalty, const W& w, const G& gradient, double step, Out&& out) const {
        using Scalar = typename W::Scalar;
        const SubgradientUpdate::Move move{detail::step_in<Scalar>(step)};
        if constexpr (IndexedPenalty<R>) {
            for (Index j = 0; j < out.size(); ++j) {
                const auto R_j = at(penalty, j);
                const Scalar w_j = w.coeff(j), moved = move(R_j, w_j, Scalar(gradient.coeff(j)));
                out.coeffRef(j) = has_kink(R_j) ? without_crossing(w_j, moved) : moved;
            }
        } else if (has_kink(penalty)) {
            each_coordinate(penalty, w, gradient, out,
                            [move](const auto& R_, const auto& w_, const auto& g_) {
                                return without_crossing(w_, move(R_, w_, g_));
                            });
        } else {
            each_coordinate(penalty, w, gradient, out, move);
        }
    }

private:
    template <ScalarPenalty R>
    static bool has_kink(const R& penalty) {
        const Interval slopes = penalty.subdifferential(0.0);
        return slopes.lower < slopes.upper;
    }
};

}  // namespace lariat
