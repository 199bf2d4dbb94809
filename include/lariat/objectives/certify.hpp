// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <type_traits>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/curvature.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/free_block.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

/// A function known to be convex: a risk (every Loss is convex), or one whose Hessian lies between 0 and a
/// bound.
template <class F>
concept ConvexFunction = Risk<F> || CurvatureBounded<F>;

/// The tolerance that is used when none is given: 1e-8 of the scale for a duality gap, 1e-6 for a residual;
/// with float
/// 1e-4 and 1e-2.
template <class Scalar>
constexpr double default_tolerance(Certificate::Kind kind) {
    const bool gap = kind == Certificate::Kind::DualityGap;
    return sizeof(Scalar) == 4 ? (gap ? 1e-4 : 1e-2) : (gap ? 1e-8 : 1e-6);
}

/// How far a point is from optimal, computed from the data and the point alone. Of the kinds, the first that
/// applies:
///
/// Duality gap, convex R and f. With any θ (Σvθ = 0 when there is an intercept), u = vθ, g = Xᵀu,
///     F(w) − min F ≤ Σ_i v_i [ℓ(z_i) + ℓ*(θ_i) − θ_i z_i] + Σ_j [R(w_j) + R*(−g_j) + g_j w_j].
/// θ = s ℓ'(z), with s ≤ 1 the largest that keeps −g in the domain of R*. When R* is finite everywhere s = 1,
/// or a little less where that is better; at 1 the first sum is zero and any convex f will do (Mairal 2010,
/// appendix D). Each bracket is a Fenchel-Young remainder ≥ 0, so nothing cancels. For squared error the best
/// s is 1 − g·w/‖u‖²_v, clamped. Coordinates without a penalty, as far as they are few (FreeBlock), ask for
/// X_Uᵀu = 0: θ is projected first. A loss with kinks has no continuous ℓ', so the gap need not vanish at the
/// optimum: it says it is loose, and a run offers the average of its fields as θ instead. At least there is
/// θ = 0: F(w) − min F ≤ F(w) + R*(0). A strongly convex f, a Quadratic whose smallest eigenvalue μ is known,
/// needs neither θ nor a scale, for
///     F(w) − min F ≤ R(w) + R*(u) − u·w + ‖∇f + u‖²/(2μ)    at any u: nearest to −∇f in the domain of R*.
///
/// KKT residual: the largest distance of −∂f/∂w_j from ∂R_j(w_j), relative to the scale of the coordinate.
///
/// Fixed point, where R jumps at 0: |w − prox(w − t∇f, t)|/t with t = 1/λ_max, relative likewise;
/// also on a set, when f need not be convex.
template <Objective O>
class Certifier {
public:
    using F = FunctionOf<O>;
    using R = PenaltyOf<O>;
    using Scalar = typename F::Scalar;
    using Point = typename F::Point;

    explicit Certifier(const O& objective)
        : null_(objective.function.point()),
          g_(objective.function.size()),
          free_(free_coordinates(objective.penalty, objective.function.penalized())) {
        const F& f = objective.function;
        nearest_to_zero(objective.penalty, null_.w.head(f.penalized()));
        f.place(null_);
        if constexpr (Risk<F>) f.profile(null_);
        null_value_ = objective.value(null_);
        if constexpr (ConjugatePenalty<R> && requires { f.strong_convexity(); })
            if (!conjugate_is_finite(objective.penalty, f.penalized())) convexity_ = f.strong_convexity();
    }

    /// F at the feasible point nearest 0, with its fitted intercept: what scales are measured against.
    double null_value() const { return null_value_; }

    /// F at the point of the last certificate.
    double value() const { return value_; }

    /// Products with X or Xᵀ spent beside those on the points given.
    double passes() const { return null_.passes + norm_passes_; }

    /// ∇f at the point of the last certificate.
    const Vector<Scalar>& gradient() const { return g_; }

    /// The certificate of a placed point; the intercept is taken as it is. `average` is a field to try in
    /// place of the point's own. Costs one pass; the residuals cost one more at their first use, for the
    /// column norms.
    Certificate operator()(const O& objective, Point& at, std::optional<double> tolerance,
                           const Vector<Scalar>* average = nullptr) {
        const Preparation prepared = prepare(objective, at, average);
        if constexpr (Risk<F>)
            objective.function.transpose(at, g_);
        else
            objective.function.gradient(at, g_);
        return conclude(objective, at, prepared, tolerance, average);
    }

