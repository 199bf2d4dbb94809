// SPDX-License-Identifier: BSD-3-Clause
// Every status is reached, in its precedence, and the best iterate comes back.
#include <cmath>
#include <lariat/lariat.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

auto lasso(int seed = 1) {
    const auto problem = Problem::of(SquaredError{}, seed, 40, 8);
    return EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(problem.X), problem.y) + 0.1 * L1{};
}

template <class Step>
auto gradient_descent(Step step) {
    return GradientDescent<ProximalUpdate, Step, NoMomentum>{{}, step, {}};
}

}  // namespace

TEST_CASE("Converged: the certificate holds", "[status]") {
    const auto fit = minimize(lasso(), Fista{});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.holds());
    CHECK(fit.certificate.value <= 1e-8 * fit.objective);
    CHECK(fit.iterations > 0);
    CHECK(fit.passes > double(fit.iterations));
    CHECK(fit.seconds >= 0);
    CHECK(fit.step > 0);
}

TEST_CASE("MaxIterations: exactly as many as allowed", "[status]") {
    const auto fit = minimize(lasso(), ProximalGradient{}, {.max_iterations = 3});
    CHECK(fit.status == Status::MaxIterations);
    CHECK(fit.iterations == 3);
    CHECK_FALSE(fit.certificate.holds());
    const auto none = minimize(lasso(), ProximalGradient{}, {.max_iterations = 0});
    CHECK(none.status == Status::MaxIterations);
    CHECK(none.iterations == 0);
    CHECK(none.coefficients.isZero(0));
}

TEST_CASE("Converged before the first step where the start is optimal", "[status]") {
    const auto objective = lasso();
    const auto fit = minimize(objective, {.tolerance = 1e-10});
    for (Index limit : {Index(0), Index(5)}) {
        const auto again = minimize(objective, Fista{}, fit, {.tolerance = 1e-9, .max_iterations = limit});
        CHECK(again.status == Status::Converged);
        CHECK(again.iterations == 0);
        CHECK(identical(again.coefficients, fit.coefficients));
    }
}

TEST_CASE("TimeLimit: looked at after every step", "[status]") {
    const auto fit = minimize(lasso(), gradient_descent(ConstantStep{1e-9}),
                              {.max_iterations = 1'000'000'000, .time_limit = 0.02});
    CHECK(fit.status == Status::TimeLimit);
    CHECK(fit.seconds >= 0.02);
    CHECK(fit.seconds < 5);
    const auto at_once = minimize(lasso(), gradient_descent(ConstantStep{1e-9}), {.time_limit = 1e-300});
    CHECK(at_once.status == Status::TimeLimit);
    CHECK(at_once.iterations == 1);
}

TEST_CASE("Stopped: an observer asks, in any position, and all observers still see the iteration",
          "[status]") {
    int before = 0, after = 0;
    const auto fit = minimize(
        lasso(), ProximalGradient{}, {}, [&](const Progress&) { ++before; },
        [](const Progress& p) { return p.iteration == 4 ? Control::stop : Control::go_on; },
        [&](const Progress&) { ++after; });
    CHECK(fit.status == Status::Stopped);
    CHECK(fit.iterations == 4);
    CHECK(before == 4);
    CHECK(after == 4);
    CHECK_FALSE(fit.certificate.holds());
    CHECK(std::isfinite(fit.certificate.value));
}

TEST_CASE("certificates are computed now and then, not every iteration", "[status]") {
    auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 8);
    problem.X.col(3) = problem.X.col(2) + 0.01 * problem.X.col(3);  // ill-conditioned
    Index computed = 0;
    double last = infinity;
    const auto fit =
        minimize(EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(problem.X), problem.y) + 0.1 * L1{}, Fista{},
                 {.tolerance = 1e-12}, [&](const Progress& p) {
                     if (p.certificate.value != last) ++computed;
                     last = p.certificate.value;
                 });
    CHECK(fit.status == Status::Converged);
    CHECK(fit.iterations > 100);
    CHECK(computed >= 3);
    CHECK(5 * computed < fit.iterations);
}

