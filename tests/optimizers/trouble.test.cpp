// SPDX-License-Identifier: BSD-3-Clause
// Numbers that go wrong on the way end as a status that says so, with the best finite iterate.

#include <cmath>
#include <lariat/lariat.hpp>
#include <limits>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// An operator whose products are NaN from some call on.
struct Breaking {
    Eigen::MatrixXd X;
    int good_products, good_transposes;
    mutable int products = 0, transposes = 0;

    Index rows() const { return X.rows(); }
    Index cols() const { return X.cols(); }
    void apply(const Eigen::Ref<const Eigen::VectorXd>& w, Eigen::Ref<Eigen::VectorXd> z) const {
        z = X * w;
        if (++products > good_products) z[0] = NaN;
    }
    void apply_transpose(const Eigen::Ref<const Eigen::VectorXd>& r, Eigen::Ref<Eigen::VectorXd> g) const {
        g = X.transpose() * r;
        if (++transposes > good_transposes) g[0] = NaN;
    }
};

/// ℓ(z, y) = ½(z − y)² with a derivative that is NaN far out.
struct NaNSlope {
    double value(double z, double y) const { return 0.5 * (z - y) * (z - y); }
    double derivative(double z, double y) const { return std::abs(z) > 0.1 ? NaN : z - y; }
    double curvature_bound() const { return 1; }
};

template <class O>
void check_nonfinite(const O& objective) {
    const auto check = [](const auto& fit) {
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::NonFinite);
        CHECK(fit.coefficients.allFinite());
        CHECK_FALSE(fit.certificate.holds());
    };
    check(minimize(objective, Fista{}));
    check(minimize(objective, ProximalGradient{}));
    check(minimize(objective, GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}}));
    check(minimize(objective, GradientDescent{ProximalUpdate{}, ConstantStep{0.1}}));
}

}  // namespace

TEST_CASE("NaN out of a user's operator, loss or function is NonFinite", "[status]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 30, 4);
    for (const int good : {1, 6})
        check_nonfinite(EmpiricalRisk(SquaredError{}, Breaking{problem.X, 1000, good}, problem.y) +
                        0.01 * L1{});
    check_nonfinite(EmpiricalRisk(SquaredError{}, Breaking{problem.X, 4, 1000}, problem.y) + 0.01 * L1{});
    check_nonfinite(EmpiricalRisk(NaNSlope{}, problem.X, problem.y) + 0.01 * L1{});
    const SmoothFunction unwritten(3, [](const Vector<double>& w, Vector<double>& g) {
        g[0] = 2 * (w[0] - 1);  // and nothing else
        return (w - Vector<double>::Ones(3)).squaredNorm();
    });
    check_nonfinite(as_objective(unwritten));
}

TEST_CASE("values that overflow leave the start", "[status]") {
    const auto problem = Problem::of(SquaredError{}, 1, 30, 4);
    const auto objective =
        EmpiricalRisk(SquaredError{}, problem.X, Eigen::VectorXd(problem.y * 1e160)) + 0.01 * L1{};
    const auto check = [](const auto& fit) {
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::NonFinite);
        CHECK(fit.coefficients == Eigen::VectorXd::Zero(4));
    };
    check(minimize(objective));
    check(minimize(objective, Fista{}));
    check(minimize(objective, GradientDescent{ProximalUpdate{}, ConstantStep{0.1}}));
}

TEMPLATE_TEST_CASE("columns large beside their spread: solved, or as far as rounding lets it be measured",
                   "[status]", float, double) {
    const int seed = GENERATE(seeds());
    Random random(seed);
    const Eigen::MatrixXd centred = random.matrix(30, 4);
    const Eigen::VectorXd y = centred.rowwise().sum() + random.vector(30, 0.1);
    for (const double mean : {1e2, 1e3, 1e4, 1e5}) {
        if (mean * double(Eigen::NumTraits<TestType>::epsilon()) > 2e-4) continue;
        Eigen::MatrixXd shifted = centred;
        shifted.col(0).array() += mean;
        const Eigen::Matrix<TestType, -1, -1> X = shifted.cast<TestType>();
        const EmpiricalRisk risk(SquaredError{}, X, Eigen::VectorXd(y.array() + mean), {.intercept = true});
        const auto check = [&](const auto& fit) {
            CAPTURE(mean, to_string(fit));
            CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
        };
        check(minimize(risk + 0.01 * L1{}));
        check(minimize(risk + 0.01 * L1{}, Fista{}));
        check(minimize(standardized(risk) + 0.01 * L1{}));
    }
}

