// expect: lariat: CoordinateDescent needs a smooth loss with second_derivative() and an X that gives out columns
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredHinge{}, X, y) + L1{}, CoordinateDescent{}));
#else
    (void)(minimize(EmpiricalRisk(Hinge{}, X, y) + L1{}, CoordinateDescent{}));
#endif
}
