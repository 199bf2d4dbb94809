// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// η_k = η. On a quadratic, plain gradient descent converges for η < 2/λ_max and diverges beyond (see
/// largest_stable_step). Throws std::invalid_argument unless η > 0.
struct ConstantStep {
    double size;  ///< η

    double step(Index) const { return size; }
    void check() const { require_positive("ConstantStep::size", size); }
};

}  // namespace lariat