TEST_CASE("rows on the border of separable classes do not make a minimizer", "[status]") {
    Eigen::MatrixXd x(6, 1);
    x << -1, -1, 0, 0, 1, 1;
    Eigen::VectorXd y(6);
    y << 0, 0, 0, 1, 1, 1;
    const EmpiricalRisk risk(Logistic{}, x, y);
    CHECK(minimize(risk, Fista{}).status == Status::NoMinimizer);
    CHECK(minimize(risk + 0.0 * L1{}).status == Status::NoMinimizer);
    CHECK(minimize(risk + 0.01 * L1{}).status == Status::Converged);
}

TEST_CASE("F = 0 is its own certificate, kinks or not", "[certificate]") {
    const auto problem = Problem::of(SquaredError{}, 1, 20, 2);
    const Eigen::VectorXd y = (problem.X.col(0).array() > 0).cast<double>();
    const EmpiricalRisk hinge(Hinge{}, problem.X, y);
    const auto fit = minimize(hinge);
    CAPTURE(to_string(fit));
    CHECK(fit.objective == 0);
    CHECK(fit.status == Status::Converged);
    const Eigen::Vector2d w(0.3, -0.2);
    const Certificate c = certify(hinge, w);
    CHECK(c.loose);
    CHECK(c.value == Approx(value(hinge, w)).epsilon(1e-14));
}

TEST_CASE("weight 0 removes a row from the curvature too, whatever overflows in it", "[risk]") {
    auto problem = Problem::of(Poisson{}, GENERATE(seeds()), 40, 6);
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(40);
    weights[5] = 0;
    const auto solve = [&] {
        return minimize(
            EmpiricalRisk(Poisson{}, problem.X, problem.y, {.intercept = true, .weights = weights}) +
                0.02 * L1{},
            {.tolerance = 1e-12});
    };
    const auto truth = solve();
    problem.X.row(5).setConstant(1e4);  // e^z = ∞ there
    const auto fit = solve();
    CAPTURE(to_string(fit));
    CHECK(truth.support().size() > 1);
    CHECK(fit.status == Status::Converged);
    CHECK(std::abs(fit.objective - truth.objective) <= 2e-12 * truth.objective);
}

TEST_CASE(
    "a constant step beyond 2/λ_max of F diverges with both numbers, R'' included where R is stepped on",
    "[status]") {
    const Quadratic q(Eigen::MatrixXd(Eigen::Vector2d(1, 1).asDiagonal()), Eigen::Vector2d(1, 1));
    const auto ridge = q + 5 * L2{};  // Hessian (1 + 2 · 5) I
    CHECK(largest_curvature(ridge).lower == Approx(11).epsilon(1e-12));
    CHECK(largest_stable_step(ridge) == Approx(2 / 11.0).epsilon(1e-12));
    const auto fit = minimize(ridge, GradientDescent{SubgradientUpdate{}, ConstantStep{0.2}});
    CHECK(fit.status == Status::Diverged);
    CHECK(says(fit.detail, {"0.2", "2/lambda_max", "0.181818"}));
    CHECK(minimize(ridge, GradientDescent{SubgradientUpdate{}, ConstantStep{0.18}}).status ==
          Status::Converged);
    // A proximal step takes R as it is: λ_max of q alone counts.
    CHECK(minimize(ridge, GradientDescent{ProximalUpdate{}, ConstantStep{1.9}}).status == Status::Converged);
}
