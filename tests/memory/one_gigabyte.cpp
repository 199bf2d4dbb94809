// SPDX-License-Identifier: BSD-3-Clause
// Sparse data of 100,000 × 1,000,000 with ten million nonzeros fit in 1 GB of address space: X, a standardized Lasso with an
// intercept, a path, and a logistic model beside it. So does a Lasso of 11,400 nonzero coefficients, whose Gram matrix would
// not. The limit is the system's: beyond it an allocation throws.
#include <sys/resource.h>

#include <algorithm>
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

/// A banded X. Working sets of it double from 1425 columns on; the Gram matrix of 2850 is bought, that of 5700 must not be.
Eigen::SparseMatrix<double> band(Index p) {
    Eigen::SparseMatrix<double> X(p, p);
    X.reserve(3 * p);
    for (Index j = 0; j < p; ++j) {
        X.startVec(j);
        for (Index i = (std::max)(j - 1, Index(0)); i <= (std::min)(j + 1, p - 1); ++i)
            X.insertBack(i, j) = i == j ? 2.2 : -1;
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
    const auto X_band = band(11'400);
    const EmpiricalRisk banded(SquaredError{}, X_band, X_band * Vector<double>::Ones(X_band.cols()));
    failures += report("a wide support", minimize(banded + (1e-4 * critical_strength(banded + L1{})) * L1{},
                                                  CoordinateDescent{.gram = 2830}));
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
