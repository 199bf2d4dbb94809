// SPDX-License-Identifier: BSD-3-Clause
// Objectives that fall forever along some direction, while the rest of the data has a minimum of its own: rows of four
// categories, one column each, of which one has no finite coefficient.
#include <Eigen/SparseCore>
#include <cmath>
#include <lariat/lariat.hpp>
#include <random>
#include <utility>

#include "catch.hpp"

using namespace lariat;

namespace {

Eigen::MatrixXd categories() {
    Eigen::MatrixXd X = Eigen::MatrixXd::Zero(16, 4);
    for (Index i = 0; i < 16; ++i) X(i, i % 4) = 1;
    return X;
}

/// Labels whose shares of ones are 1/4, 1/2, 3/4 and 1.
Eigen::VectorXd category_labels() {
    Eigen::VectorXd y(16);
    for (Index i = 0; i < 16; ++i) y[i] = i / 4 <= i % 4;
    return y;
}

/// Does F fall forever on the way by d from a point?
template <class O>
bool falls_along(const O& objective, const Eigen::VectorXd& d) {
    const Eigen::VectorXd w = Eigen::VectorXd::LinSpaced(d.size(), -1, 1), moved = w + d;
    auto at = placed(objective.function, Values(moved));
    return detail::falls_forever_since(objective, w, at);
}

/// It ends with the infimum, and the sentence that there is no minimizer where no certificate comes first.
template <class L>
void check_infimum(const L& loss, const Eigen::VectorXd& y, double infimum) {
    const Eigen::MatrixXd X = categories();
    const Eigen::SparseMatrix<double> sparse = X.sparseView();
    const auto check = [&](const auto& risk) {
        for (const double tolerance : {1e-8, 1e-14}) {
            const auto fit = minimize(risk + NoPenalty{}, CoordinateDescent{}, {.tolerance = tolerance});
            CAPTURE(to_string(fit), tolerance, risk.has_intercept());
            CHECK(fit.status != Status::Stalled);
            CHECK(fit.status != Status::MaxIterations);
            CHECK(fit.objective == Approx(infimum).epsilon(1e-7));
        }
    };
    for (const bool intercept : {false, true}) {
        check(EmpiricalRisk(loss, X, y, {.intercept = intercept}));
        check(EmpiricalRisk(loss, sparse, y, {.intercept = intercept}));
    }
}

}  // namespace

TEST_CASE("a direction is one of falling where no row that moves rises, and no penalty", "[no minimizer]") {
    const EmpiricalRisk risk(Logistic{}, categories(), category_labels());
    const auto objective = risk + NoPenalty{};
    const Eigen::Vector4d up(0, 0, 0, 1), mixed(0, 0, 1, 0), rounding(1e-15, 0, -1e-15, 1),
        more(1e-9, 0, 0, 1);
    CHECK(falls_along(objective, up));
    CHECK(falls_along(objective, rounding));
    CHECK_FALSE(falls_along(objective, -up));
    CHECK_FALSE(falls_along(objective, mixed));
    CHECK_FALSE(falls_along(objective, more));
    CHECK_FALSE(falls_along(objective, Eigen::Vector4d(0, 0, 0, 0)));
    CHECK_FALSE(falls_along(risk + 1e-6 * L1{}, up));
    CHECK(falls_along(risk + Weighted{1e-6 * L1{}, {1.0, 1.0, 1.0, 0.0}}, up));
    CHECK(falls_along(risk + Nonnegative{}, up));
    CHECK_FALSE(falls_along(risk + Box{-2, 2}, up));
}

TEST_CASE("an offset is no part of a direction", "[no minimizer]") {
    const Eigen::VectorXd offset = Eigen::VectorXd::LinSpaced(16, -5, 9);
    const Eigen::VectorXd y = 1 - category_labels().array();
    const EmpiricalRisk risk(Poisson{}, categories(), y, {.intercept = true, .offset = Values(offset)});
    Eigen::VectorXd d(5);
    d << 0, 0, 0, -1, 0;  // nothing was counted in the last category
    CHECK(falls_along(risk + NoPenalty{}, d));
    d << 1, 1, 1, 0, -1;  // the same, by the intercept
    CHECK(falls_along(risk + NoPenalty{}, d));
    CHECK_FALSE(falls_along(risk + NoPenalty{}, -d));
}

