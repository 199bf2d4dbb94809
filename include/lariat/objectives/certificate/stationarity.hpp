// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/curvature.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// How far a point is from stationary, relative to the scale of each coordinate:
///
/// KKT residual: the largest distance of −∂f/∂w_j from ∂R_j(w_j).
///
/// Fixed point, where R jumps at 0: |w − prox(w − t∇f, t)|/t with t = 1/λ_max; also on a set, when f need not
/// be convex.
template <Objective O>
class Stationarity {
public:
    using F = FunctionOf<O>;
    using R = PenaltyOf<O>;
    using Scalar = typename F::Scalar;
    using Point = typename F::Point;

    /// The residual of a placed point with ∇f = g, all finite: a maximum over ratios may lose a NaN. `norms`
    /// and `null` are what f measures its gradients by; `first` tells that no point was certified before.
    Certificate operator()(const O& objective, const Point& at, const Vector<Scalar>& g,
                           const Vector<double>& norms, const Point& null, bool first) {
        const F& f = objective.function;
        const Index p = f.penalized();
        auto scale = f.gradient_scale(at, norms, null);
        if (first) {
            if constexpr (requires { f.gradient_floor(at, norms); })
                start_scale_ = f.gradient_floor(at, norms);
            else
                start_scale_ = std::sqrt(epsilon) * scale;
        }
        if (start_scale_.size() > 0) scale = scale.cwiseMax(start_scale_).eval();
        const auto w = objective.penalized(at.w);
        double worst = 0, rounding = 64 * epsilon;
        if constexpr (requires { f.gradient_rounding(at, norms); }) {
            const Vector<double> h = 4 * f.gradient_rounding(at, norms);
            for (Index j = 0; j < f.size(); ++j) rounding = (std::max)(rounding, ratio(h[j], scale[j]));
        }
        for (Index j = p; j < f.size(); ++j)
            worst = (std::max)(worst, ratio(std::abs(double(g[j])), scale[j]));
        constexpr bool has_kkt = requires { kkt_violation(objective.penalty, w, g, scale); };
        if constexpr (Proximable<R>) {
            if (!has_kkt || jumps(objective.penalty, p)) {
                const double t = probe_step(f, at, g);
                Vector<Scalar> moved(p);
                prox(objective.penalty, w - static_cast<Scalar>(t) * g.head(p), t, moved);
                for (Index j = 0; j < p; ++j)
                    worst = (std::max)(worst, ratio(std::abs(double(w[j]) - double(moved[j])) / t, scale[j]));
                return {Certificate::Kind::FixedPoint, worst, 0, rounding, false};
            }
        }
        if constexpr (has_kkt)
            worst = (std::max)(worst, kkt_violation(objective.penalty, w, g.head(p), scale.head(p)));
        return {Certificate::Kind::KktResidual, worst, 0, rounding, false};
    }

    /// Spent on λ_max.
    double passes() const { return passes_; }

private:
    /// t: 1/λ_max, found once, where there is one; else as long as w over its gradient.
    double probe_step([[maybe_unused]] const F& f, [[maybe_unused]] const Point& at,
                      [[maybe_unused]] const Vector<Scalar>& g) {
        if constexpr (CurvatureBounded<F>) {
            if (step_ == 0) {
                const Curvature bound = largest_curvature(f);
                passes_ = bound.passes;
                step_ = bound.upper > 0 ? 1 / bound.upper : 1.0;
            }
            return step_;
        } else {
            const double slope = norm(g), size = norm(at.w);
            return slope > 0 ? (size > 0 ? size : 1.0) / slope : 1.0;
        }
    }

    static constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());

    Vector<double> start_scale_;  // √ε times the scale of the first point
    double step_ = 0;             // 1/λ_max, once needed,
    double passes_ = 0;           // and what it cost
};

}  // namespace lariat::detail
