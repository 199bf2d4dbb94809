// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certificate/dual_field.hpp>
#include <lariat/objectives/certificate/free_block.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat::detail {

/// What R* may add to a gap for slopes h that are rounding: R*(−h), and R*(h) where R* is finite everywhere.
template <Objective O, class Point>
double conjugate_rounding([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                          [[maybe_unused]] Vector<Wide<typename O::Scalar>> h) {
    double sum = 0;
    if constexpr (ConjugatePenalty<PenaltyOf<O>>) {
        const auto& penalty = objective.penalty;
        const auto w = objective.penalized(at.w);
        h.conservativeResize(w.size());
        for (const Index j : free_coordinates(penalty, w.size())) h[j] = 0;
        const auto conjugate_at_minus = [&] {
            return conjugate_gap(penalty, w, h, 1.0) - total(penalty, w) - dot(h, w);
        };
        sum += conjugate_at_minus();
        h = -h;
        if (conjugate_is_finite(penalty, w.size())) sum += conjugate_at_minus();
    }
    return sum;
}

/// What a gap may be larger for a field that slopes h, which are rounding, had scaled too far down.
template <Objective O, class Point>
double scale_rounding([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                      [[maybe_unused]] const Vector<double>& h) {
    if constexpr (ConjugatePenalty<PenaltyOf<O>> && Risk<FunctionOf<O>>) {
        if constexpr (ConjugateLoss<typename FunctionOf<O>::LossType>) {
            const auto& f = objective.function;
            const auto& penalty = objective.penalty;
            const Index p = f.penalized();
            if (conjugate_is_finite(penalty, p)) return 0;
            Point there = at;
            Vector<typename O::Scalar> g;
            f.gradient(there, g);
            g.conservativeResize(p);
            for (const Index j : free_coordinates(penalty, p)) g[j] = 0;
            const double slope = std::abs(dot(g, objective.penalized(at.w)));
            const auto dual_value = [&](double scale) {  // up to a constant
                return remainder(f.mean_loss(), at.z, Balance{}, scale) - scale * slope;
            };
            const double scale = (std::min)(1.0, dual_scale(penalty, g));
            for (Index j = 0; j < p; ++j)
                g[j] += static_cast<typename O::Scalar>(std::copysign(h[j], double(g[j])));
            return dual_value((std::min)(scale, dual_scale(penalty, g))) - dual_value(scale);
        }
    }
    return 0;
}

/// How much of a gap may be rounding, h_j of it in ∂f/∂w_j: Σ h_j |w_j|, and what R* and the scale of the field make
/// of h, or ‖h‖²/(2μ) where f is strongly convex.
template <Objective O, class Point>
double gap_rounding(const O& objective, const Point& at, const Vector<double>& h, double convexity) {
    const double sum =
        lane_sum(objective.function.penalized(), [&](Index j) { return h[j] * std::abs(double(at.w[j])); });
    return sum + (convexity > 0 ? 0.5 * squared_norm(h) / 64 / convexity
                                : conjugate_rounding(objective, at, h) + scale_rounding(objective, at, h));
}

/// A gap where R, as a wide ball or a tiny λ‖w‖₁, is hidden by the rounding of g: that of F without R at the
/// field nearest to the point's with Xᵀu = 0, and R(w) + R*(0). ∞ where that is no help, or takes too many
/// columns. resolution() is what may be rounding in the gap that is given.
template <Objective O, class Point, class Resolution>
double gap_beside_penalty([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                          [[maybe_unused]] const Certificate& gap, [[maybe_unused]] Resolution&& resolution) {
    using F = FunctionOf<O>;
    using Free = typename FreeBlockOf<F>::type;
    if constexpr (!std::same_as<Free, UnprojectedBlock> && ConjugatePenalty<PenaltyOf<O>>) {
        using Scalar = typename F::Scalar;
        const F& f = objective.function;
        const Index p = f.penalized();
        constexpr Index few = 500;
        if (p > few) return Interval::infinity;
        const Vector<Scalar> none = Vector<Scalar>::Zero(p);
        const double beside = conjugate_gap(objective.penalty, objective.penalized(at.w), none, 1.0);
        if (beside <= gap.tolerance && gap.value <= resolution()) {
            std::vector<Index> columns(static_cast<std::size_t>(p));
            std::iota(columns.begin(), columns.end(), Index{0});
            Vector<Scalar> h, u = at.u;
            f.curvature(at, h);
            if (Free(std::move(columns)).project(f.design(), h, f.has_intercept(), u))
                return remainder(f.mean_loss(), at.z, u, 1.0) + beside;
        }
    }
    return Interval::infinity;
}

}  // namespace lariat::detail
