// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certificate/recession.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat::detail {

/// The last way of a run along which every row that moved seemed to fall forever. Once F has fallen so far that
/// nothing but rounding is left, steps lead anywhere: it is kept.
template <Objective O>
class FallWatch {
public:
    using Scalar = typename O::Scalar;
    using Point = typename O::Point;

    /// Notes the way to an iterate, placed, from the one before.
    void observe([[maybe_unused]] const O& objective, [[maybe_unused]] const Point& at) {
        if constexpr (FallingRisk<FunctionOf<O>>) {
            if (may_fall_forever(objective, z_, at)) way_ = at.w - w_;
            w_ = at.w;
            z_ = at.z;
        }
    }

    /// Was there one?
    bool has_way() const { return way_.size() > 0; }

    /// Does F fall forever along it, from a placed point?
    bool falls_forever(const O& objective, Point& at) const {
        return has_way() && falls_forever_near(objective, way_, at);
    }

private:
    Vector<Scalar> w_{}, z_{};  // of the iterate before, and its predictions
    Vector<Scalar> way_{};
};

}  // namespace lariat::detail
