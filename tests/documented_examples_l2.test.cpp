// SPDX-License-Identifier: BSD-3-Clause
// Part 5 of the text up to 5.2, and the L2 half of 5.5: why L2 shrinks weights but never to zero, and the
// cases where it does end there.
#include <concepts>
#include <limits>

#include "documented_examples.hpp"
#include "numbers.hpp"

using namespace documented;
using lariat::test::epsilon;

namespace {

/// w_0, …, w_steps of one weight under λw² with the data gradient zero.
template <class Update, class Scalar = double>
std::vector<Scalar> sprung(double start, double strength, double eta, int steps) {
    return trajectory<Update>(one_weight<Scalar>() + strength * L2{}, start, eta, steps);
}

}  // namespace

TEST_CASE("4.1 and 5.1: the L2 tax is a percentage - the same fraction of any wealth, so it never takes all",
          "[documented]") {
    // 2ηλ = 1/4: of any w three quarters are left; by the proximal step 1/(1 + 1/4).
    for (double w : {1e-100, 1.0, 3.0, 1e100}) {
        CHECK(sprung<SubgradientUpdate>(w, 0.5, 0.25, 1)[1] == Approx(0.75 * w).epsilon(2 * epsilon));
        CHECK(sprung<ClippedSubgradientUpdate>(w, 0.5, 0.25, 1)[1] == Approx(0.75 * w).epsilon(2 * epsilon));
        CHECK(sprung<ProximalUpdate>(w, 0.5, 0.25, 1)[1] == Approx(0.8 * w).epsilon(2 * epsilon));
    }
}

TEST_CASE("5.1: L2 is a spring - the pull gets weaker as the weight gets smaller", "[documented]") {
    const auto pull = [](const auto& penalty, double w) {
        return gradient(one_weight() + 0.1 * penalty, vector({w}))[0];
    };
    CHECK(pull(L2{}, 1) == 0.2);
    for (double w = 1; w > 1e-9; w /= 10) {
        CHECK(pull(L2{}, w / 10) == Approx(pull(L2{}, w) / 10).epsilon(4 * epsilon));
        CHECK(pull(L1{}, w / 10) == pull(L1{}, w));  // L1's does not
    }
    CHECK(pull(L2{}, 0) == 0);
}

TEST_CASE("5.2: R(w) = w^2, its gradient 2w", "[documented]") {
    for (double w : {-3.0, -1e-10, 0.0, 0.5, 1e100}) {
        CHECK(L2{}.value(w) == w * w);
        CHECK(L2{}.subdifferential(w) == Interval{2 * w, 2 * w});
    }
    const SmoothFunction R(1, [](const Vector<double>& w, Vector<double>& g) {
        g = gradient(one_weight() + L2{}, w);
        return value(one_weight() + L2{}, w);
    });
    for (double w : {-3.0, 0.5, 7.0}) {
        const GradientError found = check_gradient(R, vector({w}));
        CHECK(found.analytic == 2 * w);
        CHECK(found.error < 1e-9);  // a parabola's central differences are exact up to rounding, ε^{2/3}
    }
}

