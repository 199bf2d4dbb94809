// SPDX-License-Identifier: BSD-3-Clause
// 5.4 of the text: the comparison table, row by row.
#include "documented_examples.hpp"

using namespace documented;

namespace {

/// w_0, …, w_steps of one weight under λR with the data gradient zero.
template <class Update, class R>
std::vector<double> alone(const R& penalty, double start, double eta, int steps) {
    return trajectory<Update>(one_weight() + penalty, start, eta, steps);
}

/// 100 rows, 12 features that are independent but for chance, of which 0, 1 and 2 matter.
struct Selection {
    Matrix<> X;
    Vector<double> y;

    explicit Selection(std::uint64_t seed) {
        Normal normal(seed);
        X = normal.matrix(100, 12);
        y = X * vector({2, -2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0}) + normal.vector(100);
    }
    auto risk() const { return EmpiricalRisk(SquaredError{}, X, y); }
};

/// One feature twice: y = 2x + noise.
struct Duplicates {
    Matrix<> X = Matrix<>(20, 2);
    Vector<double> y;

    explicit Duplicates(std::uint64_t seed) {
        Normal normal(seed);
        X.col(0) = X.col(1) = normal.vector(20);
        y = 2 * X.col(0) + 0.5 * normal.vector(20);
    }
    auto risk() const { return EmpiricalRisk(SquaredError{}, X, y); }
};

}  // namespace

TEST_CASE("5.4 penalty: strength |w| against strength w^2", "[documented]") {
    for (double w : {-3.0, -0.01, 0.0, 0.5, 2.0}) {
        CHECK(value(one_weight() + 0.25 * L1{}, vector({w})) == 0.25 * std::abs(w));
        CHECK(value(one_weight() + 0.25 * L2{}, vector({w})) == 0.25 * w * w);
    }
    // over a vector the sum of them, ‖w‖₁ and ‖w‖₂²
    const auto f = two_weights(0, 0, 0, vector({0, 0}));
    CHECK(value(f + 0.25 * L1{}, vector({3, -4})) == 0.25 * 7);
    CHECK(value(f + 0.25 * L2{}, vector({3, -4})) == 0.25 * 25);
}

TEST_CASE("5.4 gradient: strength sign(w) against 2 strength w", "[documented]") {
    for (double w : {-3.0, -0.01, 0.5, 2.0}) {
        CHECK(gradient(one_weight() + 0.25 * L1{}, vector({w}))[0] == (w > 0 ? 0.25 : -0.25));
        CHECK(gradient(one_weight() + 0.25 * L2{}, vector({w}))[0] == 0.5 * w);
    }
}

TEMPLATE_TEST_CASE("5.4 update effect: a constant pull toward zero against a pull proportional to w",
                   "[documented]", SubgradientUpdate, ClippedSubgradientUpdate) {
    const auto lasso = alone<TestType>(0.25 * L1{}, 4, 0.5, 20),
               ridge = alone<TestType>(0.25 * L2{}, 4, 0.5, 20);
    for (std::size_t k = 0; k < 20; ++k) {
        CHECK(lasso[k] - lasso[k + 1] == 0.125);
        CHECK(ridge[k] - ridge[k + 1] == Approx(0.25 * ridge[k]).epsilon(1e-12));
    }
}

TEST_CASE("5.4 small w behavior: still pushed with full force against a pull that becomes very weak",
          "[documented]") {
    for (double w : {1e-3, 1e-10, 1e-100}) {
        CAPTURE(w);
        CHECK(gradient(one_weight() + 0.25 * L1{}, vector({w}))[0] == 0.25);
        CHECK(gradient(one_weight() + 0.25 * L2{}, vector({w}))[0] == Approx(0.5 * w).epsilon(1e-12));
        CHECK(alone<ProximalUpdate>(0.25 * L1{}, w, 0.5, 1)[1] == 0);
        CHECK(alone<ProximalUpdate>(0.25 * L2{}, w, 0.5, 1)[1] == Approx(w / 1.25).epsilon(1e-12));
    }
}

TEST_CASE("5.4 sparsity: weights exactly zero against weights small but non-zero", "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Selection data(seed);
    const auto lasso = minimize(data.risk() + 0.5 * L1{}), ridge = minimize(data.risk() + 0.5 * L2{});
    CHECK(lasso.status == Status::Converged);
    CHECK(ridge.status == Status::Converged);
    CHECK(zeros(lasso.coefficients) == 9);
    CHECK(zeros(ridge.coefficients) == 0);
    CHECK((ridge.coefficients.tail(9).array().abs() < 0.3).all());  // small: the others are near 1
}

TEST_CASE("5.4 feature selection: yes against no", "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Selection data(seed);
    CHECK(minimize(data.risk() + 0.5 * L1{}).support() == std::vector<Index>{0, 1, 2});
    CHECK(minimize(data.risk() + 0.5 * L2{}).support().size() == 12);
    CHECK(minimize(data.risk() + 50.0 * L2{}).support().size() == 12);  // nor by more strength
}

