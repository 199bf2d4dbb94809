// expect: lariat: GradientDescent takes an update, a step and a momentum, in this order
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, Backtracking{}, Nesterov{}}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, Nesterov{}}));
#endif
}
