// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <lariat/objectives/evaluate.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

/// A variable and how the objective answers to it.
struct Sensitivity {
    Index variable;     ///< j, counted from 0
    double derivative;  ///< ∂F/∂w_j
};

/// The variables ranked by |∂F/∂w_j| at w, the most sensitive first; ties keep their order. With a penalty
/// that has a kink, the derivative is that of least magnitude (see gradient): 0 where a step would not move
/// w_j. It is the slope per unit of w_j: columns of X on different scales are not comparable by it. Throws
/// std::invalid_argument as `gradient` does.
template <Minimizable O, Coefficients W>
std::vector<Sensitivity> sensitivity(const O& objective, const W& w) {
    const auto g = gradient(objective, w);
    std::vector<Sensitivity> ranking(static_cast<std::size_t>(as_objective(objective).function.penalized()));
    Index j = 0;
    for (Sensitivity& of_j : ranking) {
        of_j = {j, double(g[j])};
        ++j;
    }
    std::stable_sort(ranking.begin(), ranking.end(), [](const Sensitivity& a, const Sensitivity& b) {
        return std::abs(a.derivative) > std::abs(b.derivative);
    });
    return ranking;
}

}  // namespace lariat
