// SPDX-License-Identifier: BSD-3-Clause
// Policies that remember: Nesterov's restart, the safeguard of BarzilaiBorwein, what ProgressBar draws.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <lariat/lariat.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "numbers.hpp"
#include "optimizers/solve.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// ½ Σ a_j (w_j − 1)² − ½ Σ a_j, the 20 curvatures a_j spread evenly in their logarithm from 1/condition to 1.
auto valley(double condition) {
    Eigen::VectorXd a(20);
    for (Index j = 0; j < 20; ++j) a[j] = std::pow(condition, double(j) / 19 - 1);
    return Quadratic(Eigen::MatrixXd(a.asDiagonal()), a);
}
using Valley = decltype(as_objective(valley(1)));

double minimum(const Valley& f) { return value(f, Eigen::VectorXd::Ones(20)); }

}  // namespace

TEST_CASE("Nesterov restarts when the step turns or F rises, and only then", "[policies]") {
    const auto f = as_objective(valley(1e3));
    struct Seen {
        int turns = 0, other_rises = 0;
        double gap = 0;
    };
    const auto follow = [&](double step) {
        const auto optimizer = proximal(ConstantStep{step}, Nesterov{});
        auto s = optimizer.init(f, f.function.point());
        Seen seen;
        double t = 1;
        for (int k = 0; k < 700; ++k) {
            const Eigen::VectorXd before = s.x.w, move = before - s.previous.w;
            const double value_before = s.value, next = (1 + std::sqrt(1 + 4 * t * t)) / 2;
            optimizer.step(f, s);
            REQUIRE((s.y.w - before - (t - 1) / next * move).norm() <= 1e-14 * before.norm());
            const bool turned = (s.y.w - s.x.w).dot(s.x.w - before) > 0, rose = s.value > value_before;
            seen.turns += turned;
            seen.other_rises += rose && !turned;
            t = turned || rose ? 1 : next;
            REQUIRE(s.momentum_memory.t == t);
        }
        seen.gap = s.value - minimum(f);
        return seen;
    };
    const Seen stable = follow(1);  // 1/λ_max
    CHECK(stable.turns >= 3);
    CHECK(stable.turns <= 10);
    CHECK(stable.gap < 1e-10);
    CHECK(follow(1.9).other_rises > 0);
}

