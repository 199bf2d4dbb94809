// SPDX-License-Identifier: BSD-3-Clause
// Parts 2, 3, 6 and 7 of the text: a penalty changes the loss, so it changes the gradient; L1 is the one that
// makes zeros.
#include "documented_examples.hpp"

using namespace documented;

namespace {

/// Two rows, w = (1/2, −1/4): L_data = 1/16, ∇L_data = (−1/4, 0), in numbers that are exact in binary.
struct Exact {
    Matrix<> X = (Matrix<>(2, 2) << 1, 0, 1, 2).finished();
    EmpiricalRisk<SquaredError, design_of_t<Matrix<>&>> risk{SquaredError{}, X, vector({1, 0})};
    Vector<double> w = vector({0.5, -0.25});
};

/// n rows of independent standard normal features, targets Xβ + noise. The excess risk of w is then ‖w −
/// β‖²/2.
struct Sample {
    Matrix<> X;
    Vector<double> y, truth;

    Sample(Index n, Index p, Index relevant, double noise, std::uint64_t seed)
        : truth(Vector<double>::Zero(p)) {
        Normal normal(seed);
        X = normal.matrix(n, p);
        truth.head(relevant).setOnes();
        y = X * truth + noise * normal.vector(n);
    }
    auto risk() const { return EmpiricalRisk(SquaredError{}, X, y); }
    double excess(const Vector<double>& w) const { return 0.5 * (w - truth).squaredNorm(); }
};

}  // namespace

TEST_CASE("2.2: L_total = L_data + strength times R, and so are the gradients", "[documented]") {
    const Exact e;
    CHECK(value(e.risk, e.w) == 0.0625);
    CHECK(gradient(e.risk, e.w) == vector({-0.25, 0}));
    SECTION("L1: R = 3/4, its gradient (1, -1)") {
        CHECK(value(e.risk + 0.5 * L1{}, e.w) == 0.0625 + 0.5 * 0.75);
        CHECK(gradient(e.risk + 0.5 * L1{}, e.w) == vector({-0.25 + 0.5, -0.5}));
    }
    SECTION("L2: R = 5/16, its gradient (1, -1/2)") {
        CHECK(value(e.risk + 0.5 * L2{}, e.w) == 0.0625 + 0.5 * 0.3125);
        CHECK(gradient(e.risk + 0.5 * L2{}, e.w) == vector({-0.25 + 0.5, -0.25}));
    }
    SECTION("both") {
        CHECK(value(e.risk + 0.5 * L1{} + 0.25 * L2{}, e.w) == 0.0625 + 0.5 * 0.75 + 0.25 * 0.3125);
        CHECK(gradient(e.risk + 0.5 * L1{} + 0.25 * L2{}, e.w) == vector({-0.25 + 0.5 + 0.25, -0.5 - 0.125}));
    }
}

TEMPLATE_TEST_CASE("2.2: the split update - the learning signal, then the nudge toward simplicity",
                   "[documented]", SubgradientUpdate, ClippedSubgradientUpdate) {
    // w − η∇L_data − ηλ∇R at η = 1/4, λ = 1/2: the signal moves w by (1/16, 0), the nudge by ∓(1/8, 1/8) or
    // ∓(1/8, 1/16).
    const Exact e;
    const Vector<double> signal = after_one_step<TestType>(e.risk, e.w, 0.25) - e.w;
    CHECK(signal == vector({0.0625, 0}));
    CHECK(after_one_step<TestType>(e.risk + 0.5 * L1{}, e.w, 0.25) == e.w + signal + vector({-0.125, 0.125}));
    CHECK(after_one_step<TestType>(e.risk + 0.5 * L2{}, e.w, 0.25) ==
          e.w + signal + vector({-0.125, 0.0625}));
    CHECK(after_one_step<TestType>(e.risk + 0.5 * L1{} + 0.5 * L2{}, e.w, 0.25) ==
          e.w + signal + vector({-0.25, 0.1875}));
}

TEST_CASE("2.2: the split update, proximal - the nudge is taken where the step ends", "[documented]") {
    // w_new = w − η∇L_data(w) − ηλ∇R(w_new): the library's proximal step is the same sum, with ∇R at the new
    // weights.
    const Exact e;
    const Vector<double> signal = after_one_step<ProximalUpdate>(e.risk, e.w, 0.25) - e.w;
    CHECK(signal == vector({0.0625, 0}));
    // Where the step does not cross zero sign(w_new) = sign(w): the same numbers as by a subgradient.
    CHECK(after_one_step<ProximalUpdate>(e.risk + 0.5 * L1{}, e.w, 0.25) ==
          e.w + signal + vector({-0.125, 0.125}));
    const Vector<double> w = after_one_step<ProximalUpdate>(e.risk + 0.5 * L2{}, e.w, 0.25);
    const Vector<double> nudge = 0.25 * 0.5 * 2 * w;
    CHECK((w - (e.w + signal - nudge)).norm() < 1e-15);  // an ulp or two of numbers below 1
}

