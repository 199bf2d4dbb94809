// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ctime>
#ifndef CLOCK_MONOTONIC  // where POSIX has it, <chrono> need not be waited for: ¼ s in every file with it
#include <chrono>
#endif

namespace lariat {

/// Seconds since it was made, by a clock that never goes back.
class Stopwatch {
public:
    double seconds() const { return now() - begin_; }

private:
    static double now() {
#ifdef CLOCK_MONOTONIC
        std::timespec time;
        clock_gettime(CLOCK_MONOTONIC, &time);
        return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
#else
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
#endif
    }

    double begin_ = now();
};

}  // namespace lariat
