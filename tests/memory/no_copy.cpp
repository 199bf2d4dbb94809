// SPDX-License-Identifier: BSD-3-Clause
// X is never copied: a Lasso, a standardized path and a cross-validation, which standardizes inside each fold, fit in 30 % of X
// beside a dense X of 160 MB, in either storage order. The limit is the system's: beyond it an allocation throws.
#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <lariat/lariat.hpp>
#include <string>

using namespace lariat;

namespace {

constexpr Index n = 2000, p = 10'000;

/// The address space that the process takes now, in bytes.
rlim_t address_space() {
    std::string word;
    for (std::ifstream status("/proc/self/status"); status >> word;)
        if (word == "VmSize:") {
            rlim_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes * 1024;
        }
    return 0;
}

template <int Order>
int run(const char* order) {
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Order> X =
        Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Order>::Random(n, p);
    const Vector<double> y = X.leftCols(5) * Vector<double>::Ones(5);
    const rlim_t before = address_space(), bytes = rlim_t(X.size()) * sizeof(double);
    rlimit limit{};
    if (before == 0 || getrlimit(RLIMIT_AS, &limit) != 0) return 1;
    const rlimit narrow{before + bytes * 3 / 10, limit.rlim_max};
    if (setrlimit(RLIMIT_AS, &narrow) != 0) return 1;

    int failures = 0;
    const auto report = [&](const char* what, bool good) {
        std::printf("%s, %s: %s\n", order, what, good ? "done" : "FAILED");
        failures += good ? 0 : 1;
    };
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = true});
    const auto scaled = standardized(risk);
    const double critical = critical_strength(scaled + L1{});
    report("Lasso", minimize(risk + 0.1 * critical * L1{}).status == Status::Converged);
    const PathOptions options{.strengths = strength_grid(critical, 10, 0.3)};
    const auto path = regularization_path(scaled, L1{}, options);
    report("standardized path", path.statuses.back() == Status::Converged);
    const auto validated = cross_validate(scaled, L1{}, {.folds = RandomFolds{3}, .path = options});
    report("cross-validation", validated.finished.size() == 3);
    setrlimit(RLIMIT_AS, &limit);
    return failures;
}

}  // namespace

int main() {
    try {
        return run<Eigen::ColMajor>("by columns") + run<Eigen::RowMajor>("by rows");
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
        return 1;
    }
}
