// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lariat {

/// How a solve ended. When several apply, NonFinite > Diverged > NoMinimizer > Converged > Stopped >
/// the limits.
enum class Status {
    Converged,         ///< the certificate, recomputed from X, y and w, is within its tolerance
    ReachedPrecision,  ///< the certificate is as small as rounding lets it be, above the tolerance
    MaxIterations,     ///< the limit of iterations came first
    TimeLimit,         ///< the limit of time came first
    Stopped,           ///< an observer asked to stop
    Stalled,           ///< the iterate no longer moves and the certificate is not within its tolerance
    Diverged,          ///< the objective grew a millionfold, or rose 100 times running at a fixed step
    NoMinimizer,       ///< F falls forever somewhere, as along separable labels without a penalty
    NonFinite,         ///< an infinite or NaN value arose; the best finite iterate, if any, is returned
};

/// The sentence that says so.
constexpr const char* to_string(Status status) {
    switch (status) {
        case Status::Converged: return "converged: the certificate is within its tolerance";
        case Status::ReachedPrecision:
            return "reached the precision of the arithmetic, above the tolerance asked";
        case Status::MaxIterations: return "stopped at the limit of iterations, not converged";
        case Status::TimeLimit: return "stopped at the limit of time, not converged";
        case Status::Stopped: return "stopped by an observer";
        case Status::Stalled: return "stalled: the iterate no longer moves, not converged";
        case Status::Diverged: return "diverged: the objective grew a millionfold, or rose 100 times running";
        case Status::NoMinimizer: return "no minimizer: from these coefficients the objective falls forever";
        case Status::NonFinite: return "not finite: an infinite or NaN value arose";
    }
    return "unknown status";
}

}  // namespace lariat
