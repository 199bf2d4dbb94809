// SPDX-License-Identifier: BSD-3-Clause
// Part 1 of the text up to 1.3.3: what a gradient is, and its three answers: direction, speed, importance.
#include <algorithm>

#include "documented_examples.hpp"

using namespace documented;

namespace {

/// Eigenvalues 1 and 4 and the minimum at (1, 1): 2/λ_max = 1/2.
auto one_and_four() { return two_weights(1, 0, 4, vector({1, 4})); }

auto small_logistic_risk(Normal& normal) {
    const Index n = 30, p = 5;
    Matrix<> X = normal.matrix(n, p);
    const Vector<double> y = (normal.vector(n).array() > 0).cast<double>();
    return EmpiricalRisk(Logistic{}, std::move(X), y);
}

/// (f(w + h u) − f(w − h u))/2h.
template <class F>
double slope_along(const F& f, const Vector<double>& w, const Vector<double>& u, double h = 1e-4) {
    return (value(f, Vector<double>(w + h * u)) - value(f, Vector<double>(w - h * u))) / (2 * h);
}

}  // namespace

TEST_CASE("1.1: direction and strength - move this way, and this much", "[documented]") {
    // "If you want to improve something (reduce loss), move this way, and this much": −∇f is the way, and to
    // first order the loss falls by η‖∇f‖². On a quadratic the difference is exactly η²/2 · gᵀAg ≤ η²/2 ·
    // λ_max ‖g‖².
    const auto f = two_weights(2, 1, 3, vector({1, 2}));
    const Vector<double> w = vector({1, -1});
    const double slope = gradient(f, w).norm(), largest = largest_curvature(f).upper;
    CHECK(slope == 4);
    for (double eta : {1e-1, 1e-2, 1e-3, 1e-4}) {
        CAPTURE(eta);
        const double promised = eta * slope * slope;
        const double gained = value(f, w) - value(f, after_one_step<ProximalUpdate>(f, w, eta));
        CHECK(gained < promised);
        CHECK(gained >= promised * (1 - eta * largest / 2));
    }
}

TEST_CASE("1.2: the gradient is the vector of partial derivatives", "[documented]") {
    SECTION("of f = w1^2 + w1 w2 + 3/2 w2^2 - w1 - 2 w2, by hand") {
        const auto f = two_weights(2, 1, 3, vector({1, 2}));
        CHECK(gradient(f, vector({1, -1})) == vector({0, -4}));
        CHECK(gradient(f, vector({0, 0})) == vector({-1, -2}));
    }
    SECTION("of a risk, by differences of its values") {
        const auto seed = GENERATE(seeds<unsigned>());
        Normal normal(seed);
        const auto risk = small_logistic_risk(normal);
        const GradientError worst = check_gradient(risk, normal.vector(5));
        CAPTURE(worst.coordinate, worst.analytic, worst.numeric);
        CHECK(worst.error < 1e-8);  // differences of values of size 1 at h = 6e-6 round at 1e-11 of 0.1
    }
}

TEST_CASE(
    "1.2: the gradient points to the fastest increase, its opposite to the fastest decrease, its length is "
    "the slope",
    "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    Normal normal(seed);
    const auto risk = small_logistic_risk(normal);
    const Vector<double> w = normal.vector(5), g = gradient(risk, w);
    const double slope = g.norm();
    const double error =
        1e-7;  // of the difference: h² times a third derivative below 10, and rounding 1e-16/h
    CHECK(slope > 0.01);
    CHECK(slope_along(risk, w, g / slope) == Approx(slope).epsilon(0).margin(error));
    CHECK(slope_along(risk, w, -g / slope) == Approx(-slope).epsilon(0).margin(error));
    double steepest = 0;
    for (int i = 0; i < 500; ++i) {
        const Vector<double> u = normal.vector(5).normalized();
        const double along = slope_along(risk, w, u);
        CHECK(std::abs(along) <= slope + error);
        CHECK(along == Approx(g.dot(u)).epsilon(0).margin(error));
        steepest = (std::max)(steepest, along);
    }
    CHECK(steepest > 0.8 * slope);  // the directions tried came near it: the bound above was tight
}

