// SPDX-License-Identifier: BSD-3-Clause
// A loss and a penalty that lariat has never heard of, both a few lines, in your own namespace: they work at
// once with every optimizer that their members allow, and the rest is refused in a sentence, at compile time.
//     g++ -std=c++20 -O2 -Iinclude -I/usr/include/eigen3 examples/05_your_own_loss_and_penalty.cpp && ./a.out
// Expect log-cosh + L1 solved by seven optimizers to the same objective, each with its certificate, and by
// SubgradientDescent, which lands on no zero and so proves little, to less than 0.1 % above it; then log-cosh
// with a penalty that counts, which is not convex: a fixed point of the step is all that can be certified
// there.
#include <cmath>
#include <cstdio>
#include <lariat/lariat.hpp>

namespace acme {

/// ℓ(z, y) = log cosh(z − y): quadratic near zero, linear far out, so that outliers cannot steer. 0 ≤ ℓ'' ≤
/// 1.
struct LogCosh {
    double value(double z, double y) const { return lariat::log_cosh(z - y); }
    double derivative(double z, double y) const { return std::tanh(z - y); }
    double second_derivative(double z, double y) const { return 1.0 - std::pow(std::tanh(z - y), 2); }
    double curvature_bound() const { return 1.0; }
};

/// R(w) = 1 if w ≠ 0: over a vector, the number of weights that are not zero. Its prox keeps or kills.
struct L0 : lariat::PenaltyBase {
    double value(double w) const { return w != 0 ? 1.0 : 0.0; }
    double prox(double v, double step) const { return v * v > 2 * step ? v : 0.0; }
    lariat::Interval subdifferential(double w) const {
        return w != 0 ? lariat::Interval{0, 0} : lariat::Interval::everything();
    }
};

/// An operator* of one's own does not hide lariat's `λ * R`: PenaltyBase brings that along.
struct Metres {
    double count;
};
inline Metres operator*(double factor, Metres length) { return {factor * length.count}; }

using namespace lariat;

template <class Optimizer, class Objective>
double solve(const char* name, const Optimizer& optimizer, const Objective& objective) {
    static_assert(Fits<Optimizer, Objective>);
    const auto fit = minimize(objective, optimizer, {.max_iterations = 20'000});
    std::printf("%-28s F = %.9f, %d of %d nonzero, %s: %s %.1e\n", name, fit.objective,
                int(fit.support().size()), int(fit.coefficients.size()),
                fit.status == Status::Converged ? "converged" : "not converged",
                to_string(fit.certificate.kind), fit.certificate.value);
    return fit.objective;
}

void compare() {
    Eigen::MatrixXd X = Eigen::MatrixXd::Random(300, 20);
    Eigen::VectorXd y = 3 * X.col(2) - 2 * X.col(7) + X.col(11) + 0.2 * Eigen::VectorXd::Random(300);
    for (Index i = 0; i < 300; i += 10) y[i] += 50;  // outliers
    const EmpiricalRisk risk(LogCosh{}, X, y);

    const auto convex = risk + 0.02 * L1{};
    std::printf("log-cosh + 0.02 L1\n");
    const double minimum = solve("CoordinateDescent", CoordinateDescent{}, convex);
    solve("Fista", Fista{}, convex);
    solve("ProximalGradient", ProximalGradient{}, convex);
    solve("proximal, 1/L", GradientDescent{ProximalUpdate{}, LipschitzStep{}}, convex);
    solve("proximal, Barzilai-Borwein", GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}}, convex);
    solve("proximal, heavy ball", GradientDescent{ProximalUpdate{}, LipschitzStep{}, HeavyBall{}}, convex);
    solve("clipped subgradient", GradientDescent{ClippedSubgradientUpdate{}, InverseTimeDecay{5}}, convex);
    const auto rough = minimize(convex, SubgradientDescent{}, {.max_iterations = 20'000});
    std::printf("%-28s F = %.9f, %d of 20 nonzero, %.4f %% above\n", SubgradientDescent::name,
                rough.objective, int(rough.support().size()), 100 * (rough.objective / minimum - 1));

    const auto counting = risk + 0.02 * L0{};
    std::printf("log-cosh + 0.02 L0\n");
    solve("CoordinateDescent", CoordinateDescent{}, counting);
    solve("Fista", Fista{}, counting);
    solve("ProximalGradient", ProximalGradient{}, counting);
    solve("proximal, 1/L", GradientDescent{ProximalUpdate{}, LipschitzStep{}}, counting);
    solve("proximal, Barzilai-Borwein", GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}}, counting);
    solve("proximal, heavy ball", GradientDescent{ProximalUpdate{}, LipschitzStep{}, HeavyBall{}}, counting);

    // L0 is not convex: it has no slopes(). `minimize(counting, SubgradientDescent{})` would not compile, and
    // say why.
    static_assert(!Fits<SubgradientDescent, decltype(counting)>);

    // Anybody's weights can be judged.
    Eigen::VectorXd guess = Eigen::VectorXd::Zero(20);
    guess[2] = 3, guess[7] = -2, guess[11] = 1;
    const Certificate judged = certify(convex, guess);
    std::printf("by hand, (3, -2, 1): %s %.1e, %s\n", to_string(judged.kind), judged.value,
                judged.holds() ? "optimal" : "not optimal");
}

}  // namespace acme

int main() { acme::compare(); }
