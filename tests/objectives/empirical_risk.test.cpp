// SPDX-License-Identifier: BSD-3-Clause
// What weights, offset and intercept mean; dense = sparse = operator; gradients; critical strengths; curvature.
#include <Eigen/Eigenvalues>
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

template <class Visit>
void each_loss(Visit&& visit) {
    visit(SquaredError{});
    visit(Huber{0.7});
    visit(Logistic{});
    visit(SquaredHinge{});
    visit(Poisson{});
    visit(Hinge{});
    visit(Pinball{0.3});
    visit(LogCosh{});
}

Eigen::VectorXd counts(int seed, Index n) {
    Random random(seed);
    Eigen::VectorXd weights(n);
    for (Index i = 0; i < n; ++i) weights[i] = double(random.below(4));
    weights[0] = 2;
    return weights;
}

/// Rows repeated as often as their weight says.
Eigen::MatrixXd repeated(const Eigen::MatrixXd& rows, const Eigen::VectorXd& weights) {
    Eigen::MatrixXd result(Index(weights.sum()), rows.cols());
    Index k = 0;
    for (Index i = 0; i < rows.rows(); ++i)
        for (int copy = 0; copy < int(weights[i]); ++copy) result.row(k++) = rows.row(i);
    return result;
}

}  // namespace

TEST_CASE("weight k is the row repeated k times, weight 0 the row removed", "[risk]") {
    const int seed = GENERATE(seeds());
    each_loss([&](const auto& loss) {
        const auto problem = Problem::of(loss, seed, 20, 4);
        const Eigen::VectorXd weights = counts(seed, 20), offset = Random(seed).vector(20, 0.2);
        const Eigen::MatrixXd X = repeated(problem.X, weights);
        const Eigen::VectorXd y = repeated(problem.y, weights), o = repeated(offset, weights);
        const EmpiricalRisk weighted(loss, problem.X, problem.y,
                                     {.intercept = true, .weights = 7.0 * weights, .offset = offset});
        const EmpiricalRisk plain(loss, X, y, {.intercept = true, .offset = o});
        for (int k = 0; k < 5; ++k) {
            const Eigen::VectorXd w = Random(10 * seed + k).vector(5, 0.5);
            CHECK(value(weighted, w) == Approx(value(plain, w)).epsilon(1e-13));
            CHECK(difference(gradient(weighted, w), gradient(plain, w)) < 1e-12);
            const auto a = certify(weighted + 0.1 * L1{}, w), b = certify(plain + 0.1 * L1{}, w);
            CHECK(a.value == Approx(b.value).epsilon(1e-10));
            CHECK(a.tolerance == Approx(b.tolerance).epsilon(1e-10));
            const auto c = certify(weighted + 0.1 * MCP{}, w), d = certify(plain + 0.1 * MCP{}, w);
            CHECK(c.kind == d.kind);  // a KKT residual where the loss is smooth
            CHECK(c.value == Approx(d.value).epsilon(1e-9));
        }
        if constexpr (is_smooth<std::remove_cvref_t<decltype(plain)>>)
            CHECK(critical_strength(weighted + L1{}) ==
                  Approx(critical_strength(plain + L1{})).epsilon(1e-9));
        if constexpr (CurvatureBounded<std::remove_cvref_t<decltype(plain)>>)
            CHECK(largest_curvature(weighted).upper == Approx(largest_curvature(plain).upper).epsilon(1e-12));
    });
}

TEST_CASE("a row of weight 0 is removed even where its loss is infinite", "[risk]") {
    Eigen::MatrixXd X = Random(1).matrix(5, 2);
    X(2, 0) = 1e300;
    const Eigen::VectorXd y = Eigen::VectorXd::Ones(5), w = Eigen::VectorXd::Ones(2);
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(5);
    const EmpiricalRisk whole(Poisson{}, X, y);
    CHECK(value(whole, w) == Interval::infinity);
    weights[2] = 0;
    const EmpiricalRisk without(Poisson{}, X, y, {.intercept = true, .weights = weights});
    CHECK(std::isfinite(value(without, w)));
    CHECK(gradient(without, w).allFinite());
    CHECK(std::isfinite(certify(without + 0.1 * L1{}, w).value));
    const auto fit = minimize(without + 0.1 * L1{});
    CHECK(fit.status == Status::Converged);
}

