// SPDX-License-Identifier: BSD-3-Clause
// Part 4 of the text, and the L1 half of 5.5: why L1 pushes weights exactly to zero, step by step, for each
// update.
#include <concepts>
#include <limits>

#include "documented_examples.hpp"

using namespace documented;

namespace {

/// w_0, …, w_steps of one weight under λ|w| with the data gradient zero.
template <class Update, class Scalar>
std::vector<Scalar> pulled(double start, double strength, double eta, int steps) {
    return trajectory<Update>(one_weight<Scalar>() + strength * L1{}, start, eta, steps);
}

/// w after one step of one weight under λ|w| at a data gradient.
template <class Update, class Scalar = double>
Scalar stepped(double w, double slope, double strength, double eta) {
    return after_one_step<Update>(one_weight<Scalar>(slope) + strength * L1{}, vector({w}), eta)[0];
}

}  // namespace

TEMPLATE_TEST_CASE("4.1: the L1 tax - of 1 dollar you pay 1 and keep 0, of 0 you pay 0", "[documented]",
                   SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    CHECK(stepped<TestType>(1, 0, 1, 1) == 0);
    CHECK(stepped<TestType>(0, 0, 1, 1) == 0);
    CHECK(stepped<TestType, float>(1, 0, 1, 1) == 0);
}

TEMPLATE_TEST_CASE(
    "4.1: you pay 1 for every dollar is not general - the tax is the fixed amount, whatever the wealth",
    "[documented]", SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    CHECK(stepped<TestType>(3, 0, 1, 1) == 2);
    CHECK(stepped<TestType>(1000, 0, 1, 1) == 999);
}

TEST_CASE("4.2.1: the subgradient of |w| is sign(w) for w not 0", "[documented]") {
    for (double w : {1e-300, 0.01, 1.0, 1e300}) {
        CHECK(L1{}.subdifferential(w) == Interval{1, 1});
        CHECK(L1{}.subdifferential(-w) == Interval{-1, -1});
    }
    CHECK(L1{}.subdifferential(0) == Interval{-1, 1});
    CHECK(gradient(one_weight(0.25) + 0.5 * L1{}, vector({2}))[0] == 0.75);
    CHECK(gradient(one_weight(0.25) + 0.5 * L1{}, vector({-2}))[0] == -0.25);
}

TEMPLATE_TEST_CASE("4.2.1: the update rule - new w = old w - eta (data gradient + strength sign(w))",
                   "[documented]", SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    CHECK(stepped<TestType>(2, 0.25, 0.5, 0.5) == 2 - 0.5 * (0.25 + 0.5));
    CHECK(stepped<TestType>(-2, 0.25, 0.5, 0.5) == -2 - 0.5 * (0.25 - 0.5));
    CHECK(stepped<TestType, float>(2, 0.25, 0.5, 0.5) == 1.625f);
}

TEMPLATE_TEST_CASE("4.2.1: the constant pull of eta times strength, whatever the size of w", "[documented]",
                   SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    for (double w : {0.25, 0.5, 1.0, 1024.0}) {
        CHECK(w - stepped<TestType>(w, 0, 0.5, 0.25) == 0.125);
        CHECK(-w - stepped<TestType>(-w, 0, 0.5, 0.25) == -0.125);
    }
}

TEST_CASE("4.2.1: if old w is small enough it crosses zero in one step", "[documented]") {
    // w = 1/16, ηλ = 1/8: a subgradient step ends at −1/16; the clipped and the proximal one end at zero
    // exactly.
    CHECK(stepped<SubgradientUpdate>(0.0625, 0, 0.5, 0.25) == -0.0625);
    CHECK(stepped<ClippedSubgradientUpdate>(0.0625, 0, 0.5, 0.25) == 0);
    CHECK(stepped<ProximalUpdate>(0.0625, 0, 0.5, 0.25) == 0);
    SECTION("for good: the subgradient method swings between the two") {
        const auto w = pulled<SubgradientUpdate, double>(0.0625, 0.5, 0.25, 100);
        for (std::size_t k = 0; k < w.size(); ++k) CHECK(w[k] == (k % 2 ? -0.0625 : 0.0625));
    }
    SECTION("the clipped and the proximal step differ where the data push across") {
        // −∂L/∂w = −2 pushes w = 1/4 by −1/2 across zero, λ pulls by 1/8: prox goes on to S(−1/4, 1/8),
        // clipping stops.
        CHECK(stepped<ProximalUpdate>(0.25, 2, 0.5, 0.25) == -0.125);
        CHECK(stepped<ClippedSubgradientUpdate>(0.25, 2, 0.5, 0.25) == 0);
        CHECK(stepped<SubgradientUpdate>(0.25, 2, 0.5, 0.25) == -0.375);
    }
}

