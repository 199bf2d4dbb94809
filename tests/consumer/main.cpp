// SPDX-License-Identifier: BSD-3-Clause
// Somebody else's program: a line through noisy points, with a weight that the penalty makes zero.
#include <Eigen/Core>
#include <lariat/lariat.hpp>

int main() {
    using namespace lariat;
    Eigen::MatrixXd X(4, 2);
    X << 1, 0.1, 2, -0.2, 3, 0.1, 4, 0.0;
    const Eigen::VectorXd y = 2 * X.col(0);

    EmpiricalRisk risk(SquaredError{}, X, y);
    const auto fit = minimize(risk + 0.1 * L1{});
    return fit.status == Status::Converged && fit.coefficients[0] > 1.9 && fit.coefficients[1] == 0 ? 0 : 1;
}
