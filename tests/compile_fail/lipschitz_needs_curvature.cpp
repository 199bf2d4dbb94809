// expect: LipschitzStep needs a bounded curvature, a loss with curvature_bound() or a Quadratic
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(Logistic{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, LipschitzStep{}}));
#else
    (void)(minimize(EmpiricalRisk(Poisson{}, X, y) + L1{},
                    GradientDescent{ProximalUpdate{}, LipschitzStep{}}));
#endif
}
