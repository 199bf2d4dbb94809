// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <utility>

#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) + λ₂‖w‖₂², λ₂ ≥ 0: what `R + λ₂ * L2{}` makes of any separable or block R (the elastic net from L1:
/// Zou and Hastie 2005). With r = 1/(1 + 2tλ₂), prox_t(v) = prox_{tr} of R at rv: complete the square.
/// check() throws unless λ₂ is finite and ≥ 0.
template <class R>
struct Ridged : PenaltyBase {
    [[no_unique_address]] R penalty;
    double ridge;  ///< λ₂

    constexpr Ridged(R penalty_, double ridge_) : penalty(std::move(penalty_)), ridge(ridge_) {}

    auto scaled(double c) const { return Ridged<scaled_type<R>>(lariat::scaled(penalty, c), c * ridge); }
    template <IndexedPenalty = R>
    auto at(Index j) const {
        return Ridged<scalar_part<R>>(penalty.at(j), ridge);
    }
    template <BlockPenalty = R>
    auto profile(Index g) const {
        return Ridged<scalar_part<R>>(penalty.profile(g), ridge);
    }
    template <BlockPenalty = R>
    decltype(auto) groups() const {
        return penalty.groups();
    }

    template <ScalarPenalty = R>
    double value(double w) const {
        return penalty.value(w) + ridge * w * w;
    }

    template <ScalarProximable = R>
    double prox(double v, double step) const {
        const double r = detail::shrinkage(ridge * step);
        return penalty.prox(v * r, step * r);
    }
    template <ArrayExpression V, class T>
        requires ElementwiseProx<
            R, decltype(std::declval<V>() * detail::shrinkage(times(std::declval<T>(), 1.0))),
            decltype(std::declval<T>() * detail::shrinkage(times(std::declval<T>(), 1.0)))>
    auto prox(const V& v, const T& step) const {
        if constexpr (ScalarNumber<T>) {  // in double: λ₂ may be beyond the precision of v
            const double r = detail::shrinkage(double(step) * ridge);
            return penalty.prox(v * static_cast<scalar_of<T>>(r),
                                static_cast<scalar_of<T>>(double(step) * r));
        } else {
            const auto r = detail::shrinkage(times(step, ridge));
            return penalty.prox(v * r, step * r);
        }
    }

    template <ScalarPenalty = R>
    Interval subdifferential(double w) const {
        const double slope = 2 * ridge * w;
        const Interval of_R = penalty.subdifferential(w);
        return {of_R.lower + slope, of_R.upper + slope};
    }

    template <ArrayExpression W>
        requires ElementwiseSubdifferential<R, W>
    auto subdifferential(const W& w) const {
        const auto slope = times(w, 2 * ridge);
        return penalty.subdifferential(w) + Intervals{slope, slope};
    }

    template <ConvexScalar = R>
    Interval slopes() const {
        return ridge > 0 ? Interval::everything() : penalty.slopes();
    }

    /// sup over w of u·w − R(w) − λ₂w², whose maximizer is a prox of R.
    template <ConjugateScalar = R, ScalarProximable = R>
    double conjugate(double u) const {
        const double step = 0.5 / ridge;
        const double v = u * step;
        if (!(step < Interval::infinity && std::abs(v) < Interval::infinity)) return penalty.conjugate(u);
        const double x = penalty.prox(v, step);
        return x * (u - ridge * x) - penalty.value(x);
    }

    template <CurvedScalar = R>
    double curvature(double w) const {
        return penalty.curvature(w) + 2 * ridge;
    }

    template <CurvatureBoundedPenalty = R>
    double curvature_bound() const {
        return penalty.curvature_bound() + 2 * ridge;
    }

    template <RestrictedScalar = R>
    Interval domain() const {
        return penalty.domain();
    }

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