TEST_CASE("5.4 feature selection: L1 selects the features that matter is not general", "[documented]") {
    // y = x₁ + x₂ exactly, and a third feature (x₁ + x₂ + x₃/2)/1.5 that is worth nothing but goes along with
    // both: L1 pays less for it, and lets it in first, alone.
    Matrix<> X(4, 3);
    X << 1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1;
    const Vector<double> y = X.col(0) + X.col(1);
    X.col(2) = ((X.col(0) + X.col(1) + 0.5 * X.col(2)) / 1.5).eval();
    const EmpiricalRisk risk(SquaredError{}, X, y);
    CHECK(minimize(risk + 1.1 * L1{}).support() == std::vector<Index>{2});
}

TEST_CASE("5.4 solution uniqueness: L1 not always unique - duplicate columns", "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Duplicates data(seed);
    const auto objective = data.risk() + 0.25 * L1{};
    const auto fit = minimize(objective, {.tolerance = 1e-12});
    CHECK(fit.status == Status::Converged);
    const double total = fit.coefficients.sum(), best = fit.objective;
    CHECK(total > 1);
    SECTION("every split of the same sum is certified, with the same objective") {
        for (double share : {0.0, 0.25, 0.5, 0.9, 1.0}) {
            CAPTURE(share);
            const Vector<double> split = total * vector({share, 1 - share});
            CHECK(certify(objective, split).holds());
            CHECK(value(objective, split) == Approx(best).epsilon(1e-13));  // roundings of a sum of 20
        }
    }
    SECTION("a split with opposite signs is not: it pays more") {
        CHECK_FALSE(certify(objective, total * vector({1.5, -0.5})).holds());
        CHECK_FALSE(certify(objective, 1.01 * total * vector({0.5, 0.5})).holds());
    }
    SECTION("which one is returned depends on the start") {
        const auto left = minimize(objective, ProximalGradient{}, vector({1, 0}));
        const auto right = minimize(objective, ProximalGradient{}, vector({0, 1}));
        CHECK(left.status == Status::Converged);
        CHECK(right.status == Status::Converged);
        CHECK(left.objective == Approx(right.objective).epsilon(2e-8));  // the tolerance, twice
        CHECK(left.coefficients[0] - right.coefficients[0] > 0.5);
    }
}

TEST_CASE("5.4 solution uniqueness: L1 not unique is not general - different columns, one solution",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Selection data(seed);
    const auto objective = data.risk() + 0.25 * L1{};
    const Options precise{.tolerance = 1e-14};
    const auto first =
        minimize(objective, ProximalGradient{}, Vector<double>(Vector<double>::Constant(12, 5)), precise);
    const auto second =
        minimize(objective, ProximalGradient{}, Vector<double>(Vector<double>::Constant(12, -5)), precise);
    // two gaps of 1e-14 · F, F of size 2, under a curvature of at least 0.3
    CHECK((first.coefficients - second.coefficients).norm() < 2e-6);
    CHECK(first.support() == second.support());
}

TEST_CASE("5.4 solution uniqueness: L2 always unique - duplicate columns share equally", "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Duplicates data(seed);
    const auto objective = data.risk() + 0.25 * L2{};
    const Options precise{.tolerance = 1e-14};
    // Strongly convex by 2λ = 1/2 at least: a gap of 1e-14 · F, F of size 1, leaves 2e-7.
    const double margin = 4e-7;
    const Vector<double> w = minimize(objective, precise).coefficients;
    for (const auto& start : {vector({1, 0}), vector({0, 1}), vector({5, -5})}) {
        const auto fit = minimize(objective, ProximalGradient{}, start, precise);
        CHECK(fit.status == Status::Converged);
        CHECK((fit.coefficients - w).norm() < margin);
    }
    CHECK(w[0] == Approx(w[1]).epsilon(0).margin(margin));
    CHECK(w[0] > 0.5);
    for (double share : {0.0, 0.25, 0.49}) {
        CAPTURE(share);
        CHECK_FALSE(certify(objective, w.sum() * vector({share, 1 - share})).holds());
    }
}

TEST_CASE("5.4 solution uniqueness: L2 at strength 0 is no penalty - duplicate columns split at will",
          "[documented]") {
    const auto seed = GENERATE(seeds<unsigned>());
    const Duplicates data(seed);
    const auto objective = data.risk() + 0.0 * L2{};
    const double total = minimize(data.risk()).coefficients.sum();
    for (double share : {-3.0, 0.0, 0.5, 1.0, 4.0}) {
        CAPTURE(share);
        CHECK(certify(objective, total * vector({share, 1 - share})).holds());
    }
}

TEST_CASE("5.4 geometric shape: a diamond with corners on the axes against a circle", "[documented]") {
    // The level set R(w) = 1 along the direction of angle α is at 1/(|cos α| + |sin α|), or at 1.
    const auto f = two_weights(0, 0, 0, vector({0, 0}));
    for (int k = 0; k < 360; k += 15) {
        const double angle = k * 0.017453292519943295, c = std::cos(angle), s = std::sin(angle);
        const double radius = 1 / (std::abs(c) + std::abs(s));
        CHECK(value(f + 1.0 * L1{}, vector({radius * c, radius * s})) == Approx(1).epsilon(1e-12));
        CHECK(value(f + 1.0 * L2{}, vector({c, s})) == Approx(1).epsilon(1e-12));
    }
    // Corners: at (1, 0) the outward directions of the diamond's level set fill an interval, the circle's do
    // not.
    CHECK(L1{}.subdifferential(0) == Interval{-1, 1});
    CHECK(L2{}.subdifferential(0) == Interval{0, 0});
}
