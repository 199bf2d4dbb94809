// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/selection/folds/random_folds.hpp>
#include <lariat/selection/folds/shuffled.hpp>

namespace lariat {

/// `count` folds of equal size, within one row, in each of which every label is as frequent as in all rows,
/// within one row: the rows of a label are dealt out in random order, label after label. (With targets that
/// are all different, neighbours in size go to different folds.) Throws std::invalid_argument unless 2 ≤
/// count ≤ n.
struct StratifiedFolds {
    Index count = 10;
    std::uint64_t seed = 0;

    template <class Y, class W>
    std::vector<Index> operator()(const Y& y, const W& weights) const {
        std::vector<Index> rows;
        for (Index i = 0; i < weights.size(); ++i)
            if (weights[i] > 0) rows.push_back(i);
        RandomFolds::require_fits(count, static_cast<Index>(rows.size()));
        detail::SeededBits bits(seed);
        detail::shuffle(rows, bits);
        std::stable_sort(rows.begin(), rows.end(), [&](Index a, Index b) { return y[a] < y[b]; });
        std::vector<Index> folds(static_cast<std::size_t>(weights.size()), 0);
        for (std::size_t k = 0; k < rows.size(); ++k)
            folds[static_cast<std::size_t>(rows[k])] = static_cast<Index>(k) % count;
        return folds;
    }
};

}  // namespace lariat
