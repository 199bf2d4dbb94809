// expect: lariat: two losses do not add; stack their rows, weighted, in one EmpiricalRisk
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)((EmpiricalRisk(SquaredError{}, X, y) + L1{}) + L2{});
#else
    (void)((EmpiricalRisk(SquaredError{}, X, y) + L1{}) + (EmpiricalRisk(SquaredError{}, X, y) + L2{}));
#endif
}
