// SPDX-License-Identifier: BSD-3-Clause
// The update kernel, w_new = Update(R, w, g, η): it reads w and g, writes w_new, and should take no longer than that takes.
//
// A row is an update policy, a penalty, a precision and the number of weights, with
//     bytes_per_second         of the streams w, g and w_new; for Weighted the factors too, for Grouped the lists of groups
//                              (a projection on a ball or simplex reads what it writes, more than once)
//     fraction_of_triad        that, over the bytes per second of STREAM's triad (McCalpin 1995), the plain loop
//                              out[j] = w[j] − η g[j] over the same vectors: 1 is all that the machine gives
//     fraction_of_packets      the same over Eigen's triad, out = w − η g, whose packets may be wider than the compiler's
//     scalar_loop_fraction     of the triad, for a plain loop over the penalty's scalar definition
//     memcpy_bytes_per_second  read and written, from w to w_new
//     operations               arithmetic instructions a packet, with fused multiply-adds: what bounds the kernel in L1
// All of them run in turn, and the best of nine repetitions counts (BENCH_REPETITIONS in the environment sets another number).
// Sizes are those of w, g and w_new together in the L1 cache (24 kB), in L2 (600 kB), in L3 (12 MB) and beyond (1e8 bytes each).
//
//     sh cmake/setup.sh bench        or, after it, with what to run as a regular expression,
//     build/bench/benchmarks/bench_update_kernel --benchmark_filter='proximal/L1/double'

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstring>
#include <lariat/lariat.hpp>
#include <new>
#include <string>
#include <vector>

#include "interleaved.hpp"
#include "tens.hpp"

using namespace lariat;

namespace {

/// The bytes of w, g and w_new together, at most.
constexpr std::size_t largest = 300'000'000;

/// The vector number k of n numbers: one after the other from a cache line, as vectors lie that are allocated in turn, in
/// memory that is allocated once. (Three that each begin a page meet in the same sets of the L1 cache, and a processor
/// that guesses ways by a hash of the address, as AMD's do, may then miss, or not, from one run of the program to the next.)
template <class Scalar>
Eigen::Map<Vector<Scalar>> stream(std::size_t k, Index n) {
    constexpr std::size_t line = 64, page = 4096;
    static char* const memory =
        static_cast<char*>(::operator new(largest + 3 * line, std::align_val_t(page)));
    const std::size_t room = (static_cast<std::size_t>(n) * sizeof(Scalar) + line - 1) / line * line;
    return {reinterpret_cast<Scalar*>(memory + k * room), n};
}

/// Numbers in [−1, 1), of which every third is 0 if `sparse`, as in a sparse solution. (Marsaglia 2003, xorshift.)
template <class V>
void fill(V&& x, bool sparse) {
    using Scalar = typename std::remove_cvref_t<V>::Scalar;
    std::uint64_t state = 88172645463325252u;
    for (Index j = 0; j < x.size(); ++j) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        x[j] = sparse && j % 3 == 0 ? Scalar(0) : static_cast<Scalar>(double(state) * 0x1p-63 - 1);
    }
}

/// STREAM's triad.
template <class Scalar>
void triad_loop(Index n, Scalar eta, const Scalar* w, const Scalar* g, Scalar* out) {
    for (Index j = 0; j < n; ++j) out[j] = w[j] - eta * g[j];
}

/// One coordinate after the other, by the penalty's scalar members.
template <class Update, class R, class V>
void scalar_loop(const R& penalty, const V& w, const V& g, double step, V& out) {
    using Scalar = typename V::Scalar;
    for (Index j = 0; j < w.size(); ++j) {
        const auto R_j = at(penalty, j);
        if constexpr (std::same_as<Update, ProximalUpdate>) {
            out[j] = static_cast<Scalar>(R_j.prox(double(w[j]) - step * double(g[j]), step));
        } else {
            const Interval slopes = R_j.subdifferential(double(w[j])), kink = R_j.subdifferential(0.0);
            const double lower = double(g[j]) + slopes.lower, upper = double(g[j]) + slopes.upper;
            const double moved = double(w[j]) - step * (lower > 0 ? lower : upper < 0 ? upper : 0.0);
            const bool clip = std::same_as<Update, ClippedSubgradientUpdate> && kink.lower < kink.upper &&
                              ((moved < 0 && w[j] > 0) || (moved > 0 && w[j] < 0));
            out[j] = clip ? Scalar(0) : static_cast<Scalar>(moved);
        }
    }
}

/// What a kernel moves for one coordinate.
template <class Scalar, class R>
constexpr double bytes_per_coordinate =
    3.0 * sizeof(Scalar) + (IndexedPenalty<R> ? sizeof(double) : 0) + (BlockPenalty<R> ? sizeof(Index) : 0);

