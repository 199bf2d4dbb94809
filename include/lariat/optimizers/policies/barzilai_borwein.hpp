// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/policies/first_step.hpp>
#include <lariat/optimizers/policies/step_policy.hpp>

namespace lariat {

/// η = s·s / s·Δg and s·Δg / Δg·Δg in turn, with s and Δg the last changes of w and of the gradient: the
/// curvature just met, inverted (Barzilai and Borwein 1988, equations 5 and 6). Safeguarded as in SpaRSA
/// (Wright, Nowak and Figueiredo 2009): a candidate must have F(x⁺) ≤ max of the last 10 values − σ/(2η) ‖x⁺
/// − x‖², else η is halved; η stays within [1e-10, 1e10] times the first one. F may rise now and then. An
/// infinite or NaN F(x⁺) shrinks.
/// Throws std::invalid_argument unless 0 < σ < 1.
struct BarzilaiBorwein {
    double decrease = 1e-4;  ///< σ

    static constexpr std::size_t window = 10;

    template <class Scalar>
    struct Memory {
        double first = 0, last = 0;           // the first step; the last one accepted
        std::array<double, window> values{};  // the last values of F, a ring
        std::size_t count = 0;
        Vector<Scalar> gradient;  // at the previous iterate
    };

    template <class O, class Point, class Scalar>
    void begin(const O& objective, Point& start, Memory<Scalar>& memory) const {
        memory.first = memory.last = detail::first_step(objective.function, start);
        memory.gradient = Vector<Scalar>::Zero(objective.function.size());
        memory.count = 0;
    }

    template <class State, class Scalar>
    double propose(Index k, const State& s, Memory<Scalar>& memory) const {
        double eta = memory.last;
        if (k > 0) {
            double ss = 0, sy = 0, yy = 0;
            ss = lane_sum(s.moving,
                          [&](Index j) { return square(double(s.x.w[j]) - double(s.previous.w[j])); });
            sy = lane_sum(s.moving, [&](Index j) {
                return (double(s.x.w[j]) - double(s.previous.w[j])) *
                       (double(s.g[j]) - double(memory.gradient[j]));
            });
            yy = lane_sum(s.moving,
                          [&](Index j) { return square(double(s.g[j]) - double(memory.gradient[j])); });
            if (sy > 0 && yy > 0) eta = k % 2 ? ss / sy : sy / yy;
        }
        memory.gradient = s.g;
        return is_finite(eta) ? (std::clamp)(eta, 1e-10 * memory.first, 1e10 * memory.first) : memory.first;
    }

    template <class Curvature, class Scalar>
    bool accepts(const Trial& trial, Curvature&&, Memory<Scalar>& memory) const {
        if (!is_finite(trial.objective_after)) return false;
        const std::size_t known = (std::min)(memory.count, window);
        double highest = trial.objective_before;
        for (std::size_t i = 0; i < known; ++i) highest = (std::max)(highest, memory.values[i]);
        const double rounding = 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(highest);
        if (trial.objective_after > highest - decrease / (2 * trial.step) * trial.squared_distance + rounding)
            return false;
        memory.values[memory.count++ % window] = trial.objective_after;
        memory.last = trial.step;
        return true;
    }

    double shrink(double step) const { return 0.5 * step; }

    void check() const { require_between("BarzilaiBorwein::decrease", decrease, 0, 1); }

private:
    static double square(double x) { return x * x; }
};

}  // namespace lariat
