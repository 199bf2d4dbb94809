// SPDX-License-Identifier: BSD-3-Clause
// Peak memory beyond X: what minimize(risk + λ L1) and a path of 100 λ add to the resident memory of a process that holds X and
// y, at their highest, as a fraction of X. Linux says it in /proc/self/status; elsewhere there is nothing to report.
//
//     wide     dense, 1000 × 5000, λ_max/20
//     tall     dense, 10000 × 500, λ_max/100
//     sparse   20000 × 100000, 20 elements a column, λ_max/20

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <fstream>
#include <lariat/lariat.hpp>
#include <random>
#include <string>

using namespace lariat;

namespace {

/// The number of kB that /proc/self/status gives for a field, in bytes; 0 where there is none.
double status_bytes(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind(field + ":", 0) == 0) return 1024 * std::stod(line.substr(field.size() + 1));
    return 0;
}

/// Resident bytes that `run` needs at its peak beyond what is resident before it.
template <class Run>
double peak_of(Run&& run) {
    malloc_trim(0);                                 // what was freed counts as free
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
    const double before = status_bytes("VmRSS");
    run();
    return status_bytes("VmHWM") - before;
}

/// y = Xw + noise of a third of the signal, with 50 nonzero coefficients.
template <class X>
Vector<double> targets(const X& x) {
    std::mt19937_64 engine(2);
    std::normal_distribution<double> normal;
    Vector<double> w = Vector<double>::Zero(x.cols());
    for (int k = 0; k < 50; ++k) w[Index(engine() % static_cast<std::uint64_t>(x.cols()))] = normal(engine);
    Vector<double> y = x * w;
    const double noise = y.norm() / std::sqrt(3.0 * double(y.size()));
    for (double& y_i : y) y_i += noise * normal(engine);
    return y;
}

template <class X>
void measure(benchmark::State& state, const X& x, double bytes, double share) {
    const Vector<double> y = targets(x);
    double solve = 0, path = 0;
    for (auto _ : state) {
        solve = peak_of([&] {
            const EmpiricalRisk risk(SquaredError{}, x, y);
            const auto fit = minimize(risk + (share * critical_strength(risk + L1{})) * L1{});
            if (fit.status != Status::Converged) state.SkipWithError(to_string(fit).c_str());
        });
        path = peak_of([&] {
            const EmpiricalRisk risk(SquaredError{}, x, y);
            benchmark::DoNotOptimize(regularization_path(risk, L1{}, {.ratio = share}));
        });
    }
    state.counters["X_bytes"] =
        benchmark::Counter(bytes, benchmark::Counter::kDefaults, benchmark::Counter::kIs1024);
    state.counters["solve_over_X"] = solve / bytes;
    state.counters["path_over_X"] = path / bytes;
}

void dense(benchmark::State& state, Index n, Index p, double share) {
    Eigen::MatrixXd X(n, p);
    std::mt19937_64 engine(1);
    std::normal_distribution<double> normal;
    for (Index i = 0; i < n; ++i) {
        double x = normal(engine);
        for (Index j = 0; j < p; ++j) {
            X(i, j) = x;
            x = 0.5 * x + std::sqrt(0.75) * normal(engine);
        }
    }
    measure(state, X, 8.0 * double(n) * double(p), share);
}

void sparse(benchmark::State& state) {
    Eigen::SparseMatrix<double> X(20'000, 100'000);
    X.reserve(2'000'000);
    std::mt19937_64 engine(1);
    std::normal_distribution<double> normal;
    for (Index j = 0; j < X.cols(); ++j) {
        X.startVec(j);
        for (Index i = Index(engine() % 1000); i < X.rows(); i += 1000) X.insertBack(i, j) = normal(engine);
    }
    X.finalize();
    measure(state, X, 12.0 * double(X.nonZeros()), 0.05);
}

BENCHMARK_CAPTURE(dense, wide, 1'000, 5'000, 0.05)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(dense, tall, 10'000, 500, 0.01)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(sparse)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
