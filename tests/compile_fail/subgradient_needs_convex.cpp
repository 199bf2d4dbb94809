// expect: a subgradient update needs a convex penalty, one with slopes()
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + MCP{}, Fista{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + MCP{}, SubgradientDescent{}));
#endif
}
