// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/numeric/stable.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "core/numeric/ulps.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("softplus: to 2 ulp at every scale", "[numeric]") {
    // exp, log1p and the sum round once each; exp's half ulp is damped.
    for (double v : extremes()) {
        const long double x = v, a = std::abs(x);
        CAPTURE(v);
        CHECK(ulps(softplus(v), (x > 0 ? x : 0.0L) + std::log1p(std::exp(-a))) <= 2);
        CHECK(softplus(v) - softplus(-v) ==
              Approx(v).epsilon(1e-15).margin(1e-15));  // holds for log(1 + e^v) alone
    }
    CHECK(softplus(0) == std::log(2.0));
    CHECK(softplus(infinity) == infinity);
    CHECK(softplus(-infinity) == 0);
    CHECK(std::isnan(softplus(NaN)));
}

TEST_CASE("log_cosh: to 4 ulp at every scale", "[numeric]") {
    // Below 1 the square doubles the errors of sinh; from 1 on, subtracting log 2 leaves 0.43 of 1.13.
    std::vector<double> arguments = extremes();
    for (double d = 1e-7; d < 700; d *= 1.37) arguments.push_back(d);
    for (double d : arguments) {
        const long double a = std::abs(static_cast<long double>(d)), s = std::sinh(a / 2);
        const long double want =
            a < 1 ? std::log1p(2 * s * s) : a + std::log1p(std::exp(-2 * a)) - std::log(2.0L);
        CAPTURE(d);
        CHECK(ulps(log_cosh(d), want) <= 4);
        CHECK(log_cosh(d) == log_cosh(-d));
        if (std::abs(d) > 0.5 && std::abs(d) < 700) CHECK(ulps(log_cosh(d), std::log(std::cosh(a))) <= 4);
    }
    CHECK(log_cosh(1e-8) == Approx(5e-17).epsilon(1e-15));  // log(cosh(1e-8)) typed naively is 0
    CHECK(std::isnan(log_cosh(NaN)));
}

TEST_CASE("log_sum_exp: to 2 ulp of the larger of result and argument", "[numeric]") {
    // When the result is near 0 the maximum cancels: the error is an ulp of the maximum.
    for (double a : {0.0, 1e-8, -1.0, 1000.0, 1001.0, -745.0, -746.0, -40.0, 1e308, -1e308})
        for (double b : {0.0, -1e-8, 1.0, 1000.0, -1001.0, -745.0, 40.0, 1e308, -1e308}) {
            const long double top = std::max(a, b), low = std::min(a, b);
            const long double want = top + std::log1p(std::exp(low - top));
            CAPTURE(a, b);
            const long double ulp =
                std::numeric_limits<double>::denorm_min() +
                std::numeric_limits<double>::epsilon() * std::max(std::abs(top), std::abs(want));
            CHECK(std::abs(log_sum_exp(a, b) - want) <= 2 * ulp);
            CHECK(log_sum_exp(a, b) == log_sum_exp(b, a));
        }
    CHECK(log_sum_exp(-infinity, -infinity) == -infinity);
    CHECK(log_sum_exp(infinity, infinity) == infinity);
    CHECK(log_sum_exp(infinity, -infinity) == infinity);
    CHECK(log_sum_exp(3, -infinity) == 3);
    CHECK(std::isnan(log_sum_exp(1, NaN)));
    CHECK(std::isnan(log_sum_exp(NaN, 1)));
}

TEST_CASE("log1p_gap: to 3 ulp by its series, to 12 beyond", "[numeric]") {
    // The series rounds twice at full weight. Worst just outside it: there r − log1p r leaves a sixteenth of
    // r.
    std::vector<double> arguments{0.1249999, 0.1250001, -0.1249999, -0.1250001, -0.5,
                                  -0.9,      -0.999,    0.5,        3,          1e300};
    for (double r = 1e-150; r < 1; r *= 1.71) {
        arguments.push_back(r);
        arguments.push_back(-r);
    }
    for (double r : arguments) {
        long double want = r - std::log1p(static_cast<long double>(r));
        if (std::abs(r) < 0.3) {  // Σ_{k ≥ 2} (−r)^k / k
            want = 0;
            for (int k = 80; k >= 2; --k) want = want * -r + 1.0L / k;
            want *= static_cast<long double>(r) * r;
        }
        CAPTURE(r);
        CHECK(ulps(log1p_gap(r), want) <= (std::abs(r) < 0.125 ? 3 : 12));
    }
    CHECK(log1p_gap(0) == 0);
    CHECK(log1p_gap(-1) == infinity);
    CHECK(std::isnan(log1p_gap(NaN)));
}

