// SPDX-License-Identifier: BSD-3-Clause
// Right answers: closed forms, the multipliers of balls, the rates of theory.
#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "optimizers/solve.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

// A gap of 1e-13 F moves w by √(2·1e-13 F/curvature) < 1e-6 where F and the curvature are of order 1.
constexpr double near = 2e-6;

/// X that counts what it is asked for.
struct Counting : Bare {
    mutable Index products = 0;

    void apply(const VectorView<double>& w, VectorRef<double> z) const {
        ++products;
        Bare::apply(w, z);
    }
    void apply_transpose(const VectorView<double>& r, VectorRef<double> g) const {
        ++products;
        Bare::apply_transpose(r, g);
    }
};

}  // namespace

TEST_CASE("an orthogonal design is soft-thresholded", "[solutions]") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    const Index n = 20, p = 6;
    const Eigen::MatrixXd Q = Eigen::HouseholderQR<Eigen::MatrixXd>(random.matrix(n, n)).householderQ();
    const Eigen::MatrixXd X = std::sqrt(double(n)) * Q.leftCols(p);  // XᵀX/n = I
    const Eigen::VectorXd y = random.vector(n, 2), b = X.transpose() * y / double(n);
    const double lambda = 0.5 * b.cwiseAbs().maxCoeff();
    Eigen::VectorXd truth(p);
    for (Index j = 0; j < p; ++j) truth[j] = soft_threshold(b[j], lambda);
    const auto lasso = EmpiricalRisk(SquaredError{}, X, y) + lambda * L1{};
    CHECK(difference(minimize(lasso, accurate).coefficients, truth) < near);
    CHECK(difference(minimize(lasso, Fista{}, accurate).coefficients, truth) < near);
    CHECK(minimize(lasso, Fista{}, accurate).support() == [&] {
        std::vector<Index> support;
        for (Index j = 0; j < p; ++j)
            if (truth[j] != 0) support.push_back(j);
        return support;
    }());
    const auto net = minimize(lasso + 0.3 * L2{}, Fista{}, accurate);
    CHECK(difference(net.coefficients, Eigen::VectorXd(truth / 1.6)) < near);
}

TEST_CASE("ridge is the solution of (XᵀX/n + 2λI) w = Xᵀy/n", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 8);
    const double lambda = 0.07;
    const Eigen::MatrixXd H =
        problem.X.transpose() * problem.X / 30 + 2 * lambda * Eigen::MatrixXd::Identity(8, 8);
    const Eigen::VectorXd truth = H.ldlt().solve(problem.X.transpose() * problem.y / 30);
    const auto ridge = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + lambda * L2{};
    CHECK(difference(minimize(ridge, accurate).coefficients, truth) < near);
    CHECK(difference(minimize(ridge, Fista{}, accurate).coefficients, truth) < near);
    CHECK(difference(
              minimize(ridge, GradientDescent{SubgradientUpdate{}, Backtracking{}}, accurate).coefficients,
              truth) < near);
    CHECK(difference(
              minimize(ridge, GradientDescent{SubgradientUpdate{}, LipschitzStep{}, Nesterov{}}, accurate)
                  .coefficients,
              truth) < near);
    CHECK(minimize(ridge, GradientDescent{SubgradientUpdate{}, LipschitzStep{}, Nesterov{}}, accurate).step ==
          1 / largest_curvature(ridge).upper);
    const Quadratic q(problem.X.transpose() * problem.X / 30, problem.X.transpose() * problem.y / 30);
    CHECK(difference(minimize(q + lambda * L2{}, accurate).coefficients, truth) < near);
}

