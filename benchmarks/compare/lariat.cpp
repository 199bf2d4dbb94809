// SPDX-License-Identifier: BSD-3-Clause
// lariat's part of the race: compare_lariat PROBLEM... solves the problem of each directory to a ladder of
// tolerances. A time is that of the whole call, from X and y to the certified answer: risk, checks and all.

#include <chrono>
#include <cstdio>

#include "problem.hpp"

namespace {

using namespace compare;
using namespace lariat;

/// The best time of as many runs as fit into a fifth of a second, at least three; what the last one returned.
template <class F>
auto best_run(F&& f) {
    using Clock = std::chrono::steady_clock;
    double best = INFINITY, spent = 0;
    for (int runs = 1;; ++runs) {
        const auto begin = Clock::now();
        auto result = f();
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        best = std::min(best, seconds);
        spent += seconds;
        if (runs >= 3 && spent >= 0.2) return std::pair(best, std::move(result));
    }
}

Sparse as_columns(const VectorXd& w) { return w.sparseView(); }
Sparse as_columns(const Sparse& path) { return path; }

template <class L, class X>
std::vector<double> race(const Problem& problem, const L& loss, const X& x) {
    std::vector<double> answers;
    for (const double tolerance :
         {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12}) {
        const auto add = [&](auto&& solve) {
            const auto [seconds, fit] = best_run([&] { return solve(EmpiricalRisk(loss, x, problem.y)); });
            Answer::append(answers, {tolerance, seconds, as_columns(fit.coefficients)});
        };
        if (problem.is_path())
            add([&](const auto& risk) {
                return regularization_path(
                    risk, L1{}, {.strengths = problem.strengths, .solve = {.tolerance = tolerance}});
            });
        else
            add([&](const auto& risk) {
                return minimize(risk + problem.strengths[0] * L1{}, {.tolerance = tolerance});
            });
    }
    return answers;
}

}  // namespace

int main(int argc, char** argv) try {
    for (int k = 1; k < argc; ++k) {
        const Problem problem(argv[k]);
        const auto answers = problem.visit([&](auto loss, const auto& x) { return race(problem, loss, x); });
        write(fs::path(argv[k]) / "lariat.answers", answers.data(), Index(answers.size()));
    }
} catch (const std::exception& e) {
    std::fprintf(stderr, "compare_lariat: %s\n", e.what());
    return 1;
}
