// SPDX-License-Identifier: BSD-3-Clause
// Certificates of every kind, and what must not fool them.
#include <Eigen/QR>
#include <cmath>
#include <lariat/lariat.hpp>
#include <limits>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

using Kind = Certificate::Kind;

/// R has no conjugate: the residual is small at the minimizer and grows with the distance from it.
template <class O>
void check_residual(const O& objective, Kind kind, double tolerance = 1e-8) {
    const auto fit = minimize(objective, {.tolerance = tolerance, .max_iterations = 100'000});
    CAPTURE(to_string(fit));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.kind == kind);
    CHECK(fit.certificate.value <= tolerance);
    CHECK(fit.certificate.tolerance == tolerance);
    Random random(1);
    for (double distance : {1e-6, 1e-4, 1e-2}) {
        const Eigen::VectorXd direction = random.vector(fit.coefficients.size()).cwiseAbs();
        const Certificate c = certify(objective, Eigen::VectorXd(fit.coefficients + distance * direction));
        CHECK(c.kind == kind);
        CHECK(c.value > 0.001 * distance);  // relative to slopes of order 1, with a curvature of order 1
    }
}

}  // namespace

TEST_CASE("−∇f(w) ∈ ∂R(w) at the minimizer, for R without a conjugate", "[certificate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 40, 8);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    CAPTURE(seed);
    SECTION("MCP") { check_residual(risk + 0.1 * MCP{3}, Kind::KktResidual); }
    SECTION("SCAD") { check_residual(risk + 0.1 * SCAD{3.7}, Kind::KktResidual); }
    SECTION("no penalty, of an operator that gives out no columns") {
        const Bare bare{problem.X};
        check_residual(as_objective(EmpiricalRisk(SquaredError{}, bare, problem.y)), Kind::KktResidual);
    }
    SECTION("Nonnegative alone") { check_residual(risk + Nonnegative{}, Kind::KktResidual); }
    SECTION("group MCP") {
        check_residual(risk + 0.1 * Grouped{MCP{3}, {{0, 1}, {2, 3, 4}, {5, 6, 7}}}, Kind::KktResidual);
    }
    SECTION("L0, which jumps") { check_residual(risk + 0.01 * L0{}, Kind::FixedPoint); }
    SECTION("logistic and SCAD") {
        const auto labels = Problem::of(Logistic{}, seed, 80, 8);
        check_residual(EmpiricalRisk(Logistic{}, labels.X, labels.y) + 0.02 * SCAD{3.7}, Kind::KktResidual);
    }
}

TEST_CASE("w = 0 is no fixed point of L0 below its strength, and one above", "[certificate]") {
    // f = ½(w − 2)²: prox at t = 1 of λ·[w ≠ 0] keeps 2 while 4 > 2λ.
    const EmpiricalRisk risk(SquaredError{}, Eigen::MatrixXd::Ones(1, 1), std::vector<double>{2});
    const std::vector<double> zero{0};
    CHECK_FALSE(certify(risk + 1.9 * L0{}, zero).holds());
    CHECK(certify(risk + 2.1 * L0{}, zero).holds());
    CHECK(certify(risk + 2.1 * L0{}, zero).value == 0);
}

TEST_CASE("the KKT residual of a coordinate is relative to its own scale", "[certificate]") {
    // The same relative error in every coordinate, with columns of very different lengths.
    const auto problem = Problem::of(SquaredError{}, 1, 40, 4);
    const Eigen::Vector4d scale(1e-100, 1, 1e60, 1e-3);
    const auto plain = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + NoPenalty{};
    const Eigen::MatrixXd X = problem.X * scale.asDiagonal();
    const auto scaled = EmpiricalRisk(SquaredError{}, X, problem.y) + NoPenalty{};
    const Eigen::VectorXd w = Random(5).vector(4);
    const double expected = certify(plain, w).value;
    REQUIRE(expected > 0.01);
    CHECK(certify(scaled, w.cwiseQuotient(scale).eval()).value == Approx(expected).epsilon(1e-10));
    // A wrong answer in the tiny column alone is seen (one global scale would hide it).
    Eigen::VectorXd wrong = problem.X.householderQr().solve(problem.y).cwiseQuotient(scale);
    CHECK(certify(scaled, wrong).holds());
    wrong[0] *= 1.01;
    CHECK_FALSE(certify(scaled, wrong).holds());
}

