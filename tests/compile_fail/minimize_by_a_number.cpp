// expect: lariat: after the objective, minimize takes an optimizer
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, Fista{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, 3));
#endif
}
