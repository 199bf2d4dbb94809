// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <utility>

#include <lariat/penalties/no_penalty.hpp>
#include <lariat/penalties/restricted.hpp>

namespace lariat {

/// R(w) + indicator of w ≥ 0. Its prox is max(prox_R, 0), which is right for every convex R and for every R
/// that is even and grows with |w| (MCP, SCAD). `Nonnegative{}` is the constraint alone. Offers what R
/// offers.
template <class R = NoPenalty>
struct Nonnegative : PenaltyBase {
    [[no_unique_address]] R penalty;

    constexpr Nonnegative()
        requires std::default_initializable<R>
        : penalty{} {}
    explicit constexpr Nonnegative(R penalty_) : penalty(std::move(penalty_)) {}

    auto scaled(double c) const { return Nonnegative<scaled_type<R>>(lariat::scaled(penalty, c)); }
    template <IndexedPenalty = R>
    auto at(Index j) const {
        return Nonnegative<scalar_part<R>>(penalty.at(j));
    }

    template <ScalarProximable = R>
    double prox(double v, double step) const {
        return positive_part(double(penalty.prox(v, step)));
    }
    template <ArrayExpression V, class T>
        requires ElementwiseProx<R, V, T>
    auto prox(const V& v, const T& step) const {
        return positive_part(penalty.prox(v, step));
    }

    /// The same as R + Box{0, ∞}, under which all the rest is said.
    Restricted<R> restricted() const { return {penalty, Box{0.0, Interval::infinity}}; }

    template <ScalarPenalty = R>
    double value(double w) const {
        return restricted().value(w);
    }
    template <ScalarPenalty = R>
    Interval subdifferential(double w) const {
        return restricted().subdifferential(w);
    }
    template <ConvexScalar = R>
    Interval slopes() const {
        return restricted().slopes();
    }
    template <ConjugateScalar = R>
    double conjugate(double u) const {
        return restricted().conjugate(u);
    }
    template <CurvedScalar = R>
    double curvature(double w) const {
        return penalty.curvature(w);
    }
    template <ScalarPenalty = R>
    Interval domain() const {
        return restricted().domain();
    }

    void check() const { restricted().check(); }
    void check(Index p) const { detail::check_size(penalty, p); }
};

Nonnegative() -> Nonnegative<NoPenalty>;

namespace detail {
template <class R>
inline constexpr bool scales_by_step<Nonnegative<R>> = scales_by_step<R>;
}

}  // namespace lariat
