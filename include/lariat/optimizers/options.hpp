// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <optional>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// When `minimize` ends. Throws std::invalid_argument when the tolerance is negative, max_iterations < 0 or
/// the time ≤ 0.
struct Options {
    /// What the certificate must not exceed, relative to its scale: F for a duality gap, 1 for a residual.
    /// None: 1e-8 and 1e-6 (float: 1e-4 and 1e-2). "Not converged" although the answer is good enough: raise
    /// it.
    std::optional<double> tolerance = std::nullopt;
    Index max_iterations = 10'000;                                ///< steps
    double time_limit = std::numeric_limits<double>::infinity();  ///< seconds, looked at after each step

    void check() const {
        if (tolerance) require_nonnegative("tolerance", *tolerance);
        require(max_iterations >= 0,
                [&] { return "max_iterations = " + text(max_iterations) + "; must be >= 0"; });
        require(!is_nan(time_limit) && time_limit > 0,
                [&] { return "time_limit = " + text(time_limit) + "; must be > 0 seconds"; });
    }
};

}  // namespace lariat