TEST_CASE("an offset shifts the prediction, an intercept moves by c when y does", "[risk]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 4);
    const auto fit = [&](const Eigen::VectorXd& y, const Eigen::VectorXd& offset) {
        return minimize(
            EmpiricalRisk(SquaredError{}, problem.X, y, {.intercept = true, .offset = offset}) + 0.1 * L1{},
            {.tolerance = 1e-13});
    };
    const Eigen::VectorXd none = Eigen::VectorXd::Zero(30), o = Random(7).vector(30);
    const auto plain = fit(problem.y, none);
    const auto moved = fit(problem.y.array() + 5, none);
    CHECK(difference(moved.coefficients, plain.coefficients) < 1e-6);
    CHECK(moved.intercept == Approx(plain.intercept + 5).epsilon(1e-6));
    // for squared error an offset o is a target y − o
    const auto offset = fit(problem.y, o), shifted = fit(problem.y - o, none);
    CHECK(difference(offset.coefficients, shifted.coefficients) < 1e-6);
    CHECK(offset.objective == Approx(shifted.objective).epsilon(1e-12));
    // predictions for new rows have no offset
    CHECK(difference(plain.predict(problem.X),
                     Eigen::VectorXd((problem.X * plain.coefficients).array() + plain.intercept)) < 1e-14);
}

TEST_CASE("dense = sparse = operator in value, gradient, certificate and solution", "[risk]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(Logistic{}, seed, 40, 6);
    Eigen::MatrixXd X = problem.X;
    for (Index j = 0; j < 6; ++j)
        for (Index i = j % 3; i < 40; i += 3) X(i, j) = 0;
    const RiskOptions options{
        .intercept = true, .weights = counts(seed, 40), .offset = Random(seed).vector(40, 0.1)};
    const auto solve = [&](const auto& x) {
        const auto objective = EmpiricalRisk(Logistic{}, x, problem.y, options) + 0.02 * L1{} + 0.01 * L2{};
        return minimize(objective, {.tolerance = 1e-12});
    };
    const auto truth = solve(X);
    CHECK(truth.status == Status::Converged);
    // F is strongly convex in w, μ = 0.02 by the L2: a gap g leaves ‖w − w*‖ ≤ √(2g/μ).
    // The fitted intercept then moves by a mean of the rows, times that.
    const double apart = 2 * std::sqrt(2 * 1e-12 * truth.objective / 0.02);
    const double farthest_row = X.rowwise().norm().maxCoeff();
    const Eigen::VectorXd w = Random(3).vector(6);
    const auto same = [&](const auto& x) {
        const auto fit = solve(x);
        CHECK(fit.status == Status::Converged);
        CHECK((fit.coefficients - truth.coefficients).norm() < apart);
        CHECK(fit.support() == truth.support());
        CHECK(std::abs(fit.intercept - truth.intercept) < farthest_row * apart);
        const EmpiricalRisk a(Logistic{}, x, problem.y, options);
        const EmpiricalRisk b(Logistic{}, X, problem.y, options);
        CHECK(value(a, w) == Approx(value(b, w)).epsilon(1e-13));
        CHECK(difference(gradient(a, w), gradient(b, w)) < 1e-12);
        CHECK(certify(a + 0.02 * L1{}, w).value == Approx(certify(b + 0.02 * L1{}, w).value).epsilon(1e-10));
        CHECK(critical_strength(a + L1{}) == Approx(critical_strength(b + L1{})).epsilon(1e-10));
    };
    same(Eigen::SparseMatrix<double>(X.sparseView()));
    same(Eigen::SparseMatrix<double, Eigen::RowMajor>(X.sparseView()));
    same(Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>(X));
    const Bare bare{X};
    same(bare);
}

TEST_CASE("float agrees with double to 1e-5", "[risk]") {
    const int seed = GENERATE(seeds());
    each_loss([&](const auto& loss) {
        const auto problem = Problem::of(loss, seed, 40, 6);
        const Eigen::MatrixXf X = problem.X.template cast<float>();
        const Eigen::VectorXd y = problem.y.template cast<float>().template cast<double>();
        const Eigen::MatrixXd Xd = X.cast<double>();
        const EmpiricalRisk f(loss, X, y, {.intercept = true});
        const EmpiricalRisk d(loss, Xd, y, {.intercept = true});
        const Eigen::VectorXd w = Random(seed).vector(7, 0.3);
        CHECK(value(f, w) == Approx(value(d, w)).epsilon(1e-5));
        CHECK(difference(gradient(f, w), gradient(d, w)) < 1e-5);
        if constexpr (is_smooth<std::remove_cvref_t<decltype(d)>>) {
            const auto small = minimize(f + 0.05 * L1{});
            const auto large = minimize(d + 0.05 * L1{});
            CAPTURE(to_string(small));
            CHECK((small.status == Status::Converged || small.status == Status::ReachedPrecision));
            CHECK(small.objective == Approx(large.objective).epsilon(2e-4));  // its tolerance is 1e-4
        }
    });
}