TEST_CASE("a category of one label has no finite coefficient, and the others keep theirs", "[no minimizer]") {
    const auto entropy = [](double q) { return -q * std::log(q) - (1 - q) * std::log1p(-q); };
    Eigen::VectorXd y = category_labels();
    check_infimum(Logistic{}, y, (entropy(0.25) + entropy(0.5) + entropy(0.75)) / 4);

    y[15] = 0;  // now the last has both
    const auto fit = minimize(EmpiricalRisk(Logistic{}, categories(), y));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.coefficients[3] == Approx(std::log(3)).epsilon(1e-3));
}

TEST_CASE("a category in which nothing was counted has no finite coefficient", "[no minimizer]") {
    Eigen::VectorXd y(16);  // the category's number once, twice, three and four times
    for (Index i = 0; i < 16; ++i) y[i] = double(i % 4) * double(i / 4 + 1);
    double infimum = 0;
    for (Index i = 0; i < 16; ++i)
        if (y[i] > 0) infimum += y[i] * std::log(y[i] / (2.5 * double(i % 4))) / 16;
    check_infimum(Poisson{}, y, infimum);
}

TEST_CASE("labels that a plane separates have a minimizer in a bounded set, at its end", "[no minimizer]") {
    const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(6, -3, 2.5), y = (x.array() > 0).cast<double>();
    const EmpiricalRisk risk(Logistic{}, Eigen::MatrixXd(x), y);
    const double bound = GENERATE(5.0, 20.0, 50.0, 1e7);
    const auto check = [&](const auto& set) {
        const auto fit = minimize(risk + set);
        CAPTURE(to_string(fit), bound);
        CHECK(fit.status == Status::Converged);
        CHECK(fit.objective <= value(risk, Eigen::VectorXd::Constant(1, bound)) * (1 + 1e-8) + 1e-23);
        CHECK_FALSE(certify(risk + set, Eigen::VectorXd::Constant(1, 1.0)).unattained);
    };
    check(Box{-bound, bound});
    check(Box{0, bound});
    check(L1Ball{bound});
    check(L2Ball{bound});
}

TEST_CASE("labels that a plane separates have no minimizer where it may tilt on", "[no minimizer]") {
    const int seed = GENERATE(seeds(39));
    const double lower = GENERATE(-100.0, -3.0, -0.1, 0.0, 0.5);
    std::mt19937_64 random(static_cast<unsigned>(seed));
    std::normal_distribution<double> normal;
    const Index n = 3 + seed % 13, p = 1 + seed % 7;
    Eigen::MatrixXd X(n, p);
    for (double& x : X.reshaped()) x = normal(random);
    const Eigen::VectorXd z = X * Eigen::VectorXd::LinSpaced(p, 0.1, 2), y = (z.array() > 0).cast<double>();
    const EmpiricalRisk risk(Logistic{}, X, y, {.intercept = seed % 2 == 0}),
        mirrored(Logistic{}, -X, y, {.intercept = seed % 2 == 0});
    const auto check = [&](const auto& objective, auto optimizer) {
        const auto fit = minimize(objective, optimizer);
        CAPTURE(to_string(fit), seed, lower);
        CHECK(fit.status == Status::NoMinimizer);
    };
    check(risk + Box{lower, Interval::infinity}, CoordinateDescent{});
    check(risk + Box{lower, Interval::infinity}, Fista{});
    check(mirrored + Box{-Interval::infinity, -lower}, CoordinateDescent{});
}

