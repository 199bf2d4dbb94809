// expect: a constraint (L1Ball, L2Ball, Simplex, Box, Nonnegative) needs ProximalUpdate
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + Nonnegative{L1{}}, Fista{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + Nonnegative{L1{}}, SubgradientDescent{}));
#endif
}
