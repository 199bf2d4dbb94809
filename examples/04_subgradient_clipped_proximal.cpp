// SPDX-License-Identifier: BSD-3-Clause
// Three ways to step down the same L1 penalty, and which of them make a weight exactly zero.
//     g++ -std=c++20 -O2 -Iinclude -I/usr/include/eigen3 examples/04_*.cpp && ./a.out
//
//     SubgradientUpdate         w − η(g + λ sign w), and at zero it stays while |g| ≤ λ
//     ClippedSubgradientUpdate  the same, but a step that would cross zero stops there
//     ProximalUpdate            S_ηλ(w − ηg): a gradient step, then a soft threshold
//
// Expect one weight that walks to zero: where the steps do not divide it, the subgradient step jumps to and
// fro and the others land. Then 50 weights on data: the subgradient step brings 47 of them almost to zero and
// none there.
#include <cstdio>
#include <lariat/lariat.hpp>

using namespace lariat;

/// One step of the update on a single weight that the data do not pull at.
template <class Update>
double stepped(const Update& update, double w, double lambda, double eta) {
    const Vector<double> before = Vector<double>::Constant(1, w), gradient = Vector<double>::Zero(1);
    Vector<double> after(1);
    update(lambda * L1{}, before, gradient, eta, after);
    return after[0];
}

void one_weight(double w, double lambda, double eta) {
    std::printf("\nw = %g, lambda = %g, eta = %g, no gradient of the data\n", w, lambda, eta);
    std::printf("    step   subgradient       clipped      proximal\n");
    double subgradient = w, clipped = w, proximal = w;
    for (int k = 0; k <= 13; ++k) {
        std::printf("%8d  %12.6g  %12.6g  %12.6g\n", k, subgradient, clipped, proximal);
        subgradient = stepped(SubgradientUpdate{}, subgradient, lambda, eta);
        clipped = stepped(ClippedSubgradientUpdate{}, clipped, lambda, eta);
        proximal = stepped(ProximalUpdate{}, proximal, lambda, eta);
    }
}

/// 2000 steps from w = (1, …, 1), so that every zero is earned.
template <class Objective, class Update>
void on_data(const char* name, const Objective& objective, const Update& update) {
    const GradientDescent descent{update, InverseTimeDecay{0.5 * largest_stable_step(objective)}};
    const auto fit = minimize(objective, descent, Eigen::VectorXd::Ones(50), {.max_iterations = 2000});
    const auto zeros = fit.coefficients.size() - Index(fit.support().size());
    const auto tiny = (fit.coefficients.array().abs() < 0.01).count() - zeros;
    std::printf("%-12s  %11d  %11d  %13.10f  %s\n", name, int(zeros), int(tiny), fit.objective,
                to_string(fit.status));
}

int main() {
    one_weight(0.01, 0.1, 0.01);  // 0.001 a step
    one_weight(0.01, 0.1, 0.03);  // 0.003 a step, and 0.01 is no multiple of it

    const Eigen::MatrixXd X = Eigen::MatrixXd::Random(200, 50);
    const Eigen::VectorXd y = 2 * X.col(3) - X.col(20) + 0.5 * X.col(41) + Eigen::VectorXd::Random(200);
    const auto objective = EmpiricalRisk(SquaredError{}, X, y) + 0.05 * L1{};

    std::printf("\n50 weights    exact zeros  almost zero  F(w)\n");
    on_data("subgradient", objective, SubgradientUpdate{});
    on_data("clipped", objective, ClippedSubgradientUpdate{});
    on_data("proximal", objective, ProximalUpdate{});
}