template <class Scalar, class Update, class MakePenalty>
void measure(benchmark::State& state, int operations, const MakePenalty& make_penalty) {
    const Index n = state.range(0);
    constexpr double step = 0.05;
    constexpr Scalar eta = Scalar(step);
    auto w = stream<Scalar>(0, n), g = stream<Scalar>(1, n), out = stream<Scalar>(2, n);
    fill(w, true);
    fill(g, false);
    const auto penalty = make_penalty(n);
    using R = std::remove_cvref_t<decltype(penalty)>;

    const auto kernel = [&] { Update{}(penalty, w, g, step, out); };
    const auto triad = [&] { triad_loop(n, eta, w.data(), g.data(), out.data()); };
    const auto packets = [&] { out = w - eta * g; };
    const auto copy = [&] {
        std::memcpy(out.data(), w.data(), sizeof(Scalar) * static_cast<std::size_t>(n));
    };
    const auto report = [&](double of_kernel, double of_triad, double of_packets, double of_copy) {
        const double streams = 3.0 * sizeof(Scalar) * double(n);
        const double bandwidth = bytes_per_coordinate<Scalar, R> * double(n) / of_kernel;
        state.counters["bytes_per_second"] = bandwidth;
        state.counters["fraction_of_triad"] = bandwidth / (streams / of_triad);
        state.counters["fraction_of_packets"] = bandwidth / (streams / of_packets);
        state.counters["memcpy_bytes_per_second"] = streams * 2 / 3 / of_copy;
        if (operations > 0) state.counters["operations"] = operations;
    };
    if constexpr (SeparablePenalty<R>) {
        const auto loop = [&] { scalar_loop<Update>(penalty, w, g, step, out); };
        const auto best = interleaved::best_of(state, kernel, triad, packets, copy, loop);
        report(best[0], best[1], best[2], best[3]);
        state.counters["scalar_loop_fraction"] = best[1] / best[4];
    } else {
        const auto best = interleaved::best_of(state, kernel, triad, packets, copy);
        report(best[0], best[1], best[2], best[3]);
    }
}

template <class Scalar, class Update, class MakePenalty>
void add(const std::string& name, int operations, const MakePenalty& make_penalty) {
    auto* entry = benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        measure<Scalar, Update>(state, operations, make_penalty);
    });
    for (const std::size_t bytes :
         {std::size_t(24'000), std::size_t(600'000), std::size_t(12'000'000), largest})
        if (bytes < largest || interleaved::repetitions() > 1)  // once is a test, and need not take long
            entry->Arg(static_cast<Index>(bytes / 3 / sizeof(Scalar)));
    entry->UseManualTime()->Iterations(interleaved::repetitions())->Unit(benchmark::kMicrosecond);
}

/// `operations` where the kernel is packed in double and float, or 0.
template <class Update, class MakePenalty>
void add(const std::string& name, int operations, const MakePenalty& make_penalty) {
    add<double, Update>(name + "/double", operations, make_penalty);
    add<float, Update>(name + "/float", operations, make_penalty);
}

const bool registered = [] {
    const auto l1 = [](Index) { return 0.3 * L1{}; };
    const auto l2 = [](Index) { return 0.3 * L2{}; };
    const auto elastic_net = [](Index) { return 0.3 * L1{} + 0.2 * L2{}; };
    const auto none = [](Index) { return NoPenalty{}; };
    const auto weighted = [](Index n) { return 0.3 * Weighted{L1{}, Vector<double>::Ones(n)}; };
    const auto grouped = [](Index n) { return 0.3 * Grouped{L1{}, tens(n)}; };

    add<ProximalUpdate>("proximal/L1", 4, l1);
    add<ProximalUpdate>("proximal/L2", 2, l2);
    add<ProximalUpdate>("proximal/L1+L2", 5, elastic_net);
    add<ProximalUpdate>("proximal/none", 1, none);
    add<ProximalUpdate>("proximal/box", 3, [](Index) { return Box{-0.5, 0.5}; });
    add<ProximalUpdate>("proximal/nonnegative", 2, [](Index) { return Nonnegative{}; });
    add<ProximalUpdate>("proximal/nonnegative_L1", 5, [](Index) { return 0.3 * L1{} + Nonnegative{}; });
    add<ProximalUpdate>("proximal/MCP", 9, [](Index) { return 0.3 * MCP{3.0}; });
    add<ProximalUpdate>("proximal/SCAD", 0, [](Index) { return 0.3 * SCAD{3.7}; });
    add<ProximalUpdate>("proximal/weighted_L1", 0, weighted);
    add<ProximalUpdate>("proximal/grouped_L1", 0, grouped);
    add<ProximalUpdate>("proximal/grouped_MCP", 0, [](Index n) { return 0.3 * Grouped{MCP{3.0}, tens(n)}; });
    add<ProximalUpdate>("proximal/L1_ball", 0, [](Index n) { return L1Ball{0.01 * double(n)}; });
    add<ProximalUpdate>("proximal/L2_ball", 0, [](Index) { return L2Ball{1.0}; });
    add<ProximalUpdate>("proximal/simplex", 0, [](Index) { return Simplex{}; });

    add<SubgradientUpdate>("subgradient/L1", 14, l1);
    add<SubgradientUpdate>("subgradient/L2", 7, l2);
    add<SubgradientUpdate>("subgradient/L1+L2", 15, elastic_net);
    add<SubgradientUpdate>("subgradient/none", 5, none);
    add<SubgradientUpdate>("subgradient/weighted_L1", 0, weighted);
    add<SubgradientUpdate>("subgradient/grouped_L1", 0, grouped);

    add<ClippedSubgradientUpdate>("clipped/L1", 20, l1);
    add<ClippedSubgradientUpdate>("clipped/L2", 7, l2);
    add<ClippedSubgradientUpdate>("clipped/L1+L2", 21, elastic_net);
    add<ClippedSubgradientUpdate>("clipped/none", 5, none);
    add<ClippedSubgradientUpdate>("clipped/weighted_L1", 0, weighted);
    return true;
}();

}  // namespace
