// SPDX-License-Identifier: BSD-3-Clause
// 1.3.1, 1.4 and 1.5 of the text, and 7.1 (2): what happens without a gradient, and with one.
#include <algorithm>

#include "documented_examples.hpp"

using namespace documented;

namespace {

/// What a random search ends with: the loss, and Σ over accepted moves of the square of each weight's move.
struct Searched {
    double loss;
    Vector<double> moved;
};

/// Random search as one would honestly write it: move every weight by a normal deviate, keep the move if the
/// loss fell; lengthen the moves after a success and shorten them after a failure, so that one in five
/// succeeds (Rechenberg 1973). One evaluation of the loss a move. It is given a good length to begin with,
/// distance to the optimum / dimension.
template <class F>
Searched random_search(const F& f, Vector<double> w, double length, Index evaluations, std::uint64_t seed) {
    Normal normal(seed);
    Searched best{value(f, w), Vector<double>::Zero(w.size())};
    for (Index k = 0; k < evaluations; ++k) {
        const Vector<double> move = length * normal.vector(w.size());
        const double loss = value(f, Vector<double>(w + move));
        const bool better = loss < best.loss;
        if (better) {
            w += move;
            best.loss = loss;
            best.moved += move.cwiseAbs2();
        }
        length *= better ? 1.5 : std::pow(1.5, -0.25);
    }
    return best;
}

/// ½ Σ a_j (w_j − 1)² − ½ Σ a_j with the curvatures a_j spread evenly from 1 to 10: the minimum is at w = 1.
auto bowl(Index p) {
    const Vector<double> a = Vector<double>::LinSpaced(p, 1, 10);
    return Quadratic(Matrix<>(a.asDiagonal()), a);
}

/// Evaluations of the loss (products with A) that plain gradient descent spends on `iterations`, every
/// gradient counted as one more, and F − min F then.
template <class F>
std::pair<Index, double> gradient_descent(const F& f, const Vector<double>& start, double lowest,
                                          Index iterations) {
    const auto whole = as_objective(f);
    const ProximalGradient optimizer;
    auto state = optimizer.init(whole, placed(whole.function, start));
    for (Index k = 0; k < iterations; ++k) optimizer.step(whole, state);
    return {static_cast<Index>(std::ceil(state.passes())) + iterations, state.value - lowest};
}

}  // namespace

TEST_CASE(
    "1.3.1: in 1,000,000 dimensions random directions are useless, without the gradient the loss increases",
    "[documented]") {
    // Of a random direction a share of 1/√p = 1/1000 is along the gradient. Moving 1% of the way to the
    // optimum in such a direction adds 0.01²/2 and gains 0.01 · share: it pays if share > 0.005, five
    // standard deviations out.
    const Index p = 1'000'000;
    const SmoothFunction f(p, [](const Vector<double>& w, Vector<double>& g) {
        g = w;
        return 0.5 * w.squaredNorm();
    });
    const Vector<double> start = Vector<double>::Ones(p);
    const double loss = value(f, start);
    Normal random(1);
    for (int i = 0; i < 5; ++i) {
        const Vector<double> move = Vector<double>::NullaryExpr(p, [&] { return 0.01 * random.sign(); });
        CHECK(value(f, Vector<double>(start + move)) > loss);
    }
    const Vector<double> w = after_one_step<ProximalUpdate>(f, start, 0.01);  // a move of the same length
    CHECK((w - start).norm() == Approx(0.01 * start.norm()).epsilon(1e-12));
    CHECK(value(f, w) == Approx(0.99 * 0.99 * loss).epsilon(1e-10));  // a sum of a million
}

TEST_CASE("1.4 and 7.1 (2): without gradient, random search in high dimensions does not get there",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Index p = 300;
    const auto f = bowl(p);
    const double lowest = value(f, Vector<double>(Vector<double>::Ones(p)));
    const Vector<double> start = Vector<double>::Ones(p) + Normal(seed + 100).vector(p);
    const double gap = value(f, start) - lowest;
    const auto [evaluations, left] = gradient_descent(f, start, lowest, 100);
    CAPTURE(evaluations);
    CHECK(evaluations > 200);
    CHECK(evaluations < 400);
    CHECK(left < 1e-6 * gap);  // (1 − 1/10)^(2·100) = 7e-10 for the flattest direction, at steps of 1/λ_max
    const double length = std::sqrt(double(p)) / double(p);
    // Theory of the random search on a sphere: at best the distance shrinks by exp(−0.2/p) an evaluation.
    const double equal = (random_search(f, start, length, evaluations, seed).loss - lowest) / gap;
    const double tenfold = (random_search(f, start, length, 10 * evaluations, seed).loss - lowest) / gap;
    CHECK(equal > 0.5);
    CHECK(tenfold > 0.05);
    CHECK(equal < 1);  // it is a search: it does get better
    CHECK(tenfold < equal);
}