TEST_CASE("a ball and its penalty have one solution, at the multiplier", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 60, 6);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto l1 = minimize(risk + L1Ball{0.6}, accurate);
    REQUIRE(l1.multiplier.has_value());
    CHECK(*l1.multiplier > 0);
    CHECK(l1.coefficients.lpNorm<1>() == Approx(0.6).epsilon(1e-12));
    CHECK(difference(minimize(risk + *l1.multiplier * L1{}, accurate).coefficients, l1.coefficients) < 1e-5);
    const auto l2 = minimize(risk + L2Ball{0.4}, accurate);
    REQUIRE(l2.multiplier.has_value());
    CHECK(*l2.multiplier > 0);
    CHECK(difference(minimize(risk + *l2.multiplier * L2{}, accurate).coefficients, l2.coefficients) < 1e-5);
    const auto inside = minimize(risk + L2Ball{100}, accurate);
    CHECK(inside.multiplier == 0.0);
    CHECK_FALSE(minimize(risk + L1{}).multiplier.has_value());
}

TEST_CASE("the multiplier of an L1Ball is the largest slope at its solution, however small the ball",
          "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 60, 6);
    const bool intercept = GENERATE(false, true);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = intercept});
    const double radius = GENERATE(1e-15, 1e-9, 1e-3, 1.0);
    const auto largest_slope = [&](const Eigen::VectorXd& w) {
        return gradient(risk, w).head(6).lpNorm<Eigen::Infinity>();
    };
    const auto fit = minimize(risk + L1Ball{radius});
    CHECK(fit.status == Status::Converged);
    const double lambda = fit.multiplier.value();
    CHECK(lambda == Approx(largest_slope(fit.coefficients)).epsilon(1e-3));
    const auto penalized = minimize(risk + lambda * L1{}, accurate);
    CHECK(difference(penalized.coefficients, fit.coefficients) < 2 * radius + 1e-3);
    CHECK(minimize(risk + 1.01 * lambda * L1{}, accurate).coefficients.lpNorm<1>() <= radius);
    CHECK(minimize(risk + 0.99 * lambda * L1{}, accurate).coefficients.lpNorm<1>() > radius);
}

TEST_CASE("a solution that is found inside a ball that binds has its multiplier too", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 60, 6);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const double radius = 1e-9;  // F varies by less than its tolerance in the ball
    const Eigen::VectorXd start = Eigen::VectorXd::Constant(6, radius / 20),
                          at_zero = Eigen::VectorXd::Zero(6);
    const Eigen::VectorXd g = gradient(risk, at_zero).head(6);
    const auto l1 = minimize(risk + L1Ball{radius}, start);
    CHECK(l1.coefficients == start);
    CHECK(l1.multiplier.value() == Approx(g.lpNorm<Eigen::Infinity>()).epsilon(1e-8));  // g moves by 1e-9
    const auto l2 = minimize(risk + L2Ball{radius}, start);
    CHECK(l2.multiplier.value() == Approx(g.norm() / (2 * radius)).epsilon(1e-8));
}

TEST_CASE("a set too wide to bind, or a strength too small, leaves the minimizer without", "[solutions]") {
    const Index p = GENERATE(6, 40);
    const auto check = [&](auto loss) {
        const auto problem = Problem::of(loss, 1, 100, p);
        const EmpiricalRisk risk(loss, problem.X, problem.y, {.intercept = GENERATE(false, true)});
        const auto free = minimize(risk, accurate);
        const auto same = [&](const auto& fit) {
            INFO(fit);
            CHECK(fit.status == Status::Converged);
            CHECK(difference(fit.coefficients, free.coefficients) < 1e-3 * (1 + free.coefficients.norm()));
            CHECK(fit.multiplier.value_or(0) == 0);
        };
        for (const double wide : {1e6, 1e12}) {
            same(minimize(risk + L1Ball{wide}));
            same(minimize(risk + L2Ball{wide}));
            same(minimize(risk + Box{-wide, wide}));
            same(minimize(risk + Box{-wide, wide}, Fista{}));
        }
        for (const double tiny : {1e-16, 1e-30, 1e-78, 1e-300}) {
            same(minimize(risk + tiny * L1{}));
            same(minimize(risk + tiny * L1{}, Fista{}));
        }
    };
    check(SquaredError{});
    check(Huber{});
}

