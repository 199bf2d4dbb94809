// expect: Backtracking and BarzilaiBorwein need ProximalUpdate or a smooth objective
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L2{},
                    GradientDescent{SubgradientUpdate{}, Backtracking{}}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{SubgradientUpdate{}, Backtracking{}}));
#endif
}
