// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/values.hpp>

namespace lariat {

/// What a risk may have beside the loss, X and y.
struct RiskOptions {
    bool intercept = false;  ///< add b to every prediction; it is never penalized
    /// ω_i ≥ 0, one a row; ω = k is the row repeated k times, 0 the row removed.
    OptionalValues weights = std::nullopt;
    /// o_i, added to every prediction with coefficient 1.
    OptionalValues offset = std::nullopt;
};

}  // namespace lariat