TEST_CASE("with its restart Nesterov converges linearly on a strongly convex function, without it does not",
          "[policies]") {
    struct NoRestart : Nesterov {
        void observe(bool, Memory&) const {}
    };
    const auto f = as_objective(valley(1e4));
    const auto iterations = [&](auto momentum, double tolerance) {
        const auto fit = minimize(f, proximal(LipschitzStep{}, momentum),
                                  {.tolerance = tolerance, .max_iterations = 100'000});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        return double(fit.iterations);
    };
    // Six digits more cost a multiple, and where F − min F = O(1/k²) is all that is proved many times as much.
    const double with = iterations(Nesterov{}, 1e-12), without = iterations(NoRestart{}, 1e-12);
    CHECK(with < 3 * iterations(Nesterov{}, 1e-6));
    CHECK(without > 8 * iterations(NoRestart{}, 1e-6));
    CHECK(without > 5 * with);
}

TEST_CASE("BarzilaiBorwein halves a step that would lift F above its last ten values, and no other",
          "[policies]") {
    const auto f = as_objective(valley(1e3));
    const BarzilaiBorwein policy;
    const auto optimizer = proximal(policy);
    auto s = optimizer.init(f, f.function.point());
    std::vector<double> values{s.value};  // the start counts until there is another
    const auto reference = [&] {
        const auto first = values.size() > 10 ? values.end() - 10 : values.begin() + (values.size() > 1);
        return *std::max_element(first, values.end());
    };
    int shortened = 0, rises = 0;
    for (int k = 0; k < 260; ++k) {
        const Eigen::VectorXd before = s.x.w, moved = before - s.previous.w, g = gradient(f, before);
        const Eigen::VectorXd turned = g - s.g;
        const double highest = reference(), along = moved.dot(turned);
        optimizer.step(f, s);
        const double raw = k == 0  ? s.step  // there is no change to measure
                           : k % 2 ? moved.squaredNorm() / along
                                   : along / turned.squaredNorm();
        const int halvings = int(std::lround(std::log2(raw / s.step)));
        REQUIRE(std::ldexp(s.step, halvings) == Approx(raw).epsilon(1e-12));  // sums of terms of one sign
        REQUIRE(halvings >= 0);
        const auto limit = [&](double step) {
            return highest - policy.decrease / 2 * step * g.squaredNorm();
        };
        for (int i = 1; i <= halvings; ++i) {
            const double step = std::ldexp(s.step, i);
            REQUIRE(value(f, Eigen::VectorXd(before - step * g)) > limit(step));
        }
        REQUIRE(s.value <= limit(s.step) + 64 * epsilon * std::abs(highest));
        shortened += halvings > 0;
        rises += s.value > values.back();
        values.push_back(s.value);
        REQUIRE(reference() <= highest + 64 * epsilon * std::abs(highest));
    }
    CHECK(shortened >= 3);
    CHECK(rises >= 10);
    CHECK(s.value - minimum(f) < 1e-8);
    CHECK(minimize(f, optimizer, {.tolerance = 1e-12}).status == Status::Converged);
}

TEST_CASE("BarzilaiBorwein's step: two secants in turn, within 1e10 times the first, finite", "[policies]") {
    const auto f = as_objective(valley(1));
    const BarzilaiBorwein policy;
    auto s = proximal(policy).init(f, f.function.point());
    auto& memory = s.step_memory;
    const auto propose = [&](Index k, double move, double turn_0, double turn_1) {
        s.previous.w.setZero();
        s.x.w.setZero();
        s.x.w.head(2).setConstant(move);
        memory.gradient.setZero();
        s.g.setZero();
        s.g.head(2) << turn_0, turn_1;
        memory.first = 2;
        memory.last = 7;
        return policy.propose(k, s, memory);
    };
    CHECK(propose(1, 1, 1, 3) == 0.5);  // s·s / s·Δg
    CHECK(propose(2, 1, 1, 3) == 0.4);  // s·Δg / Δg·Δg
    CHECK(propose(0, 1, 1, 3) == 7);
    for (Index k : {1, 2}) {
        CHECK(propose(k, 1, 1e-12, 1e-12) == 2e10);
        CHECK(propose(k, 1, 1e12, 1e12) == 2e-10);
        CHECK(propose(k, 1, -1, 0.5) == 7);  // curvature that is not positive says nothing
        CHECK(propose(k, 1, 0, 0) == 7);
        CHECK(propose(k, 1, NaN, 1) == 7);
    }
    CHECK(propose(1, 1e200, 1, 1) == 2);  // s·s is infinite
}

TEST_CASE("BarzilaiBorwein compares F with the last ten values, the start being one of them only at first",
          "[policies]") {
    const BarzilaiBorwein policy;
    BarzilaiBorwein::Memory<double> memory;
    const auto accepts = [&](double before, double after, double distance = 0) {
        return policy.accepts(
            {0.5, before, after, 0, distance, before, after}, [] { return 0.0; }, memory);
    };
    CHECK_FALSE(accepts(8, 9));
    for (double bad : {NaN, infinity}) CHECK_FALSE(accepts(8, bad));
    CHECK(accepts(8, 5));
    CHECK_FALSE(accepts(5, 6));
    CHECK_FALSE(accepts(5, 5, 1));  // a move of length 1 must gain σ/(2η)
    CHECK(accepts(5, 1));
    for (int k = 0; k < 8; ++k) CHECK(accepts(1, 1));
    CHECK(memory.last == 0.5);
    CHECK(accepts(1, 4));  // 5 is the tenth last
    CHECK_FALSE(accepts(4, 4.5));
    CHECK(accepts(4, 4 - policy.decrease, 1));
}

namespace {

/// What was written to a file, which is closed.
std::string taken_from(std::FILE* file) {
    std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
    std::rewind(file);
    CHECK(std::fread(text.data(), 1, text.size(), file) == text.size());
    std::fclose(file);
    return text;
}

/// What a ProgressBar draws on a file of these.
std::string drawn(const std::vector<Progress>& all) {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    {
        ProgressBar bar(file);
        for (const Progress& progress : all) bar(progress);
    }
    return taken_from(file);
}

Progress after(Index iteration, double seconds, double objective = 0.25) {
    Progress progress;
    progress.iteration = iteration;
    progress.max_iterations = 48;
    progress.seconds = seconds;
    progress.objective = objective;
    progress.certificate.value = 1.5e-3;
    return progress;
}

}  // namespace

TEST_CASE("ProgressBar draws one line over and over, and ends it", "[policies]") {
    const std::string nothing(24, ' '), half = std::string(12, '=') + std::string(12, ' '), full(24, '=');
    const std::string first = "\r[" + nothing + "] iteration 1  objective 0.25  duality gap 0.0015  0.0 s";
    CHECK(drawn({}).empty());
    CHECK(drawn({after(1, 0.01)}) == first + first + "\n");
    SECTION("at most ten times a second, and what it saw last") {
        CHECK(drawn({after(1, 0.01), after(2, 0.02), after(3, 0.1), after(24, 0.1101), after(25, 0.13),
                     after(48, 0.2, 0.125)}) ==
              first + "\r[" + half + "] iteration 24  objective 0.25  duality gap 0.0015  0.1 s" + "\r[" +
                  full + "] iteration 48  objective 0.125  duality gap 0.0015  0.2 s\n");
    }
    SECTION("a bar of whichever limit is nearer, never too long") {
        Progress progress = after(12, 5);
        progress.time_limit = 10;
        progress.certificate.kind = Certificate::Kind::KktResidual;
        CHECK(drawn({progress}) == "\r[" + half +
                                       "] iteration 12  objective 0.25  KKT residual 0.0015  5.0 s" + "\r[" +
                                       half + "] iteration 12  objective 0.25  KKT residual 0.0015  5.0 s\n");
        progress.seconds = 30;
        CHECK(drawn({progress}).find("[" + full + "] iteration 12 ") == 1);
    }
    SECTION("a shorter line covers a longer one") {
        const std::string bar = "\r[" + half + "] iteration 24  objective ",
                          rest = "  duality gap 0.0015  0.";
        CHECK(drawn({after(24, 0.04, 0.1234), after(24, 0.2, 0.5)}) == bar + "0.1234" + rest + "0 s" + bar +
                                                                           "0.5" + rest + "2 s   " + bar +
                                                                           "0.5" + rest + "2 s   \n");
    }
    SECTION("numbers that are none are shown as they are") {
        Progress progress = after(7, 0, infinity);
        progress.certificate.value = infinity;
        CHECK(drawn({progress}).find("iteration 7  objective inf  duality gap inf  0.0 s") !=
              std::string::npos);
    }
}

TEST_CASE("ProgressBar shows the last iteration of a run, its objective and its certificate", "[policies]") {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    const auto f = as_objective(valley(1e4));
    Progress last;
    {
        ProgressBar bar(file);
        (void)minimize(f, proximal(LipschitzStep{}, Nesterov{}), {.max_iterations = 25},
                       [&](const Progress& p) {
                           bar(p);
                           last = p;
                       });
    }
    const std::string text = taken_from(file);
    char want[100];
    std::snprintf(want, sizeof want, "iteration 25  objective %.8g  %s %.2g  ", last.objective,
                  to_string(last.certificate.kind), last.certificate.value);
    const std::string line = text.substr(text.rfind('\r') + 1);
    CHECK(line.find(std::string("[========================] ") + want) == 0);
    CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("ProgressBar is full at the end of a path, of a relaxed one and of a cross-validation",
          "[policies]") {
    const auto problem = Problem::of(SquaredError{}, 1, 30, 4);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const PathOptions options{.count = 5};
    const auto path = regularization_path(risk, L1{}, options);
    const auto last_line = [](auto&& run) {
        std::FILE* file = std::tmpfile();
        REQUIRE(file != nullptr);
        {
            ProgressBar bar(file);
            run(bar);
        }
        const std::string text = taken_from(file);
        return text.substr(text.rfind('\r') + 1);
    };
    const std::string bar = "[" + std::string(24, '=') + "] ",
                      last = "strength 5 of 5, " + text(path.strengths[4]) + ": ";
    CHECK(last_line([&](auto& b) {
              (void)regularization_path(risk, L1{}, options, b);
          }).find(bar + last + text(path.nonzeros(4)) + " nonzeros  ") == 0);
    CHECK(last_line([&](auto& b) { (void)relaxed_path(risk, path, {}, b); }).find(bar + last) == 0);
    CHECK(last_line([&](auto& b) {
              (void)cross_validate(risk, L1{}, {.folds = RandomFolds{3}, .path = options}, b);
          }).find(bar + "fold 3 of 3: " + last) == 0);
    const PathOptions never{.count = 5, .solve = {.tolerance = 0}};
    const Status status = regularization_path(risk, L1{}, never).statuses[4];
    REQUIRE(status != Status::Converged);
    CHECK(last_line([&](auto& b) {
              (void)regularization_path(risk, L1{}, never, b);
          }).find(std::string(" nonzeros; ") + to_string(status) + "  ") != std::string::npos);
}

TEST_CASE("a ProgressBar that watches a second run draws its beginning", "[policies]") {
    const std::string twice = drawn({after(1, 0.0), after(48, 7), after(1, 0.0)});
    CHECK(std::count(twice.begin(), twice.end(), '\r') == 4);
}

namespace {

// As README has them, to the letter.

/// η_k = η₀/√(k + 1), k = 0, 1, …
struct SquareRootDecay {
    double initial;
    double step(Index k) const { return initial / std::sqrt(double(k) + 1); }
};

/// Twice the last η, halved until F lies below its quadratic model: f(x⁺) ≤ f(y) + ∇f(y)·(x⁺ − y) + ‖x⁺ − y‖²/(2η).
struct Bold {
    template <class Scalar>
    struct Memory {
        double step = 1;
    };
    template <class State, class Scalar>
    double propose(Index, const State&, Memory<Scalar>& memory) const {
        return 2 * memory.step;
    }
    template <class Curvature, class Scalar>
    bool accepts(const Trial& trial, Curvature&& curvature, Memory<Scalar>& memory) const {
        memory.step = trial.step;
        const double before = trial.function_before, room = trial.squared_distance / (2 * trial.step);
        if (room < 1e5 * Eigen::NumTraits<Scalar>::epsilon() * std::abs(before))
            return curvature() <= 2 * room;                          // where values drown in their rounding
        return trial.function_after <= before + trial.slope + room;  // false for NaN, too
    }
    double shrink(double step) const { return step / 2; }
};

}  // namespace

TEMPLATE_TEST_CASE("README's line search converges", "[policies]", float, double) {
    const auto fit = [](const auto& loss, int seed, double strength) {
        const auto problem = Problem::of(loss, seed, 60, 8);
        const Eigen::Matrix<TestType, -1, -1> X = problem.X.template cast<TestType>();
        return minimize(EmpiricalRisk(loss, X, problem.y) + strength * L1{},
                        GradientDescent{ProximalUpdate{}, Bold{}});
    };
    for (int seed = 1; seed <= 40; ++seed) {
        for (const auto& status : {fit(SquaredError{}, seed, 0.1).status, fit(Logistic{}, seed, 0.02).status,
                                   fit(Poisson{}, seed, 0.02).status}) {
            CAPTURE(seed, to_string(status));
            CHECK(status == Status::Converged);
        }
    }
}

TEST_CASE("README's schedule is followed step by step, and leads down as fast as its theory says",
          "[policies]") {
    const auto problem = Problem::of(Hinge{}, GENERATE(seeds()), 60, 8);
    const auto objective = EmpiricalRisk(Hinge{}, problem.X, problem.y) + 0.01 * L1{};
    double sum = 0, squares = 0;
    Index k = 0;
    const auto fit = minimize(objective, GradientDescent{SubgradientUpdate{}, SquareRootDecay{0.1}},
                              {.max_iterations = 1000}, [&](const Progress& p) {
                                  CHECK(p.step == 0.1 / std::sqrt(double(++k)));
                                  sum += p.step;
                                  squares += p.step * p.step;
                              });
    CHECK(k == 1000);
    // min_k F(w_k) − F(w) ≤ (‖w_0 − w‖² + G² Σ η_k²)/(2 Σ η_k) for every w, with G above every subgradient (Shor 1985).
    const auto better = minimize(objective, {.max_iterations = 20'000});
    const double steepest = problem.X.rowwise().norm().mean() + 0.01 * std::sqrt(8.0);
    const double bound = (better.coefficients.squaredNorm() + steepest * steepest * squares) / (2 * sum);
    CHECK(fit.objective - better.objective <= bound);
    CHECK(bound < value(objective, Eigen::VectorXd::Zero(8)) - better.objective);  // the start is not as good
}

TEST_CASE("a schedule that is not positive any more ends the run, and says so", "[policies]") {
    struct LinearDecay {
        double initial, slope;
        double step(Index k) const { return initial - slope * double(k); }
    };
    const auto f = valley(1e3);
    const auto stalls = [](const auto& fit, Index last, const std::string& why) {
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Stalled);
        CHECK(fit.iterations == last);
        CHECK(fit.detail == why);
        CHECK_FALSE(fit.certificate.holds());
    };
    stalls(minimize(f, proximal(LinearDecay{1, 0.125})), 8, "step(8) = 0; must be > 0");
    stalls(minimize(f, proximal(LinearDecay{1, 0.75})), 2, "step(2) = -0.5; must be > 0");
    stalls(minimize(f, proximal(LinearDecay{1, 0.75}, HeavyBall{})), 2, "step(2) = -0.5; must be > 0");
    const auto best = minimize(f, proximal(LinearDecay{1, 0.125}), {.max_iterations = 8});
    CHECK(identical(minimize(f, proximal(LinearDecay{1, 0.125})).coefficients, best.coefficients));
}
