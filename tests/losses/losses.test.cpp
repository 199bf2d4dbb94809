// SPDX-License-Identifier: BSD-3-Clause
// What is said of single losses: numbers on paper, kinks, settings, and how they relate to each other and to
// others' software.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "numbers.hpp"
#include "textbook.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

template <class F>
std::string complaint(F&& call) {
    try {
        call();
    } catch (const std::invalid_argument& refused) {
        return refused.what();
    }
    return "";
}

}  // namespace

TEST_CASE("SquaredError: half the square", "[losses]") {
    constexpr SquaredError loss;
    CHECK(loss.value(3, 1) == 2);
    CHECK(loss.derivative(3, 1) == 2);
    CHECK(loss.conjugate(2, 1) == 4);
    CHECK(loss.remainder(3, 1, 0.5) == 0.5);
    CHECK(loss.mean(-2.5) == -2.5);
}

TEST_CASE("Logistic: softplus(z) - yz", "[losses]") {
    constexpr Logistic loss;
    CHECK(loss.value(0, 0) == std::log(2.0));
    CHECK(loss.value(0, 1) == std::log(2.0));
    CHECK(loss.derivative(0, 1) == -0.5);
    CHECK(loss.mean(0) == 0.5);
    CHECK(loss.mean(std::log(3.0)) == Approx(0.75).epsilon(1e-15));
    for (double z : {-2.5, -0.1, 0.7, 30.0}) {
        CHECK(loss.value(z, 0) == loss.value(-z, 1));
        CHECK(loss.derivative(z, 0) == -loss.derivative(-z, 1));
        CHECK(loss.value(z, 0) == softplus(z));
        CHECK(loss.derivative(z, 0) == loss.mean(z));
    }
    CHECK(loss.value(1e308, 1) == 0);
    CHECK(loss.value(-1e308, 1) == 1e308);
    // A row that is fitted well keeps its digits: σ(z) − 1 would be 0.
    CHECK(loss.derivative(40, 1) == Approx(-std::exp(-40.0)).epsilon(1e-15));
    CHECK(loss.value(40, 1) == Approx(std::exp(-40.0)).epsilon(1e-15));
    CHECK(loss.conjugate(0, 1) == 0);
    CHECK(loss.conjugate(-1, 1) == 0);
    CHECK(loss.conjugate(1, 0) == 0);
    CHECK(loss.conjugate(0.5, 0) == Approx(-std::log(2.0)).epsilon(1e-15));
    CHECK(loss.conjugate(1, 1) == infinity);
    CHECK(loss.conjugate(-1e-300, 0) == infinity);
    CHECK(loss.conjugate(1e-20, 0) == Approx(1e-20 * (-20 * std::log(10.0) - 1)).epsilon(1e-15));
}

TEST_CASE("Logistic: the remainder where a probability underflows", "[losses]") {
    constexpr Logistic loss;
    // Badly misfitted, e = 1 and 1 − e = e^−1000: t log t + (1 − t)(log(1 − t) + 1000), to the logarithms'
    // rounding.
    for (double t : {0.0, 0.25, 0.75, 1 - 1e-9}) {
        const double want = x_log_x(t) + x_log_x(1 - t) + (1 - t) * 1000;
        CHECK(loss.remainder(1000, 0, t) == Approx(want).epsilon(1e-14));
        CHECK(loss.remainder(-1000, 1, t) == Approx(want).epsilon(1e-14));
    }
    CHECK(loss.remainder(1e308, 0, 0.5) == Approx(0.5e308).epsilon(1e-15));
    CHECK(loss.remainder(1e308, 0, 1) == 0);
    // Fitted well, e = e^−50 and only its own entropy counts: e (t log t − t + 1).
    CHECK(loss.remainder(50, 1, 0.25) ==
          Approx(std::exp(-50.0) * (0.25 * std::log(0.25) + 0.75)).epsilon(1e-14));
}

