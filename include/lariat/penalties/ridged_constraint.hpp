// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <type_traits>
#include <utility>

#include <lariat/penalties/calculus/constraint.hpp>
#include <lariat/penalties/l2.hpp>

namespace lariat {

/// The indicator of a set + λ₂‖w‖₂², λ₂ ≥ 0: what `set + λ₂ * L2{}` makes. A penalty of the whole vector;
/// prox_t(v) is the projection of v/(1 + 2tλ₂). check() throws unless λ₂ is finite and ≥ 0.
template <Constraint R>
struct RidgedConstraint : PenaltyBase {
    [[no_unique_address]] R penalty;
    double ridge;  ///< λ₂

    constexpr RidgedConstraint(R penalty_, double ridge_) : penalty(std::move(penalty_)), ridge(ridge_) {}

    RidgedConstraint scaled(double c) const { return {penalty, c * ridge}; }

    template <class W>
    double total(const W& w) const {
        return lariat::total(penalty, w) + ridge * squared_norm(w);
    }

    template <class V, class Out>
    void prox(const V& v, double step, Out&& out) const {
        using Scalar = typename std::remove_cvref_t<Out>::Scalar;
        lariat::prox(penalty, v * Scalar(detail::shrinkage(ridge * step)), step, out);
    }

    /// With u = −s g, R*(u) = u·x − λ₂‖x‖² at the projection x of u/(2λ₂): the gap is Σ (w − x)(λ₂(w + x) −
    /// u).
    template <class W, class G>
    double conjugate_gap(const W& w, const G& g, double s) const {
        const double half = 0.5 / ridge;
        if (!(s * half * norm(g) < Interval::infinity)) return lariat::conjugate_gap(penalty, w, g, s);
        Vector<double> x(w.size());
        for (Index j = 0; j < x.size(); ++j) x[j] = -s * half * double(g[j]);
        penalty.project(x, x);
        const double gap = lane_sum(w.size(), [&](Index j) {
            return (double(w[j]) - x[j]) * (ridge * (double(w[j]) + x[j]) + s * double(g[j]));
        });
        return lariat::total(penalty, w) + gap;
    }

    /// Of a ball: the λ for which w also minimizes f + λ₂‖w‖₂² + λ times the ball's norm, g = ∇f(w).
    template <class G, class W>
    double multiplier(const G& g, const W& w) const
        requires requires { penalty.multiplier(g, w); }
    {
        using Scalar = typename W::Scalar;
        return penalty.multiplier((g + Scalar(2 * ridge) * w).eval(), w);
    }

    template <class Out>
    void nearest_to_zero(Out&& out) const {
        lariat::nearest_to_zero(penalty, out);
    }

    void check() const {
        require_nonnegative("strength of L2", ridge);
        checked(penalty);
    }
    void check(Index p) const { detail::check_size(penalty, p); }
};

}  // namespace lariat