TEST_CASE("ISTA never rises and F_k − F* ≤ L‖w_0 − w*‖²/2k, FISTA without restart ≤ 2L‖w_0 − w*‖²/(k + 1)²",
          "[solutions]") {
    struct NoRestart : Nesterov {
        void observe(bool, Memory&) const {}
    };
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 40, 8);
    Eigen::MatrixXd X = problem.X;
    X.col(3) = X.col(2) + 0.01 * X.col(3);  // ill-conditioned, so that the bounds say something
    const auto objective = EmpiricalRisk(SquaredError{}, X, problem.y) + 0.01 * L1{};
    const auto optimum = minimize(objective, Fista{}, accurate);
    const double L = largest_curvature(objective).upper, distance = optimum.coefficients.squaredNorm();
    Trace ista, fista;
    (void)minimize(objective, proximal(LipschitzStep{}), {.tolerance = 1e-10, .max_iterations = 300}, ista);
    (void)minimize(objective, proximal(LipschitzStep{}, NoRestart{}),
                   {.tolerance = 1e-10, .max_iterations = 300}, fista);
    REQUIRE(ista.records.size() > 20);
    double last = Interval::infinity;
    for (const auto& r : ista.records) {
        CHECK(r.objective <= last * (1 + 1e-14));
        CHECK(r.objective - optimum.objective <= L * distance / (2 * double(r.iteration)) + 1e-13);
        CHECK(r.step == Approx(1 / L).epsilon(1e-12));
        last = r.objective;
    }
    for (const auto& r : fista.records)
        CHECK(r.objective - optimum.objective <=
              2 * L * distance / double((r.iteration + 1) * (r.iteration + 1)) + 1e-13);
}

TEST_CASE("schedules say what their formulas say", "[solutions]") {
    CHECK(ConstantStep{0.3}.step(7) == 0.3);
    CHECK(InverseTimeDecay{1, 0.1, 1}.step(10) == Approx(0.5).epsilon(1e-12));
    CHECK(InverseTimeDecay{2, 1, 0.5}.step(3) == Approx(1).epsilon(1e-12));
    CHECK(ExponentialDecay{2, 0.5}.step(3) == Approx(0.25).epsilon(1e-12));
    CHECK(StepDecay{1, 0.5, 10}.step(9) == 1);
    CHECK(StepDecay{1, 0.5, 10}.step(10) == 0.5);
    CHECK(StepDecay{1, 0.5, 10}.step(29) == 0.25);
    CHECK(CosineAnnealing{1, 0.1, 100}.step(0) == Approx(1).epsilon(1e-12));
    CHECK(CosineAnnealing{1, 0.1, 100}.step(50) == Approx(0.55).epsilon(1e-12));
    CHECK(CosineAnnealing{1, 0.1, 100}.step(100) == Approx(0.1).epsilon(1e-12));
    CHECK(CosineAnnealing{1, 0.1, 100}.step(1000) == Approx(0.1).epsilon(1e-12));
    const WarmUp warm{StepDecay{1, 0.5, 10}, 4};
    CHECK(warm.step(0) == Approx(0.2).epsilon(1e-12));
    CHECK(warm.step(3) == Approx(0.8).epsilon(1e-12));
    CHECK(warm.step(4) == 1);
    CHECK(warm.step(13) == 1);
    CHECK(warm.step(14) == 0.5);
    // and a run takes them
    const auto problem = Problem::of(SquaredError{}, 1, 20, 3);
    Trace trace;
    (void)minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.1 * L1{},
                   proximal(WarmUp{ExponentialDecay{0.1, 0.9}, 3}), {.max_iterations = 8}, trace);
    REQUIRE(trace.records.size() == 8);
    for (std::size_t k = 0; k < 8; ++k)
        CHECK(trace.records[k].step ==
              Approx(WarmUp{ExponentialDecay{0.1, 0.9}, 3}.step(Index(k))).epsilon(1e-12));
}