TEST_CASE("nothing holds at a point where F is infinite", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, 1, 20, 4);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const Eigen::VectorXd outside = Eigen::VectorXd::Constant(4, -10);
    const auto refuses = [&](const auto& objective) {
        const Certificate c = certify(objective, outside);
        CAPTURE(c.value, c.tolerance);
        CHECK_FALSE(c.holds());
        CHECK(c.value == infinity);
        CHECK(value(objective, outside) == infinity);
        // and a run that starts there ends inside
        const auto fit = minimize(objective, Fista{}, outside);
        CHECK(fit.status == Status::Converged);
        CHECK(std::isfinite(fit.objective));
    };
    SECTION("L1Ball") { refuses(risk + L1Ball{1}); }
    SECTION("L2Ball") { refuses(risk + L2Ball{1}); }
    SECTION("Simplex") { refuses(risk + Simplex{1}); }
    SECTION("Box") { refuses(risk + Box{-1, 1}); }
    SECTION("Nonnegative L1") { refuses(risk + 0.1 * Nonnegative{L1{}}); }
    SECTION("Nonnegative") { refuses(risk + Nonnegative{}); }
    SECTION("elastic net in a box") { refuses(risk + 0.1 * L1{} + 0.1 * L2{} + Box{-1, 1}); }
    SECTION("L2Ball and a ridge") { refuses(risk + L2Ball{1} + 0.1 * L2{}); }
}

TEST_CASE("nothing holds where F is infinite though its gradient is finite and zero is in ∂F",
          "[certificate]") {
    const Eigen::MatrixXd X = Eigen::MatrixXd::Identity(2, 2);
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(2);
    const EmpiricalRisk risk(OverflowingLogCosh{}, X, Eigen::Vector2d(800, 0)),
        fine(OverflowingLogCosh{}, X, Eigen::Vector2d(80, 0));
    const auto refuses = [&](const auto& penalty, Kind kind) {
        CHECK(value(risk + penalty, zero) == infinity);
        const Certificate c = certify(risk + penalty, zero);
        CAPTURE(c.value, c.tolerance);
        CHECK(c.kind == kind);
        CHECK(c.value == infinity);
        CHECK_FALSE(c.holds());
        CHECK_FALSE(certify(risk + penalty, zero, 1e300).holds());
        CHECK(certify(fine + penalty, zero).holds());  // which is all the same but for the overflow
    };
    SECTION("a KKT residual") { refuses(1.0 * L1{}, Kind::KktResidual); }
    SECTION("a fixed point") { refuses(1e4 * L0{}, Kind::FixedPoint); }
    SECTION("a gap") { refuses(Box{0, 0}, Kind::DualityGap); }
    SECTION("F is NaN") {
        const SmoothFunction f(1, [](const Vector<double>& w, Vector<double>& g) {
            g = w;
            return NaN;
        });
        CHECK(certify(f, zero.head(1)).value == infinity);
        CHECK_FALSE(certify(f, zero.head(1)).holds());
    }
    SECTION("elsewhere F(0) = ∞ is no scale, and a gap may hold") {
        const auto objective = risk + Box{-700, 700};
        const auto fit = minimize(objective, Fista{}, Eigen::Vector2d(600, 1));
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Kind::DualityGap);
        CHECK(fit.certificate.tolerance == 1e-8 * fit.objective);
        CHECK(fit.coefficients[0] == 700);
    }
}

TEST_CASE("an overflowing Poisson mean certifies nothing", "[certificate]") {
    const auto problem = Problem::of(Poisson{}, 1, 20, 4);
    const EmpiricalRisk risk(Poisson{}, problem.X, problem.y);
    const Eigen::VectorXd far = Eigen::VectorXd::Constant(4, 1e4);
    CHECK_FALSE(certify(risk + 0.1 * L1{}, far).holds());
    CHECK_FALSE(certify(risk + 0.1 * L2{}, far).holds());
    CHECK_FALSE(certify(as_objective(risk), far).holds());
}

