// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// Σ_k R_{J_k}(w_k): a separable R on some of its coordinates, J. It refers to both.
template <SeparablePenalty R>
class OnCoordinates : public PenaltyBase {
public:
    OnCoordinates(const R& penalty, const std::vector<Index>& coordinates)
        : penalty_(penalty), coordinates_(coordinates) {}

    auto at(Index k) const { return lariat::at(penalty_, coordinates_[static_cast<std::size_t>(k)]); }

private:
    const R& penalty_;
    const std::vector<Index>& coordinates_;
};

}  // namespace lariat::detail
