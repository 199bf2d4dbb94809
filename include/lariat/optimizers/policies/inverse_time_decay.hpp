// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// η_k = η₀ / (1 + c k)^a, k = 0, 1, …: with a in (½, 1] the steps sum to infinity and their squares do not,
/// the classical condition for subgradient methods (Robbins and Monro 1951). Throws std::invalid_argument
/// unless η₀ > 0, c ≥ 0 and a ≥ 0.
struct InverseTimeDecay {
    double initial;      ///< η₀
    double rate = 0.01;  ///< c, per iteration
    double power = 1;    ///< a

    double step(Index k) const { return initial * std::pow(1 + rate * double(k), -power); }
    void check() const {
        require_positive("InverseTimeDecay::initial", initial);
        require_nonnegative("InverseTimeDecay::rate", rate);
        require_nonnegative("InverseTimeDecay::power", power);
    }
};

}  // namespace lariat
