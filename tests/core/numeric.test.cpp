// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/numeric.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// Where naive forms overflow (710), underflow (746), lose the small term (37) or the small argument (1e-8).
std::vector<double> extremes() {
    std::vector<double> both;
    for (double v : {0.0, 1e-300, 1e-8, 1.0, 30.0, 36.0, 37.0, 709.0, 710.0, 745.0, 746.0, 1e4, 1e308}) {
        both.push_back(v);
        both.push_back(-v);
    }
    return both;
}

/// |got − want| in units of the last place of want, which is computed with eleven bits more where the machine
/// has them.
template <class T>
double ulps(T got, long double want) {
    const T rounded = static_cast<T>(want);
    if (got == rounded) return 0;
    if (!std::isfinite(got) || !std::isfinite(rounded)) return infinity;
    const T size = std::abs(rounded);
    const long double ulp =
        static_cast<long double>(std::nextafter(size, std::numeric_limits<T>::infinity())) - size;
    return static_cast<double>(std::abs(static_cast<long double>(got) - want) / ulp);
}

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

TEST_CASE("lane_sum: every index once, joined more precisely than one running sum", "[numeric]") {
    for (Index n = 0; n <= 40; ++n) {
        std::vector<int> asked(static_cast<std::size_t>(n), 0);
        const double sum = lane_sum(n, [&](Index i) {
            ++asked[static_cast<std::size_t>(i)];
            return static_cast<double>(i * i);
        });
        CHECK(sum == static_cast<double>((n - 1) * n * (2 * n - 1) / 6));
        CHECK(asked == std::vector<int>(static_cast<std::size_t>(n), 1));
    }
    // Worst case of a lane of n/8 terms: eps n/8 = 3e-11 relative; one running sum is off by 1.3e-11 here,
    // lanes by less.
    const double tenth = lane_sum(1'000'000, [](Index) { return 0.1; });
    CHECK(std::abs(tenth - 1e5) < 1e-6);
    // The lane of an index is its remainder by 8, in the rest too: 1 is lost beside 1e16 in its own lane
    // only.
    std::array<double, 9> x{1e16, 0, 0, 0, 0, 0, 0, 0, 1};
    CHECK(lane_sum(9, [&](Index i) { return x[static_cast<std::size_t>(i)]; }) == 1e16);
    CHECK(lane_sum(4, [](Index i) { return i == 0 ? 1e16 : 1.0; }) ==
          1e16 + 2);  // (1e16 + 1) + (1 + 1)… in the tree
}

TEST_CASE("block_sum: the same blocks for every n", "[numeric]") {
    for (Index n :
         {Index(0), Index(1), block_rows - 1, block_rows, block_rows + 1, 4 * block_rows, Index(5000)}) {
        std::vector<std::pair<Index, Index>> blocks;
        const double rows = block_sum(n, [&](Index first, Index count) {
            blocks.emplace_back(first, count);
            return static_cast<double>(count);
        });
        CHECK(rows == static_cast<double>(n));
        Index next = 0;
        for (const auto& [first, count] : blocks) {
            CHECK(first == next);
            CHECK(count == std::min(block_rows, n - first));
            next = first + count;
        }
        CHECK(next == n);
    }
}

TEST_CASE("dot and squared_norm: summed in double, whatever the precision of the vectors", "[numeric]") {
    const Eigen::Vector3f a(1e8f, 1, -1e8f), ones(1, 1, 1);
    CHECK(dot(a, ones) == 1);  // in float: 0
    CHECK(dot(a.cast<double>().eval(), ones) == 1);
    CHECK(dot(Eigen::VectorXf::Constant(3, 3e38f).eval(), Eigen::VectorXf::Constant(3, 3e38f).eval()) ==
          3 * (double(3e38f) * double(3e38f)));
    CHECK(squared_norm(Eigen::Vector2d(3, 4)) == 25);
    CHECK(squared_norm(Eigen::Vector2f(3, 4)) == 25);
    CHECK(dot(Eigen::VectorXd(), Eigen::VectorXd()) == 0);
    for (Index n = 1; n < 40; ++n) {  // whole numbers: exact, whatever the order
        const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(n, 1, static_cast<double>(n));
        CHECK(dot(x, x) == static_cast<double>(n * (n + 1) * (2 * n + 1) / 6));
        CHECK(dot(x.cast<float>().eval(), x) == dot(x, x));
    }
}

TEST_CASE("norm: neither overflow nor underflow nor a lost NaN", "[numeric]") {
    const auto of = [](double a, double b) { return norm(Eigen::Vector2d(a, b)); };
    // Scaling by the largest element and back rounds twice, the root once.
    for (double scale :
         {1e-300, 1e-200, 1e-160, 1e-155, 1e-150, 1e-140, 1e-100, 1.0, 1e100, 1e149, 1e150, 1e200, 1e307}) {
        CAPTURE(scale);
        CHECK(of(3 * scale, -4 * scale) == Approx(5 * scale).epsilon(1e-15));
    }
    const double tiny = std::numeric_limits<double>::denorm_min();
    CHECK(of(3 * tiny, 4 * tiny) == 5 * tiny);
    CHECK(of(1, 1e-200) == 1);
    CHECK(of(1e-200, 1) == 1);
    CHECK(of(0, 0) == 0);
    CHECK(norm(Eigen::VectorXd()) == 0);
    CHECK(of(infinity, 1) == infinity);
    CHECK(of(1, -infinity) == infinity);
    CHECK(std::isnan(of(NaN, 0)));
    CHECK(std::isnan(of(0, NaN)));
    CHECK(std::isnan(of(infinity, NaN)));
    CHECK(norm(Eigen::Vector2f(3e38f, 0)) == double(3e38f));
    CHECK(norm(Eigen::Vector2f(3e-45f, 0)) == double(3e-45f));
    Eigen::VectorXd many = Eigen::VectorXd::Constant(10000, 1e200);
    CHECK(norm(many) == Approx(1e202).epsilon(1e-13));
}
