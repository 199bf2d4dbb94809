// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certificate/dual_field.hpp>
#include <lariat/objectives/certificate/free_block.hpp>
#include <lariat/objectives/certificate/resting.hpp>
#include <lariat/objectives/curvature.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/on_coordinates.hpp>

namespace lariat {

/// A function known to be convex: a risk (every Loss is convex), or one whose Hessian lies between 0 and a
/// bound.
template <class F>
concept ConvexFunction = Risk<F> || CurvatureBounded<F>;

namespace detail {

/// Does f know ℓ*?
template <class F>
inline constexpr bool has_conjugate_loss = false;
template <Risk F>
inline constexpr bool has_conjugate_loss<F> = ConjugateLoss<typename F::LossType>;

/// The duality gap of convex f and R. With any θ (Σvθ = 0 when there is an intercept), u = vθ, g = Xᵀu,
///     F(w) − min F ≤ Σ_i v_i [ℓ(z_i) + ℓ*(θ_i) − θ_i z_i] + Σ_j [R(w_j) + R*(−g_j) + g_j w_j].
/// Each bracket is a Fenchel-Young remainder ≥ 0, so nothing cancels. θ = s ℓ'(z), with s ≤ 1 the largest
/// that keeps −g in the domain of R*. When R* is finite everywhere s = 1, or a little less where that is
/// better; at 1 the first sum is zero and any convex f will do (Mairal 2010, appendix D). For squared error
/// the best s is 1 − g·w/‖u‖²_v, clamped. Coordinates without a penalty, as far as they are few (FreeBlock),
/// ask for X_Uᵀu = 0: θ is projected first. A loss with kinks has no continuous ℓ', so the gap need not
/// vanish at the optimum: it says it is loose, and a run offers the average of its fields as θ instead. At
/// least there is θ = 0: F(w) − min F ≤ F(w) + R*(0). A strongly convex f, a Quadratic whose smallest
/// eigenvalue μ is known, needs neither θ nor a scale, for
///     F(w) − min F ≤ R(w) + R*(u) − u·w + ‖∇f + u‖²/(2μ)    at any u: nearest to −∇f in the domain of R*.
template <Objective O>
class DualityGap {
public:
    using F = FunctionOf<O>;
    using R = PenaltyOf<O>;
    using Scalar = typename F::Scalar;
    using Point = typename F::Point;

    explicit DualityGap(const O& objective)
        : free_(free_coordinates(objective.penalty, objective.function.penalized())) {
        if constexpr (ConjugatePenalty<R> &&
                      requires(double& passes) { objective.function.strong_convexity(passes); })
            if (!conjugate_is_finite(objective.penalty, objective.function.penalized()))
                convexity_ = objective.function.strong_convexity(passes_);
    }

    /// Spent on μ.
    double passes() const { return passes_; }

    /// μ, where the gap needs it and f knows it; else 0.
    double convexity() const { return convexity_; }

    /// Is a prepared field another than the point's own, for coordinates that are free of penalty?
    bool projects() const { return may_project && !free_.empty(); }

    /// What was done to the field of a point to make a dual one of it.
    struct Preparation {
        bool applies = false;          ///< is there a gap?
        bool finite = false;           ///< R* is finite everywhere
        Balance balance{};             ///< how its signed parts were scaled
        Vector<double> free_slopes{};  ///< ∂L_data/∂w_U before it was projected
        bool feasible = true;          ///< could it be?
    };

    /// Puts into the point the field whose product with Xᵀ is wanted: that of `average` if given, else the
    /// point's own, made a dual one where a gap needs it.
    Preparation prepare(const O& objective, Point& at, const Vector<Scalar>* average) {
        Preparation result;
        const F& f = objective.function;
        if constexpr (ConvexFunction<F> && ConjugatePenalty<R>) {
            const Index p = f.penalized();
            result.finite = conjugate_is_finite(objective.penalty, p);
            const bool reachable = has_conjugate_loss<F> && (free_.empty() || free_.few()) &&
                                   conjugate_reachable(objective.penalty, p);
            result.applies = result.finite || convexity_ > 0 || reachable;
        }
        if constexpr (Risk<F>) {
            if (average)
                at.u = *average;
            else
                f.renew_field(at);
            if constexpr (has_conjugate_loss<F>)
                if (result.applies) {
                    if (!free_.empty())
                        project(f, at, result);
                    else if (f.has_intercept())
                        result.balance = balance(at.u);
                }
        }
        return result;
    }

    /// The free coordinates of a gradient g become those given: 0 for the gap of a projected field, where
    /// they are 0 but for rounding; and the slopes before it.
    void set_free_slopes([[maybe_unused]] Vector<Scalar>& g,
                         [[maybe_unused]] const Vector<double>& slopes) const {
        if constexpr (may_project)
            for (Index k = 0; k < slopes.size(); ++k)
                g[free_.columns()[static_cast<std::size_t>(k)]] = static_cast<Scalar>(slopes[k]);
    }

    /// Without ℓ* only θ = ℓ'(z) is a dual point, and that where the intercept is fitted, if there is one.
    static bool is_dual(const F& f, const Point& at, const Vector<Scalar>& gradient)
        requires(Risk<F> && !has_conjugate_loss<F>)
    {
        return !f.has_intercept() || std::abs(double(gradient[f.penalized()])) <=
                                         64 * epsilon * at.u.cwiseAbs().template cast<double>().sum();
    }

