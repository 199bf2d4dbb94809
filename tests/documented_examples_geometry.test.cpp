// SPDX-License-Identifier: BSD-3-Clause
// 4.3, 5.3 and 7.2 of the text: the diamond and the circle, their corners, and the penalized problem behind
// each.
#include "documented_examples.hpp"

using namespace documented;

namespace {

/// ½‖w − center‖²: the constrained solution is the point of the set nearest to the center.
auto round_bowl(const Vector<double>& center) { return two_weights(1, 0, 1, center); }

/// ½ wᵀAw − bᵀw with curvature from 1/2 to 3/2 along the diagonals.
auto tilted_bowl(const Vector<double>& b) { return two_weights(1, 0.5, 1, b); }

/// A relative gap of 1e-14 under a curvature of at least 1/2 and F of size 1: ‖w − w*‖² ≤ 2 · 1e-14 · few/½.
const Options precise{.tolerance = 1e-14};
constexpr double margin = 1e-6;

double distance(const Vector<double>& a, const Vector<double>& b) { return (a - b).norm(); }

}  // namespace

TEST_CASE("4.3 and 7.2: the L1 constraint |w1| + |w2| <= t is a diamond, its corners lie on the axes",
          "[documented]") {
    const double t = 2;
    const L1Ball diamond{t};
    for (const auto& corner : {vector({t, 0}), vector({-t, 0}), vector({0, t}), vector({0, -t})}) {
        CHECK(diamond.contains(corner));
        CHECK_FALSE(diamond.contains(Vector<double>(1.001 * corner)));
        // A corner: a whole cone of points outside has it as the nearest. Here 90° of directions about the
        // axis.
        const Vector<double> aside = 0.49 * vector({corner[1], corner[0]});
        for (double side : {-1.0, 0.0, 1.0}) {
            Vector<double> nearest(2);
            diamond.project(Vector<double>(1.5 * corner + side * aside), nearest);
            CHECK(nearest == corner);
        }
    }
    for (double share : {0.1, 0.5, 0.9}) {  // straight edges
        CHECK(diamond.contains(vector({share * t, (1 - share) * t})));
        CHECK_FALSE(diamond.contains(vector({1.001 * share * t, 1.001 * (1 - share) * t})));
    }
}

TEST_CASE("5.3 and 7.2: the L2 constraint w1^2 + w2^2 <= t is a circle, it has no corners", "[documented]") {
    const double t = 4;
    const L2Ball circle{std::sqrt(t)};  // the radius is that of ‖w‖₂
    for (int k = 0; k < 360; ++k) {
        const double angle = k * 0.017453292519943295;
        const Vector<double> edge = 2 * vector({std::cos(angle), std::sin(angle)});
        CHECK(circle.contains(Vector<double>(0.9999 * edge)));
        CHECK_FALSE(circle.contains(Vector<double>(1.0001 * edge)));
        // No corner: points outside in different directions have different nearest points.
        Vector<double> nearest(2);
        circle.project(Vector<double>(1.5 * edge), nearest);
        CHECK(distance(nearest, edge) < 1e-15 * 4);
    }
}

TEST_CASE("4.3: when the unconstrained solution lies outside the diamond, the constrained one is at a corner",
          "[documented]") {
    // (2, 1/2) is over the corner (1, 0) of ‖w‖₁ ≤ 1.
    const auto f = round_bowl(vector({2, 0.5}));
    const auto fit = minimize(f + L1Ball{1});
    CHECK(fit.status == Status::Converged);
    CHECK(fit.certificate.kind == Certificate::Kind::DualityGap);
    CHECK(fit.coefficients == vector({1, 0}));
    CHECK(fit.support() == std::vector<Index>{0});
    SECTION("the multiplier makes the penalized problem agree") {
        // the first residual: 2 − 1
        REQUIRE(fit.multiplier.has_value());
        CHECK(*fit.multiplier == Approx(1).epsilon(1e-12));
        CHECK(distance(minimize(f + *fit.multiplier * L1{}, precise).coefficients, vector({1, 0})) < margin);
    }
    SECTION("for any solution in the cone over the corner, correlated or not") {
        for (double b2 : {-0.9, -0.3, 0.0, 0.7, 0.99}) {
            CAPTURE(b2);
            CHECK(minimize(round_bowl(vector({2, b2})) + L1Ball{1}).coefficients == vector({1, 0}));
        }
        const auto tilted = minimize(tilted_bowl(vector({2, 0.8})) + L1Ball{1}, precise);
        CHECK(tilted.support() == std::vector<Index>{0});
        CHECK(tilted.coefficients[0] == Approx(1).epsilon(1e-12));
    }
}

TEST_CASE("4.3: the constrained solution is at a corner is not general", "[documented]") {
    SECTION("on an edge, with no zero") {
        // (2, 1.9) − 1.45 (1, 1) = (0.55, 0.45)
        const auto f = round_bowl(vector({2, 1.9}));
        const auto fit = minimize(f + L1Ball{1}, precise);
        CHECK(distance(fit.coefficients, vector({0.55, 0.45})) < margin);
        CHECK(zeros(fit.coefficients) == 0);
        REQUIRE(fit.multiplier.has_value());
        CHECK(*fit.multiplier == Approx(1.45).epsilon(1e-12));
        CHECK(distance(minimize(f + *fit.multiplier * L1{}, precise).coefficients, fit.coefficients) <
              2 * margin);
    }
    SECTION("inside, where the constraint does nothing") {
        const auto f = round_bowl(vector({0.3, -0.25}));
        const auto fit = minimize(f + L1Ball{1}, precise);
        CHECK(distance(fit.coefficients, vector({0.3, -0.25})) < margin);
        CHECK(fit.multiplier == 0.0);
        CHECK(distance(minimize(f, precise).coefficients, fit.coefficients) < 2 * margin);
    }
    SECTION("in more dimensions, on an edge or a face: some zeros, but not all but one") {
        const Quadratic f(Matrix<>(Matrix<>::Identity(5, 5)), vector({3, -2.5, 1, 0.5, -0.25}));
        const auto fit = minimize(f + L1Ball{2}, precise);  // less 1.75: 1.25 + 0.75 = 2
        CHECK(fit.support() == std::vector<Index>{0, 1});
        CHECK(distance(fit.coefficients, vector({1.25, -0.75, 0, 0, 0})) < margin);
        CHECK(*fit.multiplier == Approx(1.75).epsilon(1e-12));
    }
}

