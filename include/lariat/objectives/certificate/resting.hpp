// SPDX-License-Identifier: BSD-3-Clause
// Coordinates that rest at zero: those that neither a duality gap nor a pass over X need to look at.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// Is w_j = 0 optimal, given ∂R_j(0), wherever −g_j lies among the possible? Then R_j(0) + R_j*(−s g_j) = 0
/// for every s in [0, 1] (Fenchel–Young). Without a branch, which would keep loops from being packed.
inline bool rests(const Interval& slopes_at_zero, const Interval& possible) {
    return (slopes_at_zero.lower <= possible.lower) & (possible.upper <= slopes_at_zero.upper) &
           (slopes_at_zero.lower <= 0) & (0 <= slopes_at_zero.upper);
}

/// The coordinates, of all of w, that a duality gap at w with gradient g may come from: those that do not
/// rest. None where they are more than a quarter, and to leave the others out is not worth it.
template <SeparablePenalty R, class W, class G>
std::optional<std::vector<Index>> moving_coordinates(const R& penalty, const W& w, const G& g) {
    const auto moves = [&](Index j) {
        const double u_j = -double(g[j]);
        const bool rest = rests(at(penalty, j).subdifferential(0.0), {u_j, u_j});
        return w[j] != 0 || !rest;
    };
    std::vector<Index> moving;
    constexpr Index block = 256;  // in most there is none
    for (Index begin = 0; begin < w.size(); begin += block) {
        const Index end = (std::min)(begin + block, w.size());
        if (lane_sum(end - begin, [&](Index k) { return moves(begin + k) ? 1.0 : 0.0; }) == 0) continue;
        for (Index j = begin; j < end; ++j)
            if (moves(j)) moving.push_back(j);
        if (4 * static_cast<Index>(moving.size()) > w.size()) return std::nullopt;
    }
    return moving;
}

}  // namespace lariat::detail