TEST_CASE("2.1 and 7.1 (3): when you change the loss, you automatically change its gradient",
          "[documented]") {
    // For whatever penalty and loss: the gradient is that of the new values, by differences.
    const Sample sample(30, 4, 2, 1.0, 5);
    const Vector<double> w = vector({0.5, -1, 2, -0.25});
    const auto changed = [&](const auto& objective) {
        const Vector<double> g = gradient(objective, w);
        for (Index j = 0; j < w.size(); ++j) {
            Vector<double> up = w, down = w;
            up[j] += 1e-5;
            down[j] -= 1e-5;
            // values of size 10 round at 2e-15, over 2e-5
            CHECK((value(objective, up) - value(objective, down)) / 2e-5 ==
                  Approx(g[j]).epsilon(0).margin(1e-8));
        }
        return (g - gradient(sample.risk(), w)).norm();
    };
    CHECK(changed(sample.risk()) == 0);
    CHECK(changed(sample.risk() + 0.3 * L1{}) == Approx(0.3 * 2).epsilon(1e-12));  // four signs
    CHECK(changed(sample.risk() + 0.3 * L2{}) == Approx(0.6 * w.norm()).epsilon(1e-12));
    CHECK(changed(sample.risk() + 0.3 * L1{} + 0.1 * L2{}) > 0.1);
    CHECK(changed(sample.risk() + 0.3 * MCP{3.0}) > 0.1);
}

