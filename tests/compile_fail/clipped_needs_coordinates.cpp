// expect: lariat: ClippedSubgradientUpdate clips single coordinates, which Grouped does not have at zero
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + Grouped{L1{}, {{0, 1}}},
                    GradientDescent{SubgradientUpdate{}, ConstantStep{0.1}}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + Grouped{L1{}, {{0, 1}}},
                    GradientDescent{ClippedSubgradientUpdate{}, ConstantStep{0.1}}));
#endif
}
