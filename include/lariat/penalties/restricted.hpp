// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) + indicator of lower ≤ w ≤ upper: what `R + Box{lower, upper}` makes of a convex separable R. On the
/// line the prox of such a sum is the prox of R clamped to the box. check() throws when no w is left.
template <class R>
struct Restricted : PenaltyBase {
    [[no_unique_address]] R penalty;
    Box box;

    constexpr Restricted(R penalty_, Box box_) : penalty(std::move(penalty_)), box(box_) {}

    auto scaled(double c) const { return Restricted<scaled_type<R>>(lariat::scaled(penalty, c), box); }
    template <IndexedPenalty = R>
    auto at(Index j) const {
        return Restricted<scalar_part<R>>(penalty.at(j), box);
    }

    template <ScalarPenalty = R>
    double value(double w) const {
        return box.domain().contains(w) ? penalty.value(w) : Interval::infinity;
    }

    template <ScalarProximable = R>
    double prox(double v, double step) const {
        return clamp(double(penalty.prox(v, step)), box.lower, box.upper);
    }
    template <ArrayExpression V, class T>
        requires ElementwiseProx<R, V, T>
    auto prox(const V& v, const T& step) const {
        return detail::clamp_to(penalty.prox(v, step), box.domain());
    }

    template <ScalarPenalty = R>
    Interval subdifferential(double w) const {
        return penalty.subdifferential(w) + box.subdifferential(w);
    }

    template <ConvexScalar = R>
    Interval slopes() const {
        return penalty.slopes() + box.slopes();
    }

    /// sup over the box of u·w − R(w), concave in w: at an end while u points beyond the slopes there, else
    /// R*(u).
    template <ConjugateScalar = R>
    double conjugate(double u) const {
        if (!slopes().contains(u)) return Interval::infinity;
        const Interval at_lower = penalty.subdifferential(box.lower),
                       at_upper = penalty.subdifferential(box.upper);
        if (box.lower > -Interval::infinity && !at_lower.empty() && u <= at_lower.upper)
            return u * box.lower - penalty.value(box.lower);
        if (box.upper < Interval::infinity && !at_upper.empty() && u >= at_upper.lower)
            return u * box.upper - penalty.value(box.upper);
        return penalty.conjugate(penalty.slopes().nearest(u));
    }

    template <CurvedScalar = R>
    double curvature(double w) const {
        return penalty.curvature(w);
    }

    template <ScalarPenalty = R>
    Interval domain() const {
        return detail::intersection(detail::domain_of(penalty), box.domain());
    }

    void check() const {
        checked(penalty);
        box.check();
        if constexpr (ScalarPenalty<R>) Box(domain()).check();
    }
    void check(Index p) const { detail::check_size(penalty, p); }
};

namespace detail {
template <class R>
inline constexpr bool scales_by_step<Restricted<R>> = scales_by_step<R>;
}

}  // namespace lariat