TEST_CASE("Diverged beyond 2/λ_max, with both numbers", "[status]") {
    const Quadratic q(Eigen::MatrixXd(Eigen::Vector2d(1, 10).asDiagonal()), Eigen::Vector2d(1, 1));
    REQUIRE(largest_stable_step(q) == Approx(0.2).epsilon(1e-12));
    const auto fit = minimize(q, gradient_descent(ConstantStep{0.21}));
    CHECK(fit.status == Status::Diverged);
    CHECK(says(to_string(fit), {"diverged", "0.21", "2/lambda_max", "0.2"}));
    CHECK(fit.coefficients.norm() <= 1);  // the best iterate, not the last
    CHECK(fit.objective <= 0);
    CHECK_FALSE(fit.certificate.holds());
    CHECK(minimize(q, gradient_descent(ConstantStep{0.19})).status == Status::Converged);
    const auto risk = minimize(lasso(), gradient_descent(ConstantStep{50}));
    CHECK(risk.status == Status::Diverged);
    CHECK(says(risk.detail, {"50", "2/lambda_max"}));
}

namespace {

/// A step of `first`, and then one of `then`.
struct Leap {
    double first, then;
    double step(Index k) const { return k == 0 ? first : then; }
};

/// Stops at an iteration; 0: never.
struct StopAt {
    Index iteration;
    Control operator()(const Progress& p) const {
        return p.iteration == iteration ? Control::stop : Control::go_on;
    }
};

}  // namespace

TEST_CASE("NonFinite > Diverged > Converged > Stopped > MaxIterations, all at the second iteration",
          "[status]") {
    // ½‖w − 1‖² − 1. The first step comes within 1e-6 of the minimum, as the certificate says at the end: after one
    // iteration it is not asked.
    const Quadratic q(Eigen::MatrixXd::Identity(2, 2), Eigen::Vector2d(1, 1));
    const auto fit = [&](double then, double tolerance, Index stop = 2) {
        const auto result = minimize(q, gradient_descent(Leap{0.999, then}),
                                     {.tolerance = tolerance, .max_iterations = 2}, StopAt{stop});
        CAPTURE(to_string(result));
        CHECK(result.iterations == 2);
        CHECK(result.certificate.holds() == (tolerance == 1e-3));
        CHECK(result.objective == Approx(-1).epsilon(1e-5));
        return result.status;
    };
    CHECK(fit(1e200, 1e-3) == Status::NonFinite);  // F = ∞ is more than a millionfold, too
    CHECK(fit(1e12, 1e-3) == Status::Diverged);
    CHECK(fit(0.5, 1e-3) == Status::Converged);
    CHECK(fit(0.5, 1e-14) == Status::Stopped);
    CHECK(fit(0.5, 1e-14, 0) == Status::MaxIterations);
    CHECK(fit(1e200, 1e-14) == Status::NonFinite);
    CHECK(fit(1e12, 1e-14) == Status::Diverged);
}

TEST_CASE("Converged > Stopped > TimeLimit, all at the first iteration", "[status]") {
    const Quadratic q(Eigen::MatrixXd::Identity(2, 2), Eigen::Vector2d(1, 1));
    const auto status = [&](double tolerance, Index stop, double seconds) {
        const auto fit =
            minimize(q, gradient_descent(Leap{0.999, 0.5}),
                     {.tolerance = tolerance, .max_iterations = 1, .time_limit = seconds}, StopAt{stop});
        CHECK(fit.iterations == 1);
        return fit.status;
    };
    CHECK(status(1e-3, 1, 1e-300) == Status::Converged);
    CHECK(status(1e-14, 1, 1e-300) == Status::Stopped);
    CHECK(status(1e-14, 0, 1e-300) == Status::TimeLimit);  // which came first
    CHECK(status(1e-14, 0, infinity) == Status::MaxIterations);
}

TEST_CASE("NonFinite > Diverged > NoMinimizer > Stopped and the limits", "[status]") {
    // ½w_0² − w_0 − w_1 falls forever along w_1, as at the start, which stays the best iterate, for the first step
    // overshoots. Under tolerance 0 the run goes on.
    const Quadratic q(Eigen::MatrixXd(Eigen::Vector2d(1, 0).asDiagonal()), Eigen::Vector2d(1, 1));
    const auto status = [&](double then, Index last) {
        const auto fit =
            minimize(q, gradient_descent(Leap{10, then}), Eigen::Vector2d(0, 1),
                     {.tolerance = 0, .max_iterations = last, .time_limit = last == 1 ? 1e-300 : infinity},
                     StopAt{last});
        CHECK(fit.iterations == last);
        CHECK(fit.coefficients == Eigen::Vector2d(0, 1));
        CHECK(fit.certificate.unattained);
        return fit.status;
    };
    CHECK(status(1e200, 2) == Status::NonFinite);
    CHECK(status(1e12, 2) == Status::Diverged);
    CHECK(status(0.5, 1) == Status::NoMinimizer);
}

