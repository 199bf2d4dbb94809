// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certificate/standing_rows.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// Beyond the end of every set.
template <class Scalar>
inline constexpr double far_away = sizeof(Scalar) < sizeof(double) ? 1e30 : 1e150;

/// A risk whose loss may fall forever.
template <class F>
concept FallingRisk = Risk<F> && requires(const F& f) { f.loss().falls_forever(0.0, 0.0); };

/// Does the loss of every row with |d(i)| > rounding fall forever along d? A d_i that may be rounding does
/// not show it.
template <class L, class Scalar, class Direction>
bool every_row_falls(const MeanLoss<L, Scalar>& M, Direction&& d, double rounding = 0) {
    double smallest = Interval::infinity, largest = 0;
    for (Index i = 0; i < M.rows(); ++i) {
        if (M.weight(i) == 0) continue;
        const double d_i = d(i);
        if (std::abs(d_i) <= rounding) continue;
        if (!M.loss.falls_forever(d_i, double(M.y[i]))) return false;
        smallest = (std::min)(smallest, std::abs(d_i));
        largest = (std::max)(largest, std::abs(d_i));
    }
    const double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
    return largest > 0 && smallest > 1e3 * (std::max)(epsilon * largest, rounding);
}

/// Does L_data fall forever, and no row's loss rise, while the intercept grows, or falls?
template <Risk F>
bool falls_forever_along_intercept([[maybe_unused]] const F& f) {
    if constexpr (FallingRisk<F>)
        return f.has_intercept() && (every_row_falls(f.mean_loss(), [](Index) { return 1.0; }) ||
                                     every_row_falls(f.mean_loss(), [](Index) { return -1.0; }));
    return false;
}

/// Does R not rise from w on, in the end, that way?
template <ScalarPenalty R>
bool recedes(const R& penalty, double w, bool up) {
    constexpr double farthest = (std::numeric_limits<double>::max)();
    const double value = penalty.value(up ? farthest : -farthest);
    return is_finite(value) && value <= penalty.value(w);
}

/// d ← the part of it along which R does not rise from w on, in the end: coordinate by coordinate, or group
/// by group, where R is such a sum; else all or nothing.
template <Penalty R, class W, class D>
void keep_receding(const R& penalty, const W& w, D&& d) {
    using Scalar = typename std::remove_cvref_t<D>::Scalar;
    if constexpr (SeparablePenalty<R>) {
        for (Index j = 0; j < d.size(); ++j)
            if (d[j] != 0 && !recedes(at(penalty, j), double(w[j]), d[j] > 0)) d[j] = Scalar(0);
    } else if constexpr (BlockPenalty<R>) {
        for (Index b = 0; b < group_count(penalty); ++b)
            if (!recedes(penalty.profile(b), group_norm(w, group_of(penalty, b)), true))
                for (const auto j : group_of(penalty, b)) d[static_cast<Index>(j)] = Scalar(0);
    } else {
        const double size = norm(d);
        if (!(size > 0)) return;
        const Vector<Scalar> there = w + static_cast<Scalar>(far_away<Scalar> / size) * d;
        const double value = total(penalty, there);
        if (!(is_finite(value) && value <= total(penalty, w))) d.setZero();
    }
}

/// Is (w; b), without what R holds back of it, or its b alone, a direction along which F falls forever? Then
/// there is no minimizer: at one, the same direction would lead down. So it is where every row's loss falls
/// and the penalty does not rise: a direction of recession of F, but none of constancy. Counts in the point
/// what it costs.
template <Objective O>
bool falls_forever([[maybe_unused]] const O& objective, [[maybe_unused]] typename FunctionOf<O>::Point& at) {
    using F = FunctionOf<O>;
    using Scalar = typename F::Scalar;
    [[maybe_unused]] const F& f = objective.function;
    if constexpr (FallingRisk<F>) {
        if (falls_forever_along_intercept(f)) return true;
        const auto falls = [&](const Vector<Scalar>& z) {
            const auto& offset = f.offset();
            return every_row_falls(f.mean_loss(), [&](Index i) {
                return double(z[i]) - (offset.size() > 0 ? double(offset[i]) : 0.0);
            });
        };
        if (!falls(at.z)) return false;
        Vector<Scalar> d = at.w;
        keep_receding(objective.penalty, objective.penalized(at.w), d.head(f.penalized()));
        if (d == at.w) return true;
        if ((d.array() == Scalar(0)).all()) return false;
        typename F::Point way = f.point();
        way.w = d;
        f.place(way);
        at.passes += way.passes;
        return falls(way.z);
    } else if constexpr (requires { f.slope_forever_along(at); }) {
        const auto w = objective.penalized(at.w);
        const double slope = f.slope_forever_along(at);
        const auto rise = [&] {
            const double far = (std::min)(far_away<Scalar> / norm(w), far_away<Scalar>);
            return (total(objective.penalty, static_cast<Scalar>(far) * w) - total(objective.penalty, w)) /
                   (far - 1);
        };
        return slope < 0 && slope + rise() < 0;
    }
    return false;
}