namespace {

/// Counts of means e^{z/2}, z = x_0 − x_2, rounded at random, in n rows of p ≥ n columns; the first is 0. As X
/// has full row rank, some direction leads every row that counted 0 down and leaves the others alone.
struct Counts {
    Eigen::MatrixXd X;
    Eigen::VectorXd y;
};
Counts counts_with_zeros(unsigned seed, Index n, Index p) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    Counts result{Eigen::MatrixXd(n, p), Eigen::VectorXd(n)};
    for (double& x : result.X.reshaped()) x = normal(random);
    for (Index i = 0; i < n; ++i) {
        const double z = result.X(i, 0) - result.X(i, 2);
        result.y[i] = std::floor(std::exp(std::min(3.0, z / 2)) + uniform(random));
    }
    result.y[0] = 0;
    return result;
}

}  // namespace

TEST_CASE("zero counts beside counts that can be met: no minimizer, and soon said so", "[no minimizer]") {
    const int seed = GENERATE(range(1, 16));
    const auto [n, p] = GENERATE(std::pair<Index, Index>{4, 4}, std::pair<Index, Index>{8, 8},
                                 std::pair<Index, Index>{25, 40});
    const auto [X, y] = counts_with_zeros(static_cast<unsigned>(seed), n, p);
    CAPTURE(seed, n);
    for (const bool intercept : {false, true}) {
        const EmpiricalRisk risk(Poisson{}, X, y, {.intercept = intercept});
        const auto fit = minimize(risk);
        CAPTURE(to_string(fit));
        // What is left of F by then are the means of rows that counted 0, 1e-13 beside those of the others:
        // steps may have lost their way to rounding before it was seen, but nothing is left to converge to.
        CHECK((fit.status == Status::NoMinimizer || fit.status == Status::ReachedPrecision));
        CHECK(fit.certificate.unattained == (fit.status == Status::NoMinimizer));
        CHECK(fit.objective < 1e-9);
        CHECK(fit.iterations <= 40);
        const Eigen::VectorXd z = fit.predict(X);
        for (Index i = 0; i < n; ++i)
            if (y[i] > 0)
                CHECK(z[i] == Approx(std::log(y[i])).margin(1e-4));
            else
                CHECK(z[i] < -15);
        // In a box there is a minimizer, where F is about as small: as far as rounding lets it be measured.
        const auto boxed = minimize(risk + Box{-10, 10});
        CAPTURE(to_string(boxed));
        CHECK((boxed.status == Status::Converged || boxed.status == Status::ReachedPrecision));
        CHECK(boxed.iterations <= 60);
        CHECK(boxed.certificate.value <= 1e-6);
    }
}

TEST_CASE("counts that are all positive and can be met are met", "[no minimizer]") {
    const int seed = GENERATE(seeds());
    auto [X, y] = counts_with_zeros(static_cast<unsigned>(seed), 8, 8);
    y.array() += 1;
    const auto fit = minimize(EmpiricalRisk(Poisson{}, X, y));
    CHECK(fit.status == Status::Converged);
    CHECK(fit.objective < 1e-15);
}

TEST_CASE("rows that have hardly come to rest are held where they are", "[no minimizer]") {
    // Along d the last column's rows fall, and others rise by 1e-9; along the nearest direction that leaves
    // these alone they do not.
    const EmpiricalRisk risk(Logistic{}, categories(), category_labels());
    const auto objective = risk + NoPenalty{};
    const auto near = [&](const Eigen::Vector4d& d) {
        auto at = placed(risk, Values(Eigen::VectorXd(Eigen::VectorXd::LinSpaced(4, -1, 1))));
        return detail::falls_forever_near(objective, Eigen::VectorXd(d), at);
    };
    CHECK(near({0, 0, 0, 1}));
    CHECK(near({1e-9, 0, 0, 1}));
    CHECK(near({1e-9, -1e-10, 1e-9, 1}));
    CHECK_FALSE(near({1e-3, 0, 0, 1}));
    CHECK_FALSE(near({1e-9, 0, 0, -1}));
    CHECK_FALSE(near({0, 0, 1, 0}));
}
