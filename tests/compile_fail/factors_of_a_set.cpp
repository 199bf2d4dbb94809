// expect: lariat: Weighted{R, factors} needs an R of single coordinates or of groups
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(EmpiricalRisk(SquaredError{}, X, y) + Weighted{Box{-1, 1}, {1.0, 2.0}});
#else
    (void)(EmpiricalRisk(SquaredError{}, X, y) + Weighted{L1Ball{1}, {1.0, 2.0}});
#endif
}