TEST_CASE("Diverged > Stopped and MaxIterations: a slow divergence is seen after 100 rises", "[status]") {
    const Quadratic q(Eigen::MatrixXd(Eigen::Vector2d(1, 10).asDiagonal()), Eigen::Vector2d(0, 1));
    const auto fit = [&](Index limit, Index stop) {
        return minimize(q, gradient_descent(ConstantStep{0.2002}), Eigen::Vector2d(0, 0.2),
                        {.max_iterations = limit}, StopAt{stop});
    };
    const auto diverged = fit(1000, 0);
    CHECK(diverged.status == Status::Diverged);
    const Index seen = diverged.iterations;
    CHECK(100 <= seen);
    CHECK(seen <= 101);
    CHECK(fit(seen, seen).status == Status::Diverged);
    CHECK(fit(seen, seen).iterations == seen);
    CHECK(fit(seen - 1, seen - 1).status == Status::Stopped);
    CHECK(fit(seen - 1, 0).status == Status::MaxIterations);
}

TEST_CASE("HeavyBall may rise a long while and still converge", "[status]") {
    // ηλ = 1e-4 and β = 0.999: F goes up and down with a half period of about 300 iterations.
    const Quadratic q(Eigen::MatrixXd(Eigen::Vector2d(1, 1e-2).asDiagonal()), Eigen::Vector2d(1, 1));
    const auto fit = minimize(q, GradientDescent{ProximalUpdate{}, ConstantStep{1e-2}, HeavyBall{0.999}},
                              {.max_iterations = 200'000});
    CAPTURE(to_string(fit));
    CHECK(fit.status == Status::Converged);
}

TEST_CASE("NonFinite: the best finite iterate is returned", "[status]") {
    SECTION("a user's function becomes NaN on the way") {
        int calls = 0;
        const SmoothFunction f(1, [&](const Vector<double>& w, Vector<double>& g) {
            g = 2 * w - Vector<double>::Constant(1, 2.0);
            return ++calls > 6 ? NaN : (w[0] - 1) * (w[0] - 1);
        });
        double best = 1;  // at the start
        Eigen::VectorXd best_w = Eigen::VectorXd::Zero(1);
        Index best_at = 0;  // the steps after the first overshoot
        const auto fit = minimize(f, gradient_descent(Leap{0.4, 1.1}), {}, [&](const Progress& p) {
            if (!(p.objective < best)) return;
            best = p.objective;
            best_w = p.coefficients();
            best_at = p.iteration;
        });
        CHECK(fit.status == Status::NonFinite);
        CHECK(best_at == 1);
        CHECK(fit.iterations > 2);
        CHECK(identical(fit.coefficients, best_w));
    }
    SECTION("it is NaN at the start") {
        const SmoothFunction f(1, [](const Vector<double>&, Vector<double>& g) {
            g.setConstant(NaN);
            return NaN;
        });
        CHECK(minimize(f).status == Status::NonFinite);
        CHECK(minimize(f, gradient_descent(ConstantStep{0.1})).status == Status::NonFinite);
        CHECK(minimize(f, gradient_descent(BarzilaiBorwein{})).status == Status::NonFinite);
        CHECK_FALSE(minimize(f).certificate.holds());
    }
    SECTION("it is infinite or NaN where the gradient says optimal") {
        const auto check = [](const auto& fit) {
            CAPTURE(to_string(fit));
            CHECK(fit.status == Status::NonFinite);
            CHECK_FALSE(fit.certificate.holds());
            CHECK(says(to_string(fit), {"not finite at the coefficients returned", "objective "}));
            CHECK_FALSE(says(to_string(fit), {"best finite iterate"}));
        };
        for (const double bad : {infinity, -infinity, NaN}) {
            const SmoothFunction f(1, [=](const Vector<double>& w, Vector<double>& g) {
                g = w;
                return bad;
            });
            check(minimize(f));
            check(minimize(f, gradient_descent(ConstantStep{0.1})));
            check(minimize(f, gradient_descent(BarzilaiBorwein{})));
            check(minimize(f, {.max_iterations = 0}));
            check(minimize(f, Eigen::VectorXd::Ones(1), {.max_iterations = 0}));
        }
        const Eigen::MatrixXd X = Eigen::MatrixXd::Identity(2, 2);
        const EmpiricalRisk risk(OverflowingLogCosh{}, X, Eigen::Vector2d(800, 0));
        check(minimize(risk + 1.0 * L1{}));
        check(minimize(risk + 1.0 * L1{}, Fista{}));
        check(minimize(risk + 1e4 * L0{}));
        check(minimize(risk + Box{0, 0}));
    }
    SECTION("the start alone is NaN: the best of the others is returned") {
        const SmoothFunction f(1, [](const Vector<double>& w, Vector<double>& g) {
            g = 2 * w - Vector<double>::Constant(1, 2.0);
            return w[0] == 0 ? NaN : (w[0] - 1) * (w[0] - 1);
        });
        CHECK(minimize(f, gradient_descent(ConstantStep{0.4})).status == Status::Converged);
        const auto fit = minimize(f, gradient_descent(Leap{0.45, 1.1}), {.max_iterations = 4});
        CHECK(fit.coefficients[0] == Approx(0.9));  // then F rises
    }
    SECTION("its gradient alone is NaN") {
        const SmoothFunction f(2, [](const Vector<double>& w, Vector<double>& g) {
            g.setConstant(NaN);
            return w.squaredNorm() + 1;
        });
        CHECK(minimize(f).status == Status::NonFinite);
        CHECK(minimize(f, gradient_descent(ConstantStep{0.1})).status == Status::NonFinite);
    }
    SECTION("a step so long that Poisson overflows") {
        const auto problem = Problem::of(Poisson{}, 1, 30, 4);
        const EmpiricalRisk risk(Poisson{}, problem.X, problem.y);
        const auto fit = minimize(risk + 0.01 * L1{}, gradient_descent(ConstantStep{1e6}));
        CHECK(fit.status == Status::NonFinite);
        CHECK(fit.iterations == 1);
        CHECK(fit.coefficients.isZero(0));  // the start
        CHECK(says(to_string(fit), {"not finite", "(the best finite iterate is returned)"}));
        CHECK(fit.objective == value(risk, Eigen::VectorXd::Zero(4)));
    }
}

TEST_CASE("Stalled: no step lowers F, and the point is not optimal", "[status]") {
    // A hole: F is higher wherever a step leads, however short.
    const SmoothFunction hole(2, [](const Vector<double>& w, Vector<double>& g) {
        g.setOnes();
        return w.isZero(0) ? 0.0 : 1.0;
    });
    const auto fit = minimize(hole, gradient_descent(BarzilaiBorwein{}));
    CAPTURE(to_string(fit));
    CHECK(fit.status == Status::Stalled);
    CHECK_FALSE(fit.certificate.holds());
    CHECK(fit.iterations == 0);
    CHECK(fit.coefficients.isZero(0));
    // A step too short to be felt.
    const auto tiny = minimize(lasso(), gradient_descent(ConstantStep{1e-300}), Eigen::VectorXd::Ones(8));
    CHECK(tiny.status == Status::Stalled);
}

TEST_CASE("a wrong gradient, uphill, leads nowhere", "[status]") {
    const SmoothFunction f(2, [](const Vector<double>& w, Vector<double>& g) {
        g = -2 * (w - Vector<double>::Ones(2));
        return (w - Vector<double>::Ones(2)).squaredNorm();
    });
    const auto fit = minimize(f, {.max_iterations = 500});  // as far up as F does not show
    CAPTURE(to_string(fit));
    CHECK(fit.status == Status::MaxIterations);
    CHECK_FALSE(fit.certificate.holds());
    CHECK(fit.objective == Approx(2).epsilon(1e-13));
}

TEST_CASE("ReachedPrecision: tolerance 0 cannot be met, and the certificate is rounding", "[status]") {
    for (int seed : {1, 2, 3}) {
        const auto fit = minimize(lasso(seed), Fista{}, {.tolerance = 0, .max_iterations = 100'000});
        CAPTURE(to_string(fit));
        const auto expected = [](double gap) {
            return gap <= 0 ? Status::Converged : Status::ReachedPrecision;
        };
        CHECK(fit.status == expected(fit.certificate.value));
        CHECK(fit.certificate.value < 1e-13 * fit.objective);
        const auto slow =
            minimize(lasso(seed), ProximalGradient{}, {.tolerance = 0, .max_iterations = 100'000});
        CAPTURE(to_string(slow));
        CHECK(slow.status == expected(slow.certificate.value));
    }
}

TEST_CASE("the best iterate is returned, whatever came after", "[status]") {
    const auto objective = lasso();
    double best = value(objective, Eigen::VectorXd::Zero(8));
    Eigen::VectorXd best_w = Eigen::VectorXd::Zero(8);
    // Barzilai-Borwein and long steps are not monotone
    const auto fit = minimize(objective, GradientDescent{SubgradientUpdate{}, ConstantStep{0.3}},
                              {.max_iterations = 57}, [&](const Progress& p) {
                                  if (p.objective < best) {
                                      best = p.objective;
                                      best_w = p.coefficients();
                                  }
                              });
    CHECK(fit.objective == Approx(best).epsilon(1e-13));
    CHECK(value(objective, fit.coefficients) == fit.objective);
    CHECK(difference(fit.coefficients, best_w) < 1e-6);
}

TEST_CASE("an exception of an observer or a function passes through", "[status]") {
    struct Mine {};
    CHECK_THROWS_AS(minimize(lasso(), Fista{}, {},
                             [](const Progress& p) {
                                 if (p.iteration == 3) throw Mine{};
                             }),
                    Mine);
    int calls = 0;
    const SmoothFunction f(2, [&](const Vector<double>& w, Vector<double>& g) -> double {
        if (++calls == 5) throw std::runtime_error("user");
        g = 2 * w + Vector<double>::Ones(2);
        return w.squaredNorm() + w.sum();
    });
    CHECK_THROWS_WITH(minimize(f), "user");
    calls = 100;
    CHECK(minimize(f).status == Status::Converged);
    CHECK_THROWS_AS(minimize(SmoothFunction(2,
                                            [](const Vector<double>&, Vector<double>& g) {
                                                g.resize(3);
                                                return 0.0;
                                            })),
                    std::invalid_argument);
}

TEST_CASE("NoMinimizer: separable labels without a penalty", "[status]") {
    const auto seed = GENERATE(seeds(5));
    auto problem = Problem::of(Logistic{}, seed, 60, 5);
    const Eigen::MatrixXd X = problem.X;
    const Vector<double> truth = Vector<double>::LinSpaced(5, -2, 1);
    Vector<double> y = ((X * truth).array() > 0).cast<double>();
    const RiskOptions with_intercept{.intercept = true};
    const EmpiricalRisk separable(Logistic{}, X, y), shifted(Logistic{}, X, y, with_intercept);
    const auto check = [](const auto& fit) {
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::NoMinimizer);
        CHECK(fit.certificate.unattained);
        CHECK(!fit.certificate.holds());
        CHECK(says(to_string(fit), {"no minimizer"}));
    };
    SECTION("by every optimizer that fits") {
        check(minimize(separable));
        check(minimize(shifted));
        check(minimize(separable + 0.0 * L1{}));
        check(minimize(separable + 0.0 * L2{}, CoordinateDescent{}));
        check(minimize(shifted + NoPenalty{}, CoordinateDescent{}));
        check(minimize(separable, Fista{}, {.max_iterations = 100'000}));
        check(minimize(standardized(shifted) + 0.0 * L1{}));
    }
    SECTION("what they return proves it: every label is on its side") {
        const auto fit = minimize(shifted);
        const Vector<double> z = fit.predict(X);
        CHECK(((z.array() > 0).cast<double>() == y.array()).all());
        CHECK(certify(shifted, fit.coefficients).unattained);
        CHECK(value(separable, 2 * truth) < value(separable, truth));
        CHECK(value(separable, 1e4 * truth) < 1e-6);
        CHECK(certify(separable, truth, 1e300).holds() == false);
    }
    SECTION("a path says it at the strength where it is so, and goes on") {
        const auto path =
            regularization_path(shifted, L1{}, {.strengths = std::vector<double>{0.1, 0.01, 0.0}});
        CHECK(path[0].status == Status::Converged);
        CHECK(path[1].status == Status::Converged);
        check(path[2]);
    }
    SECTION("nor with a bounded penalty, once the weights are beyond its slopes") {
        const auto objective = separable + 0.01 * MCP{3.0};
        const auto fit = minimize(objective, CoordinateDescent{});
        check(fit);
        CHECK((fit.coefficients.array() == 0 || fit.coefficients.array().abs() >= 0.03).all());
        CHECK(value(objective, 2 * fit.coefficients) < fit.objective);
        // NoMinimizer > Converged: under a tolerance that every residual is within, were it not for that
        const auto status = [&](const Vector<double>& start) {
            return minimize(objective, CoordinateDescent{}, start, {.tolerance = 10}).status;
        };
        CHECK(status(100 * truth) == Status::NoMinimizer);
        CHECK(status(0 * truth) == Status::Converged);
    }
    SECTION("of one class, whatever the penalty, where there is an intercept") {
        const Vector<double> ones = Vector<double>::Ones(60);
        check(minimize(EmpiricalRisk(Logistic{}, X, ones, with_intercept) + 0.1 * L1{}));
        check(minimize(EmpiricalRisk(Poisson{}, X, Vector<double>(0 * ones), with_intercept) + 0.1 * L2{}));
        CHECK(minimize(EmpiricalRisk(Logistic{}, X, ones) + 0.1 * L1{}).status == Status::Converged);
    }
    SECTION(
        "one row deep on the other side and there is a minimizer; where that row has weight 0 there is "
        "none") {
        // Whatever separates the others gives the mean of a class the label of the class.
        Eigen::MatrixXd more(61, 5);
        more << X, y.transpose() * X / y.sum();
        Vector<double> labels(61), weights = Vector<double>::Ones(61);
        labels << y, 0;
        const auto fit =
            minimize(EmpiricalRisk(Logistic{}, more, labels), Fista{}, {.max_iterations = 200'000});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(minimize(EmpiricalRisk(Logistic{}, more, labels), CoordinateDescent{}).status ==
              Status::Converged);
        weights[60] = 0;
        check(minimize(EmpiricalRisk(Logistic{}, more, labels, {.weights = weights})));
    }
    SECTION("losses that attain their minimum are not concerned") {
        CHECK(minimize(EmpiricalRisk(SquaredHinge{}, X, y)).status == Status::Converged);
        CHECK(minimize(separable + 1e-4 * L2{}).status == Status::Converged);
    }
}

TEST_CASE("every status and kind has its sentence, and a solution prints one line", "[status]") {
    for (Status s :
         {Status::Converged, Status::ReachedPrecision, Status::MaxIterations, Status::TimeLimit,
          Status::Stopped, Status::Stalled, Status::Diverged, Status::NoMinimizer, Status::NonFinite})
        CHECK(std::string(to_string(s)).size() > 10);
    const auto fit = minimize(lasso());
    const std::string line = to_string(fit);
    CHECK(says(line, {"converged", "duality gap", "<=", "of 8 coefficients nonzero", "iteration", "passes"}));
    CHECK(line.find('\n') == std::string::npos);
    CHECK(says(to_string(minimize(lasso(), ProximalGradient{}, {.max_iterations = 1})),
               {"not converged", ">"}));
    std::ostringstream out;
    out << fit;
    CHECK(out.str() == line);
    auto counted = fit;
    counted.iterations = 1;
    counted.passes = 1;
    CHECK(says(to_string(counted), {"; 1 iteration of ", ", 1 pass, "}));
    counted.iterations = 0;
    counted.passes = 1.5;
    CHECK(says(to_string(counted), {"; 0 iterations of ", ", 1.5 passes, "}));
}

TEST_CASE("a gap is called loose where it is and does not hold", "[status]") {
    const auto problem = Problem::of(Hinge{}, GENERATE(seeds()), 60, 8);
    const auto objective = EmpiricalRisk(Hinge{}, problem.X, problem.y) + 10 * L1{};
    const auto fit_at = [&](double w) {  // before a step there is no average of fields
        const auto fit = minimize(objective, Eigen::VectorXd::Constant(8, w), {.max_iterations = 0});
        CHECK(fit.certificate.loose);
        return fit;
    };
    CHECK(fit_at(0).status == Status::Converged);
    CHECK_FALSE(says(to_string(fit_at(0)), {"loose"}));
    CHECK(says(to_string(fit_at(1)), {"(a loose bound)"}));
    CHECK_FALSE(says(to_string(fit_at(1e308)), {"bound"}));  // F is infinite, which no bound is to blame for
    CHECK(says(to_string(fit_at(1e308)), {"not finite"}));
}
