// expect: lariat: no update fits this penalty: it has no prox
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + MCP{} + L2{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + MCP{} + L1{}));
#endif
}