TEST_CASE("predict and mean of dense and sparse rows", "[solutions]") {
    const auto problem = Problem::of(Logistic{}, 1, 40, 4);
    const auto fit =
        minimize(EmpiricalRisk(Logistic{}, problem.X, problem.y, {.intercept = true}) + 0.02 * L1{});
    const Eigen::MatrixXd X = Random(9).sparse_matrix(7, 4);
    const Eigen::VectorXd z = fit.predict(X), mean = fit.mean(X);
    for (Index i = 0; i < 7; ++i) {
        CHECK(z[i] == Approx(X.row(i).dot(fit.coefficients) + fit.intercept).epsilon(1e-12));
        CHECK(mean[i] == Approx(1 / (1 + std::exp(-z[i]))).epsilon(1e-12));
    }
    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    CHECK(difference(fit.predict(sparse), z) < 1e-14);
    CHECK(difference(fit.mean(X.topRows(3)), mean.head(3)) < 1e-14);
    CHECK(difference(fit.predict(sparse.topRows(3)), z.head(3)) < 1e-14);
    CHECK(difference(fit.predict(X * Eigen::MatrixXd::Identity(4, 4)), z) < 1e-14);
    CHECK(difference(fit.predict(X.cast<float>()), z) < 1e-5);
}

TEST_CASE("the passes of a solution are the products that X was asked for", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, 3, 30, 12);
    const auto check = [&](bool intercept, const auto& R, const auto& optimizer) {
        const Counting X{{problem.X}};
        const EmpiricalRisk risk(SquaredError{}, X, problem.y, {.intercept = intercept});
        const auto fit = minimize(risk + R, optimizer);
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.passes == double(X.products));
    };
    check(true, 0.1 * L1{}, Fista{});    // a gap
    check(false, 0.1 * MCP{}, Fista{});  // a residual, which needs the norms of the columns
    check(false, 0.01 * L0{}, Fista{});  // a fixed point, which needs λ_max
    check(true, 0.1 * L2{}, GradientDescent{ProximalUpdate{}, LipschitzStep{}});
    check(false, L1Ball{0.3}, Fista{});

    // A loss with kinks steps the intercept too, in units that the norms of the columns tell.
    const Counting median{{problem.X}};
    const auto rough = minimize(EmpiricalRisk(Pinball{}, median, problem.y, {.intercept = true}) + 0.1 * L1{},
                                SubgradientDescent{}, {.max_iterations = 30});
    CHECK(rough.passes == double(median.products));

    // Labels that a plane separates: the way down is followed by products too.
    const Counting X{{Eigen::MatrixXd(Eigen::VectorXd::LinSpaced(10, -1, 1))}};
    const Eigen::VectorXd y = (X.X.col(0).array() > 0).cast<double>();
    const auto fit = minimize(EmpiricalRisk(Logistic{}, X, y, {.intercept = true}), Fista{});
    CHECK(fit.status == Status::NoMinimizer);
    CHECK(fit.passes == double(X.products));
}

TEST_CASE("a ball with a ridge has the multiplier of the penalty beside that ridge", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 8);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const auto ball = minimize(risk + L1Ball{0.4} + 0.1 * L2{}, Fista{}, accurate);
    REQUIRE(ball.multiplier.value() > 0);
    const auto penalized = minimize(risk + *ball.multiplier * L1{} + 0.1 * L2{}, Fista{}, accurate);
    CHECK(difference(penalized.coefficients, ball.coefficients) < near);
}

TEST_CASE("a solution predicts the rows of an operator", "[solutions]") {
    const auto problem = Problem::of(SquaredError{}, 3, 30, 8);
    const auto fit =
        minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y, {.intercept = true}) + 0.1 * L1{});
    CHECK(difference(fit.predict(Bare{problem.X}), fit.predict(problem.X)) < 1e-14);
    CHECK_THROWS_WITH(fit.predict(Bare{problem.X.leftCols(7)}),
                      "lariat: X is 30 x 7; the solution has 8 coefficients");
}