    /// The kind of certificate, and what was done to the field for it.
    struct Preparation {
        Certificate::Kind kind = Certificate::Kind::KktResidual;
        bool finite = false;                ///< R* is finite everywhere
        double positive = 1, negative = 1;  ///< how its signed parts were scaled
        Vector<double> free_slopes{};       ///< ∂L_data/∂w_U before the field was projected
        bool feasible = true;               ///< could it be?
    };

    /// The first half: puts into the point the field whose product with Xᵀ is wanted. Many points may be
    /// prepared, and their fields multiplied in one pass.
    Preparation prepare(const O& objective, Point& at, const Vector<Scalar>* average = nullptr) {
        Preparation result;
        if constexpr (ConvexFunction<F> && ConjugatePenalty<R>) {
            const Index p = objective.function.penalized();
            result.finite = conjugate_is_finite(objective.penalty, p);
            const bool reachable = has_conjugate_loss && (free_.empty() || free_.few()) &&
                                   conjugate_reachable(objective.penalty, p);
            if (result.finite || convexity_ > 0 || reachable) result.kind = Certificate::Kind::DualityGap;
        }
        if constexpr (Risk<F>) {
            if (average)
                at.u = *average;
            else
                objective.function.renew_field(at);
            if constexpr (has_conjugate_loss)
                if (result.kind == Certificate::Kind::DualityGap) {
                    if (!free_.empty()) {
                        project(objective.function, at, result);
                    } else {
                        const auto balance = objective.function.balance(at);
                        result.positive = balance.positive;
                        result.negative = balance.negative;
                    }
                }
        }
        return result;
    }

    /// The second half, given g = Xᵀu of the prepared field.
    template <class Gradient>
    Certificate conclude(const O& objective, Point& at, const Preparation& prepared, const Gradient& g,
                         std::optional<double> tolerance) {
        g_ = g;
        return conclude(objective, at, prepared, tolerance, nullptr);
    }

    /// A certificate of a point with F = value, under another tolerance.
    Certificate judged(Certificate certificate, double value, std::optional<double> tolerance) const {
        const double scale = certificate.kind == Certificate::Kind::DualityGap ? scale_of(value) : 1.0;
        // At a point where F is infinite nothing holds: not ∞ ≤ ∞ either.
        certificate.tolerance =
            is_finite(scale) ? tolerance.value_or(default_tolerance<Scalar>(certificate.kind)) * scale : 0.0;
        return certificate;
    }

    /// Was everything behind the last certificate finite?
    bool finite() const { return is_finite(value_) && first_nonfinite(g_.data(), g_.size()) < 0; }

    /// How much of a gap at a placed point may be rounding after all: what it does to the predictions and to
    /// each product x_j·u, which is more than certificate.rounding where columns are large beside what is
    /// left of them, or where R* is steep beyond zero, as of a wide ball (of a tiny λ‖w‖₁ it is infinite).
    /// Costs a pass at its first use.
    double resolution(const O& objective, const Point& at) {
        const F& f = objective.function;
        if constexpr (requires(const Vector<double>& norms) { f.gradient_rounding(at, norms); }) {
            const Vector<double> h = 64 * f.gradient_rounding(at, variable_norms(f));
            double sum = lane_sum(f.penalized(), [&](Index j) { return h[j] * std::abs(double(at.w[j])); });
            if (convexity_ > 0)
                sum += 0.5 * squared_norm(h) / 64 / convexity_;
            else
                sum += conjugate_rounding(objective, at, h);
            return sum;
        } else {
            return 0;
        }
    }

