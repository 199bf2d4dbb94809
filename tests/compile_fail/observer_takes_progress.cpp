// expect: an observer is called with a const Progress&
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y), {}, [](const Progress&) {}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y), {}, [](int) {}));
#endif
}
