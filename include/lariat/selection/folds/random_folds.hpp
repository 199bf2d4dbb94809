// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>
#include <lariat/selection/folds/shuffled.hpp>

namespace lariat {

/// `count` folds of equal size, within one row, assigned at random; rows of weight 0, which are no rows, do
/// not count. The same seed gives the same folds everywhere. Throws std::invalid_argument unless 2 ≤ count ≤
/// n.
struct RandomFolds {
    Index count = 10;
    std::uint64_t seed = 0;

    std::vector<Index> operator()(const Vector<double>&, const Vector<double>& weights) const {
        std::vector<Index> rows;
        for (Index i = 0; i < weights.size(); ++i)
            if (weights[i] > 0) rows.push_back(i);
        require_fits(count, static_cast<Index>(rows.size()));
        detail::SeededBits bits(seed);
        detail::shuffle(rows, bits);
        std::vector<Index> folds(static_cast<std::size_t>(weights.size()), 0);
        for (std::size_t k = 0; k < rows.size(); ++k)
            folds[static_cast<std::size_t>(rows[k])] = static_cast<Index>(k) % count;
        return folds;
    }

    static void require_fits(Index count, Index rows) {
        require(2 <= count && count <= rows, [&] {
            return text(count) + " folds of " + text(rows) +
                   " rows of positive weight; there must be at least 2 folds and a row for each";
        });
    }
};

}  // namespace lariat