TEST_CASE("∇L_data is the central difference, for every loss with intercept, weights and offset", "[risk]") {
    const int seed = GENERATE(seeds());
    each_loss([&](const auto& loss) {
        const auto problem = Problem::of(loss, seed, 20, 4);
        for (bool intercept : {false, true}) {
            const EmpiricalRisk risk(loss, problem.X, problem.y,
                                     {.intercept = intercept,
                                      .weights = counts(seed, 20),
                                      .offset = Random(seed).vector(20, 0.2)});
            const auto error = check_gradient(risk, Random(seed).vector(risk.size(), 0.4));
            CAPTURE(error.coordinate, error.analytic, error.numeric);
            CHECK(error.error < 1e-7);  // Huber and the hinges have kinks in ℓ'; 1e-10 where ℓ is analytic
        }
    });
}

TEST_CASE("check_gradient finds an error at its coordinate, and a NaN", "[risk]") {
    const auto with_error = [](Index at, double error) {
        return SmoothFunction(5, [=](const Vector<double>& w, Vector<double>& g) {
            for (Index j = 0; j < 5; ++j) g[j] = std::cos(w[j]) * double(j + 1);
            if (at >= 0) g[at] += error;
            double sum = 0;
            for (Index j = 0; j < 5; ++j) sum += std::sin(w[j]) * double(j + 1);
            return sum;
        });
    };
    const Eigen::VectorXd w = Random(1).vector(5);
    CHECK(check_gradient(with_error(-1, 0), w).error < 1e-9);
    for (Index j = 0; j < 5; ++j) {
        const auto found = check_gradient(with_error(j, 1e-3), w);
        CHECK(found.coordinate == j);
        CHECK(found.analytic - found.numeric == Approx(1e-3).epsilon(1e-4));
        CHECK(found.error > 1e-5);
        const auto nan = check_gradient(with_error(j, std::numeric_limits<double>::quiet_NaN()), w);
        CHECK(nan.coordinate == j);
        CHECK(std::isnan(nan.error));
    }
}

TEST_CASE("λ_max is that of SelfAdjointEigenSolver up to 500 variables or rows, and bracketed above",
          "[risk]") {
    const int seed = GENERATE(seeds());
    const auto truth_of = [](const Eigen::MatrixXd& X, const Eigen::VectorXd& v, double bound) {
        return bound * Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(X.transpose() * v.asDiagonal() * X,
                                                                      Eigen::EigenvaluesOnly)
                           .eigenvalues()
                           .maxCoeff();
    };
    for (auto [n, p] : {std::pair<Index, Index>{30, 7}, {7, 30}, {60, 60}}) {
        const Eigen::MatrixXd X = Random(seed).matrix(n, p);
        const Eigen::VectorXd weights = counts(seed, n), y = Eigen::VectorXd::Zero(n),
                              v = weights / weights.sum();
        const Eigen::MatrixXd centred =
            X.rowwise() - v.transpose() * X;  // an intercept follows w at its optimum
        const EmpiricalRisk risk(Logistic{}, X, y, {.intercept = true, .weights = weights});
        const auto found = largest_curvature(risk);
        const double truth = truth_of(centred, v, 0.25);
        CHECK(found.lower == Approx(truth).epsilon(1e-12));
        CHECK(found.upper == Approx(truth).epsilon(1e-12));
        CHECK(found.lower <= truth * (1 + 1e-13));
        CHECK(found.upper >= truth * (1 - 1e-13));
        CHECK(largest_stable_step(risk + 0.1 * L1{}) == Approx(2 / truth).epsilon(1e-12));
    }
    // 700 variables of 90 rows: exact, in the space of rows.
    const Eigen::MatrixXd wide = Random(seed).matrix(90, 700);
    const Eigen::VectorXd weights = counts(seed, 90), v = weights / weights.sum();
    const Eigen::MatrixXd rows = v.cwiseSqrt().asDiagonal() * (wide.rowwise() - v.transpose() * wide);
    const double of_rows =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(rows * rows.transpose(), Eigen::EigenvaluesOnly)
            .eigenvalues()
            .maxCoeff();
    const auto exact = largest_curvature(
        EmpiricalRisk(Huber{}, wide, Random(seed).vector(90), {.intercept = true, .weights = weights}));
    CHECK(exact.lower == Approx(of_rows).epsilon(1e-12));
    CHECK(exact.upper == Approx(of_rows).epsilon(1e-12));

    const Eigen::MatrixXd large = Random(seed).matrix(501, 701);
    const auto bracket = largest_curvature(EmpiricalRisk(SquaredError{}, large, Random(seed).vector(501)));
    const double truth = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(large * large.transpose() / 501,
                                                                        Eigen::EigenvaluesOnly)
                             .eigenvalues()
                             .maxCoeff();
    CHECK(bracket.lower <= truth * (1 + 1e-12));
    CHECK(bracket.upper >= truth * (1 - 1e-12));
    CHECK(bracket.upper <= 1.2 * bracket.lower);
    const Eigen::MatrixXd zero = Eigen::MatrixXd::Zero(5, 3);
    CHECK(largest_curvature(EmpiricalRisk(SquaredError{}, zero, Eigen::VectorXd::Ones(5))).upper == 0);
    CHECK(largest_stable_step(EmpiricalRisk(SquaredError{}, zero, Eigen::VectorXd::Ones(5))) ==
          Interval::infinity);
}

