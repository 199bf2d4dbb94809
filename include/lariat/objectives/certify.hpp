// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/certificate/duality_gap.hpp>
#include <lariat/objectives/certificate/gap_rounding.hpp>
#include <lariat/objectives/certificate/gradient_pass.hpp>
#include <lariat/objectives/certificate/recession.hpp>
#include <lariat/objectives/certificate/stationarity.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

/// The tolerance that is used when none is given: 1e-8 of the scale for a duality gap, 1e-6 for a residual;
/// with float 1e-4 and 1e-2.
template <class Scalar>
constexpr double default_tolerance(Certificate::Kind kind) {
    const bool gap = kind == Certificate::Kind::DualityGap;
    return sizeof(Scalar) == 4 ? (gap ? 1e-4 : 1e-2) : (gap ? 1e-8 : 1e-6);
}

/// How far a point is from optimal, computed from the data and the point alone: the duality gap (DualityGap)
/// where there is one; else the KKT residual, or where R jumps the fixed point's (Stationarity).
template <Objective O>
class Certifier {
public:
    using F = FunctionOf<O>;
    using R = PenaltyOf<O>;
    using Scalar = typename F::Scalar;
    using Point = typename F::Point;
    using Preparation = typename detail::DualityGap<O>::Preparation;

    explicit Certifier(const O& objective)
        : gap_(objective), pass_(objective.function.size()), null_(objective.function.point()) {
        const F& f = objective.function;
        nearest_to_zero(objective.penalty, null_.w.head(f.penalized()));
        f.place(null_);
        if constexpr (Risk<F>) f.profile(null_);
        null_value_ = objective.value(null_);
    }

    /// F at the feasible point nearest 0, with its fitted intercept: what scales are measured against.
    double null_value() const { return null_value_; }

    /// F at the point of the last certificate.
    double value() const { return value_; }

    /// Products with X or Xᵀ spent beside those on the points given.
    double passes() const {
        return null_.passes + pass_.norm_passes() + gap_.passes() + stationarity_.passes();
    }

    /// ∇f at the point of the last certificate; but where coordinates are free of penalty, of the others for the
    /// field that was projected off the free ones.
    const Vector<Scalar>& gradient() const { return pass_.gradient(); }
    bool projects() const { return gap_.projects(); }
    /// The pass that it was made in: what it asked, and what it knows of the columns.
    const detail::GradientPass<O>& pass() const { return pass_; }

    /// Was everything behind the last certificate finite?
    bool finite() const {
        return is_finite(value_) && first_nonfinite(gradient().data(), gradient().size()) < 0;
    }

    /// The certificate of a placed point; the intercept is taken as it is. `average` is a field to try in
    /// place of the point's own. Costs one pass; the residuals cost one more at their first use, for the
    /// column norms, where X does not tell them on the way.
    Certificate operator()(const O& objective, Point& at, std::optional<double> tolerance,
                           const Vector<Scalar>* average = nullptr) {
        const Preparation prepared = gap_.prepare(objective, at, average);
        pass_(objective, at);
        return conclude(objective, at, prepared, tolerance, average != nullptr);
    }

    /// The first third: puts into the point the field whose product with Xᵀ is wanted.
    Preparation prepare(const O& objective, Point& at) { return gap_.prepare(objective, at, nullptr); }
    /// The second, in one pass for many points (see GradientPass): pass()(weakest, points, active).
    detail::GradientPass<O>& pass() { return pass_; }
    /// The last, for the k-th of the points.
    Certificate conclude(const O& objective, Point& at, const Preparation& prepared, Index k,
                         std::optional<double> tolerance) {
        pass_.take(objective.function, k);
        return conclude(objective, at, prepared, tolerance, false);
    }

    /// A certificate of a point with F = value, under another tolerance.
    Certificate judged(Certificate certificate, double value, std::optional<double> tolerance) const {
        const double scale = certificate.kind == Certificate::Kind::DualityGap ? scale_of(value) : 1.0;
        // At a point where F is infinite or NaN nothing holds: no gap of ∞ ≤ ∞, and no residual of 0.
        const bool finite = is_finite(value) && is_finite(scale);
        if (!is_finite(value)) certificate.value = Interval::infinity;
        certificate.tolerance =
            finite ? tolerance.value_or(default_tolerance<Scalar>(certificate.kind)) * scale : 0.0;
        return certificate;
    }

    /// How much of a gap at a placed point may be rounding after all: what it does to the predictions and to
    /// each product x_j·u, which is more than certificate.rounding where columns are large beside what is
    /// left of them, or where R* is steep beyond zero, as of a wide ball (of a tiny λ‖w‖₁ it is infinite).
    /// Costs a pass, and one more for the column norms where no pass has told them yet.
    double resolution(const O& objective, Point& at) {
        Vector<Scalar> g;
        objective.function.gradient(at, g);
        return resolution(objective, at, g);
    }

