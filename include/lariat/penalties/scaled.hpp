// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include <lariat/penalties/box.hpp>

namespace lariat {

template <Penalty R>
auto scaled(const R& penalty, double strength);

/// λ R(w): R under a strength λ ≥ 0, for an R that does not say itself what scaled(λ) means. At λ = 0 it is 0
/// where R is finite and ∞ elsewhere. Offers what R offers: `template <ConvexScalar = R>` reads "where R is
/// one". check() throws unless λ is finite and ≥ 0.
template <class R>
struct Scaled : PenaltyBase {
    double strength;
    [[no_unique_address]] R penalty;

    explicit constexpr Scaled(double strength_, R penalty_ = R{})
        : strength(strength_), penalty(std::move(penalty_)) {}

    Scaled scaled(double c) const { return Scaled(c * strength, penalty); }

    template <ScalarPenalty = R>
    double value(double w) const {
        if (strength > 0) return strength * penalty.value(w);
        return penalty.subdifferential(w).empty() ? Interval::infinity : 0.0;
    }

    template <ScalarProximable = R>
    double prox(double v, double step) const {
        const double x = penalty.prox(v, strength * step);
        if constexpr (RestrictedScalar<R>)  // at strength 0 R may return v
            return detail::clamp_to(x, penalty.domain());
        else
            return x;
    }

    template <ArrayExpression V, class T>
        requires ElementwiseProx<R, V, decltype(times(std::declval<T>(), 1.0))>
    auto prox(const V& v, const T& step) const {
        if constexpr (RestrictedScalar<R>)
            return detail::clamp_to(penalty.prox(v, detail::multiple_of_step(step, strength)),
                                    penalty.domain());
        else
            return penalty.prox(v, detail::multiple_of_step(step, strength));
    }

    template <ScalarPenalty = R>
    Interval subdifferential(double w) const {
        return strength * penalty.subdifferential(w);
    }

    template <ArrayExpression W>
        requires(ElementwiseSubdifferential<R, W> && !RestrictedScalar<R>)
    auto subdifferential(const W& w) const {
        return strength * penalty.subdifferential(w);
    }

    template <ConvexScalar = R>
    Interval slopes() const {
        return strength > 0 ? strength * penalty.slopes() : Box(detail::domain_of(penalty)).slopes();
    }

    /// λ R*(u/λ); at λ = 0 the support function of the domain. u/λ may leave R's slopes by rounding only.
    template <ConjugateScalar = R>
    double conjugate(double u) const {
        if (!slopes().contains(u)) return Interval::infinity;
        if (!(strength > 0)) return Box(detail::domain_of(penalty)).conjugate(u);
        return strength * penalty.conjugate(penalty.slopes().nearest(u / strength));
    }

    template <CurvedScalar = R>
    double curvature(double w) const {
        return strength * penalty.curvature(w);
    }

    template <RestrictedScalar = R>
    Interval domain() const {
        return penalty.domain();
    }

    template <CurvatureBoundedPenalty = R>
    double curvature_bound() const {
        return strength * penalty.curvature_bound();
    }

    template <IndexedPenalty = R>
    auto at(Index j) const {
        return lariat::scaled(penalty.at(j), strength);
    }
    template <BlockPenalty = R>
    auto profile(Index g) const {
        return lariat::scaled(penalty.profile(g), strength);
    }
    template <BlockPenalty = R>
    decltype(auto) groups() const {
        return penalty.groups();
    }

    void check() const {
        require_nonnegative("strength", strength);
        checked(penalty);
    }
    void check(Index p) const { detail::check_size(penalty, p); }
};

/// λ R for λ ≥ 0, unchecked: R.scaled(λ) where R says what that means, R itself when R is a set, else
/// Scaled<R>. A strength of 0 keeps the domain.
template <Penalty R>
auto scaled(const R& penalty, double strength) {
    if constexpr (requires { penalty.scaled(strength); })
        return penalty.scaled(strength);
    else if constexpr (Constraint<R>)
        return penalty;
    else
        return Scaled<R>(strength, penalty);
}

/// The type of λ * R.
template <class R>
using scaled_type = decltype(lariat::scaled(std::declval<const R&>(), 1.0));

namespace detail {
template <class R>
inline constexpr bool scales_by_step<Scaled<R>> = true;
}

}  // namespace lariat