TEST_CASE("w = 0 exactly at the critical strength, and not just below", "[risk]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(Logistic{}, seed, 40, 6);
    const EmpiricalRisk risk(
        Logistic{}, problem.X, problem.y,
        {.intercept = true, .weights = counts(seed, 40), .offset = Random(seed).vector(40, 0.1)});
    const auto check = [&](const char* name, const auto& R) {
        CAPTURE(name, seed);
        const double critical = critical_strength(risk + R);
        REQUIRE(critical > 0);
        CHECK(critical_strength(risk + 0.1 * R) == Approx(10 * critical).epsilon(1e-12));
        const auto above = minimize(risk + (1.0001 * critical) * R, {.tolerance = 1e-10});
        CHECK(above.coefficients.isZero(0));
        CHECK(above.status == Status::Converged);
        const auto below = minimize(risk + (0.999 * critical) * R, {.tolerance = 1e-12});
        CHECK_FALSE(below.coefficients.isZero(0));
    };
    check("L1", L1{});
    check("Weighted", Weighted{L1{}, {1, 2, 0.5, 1, 3, 1}});
    check("Grouped", Grouped{L1{}, {{0, 4}, {1, 2}, {3, 5}}});
    check("MCP", MCP{10});
    check("SCAD", SCAD{10});
    check("elastic net", L1{} + 0.1 * L2{});
    check("Nonnegative", Nonnegative{L1{}});
    CHECK(critical_strength(risk + L2{}) == Interval::infinity);
    const auto g = gradient(risk, Eigen::VectorXd::Zero(6));
    CHECK(critical_strength(risk + L1{}) == Approx(g.head(6).cwiseAbs().maxCoeff()).epsilon(1e-12));
    CHECK(std::abs(g[6]) < 1e-14);  // the intercept is fitted
}

TEST_CASE("the critical strength of a kinked loss has no closed form beside an intercept", "[risk]") {
    const auto problem = Problem::of(Hinge{}, GENERATE(seeds()), 40, 6);
    CHECK_THROWS_AS(
        critical_strength(EmpiricalRisk(Hinge{}, problem.X, problem.y, {.intercept = true}) + L1{}),
        std::invalid_argument);
    // Without one no row is at its kink, s z = 1: the gradient at w = 0 is unique.
    const EmpiricalRisk risk(Hinge{}, problem.X, problem.y);
    const Eigen::VectorXd s = (2 * problem.y.array() - 1).matrix();
    CHECK(critical_strength(risk + L1{}) ==
          Approx((problem.X.transpose() * s / 40).cwiseAbs().maxCoeff()).epsilon(1e-12));
}

