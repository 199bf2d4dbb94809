// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) + S(w) of two separable penalties that `+` cannot bring into a form with a prox: the value and the
/// subdifferential add, and a prox it has none. Offers what both offer.
template <SeparablePenalty R, SeparablePenalty S>
struct Sum : PenaltyBase {
    [[no_unique_address]] R first;
    [[no_unique_address]] S second;

    constexpr Sum(R first_, S second_) : first(std::move(first_)), second(std::move(second_)) {}

    auto scaled(double c) const {
        return Sum<scaled_type<R>, scaled_type<S>>(lariat::scaled(first, c), lariat::scaled(second, c));
    }
    auto at(Index j) const
        requires(IndexedPenalty<R> || IndexedPenalty<S>)
    {
        return Sum<scalar_part<R>, scalar_part<S>>(lariat::at(first, j), lariat::at(second, j));
    }

    template <ScalarPenalty = R, ScalarPenalty = S>
    double value(double w) const {
        return first.value(w) + second.value(w);
    }
    template <ScalarPenalty = R, ScalarPenalty = S>
    Interval subdifferential(double w) const {
        return first.subdifferential(w) + second.subdifferential(w);
    }
    template <ConvexScalar = R, ConvexScalar = S>
    Interval slopes() const {
        return first.slopes() + second.slopes();
    }
    template <CurvedScalar = R, CurvedScalar = S>
    double curvature(double w) const {
        return first.curvature(w) + second.curvature(w);
    }
    template <CurvatureBoundedPenalty = R, CurvatureBoundedPenalty = S>
    double curvature_bound() const {
        return first.curvature_bound() + second.curvature_bound();
    }
    Interval domain() const
        requires(RestrictedScalar<R> || RestrictedScalar<S>)
    {
        return detail::intersection(detail::domain_of(first), detail::domain_of(second));
    }

    void check() const {
        checked(first);
        checked(second);
        if constexpr (RestrictedScalar<R> || RestrictedScalar<S>) Box(domain()).check();
    }
    void check(Index p) const {
        detail::check_size(first, p);
        detail::check_size(second, p);
    }
};

}  // namespace lariat