    /// What a gap is compared with: max(F(w), ε F(null), ε F(start)) for a risk; where F may be negative
    /// |F(w)| + |F(w) − F(null)| with the same floor. The start is the first point that was certified: where
    /// the minimum is 0 it is all the scale there is.
    double scale_of(double value) const {
        const double floor =
            std::numeric_limits<double>::epsilon() * (std::max)(std::abs(null_value_), start_value_);
        if constexpr (Risk<F>)
            return (std::max)(value, floor);
        else
            return std::abs(value) + std::abs(value - null_value_) + floor;
    }

private:
    Certificate conclude(const O& objective, Point& at, const Preparation& prepared,
                         std::optional<double> tolerance, const Vector<Scalar>* average) {
        value_ = objective.value(at);
        if (!started_ && is_finite(value_)) start_value_ = std::abs(value_);
        set_free_slopes(Vector<double>::Zero(prepared.free_slopes.size()));  // as projected, but for rounding
        Certificate result = measure(objective, at, prepared, average);
        set_free_slopes(prepared.free_slopes);
        started_ = true;
        if (falls_forever(objective, at)) {
            result.value = Interval::infinity;
            result.unattained = true;
        }
        if (std::isnan(result.value)) result.value = Interval::infinity;
        result = judged(result, value_, tolerance);
        if (result.kind == Certificate::Kind::DualityGap && !result.holds() && !result.unattained)
            result.value = (std::min)(result.value, gap_beside_penalty(objective, at, result));
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

    void set_free_slopes([[maybe_unused]] const Vector<double>& slopes) {
        if constexpr (may_project)
            for (Index k = 0; k < slopes.size(); ++k)
                g_[free_.columns()[static_cast<std::size_t>(k)]] = static_cast<Scalar>(slopes[k]);
    }

    Certificate measure(const O& objective, Point& at, const Preparation& prepared,
                        const Vector<Scalar>* average) {
        if constexpr (ConvexFunction<F> && ConjugatePenalty<R>)
            if (prepared.kind == Certificate::Kind::DualityGap) return gap(objective, at, prepared, average);
        if constexpr (!is_smooth<F>)
            return trivial_gap(objective, at);
        else
            return residual(objective, at);
    }

    /// At θ = 0: F(w) + R*(0), which is F(w) where R ≥ 0 touches 0. Without a conjugate, nothing is known.
    Certificate trivial_gap([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at) const {
        Certificate result{Certificate::Kind::DualityGap, Interval::infinity, 0, 0, true};
        if constexpr (Risk<F> && ConjugatePenalty<R>) {
            const auto w = objective.penalized(at.w);
            result.value = objective.function.value(at) + conjugate_gap(objective.penalty, w, w, 0.0);
            result.rounding = 64 * epsilon * std::abs(value_);
        }
        return result;
    }

    Certificate gap(const O& objective, Point& at, const Preparation& prepared,
                    const Vector<Scalar>* average) {
        const F& f = objective.function;
        const R& R_ = objective.penalty;
        const auto w = objective.penalized(at.w);
        const auto g = g_.head(f.penalized());
        Certificate result{Certificate::Kind::DualityGap, 0, 0, 0, !is_smooth<F> && !average};
        result.rounding = 64 * epsilon * (std::abs(value_) + lane_sum(g.size(), [&](Index j) {
                                              return std::abs(double(g[j]) * double(w[j]));
                                          }));
        if constexpr (Risk<F>) result.rounding += 64 * f.resolution(at);
        if (convexity_ > 0) {
            result.value = conjugate_gap_nearby(R_, w, g, convexity_);
            return result;
        }
        if (!prepared.feasible) {
            result.value = Interval::infinity;
            return result;
        }
        double remainder = 0,
               s = average ? 1 - 16 * epsilon : 1;  // an average may leave the domain of ℓ* by rounding
        if constexpr (has_conjugate_loss) {
            const typename F::Balance balance{prepared.positive, prepared.negative};
            const auto remainder_at = [&](double scale) {
                return average || !free_.empty() ? f.remainder(at, at.u, scale)
                                                 : f.remainder(at, balance, scale);
            };
            if (!prepared.finite) {
                const double limit = (std::min)(s, dual_scale(R_, g));
                s = limit;
                const double energy = f.field_energy(at);
                const double best = energy > 0 ? (std::clamp)(1 - dot(g, w) / energy, 0.0, limit) : limit;
                if (best < limit && remainder_at(best) + conjugate_gap(R_, w, g, best) <
                                        remainder_at(s) + conjugate_gap(R_, w, g, s))
                    s = best;
            } else {
                // Where R* is steep, as of a wide box or a tiny L2, rounding in g costs more than some of θ.
                const double full = conjugate_gap(R_, w, g, s);
                double best = s, least = full;
                for (double cut = 16 * epsilon; cut < 0.01; cut *= 16) {
                    const double trial = conjugate_gap(R_, w, g, s * (1 - cut));
                    if (!(trial < least)) break;  // it is convex in s
                    least = trial;
                    best = s * (1 - cut);
                }
                if (least < full / 2 && remainder_at(best) + least < remainder_at(s) + full) s = best;
            }
            remainder = remainder_at(s);
        } else if constexpr (Risk<F>) {  // without ℓ* only a fitted intercept leaves a feasible dual point
            if (f.has_intercept() && !(std::abs(double(g_[f.penalized()])) <=
                                       64 * epsilon * at.u.cwiseAbs().template cast<double>().sum()))
                return residual(objective, at);
        }
        result.value = remainder + conjugate_gap(R_, w, g, s);
        return result;
    }

    /// What R* may add to a gap for slopes h that are rounding: R*(−h), and R*(h) where R* is finite
    /// everywhere.
    double conjugate_rounding([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                              [[maybe_unused]] Vector<double> h) const {
        double sum = 0;
        if constexpr (ConjugatePenalty<R>) {
            const R& R_ = objective.penalty;
            const auto w = objective.penalized(at.w);
            h.conservativeResize(w.size());
            for (const Index j : free_coordinates(R_, w.size())) h[j] = 0;
            const auto conjugate_at_minus = [&] {
                return conjugate_gap(R_, w, h, 1.0) - total(R_, w) - dot(h, w);
            };
            sum += conjugate_at_minus();
            h = -h;
            if (conjugate_is_finite(R_, w.size())) sum += conjugate_at_minus();
        }
        return sum;
    }

    /// Where R, as a wide ball or a tiny λ‖w‖₁, is hidden by the rounding of g: the gap at the field nearest
    /// to the point's with Xᵀu = 0, of F without R, and R(w) + R*(0). ∞ where that is no help, or takes too
    /// many columns.
    double gap_beside_penalty([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                              [[maybe_unused]] const Certificate& gap) {
        if constexpr (may_project && ConjugatePenalty<R>) {
            const F& f = objective.function;
            const Index p = f.penalized();
            constexpr Index few = 500;
            if (p > few) return Interval::infinity;
            const Vector<Scalar> none = Vector<Scalar>::Zero(p);
            const double beside = conjugate_gap(objective.penalty, objective.penalized(at.w), none, 1.0);
            if (beside <= gap.tolerance && gap.value <= resolution(objective, at)) {
                std::vector<Index> columns(static_cast<std::size_t>(p));
                std::iota(columns.begin(), columns.end(), Index{0});
                Vector<Scalar> h, u = at.u;
                f.curvature(at, h);
                if (Free(std::move(columns)).project(f.design(), h, f.has_intercept(), u))
                    return f.remainder(at, u, 1.0) + beside;
            }
        }
        return Interval::infinity;
    }

    Certificate residual(const O& objective, Point& at) {
        const F& f = objective.function;
        const Index p = f.penalized();
        if (first_nonfinite(g_.data(), g_.size()) >= 0)  // a maximum over ratios may lose a NaN
            return {Certificate::Kind::KktResidual, Interval::infinity, 0, 0, false};
        auto scale = f.gradient_scale(at, variable_norms(f), null_);
        if (!started_) start_scale_ = std::sqrt(epsilon) * scale;
        if (start_scale_.size() > 0) scale = scale.cwiseMax(start_scale_).eval();
        const auto w = objective.penalized(at.w);
        double worst = 0;
        for (Index j = p; j < f.size(); ++j)
            worst = (std::max)(worst, ratio(std::abs(double(g_[j])), scale[j]));
        constexpr bool has_kkt = requires { kkt_violation(objective.penalty, w, g_, scale); };
        if constexpr (Proximable<R>) {
            if (!has_kkt || jumps(objective.penalty, p)) {
                const double t = probe_step(f, at);
                Vector<Scalar> moved(p);
                prox(objective.penalty, w - static_cast<Scalar>(t) * g_.head(p), t, moved);
                for (Index j = 0; j < p; ++j)
                    worst = (std::max)(worst, ratio(std::abs(double(w[j]) - double(moved[j])) / t, scale[j]));
                return {Certificate::Kind::FixedPoint, worst, 0, 64 * epsilon, false};
            }
        }
        if constexpr (has_kkt)
            worst = (std::max)(worst, kkt_violation(objective.penalty, w, g_.head(p), scale.head(p)));
        return {Certificate::Kind::KktResidual, worst, 0, 64 * epsilon, false};
    }

    /// ‖x_j‖_v, computed once.
    const Vector<double>& variable_norms(const F& f) {
        if (norms_.size() == 0) {
            norms_ = f.variable_norms();
            norm_passes_ = 1;
        }
        return norms_;
    }

    /// The step of the fixed-point residual: 1/λ_max, found once, where there is one; else as long as w over
    /// its gradient.
    double probe_step([[maybe_unused]] const F& f, [[maybe_unused]] const Point& at) {
        if constexpr (CurvatureBounded<F>) {
            if (step_ == 0) {
                const double upper = largest_curvature(f).upper;
                step_ = upper > 0 ? 1 / upper : 1.0;
            }
            return step_;
        } else {
            const double slope = norm(g_), size = norm(at.w);
            return slope > 0 ? (size > 0 ? size : 1.0) / slope : 1.0;
        }
    }

    /// Is w proof that there is no minimizer? So it is where every row's loss falls forever and the penalty
    /// does not rise.
    static bool falls_forever([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at) {
        if constexpr (Risk<F>) {
            if (objective.function.falls_forever_along_intercept()) return true;
            if (!objective.function.falls_forever_along(at)) return false;
            const auto w = objective.penalized(at.w);
            return total(objective.penalty, Scalar(2) * w) <= total(objective.penalty, w);
        } else if constexpr (requires { objective.function.slope_forever_along(at); }) {
            constexpr double far = 1e6;
            const auto w = objective.penalized(at.w);
            const double slope = objective.function.slope_forever_along(at);
            const auto rise = [&] {
                return (total(objective.penalty, Scalar(far) * w) - total(objective.penalty, w)) / (far - 1);
            };
            return slope < 0 && slope + rise() < 0;
        }
        return false;
    }

    static double ratio(double value, double scale) { return value == 0 ? 0.0 : value / scale; }

    static constexpr bool conjugate_loss() {
        if constexpr (Risk<F>)
            return ConjugateLoss<typename F::LossType>;
        else
            return false;
    }
    static constexpr bool has_conjugate_loss = conjugate_loss();
    using Free = typename detail::FreeBlockOf<F>::type;
    static constexpr bool may_project = !std::same_as<Free, detail::UnprojectedBlock>;
    static constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());

    Point null_;                  // the null point, placed
    double null_value_ = 0;       // F there
    double value_ = 0;            // F at the last point
    bool started_ = false;        // was a point certified?
    double start_value_ = 0;      // |F| at the first
    Vector<double> start_scale_;  // √ε times the scale of the residuals there
    Vector<Scalar> g_;            // the last gradient
    Free free_;                   // the coordinates without a penalty
    Vector<double> norms_;        // ‖x_j‖, once needed
    double norm_passes_ = 0;      // what they cost
    double step_ = 0;             // 1/λ_max, once needed
    double convexity_ = 0;        // μ, where the gap needs and f knows it
};

/// How far anybody's coefficients w are from optimal: p elements, an intercept then being fitted to them, or
/// p + 1 with the intercept last. The tolerance is relative (see default_tolerance).
/// Throws std::invalid_argument when sizes disagree, a value is infinite or NaN, or the tolerance is
/// negative.
template <Minimizable O>
Certificate certify(const O& objective, const Values& w, std::optional<double> tolerance = std::nullopt) {
    const auto& whole = as_objective(objective);
    checked(whole);
    if (tolerance) require_nonnegative("tolerance", *tolerance);
    auto at = placed(whole.function, w);
    return Certifier<std::remove_cvref_t<decltype(whole)>>(whole)(whole, at, tolerance);
}

}  // namespace lariat