TEST_CASE("a user's loss without a conjugate has a gap with L2 and a KKT residual with L1", "[certificate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 40, 8);
    const bool intercept = GENERATE(false, true);
    const EmpiricalRisk risk(LogCosh{}, problem.X, problem.y, {.intercept = intercept});
    const auto ridge = minimize(risk + 0.1 * L2{}, {.tolerance = 1e-11});
    CHECK(ridge.certificate.kind == Kind::DualityGap);
    CHECK(ridge.status == Status::Converged);
    const auto lasso = minimize(risk + 0.1 * L1{});
    CHECK(lasso.certificate.kind == Kind::KktResidual);
    CHECK(lasso.status == Status::Converged);
    const auto ball = minimize(risk + L1Ball{0.5}, {.tolerance = 1e-11});
    CHECK(ball.certificate.kind == Kind::DualityGap);
    CHECK(ball.status == Status::Converged);
    Random random(seed);
    for (int k = 0; k < 50; ++k) {
        const Eigen::VectorXd w =
            ridge.coefficients + random.vector(8, std::pow(10.0, random.uniform(-4, 1)));
        const Certificate c = certify(risk + 0.1 * L2{}, w);
        CHECK(c.kind == Kind::DualityGap);
        CHECK(c.value >= value(risk + 0.1 * L2{}, w) - ridge.objective - c.rounding);
    }
}

TEST_CASE("a given intercept is judged, an absent one is fitted", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, 1, 40, 3);
    const auto objective =
        EmpiricalRisk(SquaredError{}, problem.X, problem.y, {.intercept = true}) + 0.1 * L1{};
    const auto fit = minimize(objective, {.tolerance = 1e-12});
    REQUIRE(fit.status == Status::Converged);
    Eigen::VectorXd whole(4);
    whole << fit.coefficients, fit.intercept;
    CHECK(certify(objective, whole).holds());
    CHECK(certify(objective, fit.coefficients).holds());
    CHECK(value(objective, fit.coefficients) == Approx(value(objective, whole)).epsilon(1e-14));
    whole[3] += 0.1;
    const Certificate moved = certify(objective, whole);
    CHECK_FALSE(moved.holds());
    CHECK(moved.value >= 0.5 * 0.01 * (1 - 1e-6));  // F rises by ½·0.1² = 0.005
    CHECK(value(objective, whole) - fit.objective == Approx(0.005).epsilon(1e-6));
}

TEST_CASE("a solution, or a model, is judged as its coefficients and intercept are", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, 4, 30, 5);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto objective = risk + 0.1 * L1{};
    auto fit = minimize(objective, {.tolerance = 1e-3});
    fit.intercept += 0.5;  // not the one that would be fitted
    Vector<double> whole(6);
    whole << fit.coefficients, fit.intercept;
    const LinearModel model(objective, fit);
    const double gap = certify(objective, whole).value;
    CHECK(gap > certify(objective, fit.coefficients).value);
    CHECK(certify(objective, fit).value == gap);
    CHECK(certify(objective, model).value == gap);
    CHECK(value(objective, fit) == value(objective, whole));
    CHECK(gradient(objective, model) == gradient(objective, whole));
    CHECK(sensitivity(objective, fit)[0].derivative == sensitivity(objective, whole)[0].derivative);

    const EmpiricalRisk through_zero(SquaredError{}, problem.X, problem.y);
    const std::string said = complaint([&] { (void)certify(through_zero + 0.1 * L1{}, fit); });
    CHECK(says(said, {"w.intercept = " + text(fit.intercept), "no intercept"}));
}

TEST_CASE("the tolerance of a gap is relative to F", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, 1, 40, 3);
    const auto objective = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.1 * L1{};
    const Eigen::VectorXd w = Eigen::VectorXd::Ones(3);
    CHECK(certify(objective, w).tolerance == Approx(1e-8 * value(objective, w)).epsilon(1e-12));
    CHECK(certify(objective, w, 1e-3).tolerance == Approx(1e-3 * value(objective, w)).epsilon(1e-12));
    CHECK(certify(objective, w, 0.0).tolerance == 0);
    const Eigen::MatrixXf X = problem.X.cast<float>();
    CHECK(certify(EmpiricalRisk(SquaredError{}, X, problem.y) + 0.1 * L1{}, w).tolerance ==
          Approx(1e-4 * value(objective, w)).epsilon(1e-6));
}