TEMPLATE_TEST_CASE("4.2.1: it crosses zero in one step is not general - the data may hold it off",
                   "[documented]", SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    // −∂L/∂w = 1 > λ = 1/2: w moves away from zero, however small it is.
    CHECK(stepped<TestType>(0x1p-20, -1, 0.5, 0.25) == 0x1p-20 + 0.125);
}

TEMPLATE_TEST_CASE("4.2.1: once at zero it stays at zero, while the data gradient is at most strength",
                   "[documented]", SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    for (double slope : {0.0, 0.25, -0.25, 0.4999, 0.5, -0.5}) {
        CAPTURE(slope);
        CHECK(stepped<TestType>(0, slope, 0.5, 0.25) == 0);
        CHECK(stepped<TestType, float>(0, slope, 0.5, 0.25) == 0);
    }
    // beyond, it leaves by η(|∂L/∂w| − λ)
    CHECK(stepped<TestType>(0, 0.75, 0.5, 0.25) == -0.0625);
    CHECK(stepped<TestType>(0, -0.75, 0.5, 0.25) == 0.0625);
    CHECK(stepped<TestType, float>(0, -0.75, 0.5, 0.25) == 0.0625f);
    // and to an ulp: |∂L/∂w| = λ(1 + 2⁻⁵²) does not stay (in float that slope is λ)
    CHECK(stepped<TestType>(0, -0.5 * (1 + 0x1p-52), 0.5, 0.25) == 0x1p-55);
}

TEMPLATE_TEST_CASE("4.2.1: zero is a certified minimum while the data gradient is at most strength",
                   "[documented]", SubgradientUpdate, ClippedSubgradientUpdate, ProximalUpdate) {
    // The same as a whole problem: ½(w − 0.4)² + 0.5|w| from w = 1.
    const auto f = Quadratic(Matrix<>(Matrix<>::Ones(1, 1)), vector({0.4}));
    CHECK(certify(f + 0.5 * L1{}, vector({0})).holds());
    CHECK(!certify(f + 0.3 * L1{}, vector({0})).holds());
    const auto fit =
        minimize(f + 0.5 * L1{}, GradientDescent{TestType{}, InverseTimeDecay{0.5, 0.1}}, vector({1}));
    if (std::same_as<TestType, SubgradientUpdate>) {
        CHECK(std::abs(fit.coefficients[0]) < 0.01);  // near zero, never at it but by luck
    } else {
        CHECK(fit.coefficients[0] == 0);
        CHECK(fit.status == Status::Converged);
    }
}

// ---- 4.4: w = 0.01, strength 0.1, eta 0.01 ----