    /// The gap at a prepared point with F = value and ∇f = gradient.
    Certificate operator()(const O& objective, const Point& at, const Vector<Scalar>& gradient, double value,
                           const Preparation& prepared, bool averaged) const {
        const auto w = objective.penalized(at.w);
        const auto g = gradient.head(objective.function.penalized());
        if constexpr (SeparablePenalty<R>)
            if (const auto moving = moving_coordinates(objective.penalty, w, g))
                return (*this)(objective, at, gradient, value, prepared, averaged, *moving);
        return gap(objective.function, at, objective.penalty, w, g, value, prepared, averaged);
    }
    /// The same where no coordinates but some matter to the gap.
    Certificate operator()(const O& objective, const Point& at, const Vector<Scalar>& gradient, double value,
                           const Preparation& prepared, bool averaged, const std::vector<Index>& some) const
        requires SeparablePenalty<R>
    {
        const Vector<Scalar> w = at.w(some), g = gradient(some);
        return gap(objective.function, at, OnCoordinates<R>(objective.penalty, some), w, g, value, prepared,
                   averaged);
    }

    /// At θ = 0: F(w) + R*(0), which is F(w) where R ≥ 0 touches 0. Without a conjugate, nothing is known.
    static Certificate at_zero([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                               [[maybe_unused]] double value) {
        Certificate result{Certificate::Kind::DualityGap, Interval::infinity, 0, 0, true};
        if constexpr (Risk<F> && ConjugatePenalty<R>) {
            const auto w = objective.penalized(at.w);
            result.value = objective.function.value(at) + conjugate_gap(objective.penalty, w, w, 0.0);
            result.rounding = 64 * epsilon * std::abs(value);
        }
        return result;
    }

private:
    template <class P, class W, class G>
    Certificate gap(const F& f, const Point& at, const P& penalty, const W& w, const G& g, double value,
                    const Preparation& prepared, bool averaged) const {
        Certificate result{Certificate::Kind::DualityGap, 0, 0, 0, !is_smooth<F> && !averaged};
        result.rounding = 64 * epsilon * (std::abs(value) + lane_sum(g.size(), [&](Index j) {
                                              return std::abs(double(g[j]) * double(w[j]));
                                          }));
        if constexpr (Risk<F>) result.rounding += 64 * f.resolution(at);
        if (convexity_ > 0) {
            result.value = conjugate_gap_nearby(penalty, w, g, convexity_);
            return result;
        }
        if (!prepared.feasible) {
            result.value = Interval::infinity;
            return result;
        }
        const auto of_penalty = [&](double s) { return conjugate_gap(penalty, w, g, s); };
        double s = averaged ? 1 - 16 * epsilon : 1;  // an average may leave the domain of ℓ* by rounding
        if constexpr (has_conjugate_loss<F>) {
            const auto& M = f.mean_loss();
            const auto of_loss = [&](double scale) {
                return averaged || !free_.empty() ? remainder(M, at.z, at.u, scale)
                                                  : remainder(M, at.z, prepared.balance, scale);
            };
            if (prepared.finite)
                s = scale_where_steep(s, of_loss, of_penalty);
            else
                s = scale_in_domain((std::min)(s, dual_scale(penalty, g)), dot(g, w), field_energy(M, at.u),
                                    [&](double scale) { return of_loss(scale) + of_penalty(scale); });
            result.value = of_loss(s) + of_penalty(s);
        } else {
            result.value = of_penalty(s);
        }
        return result;
    }

    /// Makes the field in the point a dual one.
    void project([[maybe_unused]] const F& f, [[maybe_unused]] Point& at,
                 [[maybe_unused]] Preparation& result) {
        if constexpr (may_project) {
            Vector<Scalar> h;
            f.curvature(at, h);
            result.free_slopes = free_.slopes(f.design(), at.u);
            result.feasible = free_.project(f.design(), h, f.has_intercept(), at.u);
        }
    }

    /// s where R* is infinite beyond `largest`: that, or the best s of squared error where that is better.
    template <class GapAt>
    static double scale_in_domain(double largest, double g_w, double energy, GapAt&& gap_at) {
        const double best = energy > 0 ? (std::clamp)(1 - g_w / energy, 0.0, largest) : largest;
        return best < largest && gap_at(best) < gap_at(largest) ? best : largest;
    }

    /// s where R* is finite: where it is steep, as of a wide box or a tiny L2, rounding in g costs more than
    /// some of θ.
    template <class OfLoss, class OfPenalty>
    static double scale_where_steep(double s, OfLoss&& of_loss, OfPenalty&& of_penalty) {
        const double full = of_penalty(s);
        double best = s, least = full;
        for (double cut = 16 * epsilon; cut < 0.01; cut *= 16) {
            const double trial = of_penalty(s * (1 - cut));
            if (!(trial < least)) break;  // it is convex in s
            least = trial;
            best = s * (1 - cut);
        }
        return least < full / 2 && of_loss(best) + least < of_loss(s) + full ? best : s;
    }

    using Free = typename FreeBlockOf<F>::type;
    static constexpr bool may_project = !std::same_as<Free, UnprojectedBlock>;
    static constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());

    Free free_;  // the coordinates without a penalty
    double passes_ = 0;
    double convexity_ = 0;  // μ
};

}  // namespace detail

}  // namespace lariat