TEST_CASE("Logistic: the remainders of many rows are those of each", "[losses]") {
    const Logistic loss;
    const double size = GENERATE(1e-3, 1.0, 20.0, 500.0, 1000.0);  // where a probability underflows, too
    const Eigen::Index rows = GENERATE(1, 63, 64, 200);
    Eigen::ArrayXd z(rows), y(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
        z[i] = size * std::sin(1.7 * double(i + 1));
        y[i] = double(i % 3 == 0);
    }
    for (const double up : {1.0, 1 - 1e-15, 1 - 1e-9, 0.97, 0.5, 0.0})
        for (const double down : {1.0, 1 - 1e-12, 0.8, 0.01}) {
            double sum = 0;
            for (Eigen::Index i = 0; i < rows; ++i) sum += loss.remainder(z[i], y[i], y[i] == 0 ? up : down);
            CAPTURE(size, rows, up, down);
            CHECK(loss.total_remainder(z, y, up, down) == Approx(sum).epsilon(1e-13).margin(0));
        }
}

TEST_CASE("Huber: squares near, absolute values far", "[losses]") {
    constexpr Huber loss{.delta = 2};
    CHECK(Huber{}.delta == 1.345);
    CHECK(loss.value(1.5, 0) == 1.125);
    CHECK(loss.value(2, 0) == 2);
    CHECK(loss.value(5, 0) == 8);
    CHECK(loss.value(-5, 0) == 8);
    CHECK(loss.derivative(1.5, 0) == 1.5);
    CHECK(loss.derivative(5, 0) == 2);
    CHECK(loss.derivative(-5, 0) == -2);
    CHECK(loss.second_derivative(1, 0) == 1);
    CHECK(loss.second_derivative(3, 0) == 0);
    CHECK(loss.conjugate(2, 1) == 4);
    CHECK(loss.conjugate(2 * (1 + 2e-16), 1) == Approx(4).epsilon(1e-15));
    CHECK(loss.conjugate(2 * (1 + 1e-14), 1) == infinity);
    const SquaredError squares;
    for (double z : {-1.9, 0.3, 2.0}) CHECK(loss.value(z, 0) == Approx(squares.value(z, 0)).epsilon(1e-15));
    // In the units of y: y → cy, δ → cδ multiplies the loss by c².
    CHECK(Huber{.delta = 2e100}.value(5e100, 0) == Approx(8e200).epsilon(1e-15));
}

TEST_CASE("SquaredHinge: half of liblinear's", "[losses]") {
    constexpr SquaredHinge loss;
    const auto liblinear = [](double z, double s) { return std::pow(std::max(0.0, 1 - s * z), 2); };
    for (double z : {-3.0, 0.0, 0.5, 1.0, 2.0}) {
        CHECK(2 * loss.value(z, 1) == liblinear(z, 1));
        CHECK(2 * loss.value(z, 0) == liblinear(z, -1));
        CHECK(loss.value(z, 0) == loss.value(-z, 1));
        CHECK(loss.derivative(z, 0) == -loss.derivative(-z, 1));
    }
    CHECK(loss.derivative(-3, 1) == -4);
    CHECK(loss.derivative(2, 1) == 0);
    CHECK(loss.second_derivative(2, 1) == 0);
    CHECK(loss.second_derivative(-2, 1) == 1);
    CHECK(loss.conjugate(-1, 1) == -0.5);
    CHECK(loss.conjugate(1, 1) == infinity);
    CHECK(loss.conjugate(-1, 0) == infinity);
}

TEMPLATE_TEST_CASE("Hinge: 0 at the kink, and -s however near to it", "[losses]", double, float) {
    using T = TestType;
    const Hinge loss;
    const T one = 1, before = std::nextafter(one, T(0)), after = std::nextafter(one, T(2));
    CHECK(loss.derivative(one, one) == 0);
    CHECK(loss.derivative(before, one) == -1);
    CHECK(loss.derivative(after, one) == 0);
    CHECK(loss.derivative(-one, T(0)) == 0);
    CHECK(loss.derivative(-before, T(0)) == 1);
    CHECK(loss.derivative(-after, T(0)) == 0);
    CHECK(loss.value(T(-2), one) == 3);
    CHECK(loss.value(T(-2), T(0)) == 0);
    Eigen::Array<T, 9, 1> z, slope;
    z << one, before, after, one, before, after, one, before, after;
    slope = loss.derivative(z, z.Ones().eval());
    for (Index i = 0; i < 9; ++i) CHECK(slope[i] == loss.derivative(z[i], one));
    CHECK(loss.conjugate(-1, 1) == -1);
    CHECK(loss.conjugate(-1.0000001, 1) == infinity);
    CHECK(loss.conjugate(1e-300, 1) == infinity);
}

