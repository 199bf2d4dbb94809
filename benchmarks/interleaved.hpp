// SPDX-License-Identifier: BSD-3-Clause
// Times a kernel beside others in turn, repetition by repetition, and keeps the best of each: on a machine whose speed drifts
// only ratios within one run mean something.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <limits>

namespace interleaved {

/// How often every kernel is timed: 9 times, or as often as the environment's BENCH_REPETITIONS says.
inline int repetitions() {
    const char* given = std::getenv("BENCH_REPETITIONS");
    return given ? std::max(1, std::atoi(given)) : 9;
}

template <class F>
double seconds(F&& f, int calls) {
    const auto begin = std::chrono::steady_clock::now();
    for (int k = 0; k < calls; ++k) {
        f();
        benchmark::ClobberMemory();
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / calls;
}

/// Runs all kernels in turn in every iteration of the state, the first one being the one that is timed; returns the best
/// time of one call of each.
template <class... Kernels>
std::array<double, sizeof...(Kernels)> best_of(benchmark::State& state, int calls, Kernels&&... kernels) {
    std::array<double, sizeof...(Kernels)> best;
    best.fill(std::numeric_limits<double>::infinity());
    for (auto _ : state) {
        std::size_t k = 0;
        double first = 0;
        const auto note = [&](double time) {
            if (k == 0) first = time;
            best[k] = std::min(best[k], time);
            ++k;
        };
        (note(seconds(kernels, calls)), ...);
        state.SetIterationTime(first);
    }
    return best;
}

}  // namespace interleaved
