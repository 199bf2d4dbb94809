// expect: lariat: a path goes over the strengths of a penalty, which is given beside the risk
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(regularization_path(EmpiricalRisk(SquaredError{}, X, y), L1{}));
#else
    (void)(regularization_path(EmpiricalRisk(SquaredError{}, X, y) + L1{}));
#endif
}