TEMPLATE_TEST_CASE("4.4: w = 0.01 becomes 0.009, then 0.008, and 0.001 after nine steps", "[documented]",
                   (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
                   (In<ClippedSubgradientUpdate, double>), (In<ClippedSubgradientUpdate, float>),
                   (In<ProximalUpdate, double>), (In<ProximalUpdate, float>)) {
    using Update = typename TestType::Update;
    using Scalar = typename TestType::Scalar;
    const auto w = pulled<Update, Scalar>(0.01, 0.1, 0.01, 9);
    // every step rounds η·λ and the difference: two half ulp of 0.01 a step, nine steps
    const double rounding = 9 * 0.01 * double(std::numeric_limits<Scalar>::epsilon());
    CHECK(double(w[1]) == Approx(0.009).epsilon(0).margin(rounding));
    CHECK(double(w[2]) == Approx(0.008).epsilon(0).margin(rounding));
    CHECK(double(w[9]) == Approx(0.001).epsilon(0).margin(rounding));
    for (std::size_t k = 0; k < 9; ++k)
        CHECK(double(w[k] - w[k + 1]) == Approx(0.001).epsilon(0).margin(rounding));
}

TEST_CASE("4.4: continue until w crosses zero - SubgradientUpdate in double", "[documented]") {
    const auto w = pulled<SubgradientUpdate, double>(0.01, 0.1, 0.01, 1000);
    const bool fused = w[1] == 0x1.26e978d4fdf3bp-7;
    CAPTURE(fused);
    if (fused) {  // -mfma, -march=native, AArch64: it misses zero by 2e-18, and oscillates for ever
        for (std::size_t k = 10; k < w.size(); k += 2) CHECK(w[k] == -0x1.083126e978d5p-59);
        for (std::size_t k = 9; k < w.size(); k += 2) CHECK(w[k] == 0x1.0624dd2f1a9f4p-10);
    } else {  // η·λ rounded by itself: the tenth step lands on zero exactly, and it stays
        CHECK(w[1] == 0x1.26e978d4fdf3cp-7);
        CHECK(w[9] == 0x1.0624dd2f1a9fcp-10);
        for (std::size_t k = 10; k < w.size(); ++k) CHECK(w[k] == 0);
    }
}

TEST_CASE("4.4: it oscillates - SubgradientUpdate in float", "[documented]") {
    // "Once negative, sign(w) = −1 pushes it back up": past zero by 1e-9 at the tenth step, back at the next,
    // for ever.
    const auto w = pulled<SubgradientUpdate, float>(0.01, 0.1, 0.01, 1000);
    const bool fused = w[9] == 0x1.0624cap-10f;
    CAPTURE(fused);
    for (std::size_t k = 10; k < w.size(); k += 2) CHECK(w[k] == (fused ? -0x1.30e56p-30f : -0x1.cp-30f));
    for (std::size_t k = 9; k < w.size(); k += 2) CHECK(w[k] == (fused ? 0x1.0624cap-10f : 0x1.0624c2p-10f));
}

TEMPLATE_TEST_CASE(
    "4.4: and can become exactly zero - ClippedSubgradientUpdate and ProximalUpdate, in the tenth step",
    "[documented]", (In<ClippedSubgradientUpdate, double>), (In<ClippedSubgradientUpdate, float>),
    (In<ProximalUpdate, double>), (In<ProximalUpdate, float>)) {
    // In double and in float, fused or not: a step that would cross ends at zero, and the pull keeps it
    // there.
    const auto w = pulled<typename TestType::Update, typename TestType::Scalar>(0.01, 0.1, 0.01, 1000);
    CHECK(w[9] > 0);
    for (std::size_t k = 10; k < w.size(); ++k) CHECK(w[k] == 0);
}

TEST_CASE("4.4: the whole run - what minimize says of each update", "[documented]") {
    const auto objective = one_weight<float>() + 0.1 * L1{};
    const Vector<double> start = vector({0.01});
    const Options limits{.max_iterations = 1000};
    SECTION("clipped") {
        const auto fit = minimize(objective, GradientDescent{ClippedSubgradientUpdate{}, ConstantStep{0.01}},
                                  start, limits);
        CHECK(fit.status == Status::Converged);
        CHECK(fit.coefficients[0] == 0);
    }
    SECTION("proximal") {
        const auto fit =
            minimize(objective, GradientDescent{ProximalUpdate{}, ConstantStep{0.01}}, start, limits);
        CHECK(fit.status == Status::Converged);
        CHECK(fit.coefficients[0] == 0);
    }
    SECTION("subgradient, oscillating: honest about it") {
        const auto fit =
            minimize(objective, GradientDescent{SubgradientUpdate{}, ConstantStep{0.01}}, start, limits);
        CHECK(fit.status == Status::MaxIterations);
        CHECK(fit.coefficients[0] != 0);
        CHECK(std::abs(fit.coefficients[0]) < 2e-9f);  // the best point it met
    }
}

// ---- 5.5, L1: w = 0.5, strength 0.1, eta 0.1 ----

TEMPLATE_TEST_CASE("5.5: L1 - w = 0.5 becomes 0.49, each step subtracts exactly 0.01", "[documented]",
                   (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
                   (In<ClippedSubgradientUpdate, double>), (In<ClippedSubgradientUpdate, float>),
                   (In<ProximalUpdate, double>), (In<ProximalUpdate, float>)) {
    using Scalar = typename TestType::Scalar;
    const auto w = pulled<typename TestType::Update, Scalar>(0.5, 0.1, 0.1, 49);
    // each difference rounds by half an ulp of w, at most of 0.5; 0.1 · 0.1 is 0.01 up to an ulp or two
    const double ulp = 0.5 * double(std::numeric_limits<Scalar>::epsilon());
    CHECK(double(w[1]) == Approx(0.49).epsilon(0).margin(ulp));
    for (std::size_t k = 0; k < 49; ++k) {
        CAPTURE(k);
        CHECK(double(w[k] - w[k + 1]) == Approx(0.01).epsilon(0).margin(ulp));
        CHECK(w[k + 1] > 0);
    }
}

TEST_CASE("5.5: L1 - after 50 steps w = 0, but for rounding - SubgradientUpdate in double", "[documented]") {
    // 0.1 is not a binary number, and 0.1 · 0.1 is above 0.01: the 50th step ends 4e-16 (fused: 3e-16) below
    // zero, and from there it oscillates.
    const auto w = pulled<SubgradientUpdate, double>(0.5, 0.1, 0.1, 1000);
    const bool fused = w[49] == 0x1.47ae147ae13c8p-7;
    CAPTURE(fused);
    for (std::size_t k = 50; k < w.size(); k += 2)
        CHECK(w[k] == (fused ? -0x1.670a3d70a3d71p-52 : -0x1.c8p-52));
    for (std::size_t k = 49; k < w.size(); k += 2)
        CHECK(w[k] == (fused ? 0x1.47ae147ae13c8p-7 : 0x1.47ae147ae1398p-7));
}

TEST_CASE("5.5: L1 - after 50 steps w = 0, but for rounding - SubgradientUpdate in float", "[documented]") {
    // The 50th step ends 2e-7 above zero, the 51st crosses to −0.01 + 2e-7, and so on.
    const auto w = pulled<SubgradientUpdate, float>(0.5, 0.1, 0.1, 1000);
    const bool fused = w[49] == 0x1.47af9ap-7f;
    CAPTURE(fused);
    CHECK(w[49] == (fused ? 0x1.47af9ap-7f : 0x1.47af92p-7f));
    CHECK(w[50] == (fused ? 0x1.84e148p-23f : 0x1.7cp-23f));
    for (std::size_t k = 51; k < w.size(); k += 2) CHECK(w[k] == (fused ? -0x1.47ac9p-7f : -0x1.47ac9ap-7f));
    for (std::size_t k = 52; k < w.size(); k += 2) CHECK(w[k] == (fused ? 0x1.851eb8p-23f : 0x1.7cp-23f));
}

TEMPLATE_TEST_CASE(
    "5.5: L1 - after 50 steps w = 0, exactly - ClippedSubgradientUpdate and ProximalUpdate in double",
    "[documented]", ClippedSubgradientUpdate, ProximalUpdate) {
    // Fused or not: the rounding is towards zero, and the step that would cross ends there.
    const auto w = pulled<TestType, double>(0.5, 0.1, 0.1, 1000);
    CHECK(w[49] > 0);
    for (std::size_t k = 50; k < w.size(); ++k) CHECK(w[k] == 0);
}

TEMPLATE_TEST_CASE(
    "5.5: L1 - after 51 steps w = 0, exactly - ClippedSubgradientUpdate and ProximalUpdate in float",
    "[documented]", ClippedSubgradientUpdate, ProximalUpdate) {
    // Fused or not, rounding has left 2e-7 after the 50th step: one more takes it.
    const auto w = pulled<TestType, float>(0.5, 0.1, 0.1, 1000);
    CHECK(w[50] > 0);
    CHECK(w[50] < 2e-7f);
    for (std::size_t k = 51; k < w.size(); ++k) CHECK(w[k] == 0);
}

TEMPLATE_TEST_CASE("5.5: L1 - in numbers that are exact in binary, after 50 steps w = 0", "[documented]",
                   (In<SubgradientUpdate, double>), (In<SubgradientUpdate, float>),
                   (In<ClippedSubgradientUpdate, double>), (In<ClippedSubgradientUpdate, float>),
                   (In<ProximalUpdate, double>), (In<ProximalUpdate, float>)) {
    // The text's arithmetic at η = λ = 1/8, w = 50/64: each update, each number type, fused or not.
    const auto w = pulled<typename TestType::Update, typename TestType::Scalar>(0.78125, 0.125, 0.125, 60);
    for (std::size_t k = 0; k <= 60; ++k) CHECK(double(w[k]) == (k < 50 ? double(50 - k) / 64 : 0.0));
}
