// expect: ProximalUpdate needs a penalty with a prox, and this one has none
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{} + L2{}, Fista{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{} + Weighted{L1{}, {1.0, 2.0}}, Fista{}));
#endif
}