TEST_CASE("5.3 and 7.2: the solution on the circle has no weight at zero", "[documented]") {
    // (2, 1/2), over the diamond's corner, goes to (2, 1/2)/√4.25 on the circle.
    const auto f = round_bowl(vector({2, 0.5}));
    const auto fit = minimize(f + L2Ball{1}, precise);
    CHECK(fit.status == Status::Converged);
    CHECK(distance(fit.coefficients, vector({2, 0.5}) / std::sqrt(4.25)) < margin);
    CHECK(fit.coefficients.norm() == Approx(1).epsilon(1e-12));
    CHECK(zeros(fit.coefficients) == 0);
    SECTION("the multiplier makes the penalized problem agree: (1 + 2 strength) w = b") {
        REQUIRE(fit.multiplier.has_value());
        CHECK(*fit.multiplier == Approx((std::sqrt(4.25) - 1) / 2).epsilon(0).margin(margin));
        CHECK(distance(minimize(f + *fit.multiplier * L2{}, precise).coefficients, fit.coefficients) <
              2 * margin);
    }
    SECTION("it can touch at any point: shrunk, rarely zero") {
        for (int k = 1; k < 360; ++k) {
            if (k % 90 == 0) continue;  // the unconstrained solution on an axis
            const double angle = k * 0.017453292519943295;
            const auto shrunk =
                minimize(round_bowl(vector({2 * std::cos(angle), 2 * std::sin(angle)})) + L2Ball{1});
            CHECK(zeros(shrunk.coefficients) == 0);
        }
    }
    SECTION("inside, where the constraint does nothing") {
        const auto inside = minimize(round_bowl(vector({0.3, -0.25})) + L2Ball{1}, precise);
        CHECK(distance(inside.coefficients, vector({0.3, -0.25})) < margin);
        CHECK(inside.multiplier == 0.0);
    }
}

TEST_CASE("5.3: at an axis if the unconstrained solution is already there", "[documented]") {
    const auto fit = minimize(round_bowl(vector({2, 0})) + L2Ball{1});
    CHECK(fit.coefficients == vector({1, 0}));
}

TEST_CASE("5.3: L2 never touches an axis unless the unconstrained solution is there is not general",
          "[documented]") {
    // Weights that pull on each other: A = [1, 1/2, 1/2, 1].
    SECTION("unconstrained at (7/3, -2/3), constrained on the axis") {
        // At w = (1, 0), ∇f = Aw − b = −2λw with λ = 1/2 for b = (2, 1/2).
        const auto f = tilted_bowl(vector({2, 0.5}));
        CHECK(distance(minimize(f, precise).coefficients, vector({7, -2}) / 3) < 1e-5);
        const auto fit = minimize(f + L2Ball{1}, precise);
        CHECK(distance(fit.coefficients, vector({1, 0})) < margin);
        CHECK(*fit.multiplier == Approx(0.5).epsilon(0).margin(margin));
    }
    SECTION("unconstrained on the axis at (3, 0), constrained off it") {
        const auto f = tilted_bowl(vector({3, 1.5}));
        CHECK(gradient(f, vector({3, 0})) == vector({0, 0}));
        const auto fit = minimize(f + L2Ball{1}, precise);
        CHECK(fit.coefficients.norm() == Approx(1).epsilon(1e-12));
        CHECK(fit.coefficients[1] > 0.1);
    }
}

TEST_CASE("7.2: diamond against circle - some weights zero, no weights zero", "[documented]") {
    // Over random problems of ten weights: the ball of each shape that is half as large as the unconstrained
    // solution, and the penalized problem with the multiplier returned.
    const auto seed = GENERATE(seeds<unsigned>());
    Normal normal(seed);
    const Index p = 10;
    const Matrix<> root = normal.matrix(2 * p, p) / std::sqrt(2.0 * p);
    const Quadratic f(Matrix<>(root.transpose() * root), normal.vector(p));
    const auto free = minimize(f);
    const auto diamond = minimize(f + L1Ball{0.5 * free.coefficients.lpNorm<1>()}, precise);
    const auto circle = minimize(f + L2Ball{0.5 * free.coefficients.norm()}, precise);
    CHECK(diamond.status == Status::Converged);
    CHECK(circle.status == Status::Converged);
    CHECK(zeros(diamond.coefficients) >= 1);
    CHECK(zeros(circle.coefficients) == 0);
    REQUIRE(diamond.multiplier.value_or(0) > 0);
    REQUIRE(circle.multiplier.value_or(0) > 0);
    const auto lasso = minimize(f + *diamond.multiplier * L1{}, precise);
    const auto ridge = minimize(f + *circle.multiplier * L2{}, precise);
    // a gap of 1e-14 F under a curvature of 0.05 in each of the two, F of size 10
    CHECK(distance(lasso.coefficients, diamond.coefficients) < 5e-6);
    CHECK(distance(ridge.coefficients, circle.coefficients) < 5e-6);
    CHECK(lasso.support() == diamond.support());
}