TEST_CASE(
    "1.4: without gradient training never converges is not general - in one dimension random search gets "
    "there",
    "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const auto f = Quadratic(Matrix<>(Matrix<>::Ones(1, 1)), vector({1}));
    CHECK(random_search(f, vector({3}), 2, 300, seed).loss == Approx(-0.5).epsilon(1e-9));
}

TEST_CASE(
    "1.4: no speed, no way to know step size - with the gradient a step is known to lower the loss, and by "
    "how much",
    "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Index p = 300;
    const auto f = bowl(p);
    const double eta = largest_stable_step(f) / 2;  // 1/λ_max, known before any step
    CHECK(eta == Approx(0.1).epsilon(1e-6));
    const Vector<double> start = Vector<double>::Zero(p), g = gradient(f, start);
    const auto change = [&](double step, const Vector<double>& d) {
        return value(f, Vector<double>(start + step * d)) - value(f, start);
    };
    const double slope = g.squaredNorm(), curvature = g.cwiseAbs2().dot(Vector<double>::LinSpaced(p, 1, 10));
    CHECK(change(eta, -g) == Approx(-eta * slope + eta * eta / 2 * curvature).epsilon(1e-12));
    CHECK(change(eta, -g) <= -eta / 2 * slope);

    // A random direction of the same length: downhill or not is a coin's toss, and where it is not no step is short
    // enough. The step that suits the gradient lifts the loss by ½η²·5.5‖g‖², five times the deviation of ηg·d.
    Normal normal(seed);
    int lower_by_far = 0, lower_by_little = 0;
    for (int i = 0; i < 400; ++i) {
        Vector<double> d = normal.vector(p);
        d *= g.norm() / d.norm();
        lower_by_far += change(eta, d) < 0;
        const bool little = change(1e-4 * eta, d) < 0;
        lower_by_little += little;
        if (g.dot(d) >= 0) CHECK_FALSE(little);
    }
    CHECK(lower_by_far == 0);
    CHECK(std::abs(lower_by_little - 200) < 50);  // five deviations of 400 tosses
}

TEST_CASE("1.4: no way to know step size is not general - a search may learn it from its share of successes",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const auto f = Quadratic(Matrix<>(Matrix<>::Ones(1, 1)), vector({1}));
    for (double length : {2e-3, 2e3})  // a thousandth, and a thousandfold, of what is needed
        CHECK(random_search(f, vector({3}), length, 500, seed).loss == Approx(-0.5).epsilon(1e-9));
}

TEST_CASE("1.4: without gradient all weights are updated equally, with it the important ones most",
          "[documented]") {
    // "No importance". The loss is ten times as sensitive to the last weight as to the first.
    const auto seed = GENERATE(seeds<unsigned>());
    const Index p = 300, some = 100;
    const auto f = bowl(p);
    const Vector<double> start = Vector<double>::Zero(p);
    const Vector<double> g = gradient(f, start),
                         moved = after_one_step<ProximalUpdate>(f, start, 0.1) - start;
    CHECK((moved + 0.1 * g).norm() < 1e-14 * g.norm());
    CHECK(moved[p - 1] == Approx(10 * moved[0]).epsilon(1e-12));
    const double by_gradient = moved.tail(some).norm() / moved.head(some).norm();
    CHECK(by_gradient == Approx(8.5 / 2.5).epsilon(0.05));  // of the mean curvatures in these hundreds
    const auto searched = random_search(f, start, 1 / std::sqrt(double(p)), 2000, seed);
    const double by_chance = std::sqrt(searched.moved.tail(some).sum() / searched.moved.head(some).sum());
    // sums of hundreds of accepted squares each: a relative deviation below 0.03
    CHECK(by_chance == Approx(1).epsilon(0).margin(0.1));
}

