// SPDX-License-Identifier: BSD-3-Clause
// A step of a gradient method allocates nothing, once it is warm: neither by Eigen, which a test may forbid, nor by
// operator new, which is counted here. (A round of coordinate descent does: its working set, and vectors of n and p.)
#include <atomic>
#include <cstdlib>
#include <lariat/lariat.hpp>
#include <new>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "optimizers/solve.hpp"

namespace {

std::atomic<long> allocations = 0;

}  // namespace

// All of one kind, or a sanitizer finds memory of its own freed here. Not inlined, or g++ takes the free of one for
// the fault of the other.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size > 0 ? size : 1);
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

using namespace lariat;
using namespace lariat::test;

namespace {

/// How often operator new is called while f runs, which must not let Eigen allocate.
template <class F>
long allocations_of(F&& f) {
    const long before = allocations;
    Eigen::internal::set_is_malloc_allowed(false);
    f();
    Eigen::internal::set_is_malloc_allowed(true);
    return allocations - before;
}

/// A solve and a second one like it, from the same state.
template <class O, class Optimizer>
void check_allocations(const O& objective, const Optimizer& optimizer) {
    auto at = objective.function.point();
    objective.function.place(at);
    auto state = optimizer.init(objective, at), again = state;
    const auto solve = [&](auto& s) {
        for (int k = 0; k < 300; ++k) optimizer.step(objective, s);
    };
    solve(state);
    optimizer.step(objective, again);  // what it allocates, it keeps
    CHECK(allocations_of([&] { solve(again); }) == 0);
    CHECK(again.iteration > 5);
}

template <class O>
void check_proximal(const O& objective) {
    check_allocations(objective, Fista{});
    check_allocations(objective, ProximalGradient{});
    check_allocations(objective, proximal(BarzilaiBorwein{}));
    check_allocations(objective, proximal(ConstantStep{0.1}, HeavyBall{0.5}));
}
template <class O>
void check_subgradient(const O& objective) {
    check_allocations(objective, SubgradientDescent{});
    check_allocations(objective, GradientDescent{ClippedSubgradientUpdate{}, ConstantStep{0.1}});
    check_allocations(objective, GradientDescent{SubgradientUpdate{}, InverseTimeDecay{0.1}, HeavyBall{0.5}});
}

}  // namespace

TEST_CASE("operator new is counted", "[allocations]") {
    CHECK(allocations_of([] { std::vector<double> some(3); }) == 1);
    CHECK(allocations_of([] {}) == 0);
}

TEST_CASE("a step of a gradient method allocates nothing", "[allocations]") {
    const auto problem = Problem::of(Logistic{}, 1, 100, 10);
    const RiskOptions options{.intercept = true};
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y, options);
    const std::vector<std::vector<Index>> halves{{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}};
    SECTION("L1") {
        check_proximal(risk + 0.01 * L1{});
        check_allocations(risk + 0.01 * L1{}, proximal(LipschitzStep{}));
        check_subgradient(risk + 0.01 * L1{});
    }
    SECTION("a line search on subgradient steps") {
        check_allocations(risk + 0.01 * L2{}, GradientDescent<SubgradientUpdate, Backtracking>{});
    }
    SECTION("Weighted, Grouped, MCP") {
        const auto some = 0.01 * Weighted{L1{}, {0, 1, 2, 1, 1, 1, 1, 1, 1, 1}};
        check_proximal(risk + some);
        check_subgradient(risk + some);
        check_proximal(risk + 0.01 * Grouped{L1{}, halves});
        check_allocations(risk + 0.01 * Grouped{L1{}, halves}, SubgradientDescent{});
        check_proximal(risk + 0.01 * MCP{});
    }
    SECTION("sets") {
        check_proximal(risk + L1Ball{0.5});
        check_proximal(risk + L2Ball{0.5});
        check_proximal(risk + Simplex{});
        check_proximal(risk + Box{-0.1, 0.2});
        check_proximal(risk + L1Ball{0.5} + 0.01 * L2{});
    }
    SECTION("losses with kinks") {
        check_subgradient(EmpiricalRisk(Hinge{}, problem.X, problem.y, options) + 0.01 * L1{});
        check_subgradient(EmpiricalRisk(Pinball{}, problem.X, problem.y, options) + 0.01 * L2{});
    }
    SECTION("weights and an offset, sparse, by rows, float, an operator") {
        const RiskOptions all{.intercept = true,
                              .weights = Eigen::VectorXd(Random(2).vector(100).cwiseAbs()),
                              .offset = Random(3).vector(100)};
        const auto on = [&](const auto& X) {
            check_proximal(EmpiricalRisk(Logistic{}, X, problem.y, all) + 0.01 * L1{});
        };
        on(problem.X);
        on(Eigen::SparseMatrix<double>(problem.X.sparseView(0.5, 1.0)));
        on(Eigen::SparseMatrix<double, Eigen::RowMajor>(problem.X.sparseView(0.5, 1.0)));
        on(Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>(problem.X));
        on(Eigen::MatrixXf(problem.X.cast<float>()));
        on(Bare{problem.X});
    }
    SECTION("Quadratic, SmoothFunction") {
        const Eigen::MatrixXd A = problem.X.transpose() * problem.X / 100;
        check_proximal(Quadratic(A, Eigen::VectorXd::Ones(10)) + 0.01 * L1{});
        const SmoothFunction f(10, [](const Vector<double>& w, Vector<double>& g) {
            g = 2 * w;
            g.array() -= 1;
            return w.squaredNorm() - w.sum();
        });
        check_proximal(f + 0.01 * L1{});
    }
}
