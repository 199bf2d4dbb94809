// SPDX-License-Identifier: BSD-3-Clause
// A million weights: gradient descent against random search, on the same function and in the same time.
//     g++ -std=c++20 -O2 -Iinclude -I/usr/include/eigen3 examples/06_million_weights.cpp && ./a.out 5
// Expect gradient descent to come nearly all of the way from F(0) down to a proven lower bound of the
// minimum, and random search to hardly leave F(0). 5 is the seconds that each gets.
#include <Eigen/SparseCore>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <lariat/lariat.hpp>
#include <random>
#include <vector>

using namespace lariat;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using Random = std::mt19937_64;

constexpr Index n = 100'000, p = 1'000'000, per_row = 10;

/// A column, the early ones far more often than the late ones: as words are in a text.
Index draw_column(Random& random) {
    const double u = std::uniform_real_distribution<double>()(random);
    return static_cast<Index>(double(p) * u * u);
}

/// Ten numbers a row.
SparseRows draw_rows(Random& random) {
    std::normal_distribution<double> normal;
    std::vector<Eigen::Triplet<double>> elements;
    elements.reserve(n * per_row);
    for (Index i = 0; i < n; ++i)
        for (Index k = 0; k < per_row; ++k) elements.emplace_back(i, draw_column(random), normal(random));
    SparseRows X(n, p);
    X.setFromTriplets(elements.begin(), elements.end());
    return X;
}

/// Draws a change of the weights and keeps it when F is lower, from zero, for some seconds. It may change one
/// weight, all of them or anything between, and changes get longer after a success and shorter after a
/// failure.
template <class Objective>
double random_search(const Objective& objective, double seconds, Random& random) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    std::uniform_real_distribution<double> uniform;
    std::uniform_int_distribution<Index> column(0, p - 1);
    std::normal_distribution<double> normal;

    auto best = objective.function.point();
    objective.function.place(best);
    double lowest = objective.value(best), length = 1;
    int trials = 0, successes = 0;
    for (auto trial = best; Clock::now() < end; ++trials) {
        trial.w = best.w;
        const auto changes = std::llround(std::pow(double(p), uniform(random)));
        for (long long k = 0; k < changes; ++k) trial.w[column(random)] += length * normal(random);
        objective.function.place(trial);
        const double value = objective.value(trial);
        const bool better = value < lowest;
        length *= better ? 1.5 : 0.85;
        if (!better) continue;
        lowest = value;
        std::swap(best, trial);
        ++successes;
    }
    std::printf("random search: %d trials, %d of them better\n", trials, successes);
    return lowest;
}

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 5.0;
    if (!(seconds > 0)) {
        std::fprintf(stderr, "usage: %s [seconds > 0]\n", argv[0]);
        return 2;
    }
    Random random(1);
    const SparseRows X = draw_rows(random);
    Eigen::VectorXd truth = Eigen::VectorXd::Zero(p), y(n);
    for (int k = 0; k < 1000; ++k) truth[draw_column(random)] = 1;
    for (double& noise : y) noise = std::normal_distribution<double>(0, 0.1)(random);
    y += X * truth;

    const EmpiricalRisk risk(SquaredError{}, X, y);
    const auto objective =
        risk + 1e-4 * L2{};  // smooth: half of all short steps go down. With L1 hardly one would.
    const double start = value(objective, Eigen::VectorXd::Zero(p));

    const Options limits{.max_iterations = 1'000'000, .time_limit = seconds};
    const auto fit =
        minimize(objective, GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}}, limits, ProgressBar{});
    const double lower_bound = std::max(fit.objective - fit.certificate.value, 0.0);
    std::printf("gradient descent: %s\n", to_string(fit).c_str());
    const double searched = random_search(objective, seconds, random);

    const auto share = [&](double objective_reached) {
        return 100 * (start - objective_reached) / (start - lower_bound);
    };
    std::printf("\nF(0) = %.9g, min F >= %.9g\n", start, lower_bound);
    std::printf("gradient descent reached %.9g: %.4f %% of the way\n", fit.objective, share(fit.objective));
    std::printf("random search    reached %.9g: %.4f %% of the way\n", searched, share(searched));
    return fit.objective < searched ? 0 : 1;
}