TEMPLATE_TEST_CASE("1.3.1: the update rule - new w = old w - eta times the gradient", "[documented]",
                   ProximalUpdate, SubgradientUpdate, ClippedSubgradientUpdate) {
    const Options once{.tolerance = 0, .max_iterations = 1};
    SECTION("a quadratic: (1, -1) - 0.125 (0, -4) = (1, -0.5)") {
        const auto f = two_weights(2, 1, 3, vector({1, 2}));
        const auto fit = minimize(f, GradientDescent{TestType{}, ConstantStep{0.125}}, vector({1, -1}), once);
        CHECK(fit.coefficients == vector({1, -0.5}));
        CHECK(fit.step == 0.125);
        CHECK(fit.iterations == 1);
        CHECK(fit.status == Status::MaxIterations);
    }
    SECTION("a risk: (0, 0) - 0.5 (-0.5, 0) = (0.25, 0)") {
        Matrix<> X(2, 2);
        X << 1, 0, 1, 2;
        const EmpiricalRisk risk(SquaredError{}, X, vector({1, 0}));
        const auto fit = minimize(risk, GradientDescent{TestType{}, ConstantStep{0.5}}, vector({0, 0}), once);
        CHECK(fit.coefficients == vector({0.25, 0}));
    }
    SECTION("again and again: the minimum, where the gradient is zero") {
        const auto f = two_weights(2, 1, 3, vector({1, 2}));
        const auto fit = minimize(f, GradientDescent{TestType{}, ConstantStep{0.125}}, vector({1, -1}),
                                  {.tolerance = 1e-12});
        CHECK(fit.status == Status::Converged);
        // √(2 gap/μ) of a gap of 1e-12 (|F| + |F − F(0)|) <= 4e-12 and the smallest eigenvalue 1.4
        CHECK(fit.coefficients[0] == Approx(0.2).epsilon(0).margin(4e-6));
        CHECK(fit.coefficients[1] == Approx(0.6).epsilon(0).margin(4e-6));
    }
}

TEST_CASE("1.3.2: just right - 0.95 of 2/lambda_max converges", "[documented]") {
    const auto f = one_and_four();
    CHECK(largest_stable_step(f) == Approx(0.5).epsilon(1e-14));  // the bound is a few ulp on the safe side
    const auto fit = minimize(f, GradientDescent{ProximalUpdate{}, ConstantStep{0.95 * 0.5}}, vector({3, 2}),
                              {.tolerance = 1e-12});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.detail.empty());
    CHECK((fit.coefficients - vector({1, 1})).norm() < 1e-5);  // √(2 gap/μ), of a gap below 1e-11 and μ = 1
}

TEST_CASE("1.3.2: exactly 2/lambda_max neither converges nor diverges", "[documented]") {
    // A = diag(1, 4), η = 1/2: the first error is halved in every step, the second changes its sign, exactly.
    const auto f = one_and_four();
    const GradientDescent optimizer{ProximalUpdate{}, ConstantStep{0.5}};
    double side = 1;
    Index steps = 0;
    const auto look = [&](const Progress& progress) {
        const Vector<double> error = progress.coefficients() - vector({1, 1});
        side = -side;
        CHECK(error[1] == side);
        if (++steps <= 50) CHECK(error[0] == std::ldexp(2.0, -int(steps)));
    };
    const auto fit = minimize(f, optimizer, vector({3, 2}), {.max_iterations = 2000}, look);
    CHECK(fit.status == Status::MaxIterations);
    CHECK(fit.iterations == 2000);
    CHECK(steps == 2000);
    CHECK(fit.coefficients[0] == 1);
    CHECK(std::abs(fit.coefficients[1] - 1) == 1);
}

TEST_CASE("1.3.2: too large overshoots and diverges beyond 2/lambda_max - 1.05 of it", "[documented]") {
    const auto f = one_and_four();
    const GradientDescent optimizer{ProximalUpdate{}, ConstantStep{1.05 * 0.5}};
    double error = 1, objective = value(f, vector({3, 2}));
    Index rose = 0;
    const auto look = [&](const Progress& progress) {
        const double now = progress.coefficients()[1] - 1;
        CHECK(now == Approx(-1.1 * error).epsilon(1e-12));  // "overshoots minimum": 1 − 0.525 · 4 = −1.1
        error = now;
        if (progress.objective > objective) ++rose;
        objective = progress.objective;
    };
    const auto fit = minimize(f, optimizer, vector({3, 2}), {}, look);
    CHECK(fit.status == Status::Diverged);
    CAPTURE(fit.detail);
    CHECK(fit.detail == "step 0.525 exceeds 2/lambda_max = 0.5");  // both numbers
    CHECK(rose >= fit.iterations - 5);  // the first steps still gain along the other eigenvector
    CHECK(fit.objective <= value(f, vector({3, 2})));  // the best point is what is returned
}

