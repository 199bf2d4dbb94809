// SPDX-License-Identifier: BSD-3-Clause
// The gradient of a risk, g = Xᵀ(v∘ℓ'(z, y)), of each loss, beside the bare product Xᵀr: what a loss costs on top of the pass over X
// that it rides on. `of_pass` is the time of the bare pass over that of the gradient (1: the loss is free).

#include <benchmark/benchmark.h>

#include <lariat/lariat.hpp>
#include <random>
#include <string>

#include "interleaved.hpp"

using namespace lariat;

namespace {

constexpr Index n = 10'000, p = 500;

template <class X, class L>
void measure(benchmark::State& state, const X& x, const L& loss) {
    const Vector<double> y = (Vector<double>::Random(n).array() > 0).template cast<double>();
    const EmpiricalRisk risk(loss, x, y);
    const auto design = design_of(x);
    using Scalar = typename X::Scalar;
    auto at = risk.point();
    at.w = Vector<Scalar>::Random(p) * Scalar(0.1);
    risk.place(at);
    Vector<Scalar> g(p), r = Vector<Scalar>::Random(n);
    const auto best = interleaved::best_of(
        state, [&] { risk.gradient(at, g); }, [&] { design.apply_transpose(r, g); });
    state.counters["of_pass"] = best[1] / best[0];
}

template <class X>
void add(const std::string& design, const X& x) {
    const auto entry = [&](const char* name, const auto& loss) {
        benchmark::RegisterBenchmark((design + "/" + name).c_str(),
                                     [&x, loss](benchmark::State& state) { measure(state, x, loss); })
            ->UseManualTime()
            ->Iterations(interleaved::repetitions())
            ->Unit(benchmark::kMicrosecond);
    };
    entry("SquaredError", SquaredError{});
    entry("Logistic", Logistic{});
    entry("Huber", Huber{});
    entry("SquaredHinge", SquaredHinge{});
    entry("Hinge", Hinge{});
    entry("Pinball", Pinball{});
    entry("Poisson", Poisson{});
}

const Eigen::MatrixXd& dense() {
    static const Eigen::MatrixXd X = Eigen::MatrixXd::Random(n, p);
    return X;
}

const Eigen::MatrixXf& single_precision() {
    static const Eigen::MatrixXf X = dense().cast<float>();
    return X;
}

/// One element in twenty.
const Eigen::SparseMatrix<double>& sparse() {
    static const Eigen::SparseMatrix<double> X = [] {
        std::mt19937 engine(1);
        Eigen::SparseMatrix<double> x(n, p);
        for (Index j = 0; j < p; ++j)
            for (Index i = static_cast<Index>(engine() % 20); i < n;
                 i += 1 + static_cast<Index>(engine() % 39))
                x.insert(i, j) = dense()(i, j);
        x.makeCompressed();
        return x;
    }();
    return X;
}

const bool registered = [] {
    add("dense", dense());
    add("float", single_precision());
    add("sparse", sparse());
    return true;
}();

}  // namespace
