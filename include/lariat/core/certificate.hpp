// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>

namespace lariat {

/// What is known about the distance of a point from the optimum, recomputed from X, y and w.
struct Certificate {
    enum class Kind {
        DualityGap,  ///< F(w) − min F ≤ value, in units of F
        KktResidual,  ///< largest distance of −∂f/∂w_j from ∂R_j, relative to the scale of coordinate j
        FixedPoint,  ///< largest |w − prox(w − t∇f)|/t, relative likewise; necessary, where R jumps
    };

    Kind kind = Kind::DualityGap;
    double value = std::numeric_limits<double>::infinity();
    double tolerance = 0;     ///< what value must not exceed, in the same units
    double rounding = 0;      ///< how much of value may be rounding error of its own computation
    bool loose = false;       ///< a valid bound that need not be small at the optimum (losses with kinks)
    bool unattained = false;  ///< F falls forever along w, its intercept or its last move: no minimizer

    /// Is the point optimal to the tolerance?
    bool holds() const { return value <= tolerance; }
};

constexpr const char* to_string(Certificate::Kind kind) {
    switch (kind) {
        case Certificate::Kind::DualityGap: return "duality gap";
        case Certificate::Kind::KktResidual: return "KKT residual";
        case Certificate::Kind::FixedPoint: return "fixed-point residual";
    }
    return "unknown";
}

}  // namespace lariat
