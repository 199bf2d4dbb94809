// expect: lariat: the optimizer comes before the start, as in minimize(objective, Fista{}, w)
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, Fista{}, y));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, y, Fista{}));
#endif
}
