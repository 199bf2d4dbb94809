// expect: lariat: sklearn::Ridge is a penalty of SquaredError
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/conventions/sklearn.hpp>
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(EmpiricalRisk(SquaredError{}, X, y) + sklearn::Ridge{.alpha = 1});
#else
    (void)(EmpiricalRisk(Logistic{}, X, y) + sklearn::Ridge{.alpha = 1});
#endif
}
