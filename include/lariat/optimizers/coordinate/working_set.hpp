// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/state.hpp>

namespace lariat::detail {

/// Keeps the `room` blocks of the largest score of `some`, a std::vector<Index>; it is a template since the mere
/// include would instantiate a vector's members, which are constexpr.
template <class Scores, class Blocks>
void keep_worst(const Scores& score, Index room, Blocks& some) {
    if (static_cast<Index>(some.size()) <= room) return;
    std::nth_element(some.begin(), some.begin() + room, some.end(), [&](Index a, Index b) {
        const double score_a = score[static_cast<std::size_t>(a)],
                     score_b = score[static_cast<std::size_t>(b)];
        return score_a > score_b || (score_a == score_b && a < b);
    });
    some.resize(static_cast<std::size_t>(room));
}

/// B = the support, what has no penalty, and of the blocks that violate their optimality the worst: as many
/// again, at least those of 50 columns; in a first round that begins at zero those of min(n, p)/8 columns, or of
/// p/4 where X is tall, n ≥ 4p, and a round solves one model after another; at least 10 blocks. Or all of them.
template <class O>
void choose_working_set(const O& objective, CoordinateState<O>& s, bool all) {
    const auto blocks = blocks_of(objective);
    const Index count = blocks.count(), p = objective.function.penalized(), n = objective.function.rows();
    std::vector<bool> inside(s.score.size());
    if (!s.bought) s.B.clear();
    const auto kept = static_cast<std::ptrdiff_t>(s.B.size());
    for (const Index b : s.B) inside[static_cast<std::size_t>(b)] = true;
    std::vector<Index> violators;
    for (Index b = 0; b < count; ++b) {
        if (inside[static_cast<std::size_t>(b)]) continue;
        const auto& columns = blocks.columns(b);
        if (blocks.free(b) || std::any_of(columns.begin(), columns.end(),
                                          [&](auto j) { return s.x.w[static_cast<Index>(j)] != 0; }))
            s.B.push_back(b);
        else if (s.score[static_cast<std::size_t>(b)] > 0)
            violators.push_back(b);
    }
    const auto support = static_cast<Index>(s.B.size());
    const Index columns_a_block = count > 0 ? (p + count - 1) / count : 1;
    const Index at_first = !CoordinateState<O>::exact && n / 4 >= p ? p / 4 : (std::min)(n, p) / 8;
    const Index room = s.iteration == 0 && support == 0
                           ? (std::max)(Index(10), at_first / columns_a_block)
                           : (std::max)(Index(50) / columns_a_block + 1, support);
    keep_worst(s.score, all ? count : room, violators);
    s.B.insert(s.B.end(), violators.begin(), violators.end());
    std::sort(s.B.begin() + kept, s.B.end());
    flatten(blocks, s);
}

}  // namespace lariat::detail