TEMPLATE_TEST_CASE("5.2: the update rule - new w = old w (1 - 2 eta strength) - eta data gradient",
                   "[documented]", (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
                   (In<ClippedSubgradientUpdate, double>), (In<ClippedSubgradientUpdate, float>)) {
    // In numbers that are exact in binary: η = 1/4, λ = 1/2, ∂L/∂w = 1/8.
    using Scalar = typename TestType::Scalar;
    const auto objective = one_weight<Scalar>(0.125) + 0.5 * L2{};
    for (double w : {-2.0, -0.5, 0.0, 0.25, 1.0, 8.0}) {
        CAPTURE(w);
        const double after = w * (1 - 2 * 0.25 * 0.5) - 0.25 * 0.125;
        CHECK(after_one_step<typename TestType::Update>(objective, vector({w}), 0.25)[0] == Scalar(after));
        CHECK(after == w - 0.25 * (0.125 + 2 * 0.5 * w));  // the text's two ways to write it
    }
}

TEST_CASE("5.2: the proximal step divides by 1 + 2 eta strength instead", "[documented]") {
    const auto objective = one_weight(0.125) + 0.5 * L2{};
    for (double w : {-2.0, -0.5, 0.0, 0.25, 1.0, 8.0})
        CHECK(after_one_step<ProximalUpdate>(objective, vector({w}), 0.25)[0] ==
              Approx((w - 0.25 * 0.125) / (1 + 2 * 0.25 * 0.5)).epsilon(2 * epsilon));
}

TEST_CASE("5.2: w = 1e-10 - the factor is near 1, the update is tiny", "[documented]") {
    // "for typical ηλ": η = 0.01, λ = 0.1: the factor 0.998, an update of 2e-13, where L1's is 0.001.
    CHECK(sprung<SubgradientUpdate>(1e-10, 0.1, 0.01, 1)[1] == Approx(0.998e-10).epsilon(2 * epsilon));
    CHECK(1e-10 - sprung<SubgradientUpdate>(1e-10, 0.1, 0.01, 1)[1] == Approx(2e-13).epsilon(1e-12));
    CHECK(sprung<ProximalUpdate>(1e-10, 0.1, 0.01, 1)[1] == Approx(1e-10 / 1.002).epsilon(2 * epsilon));
    CHECK(trajectory<SubgradientUpdate>(one_weight() + 0.1 * L1{}, 1e-10, 0.01, 1)[1] ==
          Approx(1e-10 - 0.001).epsilon(1e-12));
    CHECK(trajectory<ProximalUpdate>(one_weight() + 0.1 * L1{}, 1e-10, 0.01, 1)[1] == 0);
}

TEST_CASE("5.2: weights approach zero asymptotically - geometrically, and never reach it", "[documented]") {
    // The factors are 1 − 0.02 and 1/1.02: w_k is w_0 times their kth power; k steps of three roundings each.
    const auto gradient_step = sprung<SubgradientUpdate>(0.5, 0.1, 0.1, 10'000);
    const auto proximal_step = sprung<ProximalUpdate>(0.5, 0.1, 0.1, 10'000);
    for (std::size_t k : {1u, 10u, 100u, 1000u, 10'000u}) {
        CAPTURE(k);
        CHECK(gradient_step[k] ==
              Approx(0.5 * std::pow(0.98, double(k))).epsilon(3 * double(k) * epsilon + epsilon));
        CHECK(proximal_step[k] ==
              Approx(0.5 * std::pow(1.02, -double(k))).epsilon(3 * double(k) * epsilon + epsilon));
    }
    for (std::size_t k = 0; k < 10'000; ++k) {
        CHECK(gradient_step[k + 1] > 0);
        CHECK(gradient_step[k + 1] < gradient_step[k]);
        CHECK(proximal_step[k + 1] > 0);
        CHECK(proximal_step[k + 1] < proximal_step[k]);
    }
}

TEMPLATE_TEST_CASE(
    "5.2: to reach exactly zero you would need infinite steps - at a factor above 1/2 not even underflow "
    "helps",
    "[documented]", (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
    (In<ClippedSubgradientUpdate, double>), (In<ProximalUpdate, double>), (In<ProximalUpdate, float>)) {
    // Among the subnormal numbers the update rounds to nothing: w stops some steps of the grid above zero,
    // for good, and not below. (Fused or not; with -ffast-math subnormal numbers are flushed to zero.)
    using Scalar = typename TestType::Scalar;
    const auto w =
        sprung<typename TestType::Update, Scalar>(1e-10, 0.1, 0.1, sizeof(Scalar) == 4 ? 6000 : 40'000);
    CHECK(w.back() > 0);
    CHECK(w.back() < std::numeric_limits<Scalar>::min());  // subnormal
    CHECK(w.back() < 50 * std::numeric_limits<Scalar>::denorm_min());
    CHECK(w.back() == w[w.size() - 2]);
}

TEMPLATE_TEST_CASE("5.2: zero only by underflow - at a factor below 1/2", "[documented]",
                   (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
                   (In<ProximalUpdate, double>), (In<ProximalUpdate, float>)) {
    // 2ηλ = 0.6 leaves 0.4 of w by the gradient step, 2ηλ = 1.5 leaves 0.4 by the proximal one: zero when 0.4
    // of the smallest subnormal number is rounded, at 1e-10 · 0.4^k near 5e-324 (float: 1e-45), and not
    // before.
    using Scalar = typename TestType::Scalar;
    constexpr bool proximal = std::same_as<typename TestType::Update, ProximalUpdate>;
    const int steps =
        1 + int(std::log(double(std::numeric_limits<Scalar>::denorm_min()) / 1e-10) / std::log(0.4));
    const auto w = sprung<typename TestType::Update, Scalar>(1e-10, proximal ? 7.5 : 3.0, 0.1, steps + 3);
    for (int k = 0; k < steps - 3; ++k) CHECK(w[std::size_t(k)] > 0);
    CHECK(w.back() == 0);
}

TEST_CASE("5.2: L2 never reaches zero is not general - 2 eta strength = 1", "[documented]") {
    // The factor is 0: one gradient step takes any weight to zero. Never the proximal step: 1/(1 + 2ηλ) > 0.
    for (double w : {0.5, -3.0, 1e-10, 1e100}) {
        CAPTURE(w);
        CHECK(sprung<SubgradientUpdate>(w, 1, 0.5, 1)[1] == 0);
        CHECK(sprung<ClippedSubgradientUpdate>(w, 1, 0.5, 1)[1] == 0);
        CHECK(sprung<SubgradientUpdate, float>(0.3, 1, 0.5, 1)[1] == 0);
        CHECK(sprung<ProximalUpdate>(w, 1, 0.5, 1)[1] == w / 2);
    }
    // Beyond it the weight changes its sign in every step, and grows when the factor is below −1: λ_max is 2λ
    // here.
    CHECK(sprung<SubgradientUpdate>(0.5, 1, 0.75, 1)[1] == -0.25);
    CHECK(sprung<SubgradientUpdate>(0.5, 1, 1.5, 1)[1] == -1);
}

TEST_CASE("5.2: L2 never reaches zero is not general - the data gradient cancels", "[documented]") {
    SECTION("in a step: eta times the data gradient = w (1 - 2 eta strength)") {
        // w = 1/2, 2ηλ = 1/2, η∂L/∂w = 1/4
        CHECK(after_one_step<SubgradientUpdate>(one_weight(0.5) + 0.5 * L2{}, vector({0.5}), 0.5)[0] == 0);
        // the proximal step ends at zero when the gradient step does: η∂L/∂w = w
        CHECK(after_one_step<ProximalUpdate>(one_weight(1) + 0.5 * L2{}, vector({0.5}), 0.5)[0] == 0);
        // but there is no staying: the next step follows the data
        CHECK(after_one_step<SubgradientUpdate>(one_weight(0.5) + 0.5 * L2{}, vector({0}), 0.5)[0] == -0.25);
    }
    SECTION("at the solution: the data do not ask for the variable") {
        // uncorrelated, b_2 = 0: (A + 2λ)w = b at (b_1/(1 + 2λ), 0)
        const auto fit = minimize(two_weights(1, 0, 1, vector({1, 0})) + 0.5 * L2{});
        CHECK(fit.status == Status::Converged);
        CHECK(fit.coefficients[0] == Approx(0.5).epsilon(0).margin(1e-4));  // a gap of 1e-8 under curvature 2
        CHECK(fit.coefficients[1] == 0);
    }
}

TEMPLATE_TEST_CASE("5.5: L2 - w = 0.5 becomes 0.49, then 0.4802", "[documented]",
                   (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
                   (In<ClippedSubgradientUpdate, double>), (In<ClippedSubgradientUpdate, float>)) {
    // η = λ = 0.1. "Subtract 0.1 · 0.1 · 0.98 = 0.0098", then less.
    const auto w = sprung<typename TestType::Update, typename TestType::Scalar>(0.5, 0.1, 0.1, 50);
    const double ulp = 0.5 * double(std::numeric_limits<typename TestType::Scalar>::epsilon());
    CHECK(double(w[1]) == Approx(0.49).epsilon(0).margin(ulp));
    CHECK(double(w[2]) == Approx(0.4802).epsilon(0).margin(2 * ulp));  // two steps, a rounding of w each
    CHECK(double(w[1] - w[2]) == Approx(0.0098).epsilon(0).margin(2 * ulp));
    for (std::size_t k = 0; k + 2 < w.size(); ++k) CHECK(w[k + 1] - w[k + 2] < w[k] - w[k + 1]);
    CHECK(double(w[50]) == Approx(0.5 * std::pow(0.98, 50)).epsilon(100 * ulp));  // 0.18, where L1 is at zero
}

TEMPLATE_TEST_CASE("5.5: L2 - the proximal step's 0.490196 beside it", "[documented]", double, float) {
    // 0.5/1.02 = 0.490196…, 0.5/1.02² = 0.480584…: the gradient is taken where the step ends, 0.5 − 0.02 ·
    // 0.490196….
    const auto w = sprung<ProximalUpdate, TestType>(0.5, 0.1, 0.1, 2);
    const double ulp = 0.5 * double(std::numeric_limits<TestType>::epsilon());
    CHECK(double(w[1]) == Approx(0.490196).epsilon(0).margin(5e-7));
    CHECK(double(w[1]) == Approx(0.5 / 1.02).epsilon(0).margin(ulp));
    CHECK(double(w[2]) == Approx(0.5 / (1.02 * 1.02)).epsilon(0).margin(2 * ulp));
    CHECK(double(w[1]) == Approx(0.5 - 0.1 * 0.1 * 2 * double(w[1])).epsilon(0).margin(2 * ulp));
}
