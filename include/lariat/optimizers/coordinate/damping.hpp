// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

namespace lariat::detail {

/// The share of its secant curvature that a model gives a row whose loss is straight, as beyond the knee of
/// Huber or of a squared hinge. Without one a sloping row has no minimum in the model; a level row is
/// forgotten, and a step that others want may lead it far up its slope.
struct Damping {
    double sloping = 1, level = 0;
    /// What the curvature of every row is multiplied with.
    double stiffness = 1;

    /// After a step that was right.
    void ease() {
        sloping = (std::max)(sloping / 10, least);
        level = level > least ? level / 10 : 0.0;
        stiffness = (std::max)(stiffness / 10, 1.0);
    }

    /// After one that went too far.
    void strengthen() {
        sloping = (std::min)(sloping * 10, 1.0);
        level = std::clamp(level * 10, least, 1.0);
    }

    /// After one of which no part was right; beside a hill it takes a stiffer model.
    void strengthen_fully() { sloping = level = 1; }
    void stiffen() {
        strengthen_fully();
        stiffness = (std::min)(stiffness * 10, 1e12);
    }

    bool operator==(const Damping&) const = default;

private:
    static constexpr double least = 1e-8;
};

}  // namespace lariat::detail
