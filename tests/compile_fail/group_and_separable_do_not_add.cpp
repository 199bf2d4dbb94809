// expect: lariat: a Grouped penalty or a set that couples coordinates (L1Ball, L2Ball, Simplex) adds only to L2
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(EmpiricalRisk(SquaredError{}, X, y) + (Grouped{L1{}, {{0, 1}}} + L2{}));
#else
    (void)(EmpiricalRisk(SquaredError{}, X, y) + (Grouped{L1{}, {{0, 1}}} + L1{}));
#endif
}
