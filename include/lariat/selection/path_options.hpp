// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/critical_strength.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/selection/strength_grid.hpp>

namespace lariat {

/// Where a path goes. Throws std::invalid_argument as strength_grid does, whether or not the grid is used, and
/// for strengths given that are empty, not strictly decreasing, negative or not finite.
struct PathOptions {
    /// The strengths, strictly decreasing. None: a grid from the critical strength down; where that is 0, as
    /// of a constant y beside an intercept, from the size of the data down, and every solution is the null
    /// model.
    OptionalValues strengths = std::nullopt;
    Index count = 100;    ///< of the grid
    double ratio = 1e-3;  ///< smallest over largest of the grid
    Options solve = {};   ///< of each solve

    /// The strengths of a path of L_data + λR.
    template <Risk F, Penalty R>
    std::vector<double> strengths_of(const F& risk, const R& penalty) const {
        if (strengths) {
            const Vector<double>& given = strengths->vector("strengths");
            return {given.begin(), given.end()};
        }
        double largest = critical_strength(risk + penalty);
        if (largest == 0) largest = detail::strength_scale(risk, penalty);
        require(largest > 0 && is_finite(largest), [&] {
            return "the critical strength is " + text(largest) +
                   ", so the path has no grid of its own; give PathOptions::strengths";
        });
        return strength_grid(largest, count, ratio);
    }

    void check() const {
        checked(solve);
        detail::check_grid(count, ratio);
        if (!strengths) return;
        const Vector<double>& s = strengths->vector("strengths");
        require(s.size() > 0, [] { return std::string("strengths is empty; a path has at least one"); });
        for (Index k = 0; k < s.size(); ++k) {
            require(is_finite(s[k]) && s[k] >= 0, [&] {
                return "strengths[" + text(k) + "] = " + text(s[k]) + "; must be finite and >= 0";
            });
            require(k == 0 || s[k] < s[k - 1], [&] {
                return "strengths[" + text(k) + "] = " + text(s[k]) + " after " + text(s[k - 1]) +
                       "; strengths must decrease";
            });
        }
    }
};

}  // namespace lariat
