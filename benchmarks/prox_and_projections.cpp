// SPDX-License-Identifier: BSD-3-Clause
// Each prox and each projection of a vector, at sizes ten apart: time per element should stay where it is (linear), or grow no faster
// than log n.

#include <benchmark/benchmark.h>

#include <lariat/lariat.hpp>
#include <string>

#include "interleaved.hpp"
#include "tens.hpp"

using namespace lariat;

namespace {

template <class MakePenalty>
void add(const std::string& name, const MakePenalty& make_penalty) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [=](benchmark::State& state) {
                                     const Index n = state.range(0);
                                     const Vector<double> v = Vector<double>::Random(n);
                                     Vector<double> out(n);
                                     const auto penalty = make_penalty(n);
                                     const auto best =
                                         interleaved::best_of(state, [&] { prox(penalty, v, 0.2, out); });
                                     state.counters["seconds_per_element"] = best[0] / double(n);
                                 })
        ->RangeMultiplier(10)
        ->Range(1'000, 1'000'000)
        ->UseManualTime()
        ->Iterations(interleaved::repetitions())
        ->Unit(benchmark::kMicrosecond);
}

const bool registered = [] {
    add("L1", [](Index) { return L1{}; });
    add("L2", [](Index) { return L2{}; });
    add("L1+L2", [](Index) { return 0.5 * L1{} + 0.5 * L2{}; });
    add("MCP", [](Index) { return MCP{3.0}; });
    add("SCAD", [](Index) { return SCAD{3.7}; });
    add("Box", [](Index) { return Box{-0.5, 0.5}; });
    add("Nonnegative<L1>", [](Index) { return 0.5 * L1{} + Nonnegative{}; });
    add("Weighted<L1>", [](Index n) { return Weighted{L1{}, Vector<double>::Ones(n)}; });
    add("Grouped<L1>", [](Index n) { return Grouped{L1{}, tens(n)}; });
    add("Grouped<MCP>", [](Index n) { return Grouped{MCP{3.0}, tens(n)}; });
    add("L1Ball", [](Index n) { return L1Ball{0.01 * double(n)}; });
    add("L2Ball", [](Index) { return L2Ball{1.0}; });
    add("Simplex", [](Index) { return Simplex{}; });
    return true;
}();

}  // namespace
