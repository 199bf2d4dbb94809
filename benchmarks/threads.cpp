// SPDX-License-Identifier: BSD-3-Clause
// Full passes over X, z = Xw and g = Xᵀr, by one thread and by two, beside what the same threads can read at most:
//
//     of_bandwidth   bytes of X a second over the bytes a second that the same number of threads reads of the same memory,
//                    adding eight packets at a time
//     speedup        over one thread
//
// The passes and the readers take turns, and the best of nine repetitions counts.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/lariat.hpp>
#include <random>
#include <string>
#include <vector>

#include "interleaved.hpp"

using namespace lariat;

namespace {

/// Adds up n numbers, packed: as fast as memory is read.
double read(const double* x, Index n) {
    using Packets = Eigen::Array<double, 32, 1>;
    Packets sum = Packets::Zero();
    for (Index i = 0; i + 32 <= n; i += 32) sum += Eigen::Map<const Packets>(x + i);
    return sum.sum();
}

/// The same by a team.
double read_by(Team& team, const double* x, Index n) {
    constexpr Index block = 1 << 16;
    std::vector<double> sums(static_cast<std::size_t>((n + block - 1) / block));
    team.run(static_cast<Index>(sums.size()), [&](Index k) {
        sums[static_cast<std::size_t>(k)] = read(x + k * block, (std::min)(block, n - k * block));
    });
    double sum = 0;
    for (const double s : sums) sum += s;
    return sum;
}

template <class X>
void measure(benchmark::State& state, const X& x, const double* stored, double bytes, Index threads) {
    using Scalar = typename X::Scalar;
    const auto one = threaded(x, 1), many = threaded(x, threads);
    Team team(threads);
    const Vector<Scalar> w = Vector<Scalar>::Random(x.cols()), r = Vector<Scalar>::Random(x.rows());
    Vector<Scalar> z(x.rows()), g(x.cols());
    const auto passes = [&](const auto& design) {
        design.apply(w, z);
        design.apply_transpose(r, g);
    };
    const auto best = interleaved::best_of(
        state, [&] { passes(many); }, [&] { passes(one); },
        [&] { benchmark::DoNotOptimize(read_by(team, stored, static_cast<Index>(bytes / 8))); });
    state.counters["of_bandwidth"] = 2 * best[2] / best[0];
    state.counters["speedup"] = best[1] / best[0];
    state.counters["bytes_per_second"] =
        benchmark::Counter(2 * bytes / best[0], benchmark::Counter::kDefaults, benchmark::Counter::kIs1024);
}

const Eigen::MatrixXd& tall() {
    static const Eigen::MatrixXd X = Eigen::MatrixXd::Random(100'000, 200);
    return X;
}
const Eigen::MatrixXd& wide() {
    static const Eigen::MatrixXd X = Eigen::MatrixXd::Random(1'000, 20'000);
    return X;
}
const Eigen::SparseMatrix<double>& sparse() {
    static const Eigen::SparseMatrix<double> X = [] {
        std::mt19937 engine(1);
        Eigen::SparseMatrix<double> x(10'000, 100'000);
        x.reserve(12'000'000);
        for (Index j = 0; j < x.cols(); ++j) {
            x.startVec(j);
            for (Index i = Index(engine() % 200); i < x.rows(); i += 1 + Index(engine() % 199))
                x.insertBack(i, j) = 1;
        }
        x.finalize();
        return x;
    }();
    return X;
}

void add(const std::string& name, auto&& run) {
    for (const Index threads : {1, 2})
        benchmark::RegisterBenchmark((name + "/threads:" + std::to_string(threads)).c_str(),
                                     [run, threads](benchmark::State& state) { run(state, threads); })
            ->UseManualTime()
            ->Iterations(interleaved::repetitions())
            ->Unit(benchmark::kMillisecond);
}

const bool registered = [] {
    add("dense/tall", [](benchmark::State& state, Index threads) {
        measure(state, tall(), tall().data(), 8.0 * double(tall().size()), threads);
    });
    add("dense/wide", [](benchmark::State& state, Index threads) {
        measure(state, wide(), wide().data(), 8.0 * double(wide().size()), threads);
    });
    add("sparse", [](benchmark::State& state, Index threads) {  // a value and an index each, read as numbers
        measure(state, sparse(), tall().data(), 12.0 * double(sparse().nonZeros()), threads);
    });
    return true;
}();

}  // namespace