TEST_CASE("1.3.2: diverges beyond 2/lambda_max is not general", "[documented]") {
    SECTION("a start without error along the top eigenvector") {
        // (3, 1): the gradient along the second axis is exactly zero and stays so; the first error shrinks by
        // 0.475.
        const auto f = one_and_four();
        const auto fit = minimize(f, GradientDescent{ProximalUpdate{}, ConstantStep{1.05 * 0.5}},
                                  vector({3, 1}), {.tolerance = 1e-12});
        CHECK(fit.status == Status::Converged);
        CHECK(fit.coefficients[1] == 1);
        CHECK(fit.coefficients[0] == Approx(1).epsilon(0).margin(1e-5));
    }
    SECTION("a loss that is linear far out: it swings to and fro, bounded") {
        const EmpiricalRisk risk(Huber{1.0}, Matrix<>(Matrix<>::Ones(1, 1)), vector({0}));
        CHECK(largest_stable_step(risk) == Approx(2).epsilon(1e-12));
        double farthest = 0;
        const auto look = [&](const Progress& p) {
            if (p.iteration > 10) farthest = (std::max)(farthest, std::abs(p.coefficients()[0]));
        };
        const auto fit = minimize(risk, GradientDescent{ProximalUpdate{}, ConstantStep{2.5}}, vector({9.3}),
                                  {.max_iterations = 2000}, look);
        CHECK(fit.status == Status::MaxIterations);
        CHECK(farthest > 1);    // it did not converge either
        CHECK(farthest < 1.5);  // |w| < 1 is multiplied by −1.5, |w| > 1 moves by 2.5
    }
    SECTION("momentum moves the limit: 2(1 + beta)/lambda_max") {
        const auto fit =
            minimize(one_and_four(), GradientDescent{ProximalUpdate{}, ConstantStep{0.6}, HeavyBall{0.5}},
                     vector({3, 2}));
        CHECK(fit.status == Status::Converged);
        const auto wild =
            minimize(one_and_four(), GradientDescent{ProximalUpdate{}, ConstantStep{0.8}, HeavyBall{0.5}},
                     vector({3, 2}));
        CHECK(wild.status == Status::Diverged);
    }
}

