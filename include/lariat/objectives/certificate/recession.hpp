// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat::detail {

/// Does the loss of every row with |d(i)| > rounding fall forever along d? A d_i that may be rounding does not show
/// it.
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
    if constexpr (requires { f.loss().falls_forever(0.0, 0.0); })
        return f.has_intercept() && (every_row_falls(f.mean_loss(), [](Index) { return 1.0; }) ||
                                     every_row_falls(f.mean_loss(), [](Index) { return -1.0; }));
    return false;
}

/// Does it while (w; b) grows along itself, and the predictions along Xw + b?
template <Risk F>
bool falls_forever_along([[maybe_unused]] const F& f, [[maybe_unused]] const typename F::Point& at) {
    if constexpr (requires { f.loss().falls_forever(0.0, 0.0); }) {
        const auto& offset = f.offset();
        return every_row_falls(f.mean_loss(), [&](Index i) {
            return double(at.z[i]) - (offset.size() > 0 ? double(offset[i]) : 0.0);
        });
    }
    return false;
}

/// Is (w; b), or its b alone, a direction along which F falls forever? Then there is no minimizer: at one,
/// the same direction would lead down. So it is where every row's loss falls and the penalty does not rise: a
/// direction of recession of F, but none of constancy.
template <Objective O>
bool falls_forever([[maybe_unused]] const O& objective,
                   [[maybe_unused]] const typename FunctionOf<O>::Point& at) {
    using F = FunctionOf<O>;
    using Scalar = typename F::Scalar;
    if constexpr (Risk<F>) {
        if (falls_forever_along_intercept(objective.function)) return true;
        if (!falls_forever_along(objective.function, at)) return false;
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

/// Does F fall forever on the way from coefficients w, with their intercept, to a placed point? On labels that a plane
/// separates but for some on it, or counts of 0 beside others that are met, descent ends up in such a direction: the
/// other rows, and what has a penalty, no longer move but for rounding.
template <Objective O>
bool falls_forever_since([[maybe_unused]] const O& objective,
                         [[maybe_unused]] const Vector<typename O::Scalar>& w,
                         [[maybe_unused]] const typename FunctionOf<O>::Point& at) {
    using F = FunctionOf<O>;
    if constexpr (Risk<F>) {
        if constexpr (requires(const F& f) { f.loss().falls_forever(0.0, 0.0); }) {
            using Scalar = typename O::Scalar;
            constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
            constexpr double share = 4096 * epsilon;
            const F& f = objective.function;
            typename F::Point way = f.point();
            way.w = at.w - w;
            const Scalar least = static_cast<Scalar>(share) * way.w.cwiseAbs().maxCoeff();
            way.w = (way.w.array().abs() <= least).select(Scalar(0), way.w);
            f.place(way);
            if (f.offset().size() > 0) way.z -= f.offset();
            const double rounding = share * double(way.z.cwiseAbs().maxCoeff()) +
                                    64 * epsilon * double(at.z.cwiseAbs().maxCoeff());
            if (!every_row_falls(
                    f.mean_loss(), [&](Index i) { return double(way.z[i]); }, rounding))
                return false;
            constexpr double far = 1e6;
            const auto here = objective.penalized(at.w);
            const Vector<Scalar> there = here + Scalar(far) * objective.penalized(way.w);
            return total(objective.penalty, there) <= total(objective.penalty, here);
        }
    }
    return false;
}

}  // namespace lariat::detail
