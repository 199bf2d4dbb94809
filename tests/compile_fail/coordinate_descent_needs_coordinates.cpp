// expect: lariat: CoordinateDescent needs a separable or a group penalty with a prox
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, CoordinateDescent{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1Ball{1}, CoordinateDescent{}));
#endif
}