TEST_CASE("1.3.2: too small crawls, just right is efficient", "[documented]") {
    const auto f = one_and_four();
    const auto iterations = [&](double eta) {
        const auto fit = minimize(f, GradientDescent{ProximalUpdate{}, ConstantStep{eta}}, vector({2, 2}),
                                  {.max_iterations = 100'000});
        CHECK(fit.status == Status::Converged);
        return fit.iterations;
    };
    // Every step shrinks the errors by |1 − η| and |1 − 4η|: equal, and smallest, at η = 2/(1 + 4).
    const Index best = iterations(0.4);
    CHECK(best < 50);  // 0.6^k = 1e-7 at k = 32, and the certificate is looked at every tenth iteration or so
    for (double eta : {0.05, 0.1, 0.2, 0.3, 0.45, 0.49}) {
        CAPTURE(eta);
        CHECK(iterations(eta) > best);
    }
    CHECK(iterations(0.4 / 1000) > 500 * best);  // log 0.6 / log(1 − 0.0004) = 1277
}

TEST_CASE("1.3.2: too small may get stuck", "[documented]") {
    SECTION(
        "where eta times the gradient is below half an ulp of w, the weight stops moving: float, 1 - 1e-9 = "
        "1") {
        const Quadratic f(Matrix<float>(Matrix<float>::Ones(1, 1)), vector({0}));
        const auto fit = minimize(f, GradientDescent{ProximalUpdate{}, ConstantStep{1e-9}}, vector({1}));
        CHECK(fit.status == Status::Stalled);
        CHECK(fit.coefficients[0] == 1.0f);
        CHECK(fit.iterations == 1);
    }
    SECTION("in a local minimum that a longer step leaves") {
        // A wide valley, (w − 1)²/20, with a narrow dent at 4: curvature about 30 in the dent, 1/10 outside.
        const SmoothFunction f(1, [](const Vector<double>& w, Vector<double>& g) {
            const double d = w[0] - 4, dent = 0.3 * std::exp(-50 * d * d);
            g[0] = 0.1 * (w[0] - 1) + 100 * d * dent;
            return 0.05 * (w[0] - 1) * (w[0] - 1) - dent;
        });
        CHECK(check_gradient(f, vector({4.1})).error < 1e-8);
        const auto small = minimize(f, GradientDescent{ProximalUpdate{}, ConstantStep{0.01}}, vector({4.1}));
        const auto large = minimize(f, GradientDescent{ProximalUpdate{}, ConstantStep{2.0}}, vector({4.1}));
        CHECK(small.status ==
              Status::Converged);  // stationary: for a function not known to be convex, no more is certified
        CHECK(small.coefficients[0] == Approx(3.99).epsilon(0).margin(0.01));
        CHECK(large.status == Status::Converged);
        CHECK(large.coefficients[0] == Approx(1).epsilon(0).margin(1e-4));
        CHECK(large.objective < small.objective);
    }
}

namespace {

/// Four rows, three orthogonal columns of ±1: with SquaredError, ∂L/∂w_j at 0 is −β_j for the targets Xβ.
Matrix<> orthogonal() {
    Matrix<> X(4, 3);
    X << 1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1;
    return X;
}

std::vector<Index> order(const std::vector<Sensitivity>& ranking) {
    std::vector<Index> variables;
    for (const auto& s : ranking) variables.push_back(s.variable);
    return variables;
}

}  // namespace

TEST_CASE("1.3.3: each component of the gradient tells how sensitive the loss is to that weight",
          "[documented]") {
    const auto f = two_weights(2, 1, 3, vector({1, 2}));
    const Vector<double> w = vector({0.5, -1});  // ∇f = (1 − 1 − 1, 0.5 − 3 − 2)
    const auto ranking = sensitivity(f, w);
    CHECK(order(ranking) == std::vector<Index>{1, 0});
    CHECK(ranking[0].derivative == -4.5);
    CHECK(ranking[1].derivative == -1);
    for (const auto& s : ranking) {  // moving w_j alone by 1e-6 changes the loss by that, up to 3e-6/2
        Vector<double> moved = w;
        moved[s.variable] += 1e-6;
        CHECK((value(f, moved) - value(f, w)) / 1e-6 == Approx(s.derivative).epsilon(0).margin(2e-6));
    }
}

TEST_CASE("1.3.3: important features get large gradients and large updates, irrelevant ones tiny",
          "[documented]") {
    const Matrix<> X = orthogonal();
    const EmpiricalRisk risk(SquaredError{}, X, Vector<double>(X * vector({1, 3, 0})));
    const auto ranking = sensitivity(risk, vector({0, 0, 0}));
    CHECK(order(ranking) == std::vector<Index>{1, 0, 2});
    CHECK(ranking[0].derivative == -3);
    CHECK(ranking[1].derivative == -1);
    CHECK(ranking[2].derivative == 0);
    CHECK(after_one_step<ProximalUpdate>(risk, vector({0, 0, 0}), 0.25) == vector({0.25, 0.75, 0}));
}

TEST_CASE("1.3.3: this is how the model learns which weights are crucial", "[documented]") {
    // The penalty that just lets one weight in lets in the one with the largest |∂L/∂w_j|, at λ = that
    // number.
    const Matrix<> X = orthogonal();
    const EmpiricalRisk risk(SquaredError{}, X, Vector<double>(X * vector({1, 3, 0})));
    CHECK(critical_strength(risk + L1{}) == 3);
    CHECK(minimize(risk + 3.0 * L1{}).support().empty());
    CHECK(minimize(risk + 2.9 * L1{}).support() == std::vector<Index>{1});
    CHECK(minimize(risk + 0.9 * L1{}).support() == std::vector<Index>{0, 1});
}

TEST_CASE("1.3.3: important features get large gradients is not general", "[documented]") {
    const Matrix<> X = orthogonal();
    const Vector<double> y = X * vector({1, 3, 0});
    SECTION("in other units the important feature has the small gradient") {
        Matrix<> rescaled = X;
        rescaled.col(1) /= 1000;  // metres written in kilometres; the same fit needs the weight 3000
        const EmpiricalRisk risk(SquaredError{}, std::move(rescaled), y);
        const auto ranking = sensitivity(risk, vector({0, 0, 0}));
        CHECK(order(ranking) == std::vector<Index>{0, 1, 2});
        CHECK(ranking[1].derivative == Approx(-0.003).epsilon(1e-12));
    }
    SECTION("at the optimum every gradient is zero, whatever the feature is worth") {
        const EmpiricalRisk risk(SquaredError{}, X, y);
        for (const auto& s : sensitivity(risk, vector({1, 3, 0}))) CHECK(s.derivative == 0);
    }
    SECTION("a feature that is worth nothing, but goes along with two that are, has the largest gradient") {
        // y = x₁ + x₂, and the third column is (x₁ + x₂ + x₃/2)/1.5, of the same length: ∂L/∂w₃ = −(1 +
        // 1)/1.5.
        Matrix<> mixed = X;
        mixed.col(2) = (X.col(0) + X.col(1) + 0.5 * X.col(2)) / 1.5;
        const EmpiricalRisk risk(SquaredError{}, std::move(mixed), Vector<double>(X.col(0) + X.col(1)));
        const auto ranking = sensitivity(risk, vector({0, 0, 0}));
        CHECK(order(ranking) == std::vector<Index>{2, 0, 1});
        CHECK(ranking[0].derivative == Approx(-4.0 / 3).epsilon(1e-12));
        const auto fit = minimize(risk);
        CHECK(fit.status == Status::Converged);
        // 1e-6 of the gradient's scale 2, over the smallest eigenvalue 0.057
        CHECK((fit.coefficients - vector({1, 1, 0})).norm() < 4e-5);
    }
}
