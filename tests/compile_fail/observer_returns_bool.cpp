// expect: an observer returns void or a Control; a bool means opposite things elsewhere
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y), {}, [](const Progress&) { return Control::go_on; }));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, X, y), {}, [](const Progress&) { return true; }));
#endif
}
