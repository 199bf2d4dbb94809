// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) + λ₂‖w‖₂², λ₂ ≥ 0: what `R + λ₂ * L2{}` makes of any separable or block R (the elastic net from L1: Zou and
/// Hastie 2005). With r = 1/(1 + 2tλ₂), prox_t(v) = prox_{tr} of R at rv: complete the square.
/// check() throws unless λ₂ is finite and ≥ 0.
template <class R>
struct Ridged : PenaltyBase {
    [[no_unique_address]] R penalty;
    double ridge;  ///< λ₂

    constexpr Ridged(R penalty_, double ridge_) : penalty(std::move(penalty_)), ridge(ridge_) {}

    auto scaled(double c) const { return Ridged<scaled_type<R>>(lariat::scaled(penalty, c), c * ridge); }
    auto at(Index j) const requires IndexedPenalty<R> { return Ridged<scalar_part<R>>(penalty.at(j), ridge); }
    auto profile(Index g) const requires BlockPenalty<R> {
        return Ridged<scalar_part<R>>(penalty.profile(g), ridge);
    }
    decltype(auto) groups() const requires BlockPenalty<R> { return penalty.groups(); }

    double value(double w) const requires ScalarPenalty<R> { return penalty.value(w) + ridge * w * w; }

    double prox(double v, double step) const requires ScalarProximable<R> {
        const double r = detail::shrinkage(ridge * step);
        return penalty.prox(v * r, step * r);
    }
    template <ArrayExpression V, class T>
    requires ElementwiseProx<R,
                             decltype(std::declval<V>() * detail::shrinkage(times(std::declval<T>(), 1.0))),
                             decltype(std::declval<T>() * detail::shrinkage(times(std::declval<T>(), 1.0)))>
    auto prox(const V& v, const T& step) const {
        const auto r = detail::shrinkage(times(step, ridge));
        return penalty.prox(v * r, step * r);
    }

    Interval subdifferential(double w) const requires ScalarPenalty<R> {
        const double slope = 2 * ridge * w;
        const Interval of_R = penalty.subdifferential(w);
        return {of_R.lower + slope, of_R.upper + slope};
    }

    Interval slopes() const requires ConvexScalar<R> {
        return ridge > 0 ? Interval::everything() : penalty.slopes();
    }

    /// sup over w of u·w − R(w) − λ₂w², whose maximizer is a prox of R.
    double conjugate(double u) const requires(ConjugateScalar<R>&& ScalarProximable<R>) {
        const double step = 0.5 / ridge;
        const double v = u * step;
        if (!(step < Interval::infinity && std::abs(v) < Interval::infinity)) return penalty.conjugate(u);
        const double x = penalty.prox(v, step);
        return x * (u - ridge * x) - penalty.value(x);
    }

    double curvature(double w) const requires CurvedScalar<R> { return penalty.curvature(w) + 2 * ridge; }

    Interval domain() const requires RestrictedScalar<R> { return penalty.domain(); }

    void check() const {
        require_nonnegative("strength of L2", ridge);
        checked(penalty);
    }
    void check(Index p) const { detail::check_size(penalty, p); }
};

namespace detail {
template <class R>
inline constexpr bool scales_by_step<Ridged<R>> = scales_by_step<R>;
}

}  // namespace lariat
