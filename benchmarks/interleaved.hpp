// SPDX-License-Identifier: BSD-3-Clause
// Times kernels in turn and keeps the best time of each: on a machine that drifts, or is shared, only what
// ran side by side can be compared, and only the best time is a property of the code.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <limits>

namespace interleaved {

/// How often every benchmark is repeated: 9 times, or as often as the environment's BENCH_REPETITIONS says.
inline int repetitions() {
    const char* given = std::getenv("BENCH_REPETITIONS");
    return given ? std::max(1, std::atoi(given)) : 9;
}

/// A clock that ticks every 50 ns times 20 µs to a quarter of a percent.
inline constexpr double shortest_turn = 20e-6;

/// A repetition of short kernels takes turns for so many seconds, so that some turns are not interrupted.
inline constexpr double repetition = 10e-3;

/// One of the kernels: how many calls make a turn, and the best time of one call.
struct Timing {
    int calls = 1;
    double best = std::numeric_limits<double>::infinity();

    /// Takes a turn, long enough to be timed; returns its seconds.
    template <class F>
    double take_turn(F&& kernel) {
        for (;; calls *= 4) {
            const auto begin = std::chrono::steady_clock::now();
            for (int k = 0; k < calls; ++k) {
                kernel();
                benchmark::ClobberMemory();
            }
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            if (seconds < shortest_turn) continue;
            best = std::min(best, seconds / calls);
            return seconds;
        }
    }
};

/// Runs the kernels in turn, in every iteration of the state, and returns the best time of one call of each,
/// in seconds. The benchmark's own time is that of the first.
template <class... Kernels>
std::array<double, sizeof...(Kernels)> best_of(benchmark::State& state, Kernels&&... kernels) {
    std::array<Timing, sizeof...(Kernels)> timings;
    for (auto _ : state) {
        for (double spent = 0; spent < repetition;) {
            Timing* timing = timings.data();
            ((spent += timing++->take_turn(kernels)), ...);
        }
        state.SetIterationTime(timings[0].best);
    }
    std::array<double, sizeof...(Kernels)> best;
    std::transform(timings.begin(), timings.end(), best.begin(), [](const Timing& t) { return t.best; });
    return best;
}

}  // namespace interleaved
