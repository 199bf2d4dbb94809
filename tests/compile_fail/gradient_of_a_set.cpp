// expect: gradient needs a penalty that is finite everywhere
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    gradient(EmpiricalRisk(SquaredError{}, X, y) + L1{}, y);
#else
    gradient(EmpiricalRisk(SquaredError{}, X, y) + L1Ball{1.0}, y);
#endif
}
