// SPDX-License-Identifier: BSD-3-Clause
// Time to a certified answer: minimize(risk + λ L1) from zero to a duality gap of 1e-6 and 1e-9 of F, by ISTA, FISTA,
// Barzilai-Borwein steps and coordinate descent, one after the other in every repetition. `passes` counts products with X or Xᵀ.
//
//     correlated   dense, 500 × 2000, neighbouring columns correlated 0.95, λ_max/50
//     tall         dense, 2000 × 200, correlated 0.5, λ_max/100
//     sparse       2000 × 20000, one element in a hundred, λ_max/20

#include <benchmark/benchmark.h>

#include <cmath>
#include <lariat/lariat.hpp>
#include <random>
#include <string>

#include "interleaved.hpp"

using namespace lariat;

namespace {

struct Problem {
    Eigen::SparseMatrix<double> sparse;
    Eigen::MatrixXd dense;
    Eigen::VectorXd y;
    double share;  // λ = share · λ_max
};

/// Rows are autoregressive Gaussian across columns; 50 coefficients N(0, 1) at random places; noise of a third of the signal.
Problem problem(Index n, Index p, double correlation, double share, Index one_in = 1) {
    std::mt19937_64 engine(1);
    std::normal_distribution<double> normal;
    Problem made{{}, Eigen::MatrixXd::Zero(n, p), {}, share};
    for (Index i = 0; i < n; ++i) {
        double x = normal(engine);
        for (Index j = 0; j < p; ++j) {
            if (engine() % static_cast<std::uint64_t>(one_in) == 0) made.dense(i, j) = x;
            x = correlation * x + std::sqrt(1 - correlation * correlation) * normal(engine);
        }
    }
    Eigen::VectorXd w = Eigen::VectorXd::Zero(p);
    for (int k = 0; k < 50; ++k)
        w[static_cast<Index>(engine() % static_cast<std::uint64_t>(p))] = normal(engine);
    made.y = made.dense * w;
    const double noise = made.y.norm() / std::sqrt(3.0 * double(n));
    for (Index i = 0; i < n; ++i) made.y[i] += noise * normal(engine);
    if (one_in > 1) {
        made.sparse = made.dense.sparseView();
        made.dense.resize(0, 0);
    }
    return made;
}

template <class X, class Optimizer>
void measure(benchmark::State& state, const X& x, const Problem& data, const Optimizer& optimizer,
             double tolerance) {
    const EmpiricalRisk risk(SquaredError{}, x, data.y);
    const auto objective = risk + (data.share * critical_strength(risk + L1{})) * L1{};
    auto fit = minimize(objective, optimizer, {.tolerance = tolerance, .max_iterations = 0});
    interleaved::best_of(state, [&] {
        fit = minimize(objective, optimizer,
                       {.tolerance = tolerance, .max_iterations = 200'000, .time_limit = 20});
    });
    if (fit.status != Status::Converged) state.SkipWithError(to_string(fit).c_str());
    state.counters["passes"] = fit.passes;
    state.counters["nonzeros"] = double(fit.support().size());
}

template <class Optimizer>
void add(const std::string& name, const Problem& data, const std::string& method,
         const Optimizer& optimizer) {
    for (const double tolerance : {1e-6, 1e-9}) {
        const std::string title = name + "/" + (tolerance == 1e-6 ? "1e-6" : "1e-9") + "/" + method;
        benchmark::RegisterBenchmark(title.c_str(),
                                     [&data, optimizer, tolerance](benchmark::State& state) {
                                         if (data.dense.size() > 0)
                                             measure(state, data.dense, data, optimizer, tolerance);
                                         else
                                             measure(state, data.sparse, data, optimizer, tolerance);
                                     })
            ->UseManualTime()
            ->Iterations(std::min(3, interleaved::repetitions()))
            ->Unit(benchmark::kMillisecond);
    }
}

void add_all(const std::string& name, const Problem& data, bool with_ista) {
    if (with_ista) add(name, data, "ISTA", ProximalGradient{});
    add(name, data, "FISTA", Fista{});
    add(name, data, "BarzilaiBorwein", GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}});
    add(name, data, "CoordinateDescent", CoordinateDescent{});
}

const bool registered = [] {
    static const Problem correlated = problem(500, 2'000, 0.95, 1.0 / 50);
    static const Problem tall = problem(2'000, 200, 0.5, 1.0 / 100);
    static const Problem sparse = problem(2'000, 20'000, 0.0, 1.0 / 20, 100);
    add_all("correlated", correlated, false);  // ISTA takes minutes here
    add_all("tall", tall, true);
    add_all("sparse", sparse, true);
    return true;
}();

}  // namespace