TEST_CASE("an X tells the norms of its columns in its first pass, but not a sparse one by rows",
          "[certificate]") {
    Random random(5);
    const Eigen::MatrixXd X = random.matrix(30, 7);
    const Eigen::VectorXd y = random.vector(30), weights = random.vector(30).cwiseAbs(), w = random.vector(7);
    // MCP is judged by a KKT residual, which takes the norms.
    const auto judged = [&](const auto& risk, double passes) {
        const auto objective = risk + 0.1 * MCP{3};
        Certifier certifier(objective);
        auto at = risk.point();
        at.w.head(7) = w;
        risk.place(at);
        const Certificate first = certifier(objective, at, std::nullopt);
        CHECK(certifier.passes() == passes);
        CHECK(certifier(objective, at, std::nullopt).value == Approx(first.value).epsilon(1e-12));
        CHECK(certifier.passes() == passes);
        return first.value;
    };
    for (const bool intercept : {false, true}) {
        const RiskOptions options{.intercept = intercept, .weights = weights};
        const Eigen::SparseMatrix<double> by_columns = X.sparseView();
        const Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows = X.sparseView();
        const EmpiricalRisk dense(SquaredError{}, X, y, options);
        const EmpiricalRisk sparse(SquaredError{}, by_columns, y, options);
        const EmpiricalRisk by_elements(SquaredError{}, by_rows, y, options);
        CHECK(judged(dense, 0) == Approx(judged(by_elements, 1)).epsilon(1e-12));
        CHECK(judged(sparse, 0) == Approx(judged(by_elements, 1)).epsilon(1e-12));
        CHECK(judged(standardized(dense), 0) == Approx(judged(standardized(by_elements), 1)).epsilon(1e-12));
        CHECK(judged(standardized(sparse), 0) == Approx(judged(standardized(by_elements), 1)).epsilon(1e-12));
    }
}

TEST_CASE("a wide box or a tiny L2 costs the gap nothing", "[certificate]") {
    const auto problem = Problem::of(Logistic{}, GENERATE(seeds()), 50, 20);
    const EmpiricalRisk logistic(Logistic{}, problem.X, problem.y, {.intercept = true});
    const EmpiricalRisk squares(SquaredError{}, problem.X, problem.X.col(0) + problem.y);
    const auto check = [](const auto& risk, const auto& R) {
        const double strength = 0.05 * critical_strength(risk + L1{});
        const auto fit = minimize(risk + strength * L1{} + R, {.tolerance = 1e-11});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Kind::DualityGap);
    };
    for (const double width : {1e2, 1e8, 1e30}) {
        check(logistic, Box{-width, width});
        check(squares, Box{-width, width});
        check(logistic, 1 / width * L2{});
        check(squares, 1 / width * L2{});
    }
}

TEST_CASE("a quadratic has a gap with L2 and sets, and with any convex R where it is strongly convex",
          "[certificate]") {
    Random random(GENERATE(seeds()));
    const Eigen::MatrixXd B = random.matrix(12, 6), A = B.transpose() * B;
    const Eigen::VectorXd b = random.vector(6);
    const Quadratic q(A, b);
    const auto gap_at = [&](const auto& objective) {
        const auto fit = minimize(objective, {.tolerance = 1e-11});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Kind::DualityGap);
        Random noise(3);
        for (int k = 0; k < 50; ++k) {
            const Eigen::VectorXd v =
                fit.coefficients + noise.vector(6, std::pow(10.0, noise.uniform(-4, 1)));
            Eigen::VectorXd w = v;
            if constexpr (DomainRestricting<PenaltyOf<std::remove_cvref_t<decltype(objective)>>>)
                prox(objective.penalty, v, 1e-12, w);
            const Certificate c = certify(objective, w);
            CHECK(c.value >= value(objective, w) - fit.objective - c.rounding);
        }
    };
    SECTION("L2") { gap_at(q + 0.1 * L2{}); }
    SECTION("elastic net") { gap_at(q + 0.1 * L1{} + 0.1 * L2{}); }
    SECTION("L1Ball") { gap_at(q + L1Ball{0.05}); }
    SECTION("L2Ball") { gap_at(q + L2Ball{0.05}); }
    SECTION("Simplex") { gap_at(q + Simplex{1}); }
    SECTION("Box") { gap_at(q + Box{-0.01, 0.02}); }
    SECTION("L1") { gap_at(q + 0.1 * L1{}); }
    SECTION("alone") { gap_at(as_objective(q)); }
    SECTION("a KKT residual where it is singular, or R is not convex") {
        const Eigen::MatrixXd C = random.matrix(4, 6), S = C.transpose() * C;
        check_residual(Quadratic(S, Eigen::VectorXd(S * b)) + 0.1 * L1{}, Kind::KktResidual);
        check_residual(q + 0.1 * MCP{100}, Kind::KktResidual);
    }
}