TEMPLATE_TEST_CASE("Pinball: 0 at the kink, and a full slope however near to it", "[losses]", double, float) {
    using T = TestType;
    const Pinball loss{.tau = 0.25};
    const T tiny = std::numeric_limits<T>::denorm_min(), far = std::numeric_limits<T>::max();
    CHECK(loss.derivative(T(3), T(3)) == 0);
    for (T d : {tiny, std::numeric_limits<T>::min(), T(1e-30), T(1), far}) {
        CHECK(loss.derivative(d, T(0)) == T(0.75));
        CHECK(loss.derivative(-d, T(0)) == T(-0.25));
    }
    Eigen::Array<T, 9, 1> z, slope;
    z << 0, tiny, -tiny, far, -far, 0, tiny, -tiny, 0;
    slope = loss.derivative(z, z.Zero().eval());
    for (Index i = 0; i < 9; ++i) CHECK(slope[i] == loss.derivative(z[i], T(0)));
    CHECK(loss.value(T(2), T(0)) == T(1.5));
    CHECK(loss.value(T(-2), T(0)) == T(0.5));
    CHECK(Pinball{}.value(T(-2), T(0)) == 1);  // half the absolute error
    CHECK(loss.conjugate(0.75, 2) == 1.5);
    CHECK(loss.conjugate(-0.25, 2) == -0.5);
    CHECK(loss.conjugate(0.7500001, 2) == infinity);
    CHECK(loss.conjugate(-0.2500001, 2) == infinity);
}

