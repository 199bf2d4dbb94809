// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/numeric/elementwise.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <lariat/core/types.hpp>

#include "catch.hpp"
#include "core/numeric/ulps.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

template <class T>
bool same(T a, T b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

template <class T>
using Array = Eigen::Array<T, Eigen::Dynamic, 1>;

}  // namespace

static_assert(ArrayExpression<Array<float>> &&
              ArrayExpression<decltype(-std::declval<const Array<double>&>())>);
static_assert(!ArrayExpression<double> && !ArrayExpression<Eigen::VectorXd>);
static_assert(Elementwise<float> && Elementwise<int> && Elementwise<Array<float>> &&
              !Elementwise<Eigen::VectorXd>);
static_assert(std::same_as<scalar_of<const Array<float>&>, float> && std::same_as<scalar_of<int>, double>);
static_assert(std::same_as<decltype(positive_part(-1)), double> &&
              std::same_as<decltype(sigmoid(1.f)), float>);

TEST_CASE("sigmoid: to 2 ulp at every scale, both tails", "[numeric]") {
    // exp, the sum and the quotient round once each.
    for (double v : extremes()) {
        CAPTURE(v);
        CHECK(ulps(sigmoid(v), 1 / (1 + std::exp(-static_cast<long double>(v)))) <= 2);
        CHECK(sigmoid(v) + sigmoid(-v) == Approx(1).epsilon(1e-15));
        const float w = static_cast<float>(v);  // 1e308 becomes infinite, which is fine too
        CHECK(ulps(sigmoid(w), 1 / (1 + std::exp(-static_cast<long double>(w)))) <= 2);
    }
    CHECK(sigmoid(0) == 0.5);
    CHECK(sigmoid(infinity) == 1);
    CHECK(sigmoid(-infinity) == 0);
    CHECK(std::isnan(sigmoid(NaN)));
}

TEMPLATE_TEST_CASE("elementwise: an array's elements are the numbers, bit for bit", "[numeric]", double,
                   float) {
    // No rounding differs: only comparisons, one subtraction and one product. Lengths cover packets and what
    // is left over.
    using T = TestType;
    const T t = T(0.7), huge = std::numeric_limits<T>::max(), tiny = std::numeric_limits<T>::denorm_min();
    const std::vector<T> values{0,     -T(0), t,     -t,   T(0.5),      -T(0.5),      1,      -1,
                                -T(3), huge,  -huge, tiny, T(infinity), -T(infinity), T(NaN), T(2)};
    for (std::size_t shift = 0; shift < values.size(); ++shift)
        for (Index n = 1; n <= 19; ++n) {
            Array<T> v(n), clamped(n), positive(n), threshold(n), scaled(n), between(n);
            for (Index i = 0; i < n; ++i)
                v[i] = values[(shift + static_cast<std::size_t>(i)) % values.size()];
            const Array<T> lower = Array<T>::Constant(n, -t), upper = Array<T>::Constant(n, T(2) * t);
            clamped = clamp(v, -t, T(2) * t);
            between = clamp(v, lower, upper);
            positive = positive_part(v);
            threshold = soft_threshold(v, t);
            scaled = times(v, 0.3);
            bool all = true;
            for (Index i = 0; i < n; ++i)
                all = all && same(clamped[i], clamp(v[i], -t, T(2) * t)) && same(between[i], clamped[i]) &&
                      same(positive[i], positive_part(v[i])) && same(threshold[i], soft_threshold(v[i], t)) &&
                      same(scaled[i], times(v[i], 0.3));
            CAPTURE(v.transpose());
            CHECK(all);
        }
    CHECK(soft_threshold(T(1), T(0.25)) == T(0.75));
    CHECK(soft_threshold(T(-1), T(0.25)) == T(-0.75));
    CHECK(soft_threshold(t, t) == 0);
    CHECK(soft_threshold(T(0.3), T(0)) == T(0.3));
}

TEMPLATE_TEST_CASE("sigmoid and exponential of an array: to 6 ulp, and extremes end where they should",
                   "[numeric]", double, float) {
    // Eigen's packets round exp to an ulp and a half, AVX-512's of float to five; the sum and the quotient
    // add one.
    using T = TestType;
    const T edge = -std::log(std::numeric_limits<T>::min());  // beyond, e^−v or e^v is no normal number
    for (Index n : {1, 2, 3, 4, 7, 8, 16, 33, 1000}) {
        const Array<T> v = Array<T>::LinSpaced(n, -edge + T(1), edge - T(1.5));
        Array<T> s(n), e(n);
        s = sigmoid(v);
        e = exponential(v);
        double worst = 0;
        for (Index i = 0; i < n; ++i) {
            const long double x = v[i];
            worst = std::max({worst, ulps(s[i], 1 / (1 + std::exp(-x))), ulps(e[i], std::exp(x))});
        }
        CAPTURE(n);
        CHECK(worst <= 6);
    }
    for (T v : {edge + 10, std::numeric_limits<T>::max(), T(infinity)}) {
        const Array<T> up = Array<T>::Constant(17, v), down = -up;  // packets and a rest
        Array<T> s(17), e(17);
        CAPTURE(v);
        s = sigmoid(up);
        CHECK((s == T(1)).all());
        s = sigmoid(down);
        CHECK((s >= T(0) && s <= std::numeric_limits<T>::min()).all());
        e = exponential(up);
        CHECK((e == T(infinity)).all());
        e = exponential(down);
        CHECK((e >= T(0) && e <= std::numeric_limits<T>::min()).all());
    }
    const Array<T> none = Array<T>::Constant(17, T(NaN));
    Array<T> s(17);
    s = sigmoid(none);
    CHECK(s.isNaN().all());
    s = exponential(none);
    CHECK(s.isNaN().all());
}
