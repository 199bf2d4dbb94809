// expect: BarzilaiBorwein reads the curvature off plain steps; use NoMomentum
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}, Nesterov{}}));
#endif
}
