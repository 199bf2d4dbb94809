// expect: lariat: a penalty derives from lariat::PenaltyBase
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

#ifdef CONTROL
struct L0 : PenaltyBase {
#else
struct L0 {
#endif
    double value(double w) const { return w != 0 ? 1.0 : 0.0; }
    Interval subdifferential(double) const { return Interval{0, 0}; }
};

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
    EmpiricalRisk(SquaredError{}, X, y) + 0.1 * L0{};
}