/// A part of the largest number of a direction that may be rounding.
template <class Scalar>
inline constexpr double rounding_share = 4096 * double(Eigen::NumTraits<Scalar>::epsilon());

/// A part of the largest that a row moves along a direction that may be what it has left to come to rest.
template <class Scalar>
inline constexpr double small_share = sizeof(Scalar) < sizeof(double) ? 1e-4 : 1e-8;

/// d, a change of coefficients and intercept, without what may be rounding and what R holds back of it, placed,
/// but for an offset; counts in `at`, where it starts, what it costs.
template <Objective O>
auto receding_way(const O& objective, const Vector<typename O::Scalar>& d,
                  typename FunctionOf<O>::Point& at) {
    using Scalar = typename O::Scalar;
    const auto& f = objective.function;
    auto way = f.point();
    const Scalar least = static_cast<Scalar>(rounding_share<Scalar>) * d.cwiseAbs().maxCoeff();
    way.w = (d.array().abs() <= least).select(Scalar(0), d);
    keep_receding(objective.penalty, objective.penalized(at.w), way.w.head(f.penalized()));
    f.place(way);
    at.passes += way.passes;
    if (f.offset().size() > 0) way.z -= f.offset();
    return way;
}

/// Does F fall forever from a placed point along d, a change of coefficients and intercept, without what R
/// holds back of it? On labels that a plane separates but for some on it, or counts of 0 beside others that
/// are met, descent ends up in such a direction: the other rows, and what has a penalty, no longer move but
/// for rounding.
template <Objective O>
bool falls_forever_along([[maybe_unused]] const O& objective,
                         [[maybe_unused]] const Vector<typename O::Scalar>& d,
                         [[maybe_unused]] typename FunctionOf<O>::Point& at) {
    if constexpr (FallingRisk<FunctionOf<O>>) {
        constexpr double epsilon = double(Eigen::NumTraits<typename O::Scalar>::epsilon());
        const auto way = receding_way(objective, d, at);
        const double rounding = rounding_share<typename O::Scalar> * double(way.z.cwiseAbs().maxCoeff()) +
                                64 * epsilon * double(at.z.cwiseAbs().maxCoeff());
        return every_row_falls(
            objective.function.mean_loss(), [&](Index i) { return double(way.z[i]); }, rounding);
    }
    return false;
}

/// The same on the way from coefficients w, with their intercept, to the point.
template <Objective O>
bool falls_forever_since(const O& objective, const Vector<typename O::Scalar>& w,
                         typename FunctionOf<O>::Point& at) {
    return falls_forever_along(objective, Vector<typename O::Scalar>(at.w - w), at);
}

/// The same along d, or along the direction nearest it that leaves alone the rows that hardly move along d:
/// they have come to rest, and what they still move is what a step left of them.
template <Objective O>
bool falls_forever_near([[maybe_unused]] const O& objective,
                        [[maybe_unused]] const Vector<typename O::Scalar>& d,
                        [[maybe_unused]] typename FunctionOf<O>::Point& at) {
    if (falls_forever_along(objective, d, at)) return true;
    if constexpr (Risk<FunctionOf<O>>) {
        const auto& f = objective.function;
        const auto way = receding_way(objective, d, at);
        const double least = small_share<typename O::Scalar> * double(way.z.cwiseAbs().maxCoeff());
        std::vector<bool> stands(static_cast<std::size_t>(f.rows()));
        for (Index i = 0; i < f.rows(); ++i)
            stands[static_cast<std::size_t>(i)] =
                f.mean_loss().weight(i) > 0 && std::abs(double(way.z[i])) <= least;
        return falls_forever_along(objective, with_rows_standing(f, way.w, stands, at.passes), at);
    }
    return false;
}

/// Is that worth a look, on the way to a placed point from one with predictions z? They tell it at no cost.
template <Objective O>
    requires FallingRisk<FunctionOf<O>>
bool may_fall_forever(const O& objective, const Vector<typename O::Scalar>& z,
                      const typename FunctionOf<O>::Point& to) {
    using Scalar = typename O::Scalar;
    if (z.size() == 0) return false;
    const auto change = to.z - z;
    return every_row_falls(
        objective.function.mean_loss(), [&](Index i) { return double(change.coeff(i)); },
        small_share<Scalar> * double(change.cwiseAbs().maxCoeff()) +
            64 * double(Eigen::NumTraits<Scalar>::epsilon()) * double(to.z.cwiseAbs().maxCoeff()));
}

}  // namespace lariat::detail