TEST_CASE("2.3: weights don't grow too large", "[documented]") {
    // Separable labels: without a penalty the loss goes down for ever as the weights go up. With one,
    // λR(w) ≤ F(w) ≤ F(0) = log 2 bounds them.
    const Matrix<> X = (Matrix<>(4, 1) << -2, -1, 1, 2).finished();
    const EmpiricalRisk risk(Logistic{}, X, vector({0, 0, 1, 1}));
    SECTION("without: ten times the iterations, larger weights") {
        double before = 0;
        for (Index iterations : {100, 1000, 10'000}) {
            const auto fit = minimize(risk, GradientDescent{ProximalUpdate{}, ConstantStep{1.0}},
                                      {.tolerance = 0, .max_iterations = iterations});
            CHECK(fit.coefficients[0] > before + 1);
            before = fit.coefficients[0];
        }
    }
    SECTION("with") {
        for (double strength : {1.0, 0.1, 0.01, 0.001}) {
            CAPTURE(strength);
            const auto lasso = minimize(risk + strength * L1{}), ridge = minimize(risk + strength * L2{});
            CHECK(lasso.status == Status::Converged);
            CHECK(ridge.status == Status::Converged);
            CHECK(lasso.coefficients.lpNorm<1>() <= std::log(2.0) / strength);
            CHECK(ridge.coefficients.squaredNorm() <= std::log(2.0) / strength);
        }
    }
}

TEST_CASE("2.3: the stronger the penalty, the smaller R", "[documented]") {
    // Always: add F_λ(w_λ) ≤ F_λ(w_μ) to F_μ(w_μ) ≤ F_μ(w_λ).
    const auto seed = GENERATE(seeds<unsigned>());
    const Sample sample(40, 10, 3, 1.0, seed);
    double lasso = Interval::infinity, ridge = Interval::infinity;
    for (double strength = 0.01; strength < 3; strength *= 2) {
        const double l1 = minimize(sample.risk() + strength * L1{}).coefficients.lpNorm<1>();
        const double l2 = minimize(sample.risk() + strength * L2{}).coefficients.squaredNorm();
        CHECK(l1 <= lasso);
        CHECK(l2 < ridge);
        lasso = l1;
        ridge = l2;
    }
}

TEST_CASE("2.3: model stays simple - weights at zero, the more the stronger", "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Sample sample(100, 20, 3, 1.0, seed);
    const double critical = critical_strength(sample.risk() + L1{});
    CHECK(zeros(minimize(sample.risk()).coefficients) == 0);
    CHECK(zeros(minimize(sample.risk() + 0.3 * critical * L1{}).coefficients) >= 10);
    CHECK(zeros(minimize(sample.risk() + 1.0001 * critical * L1{}).coefficients) == 20);
}

TEST_CASE("2.3: the stronger, the more zeros is not general", "[documented]") {
    // Here the second weight is zero at λ = 2 and comes back at λ = 5/2: by the KKT conditions
    // w(2) = (18, 0, 10)/7 and w(5/2) = (11/6, 5/24, 3/4).
    const Quadratic f(Matrix<>((Matrix<>(3, 3) << 4, 2, -3, 2, 4, 0, -3, 0, 4).finished()),
                      vector({8, 7, 0}));
    const Options precise{.tolerance = 1e-14};
    const auto weak = minimize(f + 2.0 * L1{}, precise), strong = minimize(f + 2.5 * L1{}, precise);
    CHECK(weak.support() == std::vector<Index>{0, 2});
    CHECK(strong.support() == std::vector<Index>{0, 1, 2});
    // A gap of 1e-14 (|F| + |F − F(0)|) leaves √(2 gap/μ), with μ = 0.39 the smallest eigenvalue.
    CHECK((weak.coefficients - vector({18, 0, 10}) / 7).norm() < 2e-6);
    CHECK((strong.coefficients - vector({44, 5, 18}) / 24).norm() < 2e-6);
}

TEST_CASE("2.3 and 7.3: overfitting is reduced - guardrails on the way to generalization", "[documented]") {
    // 40 noisy rows, 30 features of which 3 matter: least squares fits the rows best and new rows worst.
    const auto seed = GENERATE(seeds<unsigned>());
    const Sample sample(40, 30, 3, 1.0, seed);
    const auto free = minimize(sample.risk());
    const auto lasso = minimize(sample.risk() + 0.25 * L1{}), ridge = minimize(sample.risk() + 0.1 * L2{});
    CHECK(value(sample.risk(), free.coefficients) < 0.5 * value(sample.risk(), lasso.coefficients));
    CHECK(value(sample.risk(), free.coefficients) < value(sample.risk(), ridge.coefficients));
    CHECK(sample.excess(lasso.coefficients) < 0.5 * sample.excess(free.coefficients));
    CHECK(sample.excess(ridge.coefficients) < sample.excess(free.coefficients));
}

TEST_CASE("2.3: overfitting is reduced is not general - where there is none, a penalty only biases",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Sample sample(100, 5, 5, 0.0, seed);
    const auto free = minimize(sample.risk());
    CHECK(sample.excess(free.coefficients) < 1e-10);
    CHECK(sample.excess(minimize(sample.risk() + 0.25 * L1{}).coefficients) > 0.01);
    CHECK(sample.excess(minimize(sample.risk() + 0.1 * L2{}).coefficients) > 0.01);
}

TEST_CASE("3.1, 7.1 (4) and (5): L1 creates sparsity, L2 shrinks weights but leaves them non-zero",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Sample sample(50, 20, 3, 1.0, seed);
    const Vector<double> free = minimize(sample.risk()).coefficients;
    CHECK(zeros(free) == 0);
    for (double strength : {0.2, 0.4, 0.8}) {
        CAPTURE(strength);
        const Vector<double> lasso = minimize(sample.risk() + strength * L1{}).coefficients;
        const Vector<double> ridge = minimize(sample.risk() + strength * L2{}).coefficients;
        CHECK(zeros(lasso) >= 5);  // exactly zero, not nearly
        CHECK(zeros(ridge) == 0);
        CHECK(ridge.norm() < free.norm());
    }
}

TEST_CASE("3.1: L2 does NOT increase sparsity, it does the opposite", "[documented]") {
    // The data alone want (1, 0): exactly sparse. L2 moves weight to the correlated second variable;
    // at λ = 1/2, (A + 2λ)w = b gives w = (7/15, 2/15).
    const auto f = two_weights(1, 0.5, 1, vector({1, 0.5}));
    CHECK(gradient(f, vector({1, 0})) == vector({0, 0}));
    const auto ridge = minimize(f + 0.5 * L2{}, {.tolerance = 1e-14});
    CHECK(ridge.support() == std::vector<Index>{0, 1});
    // a gap of 1e-14 under a curvature of 3/2
    CHECK(ridge.coefficients[0] == Approx(7.0 / 15).epsilon(0).margin(2e-7));
    CHECK(ridge.coefficients[1] == Approx(2.0 / 15).epsilon(0).margin(2e-7));
    const auto lasso = minimize(f + 0.5 * L1{}, {.tolerance = 1e-14});
    CHECK(lasso.support() == std::vector<Index>{0});  // and L1 leaves it sparse
    CHECK(lasso.coefficients[0] == Approx(0.5).epsilon(0).margin(2e-7));
}

TEST_CASE("7.1 (6): L2 increases sparsity and L1 decreases it is backwards", "[documented]") {
    // Along a grid of strengths up to where L1 has no weight left, L1's zeros go from none to all, L2's stay
    // at none.
    const auto seed = GENERATE(seeds<unsigned>());
    const Sample sample(100, 20, 3, 1.0, seed);
    const double critical = critical_strength(sample.risk() + L1{});
    CHECK(critical_strength(sample.risk() + L2{}) ==
          Interval::infinity);  // no finite strength makes w = 0 optimal
    for (double share : {1e-4, 1e-2, 0.1, 0.5, 1.0001}) {
        CAPTURE(share);
        const auto lasso = minimize(sample.risk() + share * critical * L1{});
        const auto ridge = minimize(sample.risk() + share * critical * L2{});
        CHECK(lasso.status == Status::Converged);
        CHECK(ridge.status == Status::Converged);
        const Index none = zeros(lasso.coefficients);
        if (share == 1e-4) CHECK(none <= 1);
        if (share == 0.5) CHECK(none >= 10);
        if (share > 1) CHECK(none == 20);
        CHECK(zeros(ridge.coefficients) == 0);
    }
}

namespace {

/// R(w) = 1: just a number.
struct JustANumber : PenaltyBase {
    double value(double) const { return 1; }
    double prox(double v, double) const { return v; }
    Interval subdifferential(double) const { return {0, 0}; }
    Interval slopes() const { return {0, 0}; }
};

/// R(w) = 1 if w ≠ 0: counts nonzeros. prox is hard thresholding at √(2·step).
struct Count : PenaltyBase {
    double value(double w) const { return w != 0; }
    double prox(double v, double step) const { return v * v > 2 * step ? v : 0.0; }
    Interval subdifferential(double w) const { return w != 0 ? Interval{0, 0} : Interval::everything(); }
};

}  // namespace

TEMPLATE_TEST_CASE("6: without a gradient the penalty would be just a number, not a force", "[documented]",
                   SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    // A penalty of gradient 0: the loss is another number, each weight moves as if it were not there.
    const Exact e;
    const auto objective = e.risk + 100.0 * JustANumber{};
    CHECK(value(objective, e.w) == 0.0625 + 200);
    CHECK(gradient(objective, e.w) == gradient(e.risk, e.w));
    CHECK(after_one_step<TestType>(objective, e.w, 0.25) == after_one_step<TestType>(e.risk, e.w, 0.25));
    CHECK(after_one_step<TestType>(e.risk + 100.0 * L1{}, e.w, 0.25) !=
          after_one_step<TestType>(e.risk, e.w, 0.25));
}

TEST_CASE("6: regularization relies on the gradient is not general", "[documented]") {
    SECTION("a prox applies a penalty whose gradient is 0 wherever it has one") {
        // Hard thresholding at √(2 · 0.5 · 0.25) = 1/2 of the step's (0.5625, −0.25).
        const Exact e;
        CHECK(after_one_step<ProximalUpdate>(e.risk + 0.5 * Count{}, e.w, 0.25) == vector({0.5625, 0}));
    }
    SECTION("a projection enforces a constraint, which has no gradient at all") {
        const Exact e;
        const Vector<double> w = after_one_step<ProximalUpdate>(e.risk + L2Ball{0.5}, e.w, 0.25);
        CHECK(w.norm() == Approx(0.5).epsilon(1e-12));
    }
}

TEST_CASE("7.1 (1): the gradient gives direction, speed and importance", "[documented]") {
    const auto f = two_weights(1, 0, 4, vector({1, 4}));
    const Vector<double> w = vector({3, 0}), g = gradient(f, w);
    CHECK(g == vector({2, -4}));  // direction: the first weight down, the second up
    CHECK(largest_stable_step(f) == Approx(0.5).epsilon(1e-12));
    CHECK(sensitivity(f, w).front().variable == 1);
    CHECK(value(f, Vector<double>(w - 0.4 * g)) < value(f, w));
}

TEST_CASE("7.1 (4): the gradient of L1 is constant, strength or -strength", "[documented]") {
    for (double w : {1e-300, 1e-10, 0.01, 1.0, 1e300}) {
        CHECK(gradient(one_weight() + 0.1 * L1{}, vector({w}))[0] == 0.1);
        CHECK(gradient(one_weight() + 0.1 * L1{}, vector({-w}))[0] == -0.1);
    }
}

TEST_CASE("7.1 (5): the gradient of L2 is proportional to w, weakening as w gets small", "[documented]") {
    for (double w : {1e-300, 1e-10, 0.01, 1.0, 1e300}) {
        CHECK(gradient(one_weight() + 0.1 * L2{}, vector({w}))[0] == Approx(0.2 * w).epsilon(1e-15));
        CHECK(gradient(one_weight() + 0.1 * L2{}, vector({-w}))[0] == Approx(-0.2 * w).epsilon(1e-15));
    }
}