TEST_CASE("labels that are all one are fitted by the intercept alone", "[risk]") {
    const Eigen::MatrixXd X = Random(GENERATE(seeds())).matrix(30, 4);
    const auto check = [&](const auto& loss, double label, bool attained = true) {
        const Eigen::VectorXd y = Eigen::VectorXd::Constant(30, label);
        const auto fit = minimize(EmpiricalRisk(loss, X, y, {.intercept = true}) + 0.1 * L1{});
        CAPTURE(to_string(fit));
        // e^b is 3 up to rounding, and so F is 0 up to what rounding leaves of it.
        if (attained)
            CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
        else
            CHECK(fit.status == Status::NoMinimizer);
        CHECK(fit.support().empty());
        CHECK(fit.objective < 1e-12);
    };
    check(Logistic{}, 0, false);
    check(Logistic{}, 1, false);
    check(SquaredHinge{}, 1);
    check(Poisson{}, 0, false);  // b goes towards −∞
    check(Poisson{}, 3);
    check(SquaredError{}, 7);
}

TEST_CASE("an intercept makes up for any offset, be the mean infinite without it", "[risk]") {
    // At w = 0 it is log Σy − log Σe^offset.
    const Eigen::MatrixXd X = Eigen::Vector3d(1, -1, 0.5);
    const Eigen::Vector3d spread(0, -10, -5);
    const double sum_of_exponentials = spread.array().exp().sum();
    for (const double offset : {-1e6, -710.0, 0.0, 40.0, 700.0, 709.0, 710.0, 800.0, 1e4, 1e6})
        for (const Eigen::Vector3d& y :
             {Eigen::Vector3d(1, 1, 1), Eigen::Vector3d(0, 0, 1), Eigen::Vector3d(2, 0, 3)}) {
            CAPTURE(offset, y.transpose());
            const auto fit_with = [&](const Eigen::Vector3d& offsets, const auto& optimizer) {
                const Eigen::VectorXd shift = offsets;
                return minimize(
                    EmpiricalRisk(Poisson{}, X, y, {.intercept = true, .offset = shift}) + 1e3 * L1{},
                    optimizer);
            };
            const auto check = [&](const auto& optimizer) {
                const auto fit = fit_with(spread.array() + offset, optimizer);
                CHECK(fit.status == Status::Converged);
                CHECK(fit.intercept ==
                      Approx(std::log(y.sum() / sum_of_exponentials) - offset).epsilon(1e-12));
                const auto exact = fit_with(Eigen::Vector3d::Constant(offset), optimizer);
                CHECK(exact.intercept == Approx(std::log(y.sum() / 3) - offset).epsilon(1e-12));
            };
            check(CoordinateDescent{});
            check(Fista{});
        }
    // Where nothing was counted b falls forever.
    const Eigen::VectorXd none = Eigen::VectorXd::Zero(3), large = spread.array() + 800;
    const auto fit =
        minimize(EmpiricalRisk(Poisson{}, X, none, {.intercept = true, .offset = large}) + 0.1 * L1{});
    CHECK(fit.status == Status::NoMinimizer);
    CHECK(fit.objective < 1e-12);
}

TEST_CASE("what rounding does to a value depends on the point, not on what was asked of it before",
          "[risk]") {
    const auto problem = Problem::of(Logistic{}, 1, 30, 5);
    const EmpiricalRisk risk(Logistic{}, problem.X, problem.y);
    const auto at = placed(risk, Eigen::VectorXd::Ones(5));
    auto asked = at;
    Eigen::VectorXd g;
    risk.gradient(asked, g);
    CHECK(risk.resolution(at) == risk.resolution(asked));
    // Σ v ε |ℓ' z|, which the second order does not change
    const Eigen::ArrayXd slopes = 1 / (1 + (-at.z.array()).exp()) - problem.y.array();
    CHECK(risk.resolution(at) == Approx(epsilon * (slopes * at.z.array()).abs().mean()).epsilon(1e-10));
}

TEST_CASE("sensitivity ranks by |∂F/∂w_j|", "[risk]") {
    const auto problem = Problem::of(SquaredError{}, 1, 30, 5);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const Eigen::VectorXd w = Random(2).vector(5);
    const auto ranking = sensitivity(risk, w);
    const auto g = gradient(risk, w);
    REQUIRE(ranking.size() == 5);
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(ranking[k].derivative == g[ranking[k].variable]);
        if (k > 0) CHECK(std::abs(ranking[k].derivative) <= std::abs(ranking[k - 1].derivative));
    }
    const auto zero = sensitivity(risk + 100.0 * L1{}, Eigen::VectorXd::Zero(5));
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(zero[k].derivative == 0);
        CHECK(zero[k].variable == Index(k));
    }
}
