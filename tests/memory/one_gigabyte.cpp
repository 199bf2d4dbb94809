// SPDX-License-Identifier: BSD-3-Clause
// Sparse data of 100,000 × 1,000,000 with ten million nonzeros fit in 1 GB of address space: X, a standardized Lasso with an
// intercept, a path, and a logistic model beside it. The limit is the system's: beyond it an allocation throws.
#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <lariat/lariat.hpp>
#include <random>

using namespace lariat;

namespace {

constexpr rlim_t gigabyte = 1'000'000'000;

Eigen::SparseMatrix<double> design() {
    Eigen::SparseMatrix<double> X(100'000, 1'000'000);
    X.reserve(10'000'000);
    std::mt19937_64 engine(1);
    std::normal_distribution<double> normal;
    for (Index j = 0; j < X.cols(); ++j) {
        X.startVec(j);
        for (Index i = Index(engine() % 10'000); i < X.rows(); i += 10'000)
            X.insertBack(i, j) = normal(engine);
    }
    X.finalize();
    return X;
}

template <class Fit>
int report(const char* what, const Fit& fit) {
    std::printf("%s: %s\n", what, to_string(fit).c_str());
    return fit.status == Status::Converged && fit.support().size() > 0 ? 0 : 1;
}

int run() {
    const auto X = design();
    Vector<double> w = Vector<double>::Zero(X.cols());
    for (Index j = 0; j < X.cols(); j += 50'000) w[j] = 100;
    const Vector<double> y = X * w, labels = (y.array() > 0).cast<double>();
    w.resize(0);

    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = true});
    const auto scaled = standardized(risk);
    const auto objective = scaled + (0.5 * critical_strength(scaled + L1{})) * L1{};
    int failures = report("standardized Lasso", minimize(objective));
    const auto path = regularization_path(risk, L1{}, {.count = 10, .ratio = 0.3});
    failures += report("the end of a path", path[path.size() - 1]);
    const EmpiricalRisk logistic(Logistic{}, X, labels, {.intercept = true});
    failures += report("logistic", minimize(logistic + (0.7 * critical_strength(logistic + L1{})) * L1{}));
    return failures;
}

}  // namespace

int main() {
    const rlimit limit{gigabyte, gigabyte};
    if (setrlimit(RLIMIT_AS, &limit) != 0) return 1;
    try {
        return run();
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
        return 1;
    }
}
