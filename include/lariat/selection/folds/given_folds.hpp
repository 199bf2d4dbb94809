// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>
#include <lariat/core/values.hpp>

namespace lariat {

/// The fold of every row, 0, 1, …, K − 1, chosen by the user: rows that belong together (a patient's, a
/// day's) should share one. Throws std::invalid_argument when there is not one whole number a row.
class GivenFolds {
public:
    explicit GivenFolds(Values ids) : ids_(std::move(ids)) {}

    std::vector<Index> operator()(const Vector<double>& y, const Vector<double>&) const {
        const Vector<double>& ids = ids_.vector("folds");
        require_size("folds", ids.size(), y.size(), "X, by rows,");
        std::vector<Index> folds;
        for (Index i = 0; i < ids.size(); ++i) {
            require(
                is_finite(ids[i]) && ids[i] == std::floor(ids[i]) && 0 <= ids[i] && ids[i] < double(y.size()),
                [&] {
                    return "folds[" + text(i) + "] = " + text(ids[i]) +
                           "; a fold is one of 0, 1, ..., K - 1, of at most as many as there are rows";
                });
            folds.push_back(static_cast<Index>(ids[i]));
        }
        return folds;
    }

private:
    Values ids_;
};

}  // namespace lariat
