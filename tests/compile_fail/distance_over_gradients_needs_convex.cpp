// expect: lariat: DistanceOverGradients needs a convex penalty that is finite everywhere
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + MCP{},
                    GradientDescent{ProximalUpdate{}, Backtracking{}}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + MCP{},
                    GradientDescent{ProximalUpdate{}, DistanceOverGradients{}}));
#endif
}
