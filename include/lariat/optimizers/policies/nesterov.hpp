// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

namespace lariat {

/// y = w + β_k (w − w_previous), w_new = update(y) with the gradient taken at y;
/// β_k = (t_k − 1)/t_{k+1}, t_{k+1} = (1 + √(1 + 4t_k²))/2, t_1 = 1 (Beck and Teboulle 2009, equations 4.2
/// and 4.3): with a proximal update, FISTA. The sequence starts anew when the step turns against the last
/// move or F rises (O'Donoghue and Candès 2015, section 3.2), which also makes it safe for nonconvex
/// penalties.
struct Nesterov {
    static constexpr bool looks_ahead = true;  // the gradient is taken at y

    struct Memory {
        double t = 1;  // t_k
    };

    double weight(Memory& memory) const {
        const double next = (1 + std::sqrt(1 + 4 * memory.t * memory.t)) / 2;
        const double beta = (memory.t - 1) / next;
        memory.t = next;
        return beta;
    }

    /// After each iteration: did (y − w_new)·(w_new − w) > 0, or did F rise?
    void observe(bool turned, Memory& memory) const {
        if (turned) memory.t = 1;
    }
};

}  // namespace lariat
