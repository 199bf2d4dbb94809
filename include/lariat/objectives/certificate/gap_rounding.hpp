// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <numeric>
#include <utility>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_deviations.hpp>
#include <lariat/objectives/certificate/dual_field.hpp>
#include <lariat/objectives/certificate/duality_gap.hpp>
#include <lariat/objectives/certificate/free_block.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// One number in double for every variable.
template <Objective O>
using WideVector = Vector<Wide<typename O::Scalar>>;

/// What R* may add to a gap where slopes g are off by rounding of h: R*(−g ∓ h) − R*(−g) ∓ h·w where R* is
/// finite everywhere; else R*(−h), which is 0 or ∞.
template <Objective O, class Point>
double conjugate_rounding([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                          [[maybe_unused]] const WideVector<O>& g, [[maybe_unused]] const WideVector<O>& h) {
    double sum = 0;
    if constexpr (ConjugatePenalty<PenaltyOf<O>>) {
        const auto& penalty = objective.penalty;
        const auto w = objective.penalized(at.w);
        const auto gap_at = [&](const WideVector<O>& slopes) {
            return conjugate_gap(penalty, w, slopes, 1.0);
        };
        if (!conjugate_is_finite(penalty, w.size())) return gap_at(h) - total(penalty, w) - dot(h, w);
        const double here = gap_at(g);
        sum += (std::max)(gap_at(g + h) - here, 0.0) + (std::max)(gap_at(g - h) - here, 0.0);
    }
    return sum;
}

/// What a gap may be larger for a field that was scaled too far down: all of it for slopes g off by h, and
/// its larger signed part, beside an intercept, for a sum off by `shift`.
template <Objective O, class Point>
double scale_rounding([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at,
                      [[maybe_unused]] const WideVector<O>& g, [[maybe_unused]] const WideVector<O>& h,
                      [[maybe_unused]] double shift) {
    double sum = 0;
    if constexpr (ConjugatePenalty<PenaltyOf<O>> && has_conjugate_loss<FunctionOf<O>>) {
        const auto& f = objective.function;
        const auto& penalty = objective.penalty;
        const double slope = std::abs(dot(g, objective.penalized(at.w)));
        const auto remainder_at = [&](double scale) {
            return remainder(f.mean_loss(), at.z, Balance{}, scale);
        };
        if (!conjugate_is_finite(penalty, g.size())) {
            const WideVector<O> larger =
                g.binaryExpr(h, [](double g_j, double h_j) { return g_j + std::copysign(h_j, g_j); });
            const double scale = (std::min)(1.0, dual_scale(penalty, g)),
                         less = (std::min)(scale, dual_scale(penalty, larger));
            sum += remainder_at(less) - remainder_at(scale) + (scale - less) * slope;
        }
        const double half = 0.5 * at.u.cwiseAbs().template cast<double>().sum();
        if (shift > 0 && half > 0) sum += remainder_at((std::max)(1 - shift / half, 0.0));
    }
    return sum;
}

/// How much of a gap with this gradient may be rounding, where h_j is 64 times what rounding may do to
/// ∂f/∂w_j: Σ h_j |w_j|, and what R* and the scale of the field make of h. Where f is strongly convex the
/// second term is ‖h/8‖²/(2μ), of 8 times that rounding.
template <Objective O, class Point>
double gap_rounding(const O& objective, const Point& at, const Vector<typename O::Scalar>& gradient,
                    WideVector<O> h, double convexity) {
    const Index p = objective.function.penalized();
    const double sum = lane_sum(p, [&](Index j) { return h[j] * std::abs(double(at.w[j])); });
    if (convexity > 0) return sum + 0.5 * squared_norm(h) / 64 / convexity;
    WideVector<O> g = gradient.head(p).template cast<double>();
    const double shift = h.size() > p ? h[p] : 0.0;
    h.conservativeResize(p);
    for (const Index j : free_coordinates(objective.penalty, p)) g[j] = h[j] = 0;
    return sum + conjugate_rounding(objective, at, g, h) + scale_rounding(objective, at, g, h, shift);
}

/// The most that a step along one column, with one of the intercept beside it, may lower the quadratic model
/// of L_data with field u and curvature h: (x_j·u)²/(2 Σ h (x_j − m_j)²), which is 0 where all x_j·u are.
template <Risk F>
double left_along_columns(const F& f, const Vector<typename F::Scalar>& h,
                          const Vector<typename F::Scalar>& u) {
    const auto& X = f.design();
    const double total = lane_sum(h.size(), [&](Index i) { return double(h[i]); });
    double most = 0;
    for (Index j = 0; j < f.penalized(); ++j) {
        const ColumnMoments moments = X.column_moments(j, h);
        const double curvature =
            f.has_intercept() && total > 0
                ? centred_moment(X, j, moments, total, [&](Index i) { return double(h[i]); })
                : moments.second;
        const double slope = X.column_dot(j, u);
        if (curvature > 0) most = (std::max)(most, 0.5 * slope * (slope / curvature));
    }
    return most;
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
            if (Free(std::move(columns)).project(f.design(), h, f.has_intercept(), u) &&
                left_along_columns(f, h, u) <= gap.tolerance)
                return remainder(f.mean_loss(), at.z, u, 1.0) + beside;
        }
    }
    return Interval::infinity;
}

}  // namespace lariat::detail
