// expect: a set has no strength
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

double misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    return critical_strength(EmpiricalRisk(SquaredError{}, X, y) + L1{});
#else
    return critical_strength(EmpiricalRisk(SquaredError{}, X, y) + L1Ball{1.0});
#endif
}
