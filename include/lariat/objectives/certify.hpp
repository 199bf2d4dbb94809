// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/curvature.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

/// A function known to be convex: a risk (every Loss is convex), or one whose Hessian lies between 0 and a
/// bound.
template <class F>
concept ConvexFunction = Risk<F> || CurvatureBounded<F>;

/// A function whose gradient is continuous: everything but a risk with kinks.
template <class F>
inline constexpr bool is_smooth = true;
template <Risk F>
inline constexpr bool is_smooth<F> = SmoothLoss<typename F::LossType>;

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
/// θ = s ℓ'(z), with s ≤ 1 the largest that keeps −g in the domain of R* (s = 1 when R* is finite everywhere:
/// then the first sum is zero and any convex f will do; Mairal 2010, appendix D). Each bracket is a
/// Fenchel-Young remainder ≥ 0, so nothing cancels. For squared error the best s is 1 − g·w/‖u‖²_v, clamped.
/// A loss with kinks has no continuous ℓ', so the gap need not vanish at the optimum: it says it is loose,
/// and a run offers the average of its fields as θ instead.
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
        : null_(objective.function.point()), g_(objective.function.size()) {
        const F& f = objective.function;
        nearest_to_zero(objective.penalty, null_.w.head(f.penalized()));
        f.place(null_);
        if constexpr (Risk<F>) f.profile(null_);
        null_value_ = objective.value(null_);
    }

    /// F at the feasible point nearest 0, with its fitted intercept: what scales are measured against.
    double null_value() const { return null_value_; }

    /// Products with X or Xᵀ spent beside those on the points given.
    double passes() const { return null_.passes + norm_passes_; }

    /// ∇f at the point of the last certificate.
    const Vector<Scalar>& gradient() const { return g_; }

    /// The certificate of a placed point; the intercept is taken as it is. `average` is a field to try in
    /// place of the point's own. Costs one pass; the residuals cost one more at their first use, for the
    /// column norms.
    Certificate operator()(const O& objective, Point& at, std::optional<double> tolerance,
                           const Vector<Scalar>* average = nullptr) {
        const double value = objective.value(at);
        if (!started_ && is_finite(value)) start_value_ = std::abs(value);
        Certificate result = measure(objective, at, average);
        started_ = true;
        if (std::isnan(result.value)) result.value = Interval::infinity;
        return judged(result, value, tolerance);
    }

    /// A certificate of a point with F = value, under another tolerance.
    Certificate judged(Certificate certificate, double value, std::optional<double> tolerance) const {
        const double scale = certificate.kind == Certificate::Kind::DualityGap ? scale_of(value) : 1.0;
        // At a point where F is infinite nothing holds: not ∞ ≤ ∞ either.
        certificate.tolerance =
            is_finite(scale) ? tolerance.value_or(default_tolerance<Scalar>(certificate.kind)) * scale : 0.0;
        return certificate;
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
    Certificate measure(const O& objective, Point& at, const Vector<Scalar>* average) {
        if constexpr (ConvexFunction<F> && ConjugatePenalty<R>) {
            const Index p = objective.function.penalized();
            if (conjugate_is_finite(objective.penalty, p)) return gap(objective, at, average, true);
            if constexpr (has_conjugate_loss)
                if (conjugate_reachable(objective.penalty, p)) return gap(objective, at, average, false);
        }
        if constexpr (!is_smooth<F>) {
            return {Certificate::Kind::KktResidual, Interval::infinity, 0, 0, true};
        } else {
            return residual(objective, at);
        }
    }

    Certificate gap(const O& objective, Point& at, const Vector<Scalar>* average, bool finite) {
        const F& f = objective.function;
        const R& R_ = objective.penalty;
        const auto w = objective.penalized(at.w);
        Certificate result{Certificate::Kind::DualityGap, 0, 0, 0, !is_smooth<F> && !average};
        double remainder = 0,
               s = average ? 1 - 16 * epsilon : 1;  // an average may leave the domain of ℓ* by rounding
        if constexpr (has_conjugate_loss) {
            if (average)
                at.u = *average;
            else
                f.renew_field(at);
            const auto balance = f.balance(at);
            f.transpose(at, g_);
            const auto g = g_.head(f.penalized());
            const auto remainder_at = [&](double scale) {
                return average ? f.remainder(at, at.u, scale) : f.remainder(at, balance, scale);
            };
            if (!finite) {
                const double limit = (std::min)(s, dual_scale(R_, g));
                s = limit;
                const double energy = f.field_energy(at);
                const double best = energy > 0 ? (std::clamp)(1 - dot(g, w) / energy, 0.0, limit) : limit;
                if (best < limit && remainder_at(best) + conjugate_gap(R_, w, g, best) <
                                        remainder_at(s) + conjugate_gap(R_, w, g, s))
                    s = best;
            }
            remainder = remainder_at(s);
        } else {
            f.gradient(at, g_);
            if constexpr (Risk<F>) {  // without ℓ* only a fitted intercept leaves a feasible dual point
                if (f.has_intercept() && !(std::abs(double(g_[f.penalized()])) <=
                                           64 * epsilon * at.u.cwiseAbs().template cast<double>().sum()))
                    return residual(objective, at);
            }
        }
        const auto g = g_.head(f.penalized());
        result.value = remainder + conjugate_gap(R_, w, g, s);
        result.rounding = 64 * epsilon * (std::abs(objective.value(at)) + lane_sum(g.size(), [&](Index j) {
                                              return std::abs(double(g[j]) * double(w[j]));
                                          }));
        return result;
    }

    Certificate residual(const O& objective, Point& at) {
        const F& f = objective.function;
        const Index p = f.penalized();
        f.gradient(at, g_);
        if (first_nonfinite(g_.data(), g_.size()) >= 0)  // a maximum over ratios may lose a NaN
            return {Certificate::Kind::KktResidual, Interval::infinity, 0, 0, false};
        if (norms_.size() == 0) {
            norms_ = f.variable_norms();
            norm_passes_ = 1;
        }
        Vector<double> scale = f.gradient_scale(at, norms_, null_);
        if (!started_) start_scale_ = std::sqrt(epsilon) * scale;
        if (start_scale_.size() > 0) scale = scale.cwiseMax(start_scale_);
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

    static double ratio(double value, double scale) { return value == 0 ? 0.0 : value / scale; }

    static constexpr bool conjugate_loss() {
        if constexpr (Risk<F>)
            return ConjugateLoss<typename F::LossType>;
        else
            return false;
    }
    static constexpr bool has_conjugate_loss = conjugate_loss();
    static constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());

    Point null_;                  // the null point, placed
    double null_value_ = 0;       // F there
    bool started_ = false;        // was a point certified?
    double start_value_ = 0;      // |F| at the first
    Vector<double> start_scale_;  // √ε times the scale of the residuals there
    Vector<Scalar> g_;            // the last gradient
    Vector<double> norms_;        // ‖x_j‖, once needed
    double norm_passes_ = 0;      // what they cost
    double step_ = 0;             // 1/λ_max, once needed
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
