// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <thread>  // with the clocks; <chrono> also brings calendars, ¼ s in every file that includes it

namespace lariat {

/// Seconds since it was made, by a clock that never goes back.
class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point begin_ = Clock::now();
};

}  // namespace lariat
