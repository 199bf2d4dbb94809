// expect: lariat: largest_curvature and largest_stable_step need a bounded curvature
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(largest_curvature(EmpiricalRisk(Logistic{}, X, y) + L1{}));
#else
    (void)(largest_curvature(EmpiricalRisk(Poisson{}, X, y) + L1{}));
#endif
}
