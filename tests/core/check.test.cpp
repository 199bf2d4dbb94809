// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/check.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// What the call complains of, "" if it does not.
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

TEMPLATE_TEST_CASE("finite_at: every kind of number", "[check]", double, float) {
    using T = TestType;
    using Limits = std::numeric_limits<T>;
    for (T x : {T(0), -T(0), T(1), Limits::denorm_min(), Limits::min(), Limits::max(), Limits::lowest()})
        CHECK(finite_at(&x));
    for (T x : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN(),
                Limits::signaling_NaN()})
        CHECK_FALSE(finite_at(&x));
}

TEMPLATE_TEST_CASE("first_nonfinite: the first of them, across chunks and strides", "[check]", double,
                   float) {
    using T = TestType;
    for (Index stride : {Index(1), Index(3)})
        for (Index n : {Index(0), Index(1), Index(1023), Index(1024), Index(1025), Index(3000)}) {
            std::vector<T> x(static_cast<std::size_t>(n * stride + 1), T(1));
            x.back() = T(NaN);  // one past the end, and never read
            CHECK(first_nonfinite(x.data(), n, stride) == -1);
            for (Index bad :
                 {Index(0), Index(1), Index(1022), Index(1023), Index(1024), Index(2047), Index(2999)}) {
                if (bad >= n) continue;
                CAPTURE(stride, n, bad);
                auto y = x;
                y[static_cast<std::size_t>(bad * stride)] = bad % 2 ? T(NaN) : -T(infinity);
                y[static_cast<std::size_t>((n - 1) * stride)] = T(infinity);  // a later one does not count
                CHECK(first_nonfinite(y.data(), n, stride) == bad);
                if (stride > 1) {  // what lies between the strides does not count either
                    auto between = x;
                    between[static_cast<std::size_t>(bad * stride + 1)] = T(NaN);
                    if (bad + 1 < n) CHECK(first_nonfinite(between.data(), n, stride) == -1);
                }
            }
        }
}

TEST_CASE("text: what a reader expects", "[check]") {
    CHECK(text(0.5) == "0.5");
    CHECK(text(-1.0) == "-1");
    CHECK(text(1e-300) == "1e-300");
    CHECK(text(infinity) == "inf");
    CHECK(text(-infinity) == "-inf");
    CHECK(text(NaN) == "nan");
    CHECK(text(Index(-7)) == "-7");
    CHECK(text(7) == "7");
    CHECK(shape(3, 5) == "3 x 5");
}

TEST_CASE("require: complains when it must, and only then makes the words", "[check]") {
    CHECK_THROWS_AS(refuse("no"), std::invalid_argument);
    CHECK(complaint([] { refuse("no"); }) == "lariat: no");
    int made = 0;
    const auto words = [&made] {
        ++made;
        return std::string("words");
    };
    CHECK_NOTHROW(require(true, words));
    CHECK(made == 0);
    CHECK(complaint([&] { require(false, words); }) == "lariat: words");
    CHECK(made == 1);
}

TEST_CASE("require_nonnegative, require_positive, require_between: name, value and demand", "[check]") {
    CHECK_NOTHROW(require_nonnegative("x", 0));
    CHECK_NOTHROW(require_nonnegative("x", 1e308));
    CHECK(complaint([] { require_nonnegative("x", -0.25); }) == "lariat: x = -0.25; must be finite and >= 0");
    CHECK(complaint([] { require_nonnegative("x", NaN); }) == "lariat: x = nan; must be finite and >= 0");
    CHECK(complaint([] { require_nonnegative("x", infinity); }) ==
          "lariat: x = inf; must be finite and >= 0");

    CHECK_NOTHROW(require_positive("x", 5e-324));
    CHECK(complaint([] { require_positive("x", 0); }) == "lariat: x = 0; must be finite and > 0");
    CHECK(complaint([] { require_positive("x", NaN); }) == "lariat: x = nan; must be finite and > 0");
    CHECK(complaint([] { require_positive("x", infinity); }) == "lariat: x = inf; must be finite and > 0");

    CHECK_NOTHROW(require_between("x", 0.5, 0, 1));
    for (double x : {0.0, 1.0, -1.0, 2.0, infinity, -infinity, NaN}) {
        CAPTURE(x);
        CHECK(complaint([x] { require_between("x", x, 0, 1); }) ==
              "lariat: x = " + text(x) + "; must lie strictly between 0 and 1");
    }
}

TEST_CASE("require_finite and require_size: position and lengths", "[check]") {
    const std::vector<double> x{1, 2, NaN, infinity};
    CHECK_NOTHROW(require_finite("y", x.data(), 2));
    CHECK_NOTHROW(require_finite("y", x.data(), 0));
    CHECK(complaint([&] { require_finite("y", x.data(), 4); }) == "lariat: y[2] = nan; must be finite");
    const std::vector<float> f{1, -std::numeric_limits<float>::infinity()};
    CHECK(complaint([&] { require_finite("y", f.data(), 2); }) == "lariat: y[1] = -inf; must be finite");
    CHECK_NOTHROW(require_size("y", 3, 3, "X.rows()"));
    CHECK(complaint([] { require_size("y", 2, 3, "X.rows()"); }) ==
          "lariat: y has 2 elements; X.rows() has 3");
}

TEST_CASE("checked: calls check() where there is one, and hands the thing on", "[check]") {
    struct Strict {
        void check() const { refuse("never good enough"); }
    };
    struct Plain {
        int x = 3;
    };
    const Plain plain;
    CHECK(&checked(plain) == &plain);
    CHECK(complaint([] { checked(Strict{}); }) == "lariat: never good enough");
}