TEST_CASE("relative_entropy: to 16 ulp, near q = m and far from it", "[numeric]") {
    // The twelve of log1p_gap and the roundings of m − q, of the quotient (twice, as it enters squared) and
    // the product; where q > 10 m, the logarithms of q and m are subtracted, and each is off by half an ulp
    // of itself.
    for (double q : {1e-200, 0.3, 1.0, 7.0, 1e200})
        for (double r : {-0.95, -0.9, -0.5, -0.13, -0.12, -1e-4, -1e-9, 1e-15, 1e-9, 1e-4, 0.12, 0.13, 2.0,
                         1e10, 1e30}) {
            const double m = q * (1 + r);
            const long double rho = (static_cast<long double>(m) - q) / q;
            long double want = rho - std::log1p(rho);
            if (std::abs(rho) < 0.3) {
                want = 0;
                for (int k = 80; k >= 2; --k) want = want * -rho + 1.0L / k;
                want *= rho * rho;
            }
            CAPTURE(q, r);
            CHECK(ulps(relative_entropy(q, m), q * want) <= 16 + (r < -0.9 ? std::abs(std::log(q)) : 0));
        }
    // r rounds to −1 here, and its logarithm must not.
    CHECK(relative_entropy(1, 1e-20) == Approx(20 * std::log(10.0) - 1 + 1e-20).epsilon(1e-15));
    CHECK(relative_entropy(1e200, 1e-200) == Approx(1e200 * (400 * std::log(10.0) - 1)).epsilon(1e-15));
    CHECK(relative_entropy(1e-200, 1e200) == 1e200);
    CHECK(relative_entropy(1e-320, 1e300) == 1e300);  // (m − q)/q is infinite
    CHECK(relative_entropy(2, 2) == 0);
    CHECK(relative_entropy(0, 3) == 3);
    CHECK(relative_entropy(0, 0) == 0);
    CHECK(relative_entropy(2, 0) == infinity);
    CHECK(relative_entropy(2, infinity) == infinity);
    CHECK(std::isnan(relative_entropy(NaN, 1)));
    CHECK(std::isnan(relative_entropy(1, NaN)));
    // By difference and logarithm: m may lie below the smallest number, and q next to m.
    CHECK(relative_entropy(0.5, -0.5, [] { return -1e4; }) ==
          Approx(0.5 * (std::log(0.5) + 1e4) - 0.5).epsilon(1e-15));
    CHECK(relative_entropy(1, 1e-30, [] { return 0.0; }) == Approx(0.5e-60).epsilon(1e-15));
}

TEST_CASE("x_log_x: 0 at 0, and a NaN stays one", "[numeric]") {
    CHECK(x_log_x(0) == 0);
    CHECK(x_log_x(1) == 0);
    CHECK(x_log_x(2) == Approx(2 * std::log(2.0)).epsilon(1e-15));
    CHECK(x_log_x(1e-300) == Approx(-300e-300 * std::log(10.0)).epsilon(1e-15));
    CHECK(std::isnan(x_log_x(NaN)));
}

TEST_CASE("in_domain: closed ends, forgiving their rounding and no more", "[numeric]") {
    const double eps = std::numeric_limits<double>::epsilon();
    CHECK(in_domain(2, 1, 2));
    CHECK(in_domain(1, 1, 2));
    CHECK(in_domain(2 * (1 + 2 * eps), 1, 2));
    CHECK(in_domain(1 - 2 * eps, 1, 2));
    CHECK_FALSE(in_domain(2 * (1 + 8 * eps), 1, 2));
    CHECK_FALSE(in_domain(1 - 8 * eps, 1, 2));
    CHECK_FALSE(in_domain(-1e-300, 0, 1));  // 0 has no rounding
    CHECK(in_domain(1e300, -3, infinity));
    CHECK(in_domain(-1e300, -infinity, 3));
    CHECK_FALSE(in_domain(NaN, -infinity, infinity));
}