    /// What a gap is compared with: max(F(w), ε F(null), ε F(start)) for a risk; where F may be negative
    /// |F(w)| + |F(w) − F(null)| with the same floor. The start is the first point that was certified: where
    /// the minimum is 0 it is all the scale there is. An F(null) that is infinite or NaN says nothing.
    double scale_of(double value) const {
        const double null = is_finite(null_value_) ? null_value_ : value;
        const double floor =
            std::numeric_limits<double>::epsilon() * (std::max)(std::abs(null), start_value_);
        if constexpr (Risk<F>)
            return (std::max)(value, floor);
        else
            return std::abs(value) + std::abs(value - null) + floor;
    }

private:
    double resolution([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                      [[maybe_unused]] const Vector<Scalar>& g) {
        if constexpr (requires(const F& f, const Vector<double>& norms) { f.gradient_rounding(at, norms); }) {
            const F& f = objective.function;
            return detail::gap_rounding(objective, at, g, 64 * f.gradient_rounding(at, pass_.norms(f)),
                                        gap_.convexity());
        } else {
            return 0;
        }
    }

    Certificate conclude(const O& objective, Point& at, const Preparation& prepared,
                         std::optional<double> tolerance, bool averaged) {
        value_ = objective.value(at);
        if (!started_ && is_finite(value_)) start_value_ = std::abs(value_);
        gap_.set_free_slopes(pass_.gradient(), Vector<double>::Zero(prepared.free_slopes.size()));
        Certificate result = measure(objective, at, prepared, averaged);
        gap_.set_free_slopes(pass_.gradient(), prepared.free_slopes);
        started_ = true;
        if (detail::falls_forever(objective, at)) {
            result.value = Interval::infinity;
            result.unattained = true;
        }
        if (is_nan(result.value)) result.value = Interval::infinity;
        result = judged(result, value_, tolerance);
        if (result.kind == Certificate::Kind::DualityGap && !result.holds() && !result.unattained &&
            is_finite(value_))
            result.value = (std::min)(result.value, detail::gap_beside_penalty(objective, at, result, [&] {
                                          return resolution(objective, at, gradient());
                                      }));
        return result;
    }

    Certificate measure(const O& objective, const Point& at, const Preparation& prepared, bool averaged) {
        if constexpr (ConvexFunction<F> && ConjugatePenalty<R>)
            if (prepared.applies) {
                if constexpr (Risk<F> && !detail::has_conjugate_loss<F>)
                    if (!gap_.is_dual(objective.function, at, gradient())) return residual(objective, at);
                if constexpr (SeparablePenalty<R>)
                    if (const auto& asked = pass_.asked(); !asked.empty())
                        return gap_(objective, at, gradient(), value_, prepared, averaged, asked);
                return gap_(objective, at, gradient(), value_, prepared, averaged);
            }
        if constexpr (!is_smooth<F>)
            return gap_.at_zero(objective, at, value_);
        else
            return residual(objective, at);
    }

    Certificate residual(const O& objective, const Point& at) {
        if (first_nonfinite(gradient().data(), gradient().size()) >= 0)
            return {Certificate::Kind::KktResidual, Interval::infinity, 0, 0, false};
        return stationarity_(objective, at, gradient(), pass_.norms(objective.function), null_, !started_);
    }

    detail::DualityGap<O> gap_;
    detail::Stationarity<O> stationarity_{};
    detail::GradientPass<O> pass_;
    Point null_;              // the null point, placed
    double null_value_ = 0;   // F there
    double value_ = 0;        // F at the last point
    bool started_ = false;    // was a point certified?
    double start_value_ = 0;  // |F| at the first
};

/// How far anybody's coefficients w are from optimal: p elements, an intercept then being fitted to them, or
/// p + 1 with the intercept last, or a Solution or LinearModel. The tolerance is relative (see
/// default_tolerance).
/// Throws std::invalid_argument when sizes disagree, a value is infinite or NaN, or the tolerance is
/// negative.
template <Minimizable O, Coefficients W>
Certificate certify(const O& objective, const W& w, std::optional<double> tolerance = std::nullopt) {
    const auto& whole = as_objective(objective);
    checked(whole);
    if (tolerance) require_nonnegative("tolerance", *tolerance);
    auto at = placed(whole.function, w);
    return Certifier<std::remove_cvref_t<decltype(whole)>>(whole)(whole, at, tolerance);
}

}  // namespace lariat
