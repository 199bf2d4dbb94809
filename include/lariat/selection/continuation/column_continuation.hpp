// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/subproblem.hpp>
#include <lariat/optimizers/coordinate/violations.hpp>
#include <lariat/selection/continuation/path_front.hpp>

namespace lariat::detail {

/// Solves L_data + λR for one λ after another on the working set, by coordinate descent on columns of X: each
/// from the solution before, or from where two solutions point to. Of the candidates those join that violate.
template <class Front>
class ColumnContinuation {
public:
    using Point = typename Front::Point;
    using Objective = typename Front::Objective;

    ColumnContinuation(Front& front, const Subproblem& subproblem, std::vector<Index> candidates)
        : front_(front), subproblem_(subproblem), candidates_(std::move(candidates)) {}

    /// Moves the front's x on to λ_i; solved holds those at λ_0, …, λ_{i−1}, if not all at the same.
    void solve(const double* strengths, std::size_t i, const std::vector<Point>& solved) {
        const Objective F_i = front_.objective(strengths[i]);
        auto& s = front_.state;
        s.x.passes = 0;
        if (i > 1)
            extrapolate(F_i, solved[i - 2],
                        (strengths[i - 1] - strengths[i]) / (strengths[i - 2] - strengths[i - 1]));
        const Index p = F_i.function.penalized();
        const double size = double(s.x.w.head(p).template cast<double>().template lpNorm<1>()),
                     slope = s.g.head(p).template cast<double>().template lpNorm<Eigen::Infinity>(),
                     target = front_.target(F_i.value(s.x), size, slope);
        // Roughly until no candidate is missing, then as well as asked.
        double aim = (std::max)(target, 1e-3 * slope);
        for (int round = 0; round < 20; ++round) {
            subproblem_.solve(F_i, s, aim);
            if (admit_violators(F_i, aim)) continue;
            if (aim <= target) break;
            aim = target;
        }
    }

private:
    /// Goes on as from the solution before, where F is lower there: the predictions are affine in w too.
    void extrapolate(const Objective& F_i, const Point& before, double beta) {
        Point& now = front_.state.x;
        Point there = now;
        F_i.function.extrapolate(now, before, beta, there);
        if (F_i.value(there) < F_i.value(now)) now = std::move(there);
    }

    bool admit_violators(const Objective& F_i, double aim) {
        auto& s = front_.state;
        const auto blocks = blocks_of(F_i);
        F_i.function.renew_field(s.x);
        const auto missing =
            front_.take_violators(blocks, candidates_, GradientByColumns{F_i.function.design(), s.x.u}, aim);
        for (const Index b : missing) front_.admit(b);
        return !missing.empty();
    }

    Front& front_;
    Subproblem subproblem_;
    std::vector<Index> candidates_;
};

}  // namespace lariat::detail
