// expect: X must be an Eigen matrix, dense or sparse, or a type with rows(), cols()
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(EmpiricalRisk(SquaredError{}, X, y));
#else
    (void)(EmpiricalRisk(SquaredError{}, 3.0, y));
#endif
}
