// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include <lariat/core/check.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// What an observer of a path sees after every solve.
struct PathProgress {
    Index solved;     ///< how many λ are done
    Index count;      ///< of how many
    double strength;  ///< the last λ
    Status status;    ///< how its solve ended
    Index nonzeros;   ///< of its coefficients
    double seconds;   ///< so far

    double share() const { return double(solved) / double(count); }
    std::string summary() const {
        return "strength " + text(solved) + " of " + text(count) + ", " + text(strength) + ": " +
               text(nonzeros) + " nonzeros" +
               (status == Status::Converged ? std::string() : std::string("; ") + to_string(status));
    }
};

}  // namespace lariat
