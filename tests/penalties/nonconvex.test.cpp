// SPDX-License-Identifier: BSD-3-Clause
// MCP and SCAD as the field writes them, and what a strength means for them.
#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

/// MCP_{λ,γ} as the integral of its derivative (λ − w/γ)₊ (Zhang 2010, equation 2.1), by the midpoint rule.
double mcp_integral(double lambda, double gamma, double w) {
    double sum = 0;
    constexpr int count = 20000;
    for (int i = 0; i < count; ++i) sum += (std::max)(lambda - (i + 0.5) * w / count / gamma, 0.0);
    return sum * w / count;
}

/// SCAD_{λ,a} as the integral of λ{1(w ≤ λ) + (aλ − w)₊/((a − 1)λ) 1(w > λ)} (Fan and Li 2001, equation 2.7).
double scad_integral(double lambda, double a, double w) {
    double sum = 0;
    constexpr int count = 20000;
    for (int i = 0; i < count; ++i) {
        const double x = (i + 0.5) * w / count;
        sum += x <= lambda ? lambda : (std::max)(a * lambda - x, 0.0) / (a - 1);
    }
    return sum * w / count;
}

}  // namespace

TEST_CASE("MCP, SCAD: the value is the integral of the published derivative", "[penalties]") {
    // The midpoint rule errs by (w/20000)² at a jump of the second derivative, below 1e-6 for w ≤ 8.
    for (double lambda : {0.3, 1.0, 2.0})
        for (double gamma : {2.1, 3.0, 3.7})
            for (double w : {0.1, 0.3, 0.9, 1.0, 2.0, 3.7, 8.0}) {
                CAPTURE(lambda, gamma, w);
                CHECK((lambda * MCP{gamma}).value(w) ==
                      Approx(mcp_integral(lambda, gamma, w)).epsilon(0).margin(1e-6));
                CHECK((lambda * SCAD{gamma}).value(-w) ==
                      Approx(scad_integral(lambda, gamma, w)).epsilon(0).margin(1e-6));
            }
}

TEST_CASE("SCAD: prox at step 1 is Fan and Li's thresholding rule", "[penalties]") {
    // Equation 2.8 with a = 3.7, λ = 1: soft up to 2λ, ((a − 1)v − aλ)/(a − 2) up to aλ, then v.
    const SCAD scad{3.7};
    CHECK(scad.prox(0.7, 1.0) == 0);
    CHECK(scad.prox(1.8, 1.0) == Approx(0.8).epsilon(1e-15));
    CHECK(scad.prox(-3.0, 1.0) == Approx(-(2.7 * 3.0 - 3.7) / 1.7).epsilon(1e-15));
    CHECK(scad.prox(3.8, 1.0) == 3.8);
}

TEST_CASE("MCP: prox is firm thresholding below gamma and hard thresholding from there on", "[penalties]") {
    const MCP mcp{3.0};
    CHECK(mcp.prox(1.0, 1.0) == 0);
    CHECK(mcp.prox(2.0, 1.0) == Approx((2.0 - 1.0) / (1 - 1 / 3.0)).epsilon(1e-15));
    CHECK(mcp.prox(3.5, 1.0) == 3.5);
    for (double step : {3.0, 3.5, 12.0, 1e300}) {
        const double threshold = std::sqrt(step) * std::sqrt(3.0);
        CAPTURE(step);
        CHECK(mcp.prox(threshold * (1 - 1e-15), step) == 0);
        CHECK(mcp.prox(-threshold * (1 + 1e-15), step) == -threshold * (1 + 1e-15));
    }
    CHECK(mcp.prox(3.0, 3.0) == 0);                                       // of equally good minimizers, 0
    CHECK(mcp.prox(1e155, std::numeric_limits<double>::max()) == 1e155);  // step · γ would overflow
    CHECK(mcp.prox(1e150, std::numeric_limits<double>::max()) == 0);
}

TEST_CASE("SCAD: prox in its three regimes of the step", "[penalties]") {
    const SCAD scad{3.7};
    // 2.7 ≤ t ≤ 4.7: soft threshold up to (4.7 + t)/2, then v
    CHECK(scad.prox(3.84, 3.0) == Approx(0.84).epsilon(1e-15));
    CHECK(scad.prox(3.86, 3.0) == 3.86);
    CHECK(scad.prox(2.7, 2.7) == 0);
    CHECK(scad.prox(4.7, 4.7) == 0);
    CHECK(scad.prox(4.71, 4.7) == 4.71);
    // above: 0 up to √(4.7 t), then v
    CHECK(scad.prox(std::sqrt(47.0) - 1e-9, 10.0) == 0);
    CHECK(scad.prox(std::sqrt(47.0) + 1e-9, 10.0) == std::sqrt(47.0) + 1e-9);
    CHECK(scad.prox(1e155, std::numeric_limits<double>::max()) == 1e155);
}

TEMPLATE_TEST_CASE("nonconvex: a strength is the field's lambda, in every way to say it", "[penalties]", MCP,
                   SCAD) {
    // λ * R{γ} has its knee in w at γλ and its knees in step at γ alone; multiplication would move the
    // latter.
    const auto direct = TestType(3.3, 0.5);
    const auto product = 0.5 * TestType(3.3), twice = 0.25 * (2.0 * TestType(3.3));
    const auto weighted = Weighted(TestType(3.3), {1.0, 0.5, 0.0}).at(1);
    const auto scaled_weighted = (0.25 * Weighted(TestType(3.3), {1.0, 2.0, 0.0})).at(1);
    for (double w : {-4.0, -1.65, -1.0, 0.0, 0.2, 0.5, 1.65, 3.0})
        for (double step : {0.0, 0.5, 2.3, 3.3, 4.3, 10.0})
            for (const auto& same : {product, twice, weighted, scaled_weighted}) {
                CAPTURE(w, step);
                CHECK(same.value(w) == direct.value(w));
                CHECK(same.subdifferential(w) == direct.subdifferential(w));
                CHECK(same.prox(w, step) == direct.prox(w, step));
            }
    CHECK(direct.value(100.0) == direct.value(3.3 * 0.5));           // constant from γλ on
    CHECK(direct.subdifferential(0.0) == Interval{-0.5, 0.5});       // the limiting subdifferential
    CHECK(direct.subdifferential(3.3 * 0.5) == Interval{0.0, 0.0});  // R' is continuous off 0
    const auto multiplied = Scaled<TestType>(0.5, TestType(3.3));    // what λ * R would be by multiplication
    CHECK(multiplied.value(100.0) != Approx(direct.value(100.0)).epsilon(1e-12));
    const auto free = Weighted(TestType(3.3), {1.0, 0.5, 0.0}).at(2);  // factor 0: no penalty
    for (double step : {0.0, 0.5, 3.3, 10.0}) CHECK(free.prox(0.7, step) == 0.7);
    CHECK(free.subdifferential(0.0) == Interval{0.0, 0.0});
}

TEMPLATE_TEST_CASE("nonconvex: offers no slopes and no conjugate", "[penalties]", MCP, SCAD,
                   Scaled<elsewhere::L0>, Ridged<MCP>, Nonnegative<MCP>) {
    STATIC_REQUIRE(ScalarProximable<TestType>);
    STATIC_REQUIRE(!ConvexScalar<TestType>);
    STATIC_REQUIRE(!ConjugateScalar<TestType>);
    STATIC_REQUIRE(!CurvatureBoundedPenalty<TestType>);
}
