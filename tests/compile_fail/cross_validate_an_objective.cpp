// expect: lariat: cross_validate chooses the strength of a penalty, which is given beside the risk
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(cross_validate(EmpiricalRisk(SquaredError{}, X, y), L1{}));
#else
    (void)(cross_validate(EmpiricalRisk(SquaredError{}, X, y) + L1{}));
#endif
}
