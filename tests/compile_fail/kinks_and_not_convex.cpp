// expect: lariat: a loss with kinks and a penalty that is not convex have no update in common
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredHinge{}, X, y) + MCP{}));
#else
    (void)(minimize(EmpiricalRisk(Hinge{}, X, y) + MCP{}));
#endif
}