TEST_CASE("the certificate of a kinked loss says that it is loose", "[certificate]") {
    const auto problem = Problem::of(Hinge{}, 1, 40, 4);
    const auto objective = EmpiricalRisk(Hinge{}, problem.X, problem.y) + 0.1 * L1{};
    const Certificate c = certify(objective, Eigen::VectorXd::Constant(4, 0.3));
    CHECK(c.loose);
    CHECK(std::isfinite(c.value));
    // A run has more: the average of its fields.
    const auto fit = minimize(objective, SubgradientDescent{}, {.max_iterations = 5000});
    CHECK(fit.certificate.value < 0.01 * fit.objective);
    CHECK_FALSE(fit.certificate.loose);
    const auto unpenalized =
        certify(EmpiricalRisk(Hinge{}, problem.X, problem.y) + NoPenalty{}, Eigen::VectorXd::Ones(4));
    CHECK(unpenalized.loose);
    CHECK_FALSE(unpenalized.holds());
}

TEST_CASE("the averaged fields of a float run are a dual point", "[certificate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(Hinge{}, seed, 40, 4);
    const Eigen::MatrixXf X = problem.X.cast<float>();
    for (bool intercept : {false, true}) {
        const auto hinge =
            minimize(EmpiricalRisk(Hinge{}, X, problem.y, {.intercept = intercept}) + 0.1 * L1{});
        CAPTURE(to_string(hinge));
        CHECK(std::isfinite(hinge.certificate.value));
        CHECK(hinge.certificate.value < 0.02 * hinge.objective);
        CHECK(hinge.certificate.value >= -hinge.certificate.rounding);
        const auto pinball = minimize(EmpiricalRisk(Pinball{0.3}, X, problem.X * Eigen::Vector4d(1, 0, 2, 0),
                                                    {.intercept = intercept}) +
                                      0.01 * L1{});
        CAPTURE(to_string(pinball));
        CHECK(std::isfinite(pinball.certificate.value));
        CHECK(pinball.certificate.value >= -pinball.certificate.rounding);
    }
}

namespace {

/// Sabotage: gradient descent whose predictions are spoiled after every step, so that it solves another problem.
struct Spoiled : Fista {
    double error = 0.1;

    template <class O>
    void step(const O& objective, State<O>& s) const {
        Fista::step(objective, s);
        s.x.z.array() += error;
    }
};

/// Sabotage: says that every iterate is better than the last.
struct Boastful : ProximalGradient {
    template <class O>
    void step(const O& objective, State<O>& s) const {
        ProximalGradient::step(objective, s);
        s.value = 1e-3 / static_cast<double>(s.iteration + 1);
        s.residual = 0;
    }
};

/// Sabotage: loses the best coefficient.
struct Forgetful : Fista {
    template <class O>
    void step(const O& objective, State<O>& s) const {
        Fista::step(objective, s);
        s.x.w[0] += 1;  // the predictions do not follow
    }
};

}  // namespace

TEST_CASE("a spoiled state cannot be certified: everything is recomputed from w", "[certificate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 40, 8);
    const auto check = [&](const auto& objective, const auto& optimizer) {
        const auto truth = minimize(objective, {.tolerance = 1e-12});
        const auto fit = minimize(objective, optimizer, {.tolerance = 1e-8, .max_iterations = 2000});
        CAPTURE(to_string(fit));
        CHECK(fit.status != Status::Converged);
        CHECK(fit.certificate.value > 1e-4 * fit.objective);
        CHECK(fit.certificate.value >= fit.objective - truth.objective);
        CHECK(fit.objective == Approx(value(objective, fit.coefficients)).epsilon(1e-12));
    };
    const auto lasso = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.1 * L1{};
    const auto ridge = EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.1 * L2{};
    check(lasso, Spoiled{});
    check(ridge, Spoiled{});
    check(lasso, Boastful{});
    check(ridge, Boastful{});
    check(lasso, Forgetful{});
    check(ridge, Forgetful{});
}
