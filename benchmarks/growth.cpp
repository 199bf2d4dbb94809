// SPDX-License-Identifier: BSD-3-Clause
// How time grows with the nonzeros of X: a path of 20 λ from λ_max to λ_max/20, each certified, on sparse X of 2000 rows with 10
// nonzeros a column and 10^4, 10^5 and 10^6 columns. `slope` is that of log(time of one λ) by log(nonzeros), by least squares:
// 1 where time is proportional. The sizes take turns, and the best of nine repetitions counts.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <lariat/lariat.hpp>
#include <random>
#include <vector>

#include "interleaved.hpp"

using namespace lariat;

namespace {

struct Problem {
    Eigen::SparseMatrix<double> X;
    Vector<double> y;

    explicit Problem(Index p) : X(2'000, p) {
        std::mt19937_64 engine(1);
        std::normal_distribution<double> normal;
        X.reserve(10 * p);
        for (Index j = 0; j < p; ++j) {
            X.startVec(j);
            for (Index i = Index(engine() % 200); i < X.rows(); i += 200) X.insertBack(i, j) = normal(engine);
        }
        X.finalize();
        Vector<double> w = Vector<double>::Zero(p);
        for (int k = 0; k < 20; ++k) w[Index(engine() % static_cast<std::uint64_t>(p))] = 3 * normal(engine);
        y = X * w;
        for (double& y_i : y) y_i += 0.3 * normal(engine);
    }

    void solve(benchmark::State& state) const {
        const auto path = regularization_path(EmpiricalRisk(SquaredError{}, X, y), L1{},
                                              {.count = 20, .ratio = 0.05, .solve = {.tolerance = 1e-6}});
        for (const Status status : path.statuses)
            if (status != Status::Converged) state.SkipWithError(to_string(status));
    }
};

void path_by_nonzeros(benchmark::State& state) {
    const std::array<Problem, 3> problems{Problem(10'000), Problem(100'000), Problem(1'000'000)};
    const auto best = interleaved::best_of(
        state, [&] { problems[0].solve(state); }, [&] { problems[1].solve(state); },
        [&] { problems[2].solve(state); });
    state.counters["ms_per_strength_1e5"] = 1e3 * best[0] / 20;
    state.counters["ms_per_strength_1e6"] = 1e3 * best[1] / 20;
    state.counters["ms_per_strength_1e7"] = 1e3 * best[2] / 20;
    state.counters["slope"] = std::log10(best[2] / best[0]) / 2;  // the middle of three has no weight
}
BENCHMARK(path_by_nonzeros)
    ->UseManualTime()
    ->Iterations(interleaved::repetitions())
    ->Unit(benchmark::kMillisecond);

}  // namespace
