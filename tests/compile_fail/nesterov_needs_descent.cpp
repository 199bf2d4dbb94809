// expect: Nesterov needs ProximalUpdate or a smooth objective
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, ConstantStep{0.1}, Nesterov{}}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{SubgradientUpdate{}, ConstantStep{0.1}, Nesterov{}}));
#endif
}
