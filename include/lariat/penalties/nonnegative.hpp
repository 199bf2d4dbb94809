// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/penalties/no_penalty.hpp>
#include <lariat/penalties/restricted.hpp>

namespace lariat {

/// R(w) + indicator of w ≥ 0. Its prox is max(prox_R, 0), which is right for every convex R and for every R that is
/// even and grows with |w| (MCP, SCAD). `Nonnegative{}` is the constraint alone. Offers what R offers.
template <class R = NoPenalty>
struct Nonnegative : PenaltyBase {
    [[no_unique_address]] R penalty;

    constexpr Nonnegative() requires std::default_initializable<R> : penalty{} {}
    explicit constexpr Nonnegative(R penalty_) : penalty(std::move(penalty_)) {}

    auto scaled(double c) const { return Nonnegative<scaled_type<R>>(lariat::scaled(penalty, c)); }
    auto at(Index j) const requires IndexedPenalty<R> { return Nonnegative<scalar_part<R>>(penalty.at(j)); }

    double prox(double v, double step) const requires ScalarProximable<R> {
        return positive_part(double(penalty.prox(v, step)));
    }
    template <ArrayExpression V, class T>
    requires ElementwiseProx<R, V, T>
    auto prox(const V& v, const T& step) const { return positive_part(penalty.prox(v, step)); }

    /// The same as R + Box{0, ∞}, under which all the rest is said.
    Restricted<R> restricted() const { return {penalty, Box{0.0, Interval::infinity}}; }

    double value(double w) const requires ScalarPenalty<R> { return restricted().value(w); }
    Interval subdifferential(double w) const requires ScalarPenalty<R> {
        return restricted().subdifferential(w);
    }
    Interval slopes() const requires ConvexScalar<R> { return restricted().slopes(); }
    double conjugate(double u) const requires ConjugateScalar<R> { return restricted().conjugate(u); }
    double curvature(double w) const requires CurvedScalar<R> { return penalty.curvature(w); }
    Interval domain() const requires ScalarPenalty<R> { return restricted().domain(); }

    void check() const { restricted().check(); }
    void check(Index p) const { detail::check_size(penalty, p); }
};

Nonnegative()->Nonnegative<NoPenalty>;

namespace detail {
template <class R>
inline constexpr bool scales_by_step<Nonnegative<R>> = scales_by_step<R>;
}

}  // namespace lariat
