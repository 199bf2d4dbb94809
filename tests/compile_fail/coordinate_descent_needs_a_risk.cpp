// expect: lariat: CoordinateDescent needs an EmpiricalRisk; use GradientDescent
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, CoordinateDescent{}));
#else
    (void)(minimize(Quadratic(X, y) + L1{}, CoordinateDescent{}));
#endif
}
