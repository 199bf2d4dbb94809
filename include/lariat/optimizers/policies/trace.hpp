// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/progress.hpp>

namespace lariat {

/// An observer that keeps what it sees, one record an iteration (the coefficients are not kept).
struct Trace {
    struct Record {
        Index iteration;   ///< counted from 1
        double objective;  ///< F
        double step;       ///< η
        double residual;   ///< of the step, or in coordinate descent of w (see Progress)
        double passes;     ///< products with X or Xᵀ so far
        double seconds;    ///< time so far
    };

    std::vector<Record> records;

    void operator()(const Progress& p) {
        records.push_back({p.iteration, p.objective, p.step, p.residual, p.passes, p.seconds});
    }
};

}  // namespace lariat
