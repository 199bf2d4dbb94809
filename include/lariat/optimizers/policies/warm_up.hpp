// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/policies/step_policy.hpp>

namespace lariat {

/// η_k = (k + 1)/(m + 1) · schedule(0) for k < m, then schedule(k − m): a linear start before any schedule.
/// Throws std::invalid_argument when m < 0 or the schedule's own settings are bad.
template <Schedule S>
struct WarmUp {
    S schedule;        ///< what follows
    Index iterations;  ///< m

    double step(Index k) const {
        if (k >= iterations) return schedule.step(k - iterations);
        return schedule.step(0) * double(k + 1) / double(iterations + 1);
    }
    void check() const {
        checked(schedule);
        require(iterations >= 0,
                [&] { return "WarmUp::iterations = " + text(iterations) + "; must be >= 0"; });
    }
};

template <class S>
WarmUp(S, Index) -> WarmUp<S>;
template <class S>
WarmUp(S, int) -> WarmUp<S>;

}  // namespace lariat