TEST_CASE("1.5: follow steepest descent, converge to good solutions - certified, far within minutes",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    Normal normal(seed);
    const Index n = 400, p = 200;
    Matrix<> X = normal.matrix(n, p);
    const Vector<double> truth = Vector<double>::NullaryExpr(p, [&](Index j) { return j < 10 ? 1.0 : 0.0; });
    const Vector<double> y = X * truth + normal.vector(n);
    const auto fit = minimize(EmpiricalRisk(SquaredError{}, std::move(X), y) + 0.1 * L1{});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.kind == Certificate::Kind::DualityGap);
    CHECK(fit.certificate.value <= 1e-8 * fit.objective);
    CHECK(fit.seconds < 60);
    for (Index j = 0; j < 10; ++j) CHECK(fit.coefficients[j] > 0.5);
}

namespace {

/// The steps of 1000 iterations from w = 1/3 on |w| by subgradients, which need steps that shrink, and the
/// last |w|.
template <class Step>
std::pair<std::vector<double>, double> steps_taken(Step step) {
    std::vector<double> steps;
    double last = 0;
    const auto look = [&](const Progress& progress) {
        steps.push_back(progress.step);
        last = std::abs(progress.coefficients()[0]);
    };
    const auto fit =
        minimize(one_weight() + 1.0 * L1{}, GradientDescent{SubgradientUpdate{}, std::move(step)},
                 vector({1.0 / 3}), {.tolerance = 0, .max_iterations = 1000}, look);
    CHECK(fit.iterations == 1000);
    return {steps, last};
}

}  // namespace

TEST_CASE("1.5: move efficiently, by learning-rate schedules", "[documented]") {
    // A constant η = 0.1 ends between 1/30 and −2/30 for ever. With a schedule the weight follows its steps
    // towards zero: once |w| is below a step, it is never above the last two steps together.
    SECTION("without: a constant step") {
        const auto [steps, last] = steps_taken(ConstantStep{0.1});
        CHECK(std::count(steps.begin(), steps.end(), 0.1) == 1000);
        CHECK(last > 0.03);
    }
    SECTION("1/(1 + ck)") {
        const auto [steps, last] = steps_taken(InverseTimeDecay{0.1, 0.1});
        CHECK(steps[0] == 0.1);
        CHECK(steps[10] == Approx(0.05).epsilon(1e-12));
        CHECK(steps[990] == Approx(0.001).epsilon(1e-12));
        CHECK(last <= steps[998] + steps[999]);
    }
    SECTION("q^k") {
        const auto [steps, last] = steps_taken(ExponentialDecay{0.1, 0.995});
        CHECK(steps[0] == 0.1);
        CHECK(steps[1] == Approx(0.0995).epsilon(1e-12));
        CHECK(steps[999] == Approx(6.687e-4).epsilon(1e-3));
        CHECK(last <= steps[998] + steps[999]);
    }
    SECTION("halved every hundred") {
        const auto [steps, last] = steps_taken(StepDecay{0.1, 0.5, 100});
        CHECK(steps[99] == 0.1);
        CHECK(steps[100] == 0.05);
        CHECK(steps[999] == 0.1 / 512);
        CHECK(last <= steps[998] + steps[999]);
    }
    SECTION("half a cosine") {
        const auto [steps, last] = steps_taken(CosineAnnealing{0.1, 1e-4, 1000});
        CHECK(steps[0] == Approx(0.1).epsilon(1e-12));
        CHECK(steps[500] == Approx(0.05005).epsilon(1e-12));
        CHECK(steps[999] == Approx(1e-4).epsilon(0.01));
        CHECK(last <= steps[998] + steps[999]);
    }
    SECTION("after a warm-up") {
        const auto [steps, last] = steps_taken(WarmUp{InverseTimeDecay{0.1, 0.1}, 4});
        CHECK(steps[0] == Approx(0.02).epsilon(1e-12));
        CHECK(steps[3] == Approx(0.08).epsilon(1e-12));
        CHECK(steps[4] == 0.1);
        CHECK(steps[14] == Approx(0.05).epsilon(1e-12));
        CHECK(last <= steps[998] + steps[999]);
    }
}