TEST_CASE("Pinball: its minimum is the quantile", "[losses]") {
    const double sample[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (double tau : {0.12, 0.5, 0.95}) {
        const Pinball loss{.tau = tau};
        const auto total = [&](double z) {
            double sum = 0;
            for (double y : sample) sum += loss.value(z, y);
            return sum;
        };
        const double quantile =
            std::ceil(tau * 9);  // the smallest with at least a share τ of the sample up to it
        for (double z = 0; z <= 10; z += 0.25)
            if (z != quantile) CHECK(total(z) > total(quantile));
    }
}

TEST_CASE("Poisson: half the unit deviance", "[losses]") {
    constexpr Poisson loss;
    for (double y : {0.5, 1.0, 7.0})
        for (double z : {-1.0, 0.0, 2.0})
            CHECK(2 * loss.value(z, y) ==
                  Approx(2 * (y * std::log(y / std::exp(z)) - y + std::exp(z))).epsilon(1e-13));
    CHECK(loss.value(0, 1) == 0);
    CHECK(loss.value(2, 0) == std::exp(2.0));
    CHECK(loss.value(1e-8, 1) ==
          Approx(0.5e-16).epsilon(1e-7));  // of e^z − z − 1 typed naively nothing is left
    CHECK(loss.value(-1e4, 3) == Approx(3 * (std::log(3.0) + 1e4 - 1)).epsilon(1e-15));
    CHECK(loss.value(20, 1e-300) == std::exp(20.0));
    for (double z : {710.0, 746.0, 1e308})
        for (double y : {0.0, 1.0, 1e10}) {
            CHECK(loss.value(z, y) == infinity);
            CHECK(loss.remainder(z, y, 0.5) == infinity);
        }
    CHECK(loss.derivative(0, 3) == -2);
    CHECK(loss.second_derivative(1, 3) == std::exp(1.0));
    CHECK(loss.mean(1) == std::exp(1.0));
    CHECK(loss.conjugate(-3, 3) == Approx(3 - 3 * std::log(3.0)).epsilon(1e-14));  // a tenth of its two terms
    CHECK(loss.conjugate(-3 * (1 + 4e-16), 3) == Approx(3 - 3 * std::log(3.0)).epsilon(1e-14));
    CHECK(loss.conjugate(-3.0000001, 3) == infinity);
    CHECK(loss.conjugate(-1e-300, 0) == infinity);
    // Near u = 0 it is u log y + u²/2y, which q log q − y log y loses.
    CHECK(loss.conjugate(1e-9, 1e9) == Approx(1e-9 * std::log(1e9)).epsilon(1e-15));
}

TEST_CASE("Huber and Pinball refuse settings out of range by name", "[losses]") {
    CHECK_NOTHROW(Huber{}.check());
    CHECK_NOTHROW(Huber{.delta = 1e-300}.check());
    for (double delta : {0.0, -1.0, infinity, std::numeric_limits<double>::quiet_NaN()}) {
        const auto said = complaint([delta] { Huber{.delta = delta}.check(); });
        CAPTURE(said);
        CHECK(said.find("Huber::delta = " + text(delta)) != std::string::npos);
        CHECK(said.find("finite and > 0") != std::string::npos);
    }
    CHECK_NOTHROW(Pinball{}.check());
    CHECK_NOTHROW(Pinball{.tau = 1e-9}.check());
    for (double tau : {0.0, 1.0, -0.5, 2.0, infinity, std::numeric_limits<double>::quiet_NaN()}) {
        const auto said = complaint([tau] { Pinball{.tau = tau}.check(); });
        CAPTURE(said);
        CHECK(said.find("Pinball::tau = " + text(tau)) != std::string::npos);
        CHECK(said.find("between 0 and 1") != std::string::npos);
    }
}

TEST_CASE("labels: the sentence says how to convert -1/+1", "[losses]") {
    const auto sentence = std::string("labels must be 0 or 1; convert -1/+1 by (y + 1) / 2");
    CHECK(Logistic{}.target_domain() == sentence);
    CHECK(SquaredHinge{}.target_domain() == sentence);
    CHECK(Hinge{}.target_domain() == sentence);
}

TEST_CASE("Huber's secant curvature is that of a parabola that touches the loss and lies above it",
          "[losses]") {
    const Huber loss{.delta = 0.7};
    for (double z = -5; z <= 5; z += 0.37) {
        const double y = 0.2, c = loss.secant_curvature(z, y);
        const auto parabola = [&](double t) {
            return loss.value(z, y) + 0.5 * c * ((t - y) * (t - y) - (z - y) * (z - y));
        };
        CHECK(c * (z - y) == Approx(loss.derivative(z, y)).epsilon(1e-15));
        for (double t = -8; t <= 8; t += 0.11) CHECK(parabola(t) >= loss.value(t, y) - 1e-14);
    }
}

TEST_CASE(
    "Poisson's secant curvature is that of a parabola that lies above the loss on the way to its minimum",
    "[losses]") {
    const Poisson loss;
    for (const double y : {0.5, 3.0, 40.0})
        for (double z = std::log(y) - 0.3; z > -20; z -= 1.7) {
            const double c = loss.secant_curvature(z, y), vertex = std::log(y);
            CAPTURE(y, z);
            CHECK(c * (z - vertex) == Approx(loss.derivative(z, y)).epsilon(1e-12));
            CHECK(c >= loss.second_derivative(z, y));
            for (double t = z; t <= vertex; t += (vertex - z) / 16) {
                const double above = 0.5 * c * ((t - vertex) * (t - vertex) - (z - vertex) * (z - vertex));
                CHECK(loss.value(z, y) + above >= loss.value(t, y) - 1e-12 * loss.value(z, y));
            }
        }
    CHECK(loss.secant_curvature(2.0, 0.0) == loss.second_derivative(2.0, 0.0));
    CHECK(loss.secant_curvature(2.0, 1.0) == loss.second_derivative(2.0, 1.0));
    for (int y = 1; y <= 1000; ++y) {  // there e^z is y but for rounding, up or down
        CAPTURE(y);
        CHECK(loss.secant_curvature(std::log(y), y) == Approx(y).epsilon(1e-12));
    }
}
