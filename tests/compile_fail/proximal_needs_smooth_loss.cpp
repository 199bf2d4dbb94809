// expect: ProximalUpdate needs a smooth loss, one with curvature_bound() or second_derivative()
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredHinge{}, X, y) + L1{}, Fista{}));
#else
    (void)(minimize(EmpiricalRisk(Hinge{}, X, y) + L1{}, Fista{}));
#endif
}
