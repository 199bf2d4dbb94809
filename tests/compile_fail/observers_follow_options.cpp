// expect: lariat: observers follow the options, as in minimize(objective, Fista{}, {}, trace)
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, Fista{}, {}, [](const Progress&) {}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y) + L1{}, Fista{}, [](const Progress&) {}));
#endif
}
