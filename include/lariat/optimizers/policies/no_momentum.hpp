// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lariat {

/// No momentum: every step starts from the last iterate.
struct NoMomentum {};

}  // namespace lariat
