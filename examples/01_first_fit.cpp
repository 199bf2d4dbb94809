// SPDX-License-Identifier: BSD-3-Clause
// A first fit: of six features the target needs two, and L1 finds out which.
//     g++ -std=c++20 -O2 -Iinclude -I/usr/include/eigen3 examples/01_first_fit.cpp && ./a.out
// Expect one line that says how the fit ended and what proves it, and exactly two coefficients that are not
// zero: a little below 3 and above -2, because the penalty pulls all of them toward zero.
#include <iostream>
#include <lariat/lariat.hpp>

using namespace lariat;

int main() {
    const Eigen::MatrixXd X = Eigen::MatrixXd::Random(200, 6);
    const Eigen::VectorXd noise = Eigen::VectorXd::Random(200);
    const Eigen::VectorXd y = 3 * X.col(1) - 2 * X.col(4) + 0.5 * noise;

    const EmpiricalRisk risk(SquaredError{}, X, y);  // 1/n Σ ½(x_i·w − y_i)²
    const auto fit = minimize(risk + 0.1 * L1{});    // + 0.1 ‖w‖₁

    std::cout << fit << '\n';
    for (const Index j : fit.support()) std::cout << "w[" << j << "] = " << fit.coefficients[j] << '\n';
    return fit.status == Status::Converged ? 0 : 1;
}
