// SPDX-License-Identifier: BSD-3-Clause
// The update kernel, w_new = Update(R, w, g, η): reads w, reads g, writes w_new, nothing else. It is bound by memory, and
// should take as long as a triad of equal streams, out = w − η g, whatever the penalty.
//
// Every row is one update policy with one penalty at one size, with its fraction of the triad (1 is as fast), and beside it those of
// a plain scalar loop of the same formula and of memcpy (two streams). All four run in turn, and the best of the repetitions
// of each counts. Sizes: the three streams together in L1, in L2, in L3, and 1e8 bytes a stream.
//
//     sh cmake/setup.sh bench          or, after it,   build/bench/benchmarks/update_kernel --benchmark_filter=L1

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstring>
#include <lariat/lariat.hpp>
#include <string>
#include <vector>

#include "interleaved.hpp"

using namespace lariat;

namespace {

/// The same step by one coordinate after the other, as it would be typed.
template <class Update, class R, class Scalar>
void plain_loop(const R& penalty, const Vector<Scalar>& w, const Vector<Scalar>& g, double step,
                Vector<Scalar>& out) {
    for (Index j = 0; j < w.size(); ++j) {
        const auto R_j = at(penalty, j);
        if constexpr (std::same_as<Update, ProximalUpdate>) {
            out[j] = static_cast<Scalar>(R_j.prox(double(w[j]) - step * double(g[j]), step));
        } else {
            const Interval slopes = R_j.subdifferential(double(w[j]));
            const double low = double(g[j]) + slopes.lower, high = double(g[j]) + slopes.upper;
            const double moved = double(w[j]) - step * (low > 0 ? low : high < 0 ? high : 0.0);
            const bool clip = std::same_as<Update, ClippedSubgradientUpdate> && moved * double(w[j]) < 0;
            out[j] = clip ? Scalar(0) : static_cast<Scalar>(moved);
        }
    }
}

template <class Scalar, class Update, class MakePenalty>
void measure(benchmark::State& state, const MakePenalty& make_penalty) {
    const Index n = state.range(0);
    const double step = 0.05;
    Vector<Scalar> w = Vector<Scalar>::Random(n), g = Vector<Scalar>::Random(n),
                   out = Vector<Scalar>::Zero(n);
    for (Index j = 0; j < n; j += 3) w[j] = 0;  // zeros, as in a sparse solution
    const auto penalty = make_penalty(n);
    const Update update;
    const int calls = static_cast<int>(std::max<Index>(1, 400'000 / n));
    const auto eta = static_cast<Scalar>(step);
    const auto best = interleaved::best_of(
        state, calls, [&] { update(penalty, w, g, step, out); }, [&] { out = w - eta * g; },
        [&] {
            if constexpr (SeparablePenalty<std::remove_cvref_t<decltype(penalty)>>)
                plain_loop<Update>(penalty, w, g, step, out);
        },
        [&] { std::memcpy(out.data(), w.data(), sizeof(Scalar) * static_cast<std::size_t>(n)); });
    const double bytes = 3.0 * sizeof(Scalar) * double(n);
    state.counters["bytes_per_second"] = bytes / best[0];
    state.counters["of_triad"] = best[1] / best[0];
    state.counters["loop_of_triad"] = best[1] / best[2];
    state.counters["memcpy_bytes_per_second"] = bytes * 2 / 3 / best[3];
}

template <class Scalar, class Update, class MakePenalty>
void add(const std::string& name, const MakePenalty& make_penalty) {
    auto* entry = benchmark::RegisterBenchmark(
        (name + (sizeof(Scalar) == 4 ? "/float" : "/double")).c_str(),
        [=](benchmark::State& state) { measure<Scalar, Update>(state, make_penalty); });
    for (const Index bytes : {24'000, 600'000, 12'000'000, 300'000'000})  // of three streams
        entry->Arg(bytes / 3 / static_cast<Index>(sizeof(Scalar)));
    entry->UseManualTime()->Iterations(interleaved::repetitions())->Unit(benchmark::kMicrosecond);
}

template <class Update, class MakePenalty>
void add(const std::string& name, const MakePenalty& make_penalty) {
    add<double, Update>(name, make_penalty);
    add<float, Update>(name, make_penalty);
}

const bool registered = [] {
    const auto l1 = [](Index) { return 0.3 * L1{}; };
    const auto l2 = [](Index) { return 0.3 * L2{}; };
    const auto elastic_net = [](Index) { return 0.3 * L1{} + 0.2 * L2{}; };
    add<ProximalUpdate>("proximal/L1", l1);
    add<ProximalUpdate>("proximal/L2", l2);
    add<ProximalUpdate>("proximal/L1+L2", elastic_net);
    add<ProximalUpdate>("proximal/none", [](Index) { return NoPenalty{}; });
    add<ProximalUpdate>("proximal/nonnegative_L1", [](Index) { return 0.3 * L1{} + Nonnegative{}; });
    add<ProximalUpdate>("proximal/box", [](Index) { return Box{-0.5, 0.5}; });
    add<ProximalUpdate>("proximal/weighted_L1",  // a fourth stream, the factors
                        [](Index n) {
                            return 0.3 * Weighted{L1{}, Vector<double>::Ones(n)};
                        });
    add<ProximalUpdate>("proximal/MCP", [](Index) { return 0.3 * MCP{3.0}; });    // branches
    add<ProximalUpdate>("proximal/SCAD", [](Index) { return 0.3 * SCAD{3.7}; });  // branches
    add<SubgradientUpdate>("subgradient/L1", l1);  // 2 comparisons, 2 max/min, 4 multiply-adds
    add<SubgradientUpdate>("subgradient/L2", l2);
    add<SubgradientUpdate>("subgradient/L1+L2", elastic_net);
    add<ClippedSubgradientUpdate>("clipped/L1", l1);  // and the test for a crossing
    return true;
}();

}  // namespace
