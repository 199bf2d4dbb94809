// SPDX-License-Identifier: BSD-3-Clause
// What every loss must obey, whatever its formula.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "numbers.hpp"
#include "textbook.hpp"

using namespace lariat;
using namespace lariat::test;
using textbook::each;
using textbook::Losses;
using textbook::predictions;
using textbook::Real;

namespace {

/// The step of difference quotients: a power of two, so that z ± h is exact. The quotient's rounding error is
/// below 4 eps |ℓ| / h = 1.2e-10 |ℓ|.
constexpr double h = 0x1p-17;

template <class T>
using Array = Eigen::Array<T, Eigen::Dynamic, 1>;

template <class L>
concept ArrayValued = requires(const L& loss, const Array<double>& z) { loss.value(z, z); };

/// max over z in [lower, upper] of a concave f, by trisection.
template <class F>
double supremum(F&& f, double lower, double upper) {
    for (int i = 0; i < 300; ++i) {
        const double a = lower + (upper - lower) / 3, b = upper - (upper - lower) / 3;
        (f(a) < f(b) ? lower : upper) = f(a) < f(b) ? a : b;
    }
    return f((lower + upper) / 2);
}

/// Slopes from outside every domain to outside it on the other side, ends and rounding's reach of them
/// included.
template <class L>
std::vector<double> slopes(const L& loss, double y) {
    std::vector<double> u{0,     1,    -1,  0.5,  -0.5,  1e-9, -1e-9,  1e-300, -1e-300, 0.99,
                          -0.99, -0.1, 0.9, 0.01, -0.01, -y,   -y - 1, 1.345,  2000};
    for (int i = -40; i <= 40; ++i) u.push_back(i / 4.0 + 1.0 / 64);
    for (double z : {-30.0, -3.0, -0.5, 0.0, 1.0, 2.5, 5.0}) u.push_back(loss.derivative(z, y));
    return u;
}

}  // namespace

static_assert(Loss<SquaredError> && CurvatureBoundedLoss<SquaredError> &&
              TwiceDifferentiableLoss<SquaredError>);
static_assert(CurvatureBoundedLoss<Logistic> && CurvatureBoundedLoss<Huber> &&
              CurvatureBoundedLoss<SquaredHinge>);
static_assert(Loss<Hinge> && !SmoothLoss<Hinge>);
static_assert(Loss<Pinball> && !SmoothLoss<Pinball>);
static_assert(SmoothLoss<Poisson> && TwiceDifferentiableLoss<Poisson> && !CurvatureBoundedLoss<Poisson>);
static_assert(ArrayValued<SquaredError> && ArrayValued<Huber> && ArrayValued<SquaredHinge> &&
              ArrayValued<Hinge> && ArrayValued<Pinball>);
static_assert(!ArrayValued<Logistic> && !ArrayValued<Poisson>);  // by number only: log1p does not pack

TEMPLATE_LIST_TEST_CASE("loss: has all a certificate needs", "[losses]", Losses) {
    STATIC_REQUIRE(ConjugateLoss<TestType>);
    STATIC_REQUIRE(requires(const TestType& loss) { loss.remainder(0.0, 0.0, 0.5); });
    STATIC_REQUIRE(std::is_aggregate_v<TestType>);
}

TEMPLATE_LIST_TEST_CASE("loss: value and derivative are the textbook's", "[losses]", Losses) {
    // A few roundings of the largest term: that is ℓ itself but for Poisson, whose e^z and y log y are added
    // as numbers.
    each<TestType>([](const auto& loss, double y) {
        for (double z : predictions()) {
            const double terms =
                std::is_same_v<TestType, Poisson> ? std::exp(z) + std::abs(y * z) + y * y : 0;
            const Real value = textbook::value(loss, z, y), derivative = textbook::derivative(loss, z, y);
            CAPTURE(z, y);
            CHECK(std::abs(loss.value(z, y) - value) <= 4 * epsilon * std::abs(value) + epsilon * terms / 64);
            CHECK(std::abs(loss.derivative(z, y) - derivative) <=
                  4 * epsilon * std::abs(derivative) + epsilon * terms / 2);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("loss: the derivative lies between the quotients to the left and to the right",
                        "[losses]", Losses) {
    // Convexity's own bracket, as wide as ℓ''h: for a piecewise linear loss it closes, and the derivative at
    // a kink is its element nearest zero.
    each<TestType>([](const auto& loss, double y) {
        for (double z : predictions()) {
            const double left = (loss.value(z, y) - loss.value(z - h, y)) / h;
            const double right = (loss.value(z + h, y) - loss.value(z, y)) / h;
            const double slope = loss.derivative(z, y),
                         rounding = 4 * epsilon * (1 + loss.value(z + h, y) + loss.value(z - h, y)) / h;
            CAPTURE(z, y, left, right);
            CHECK(left - rounding <= slope);
            CHECK(slope <= right + rounding);
            if constexpr (!SmoothLoss<TestType>)
                CHECK(std::abs(slope - Interval{left, right}.nearest(0)) <= rounding);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("loss: derivatives against central differences", "[losses]", Losses) {
    // Off the kinks of ℓ' the quotient of ℓ is off by h²ℓ'''/6 and |ℓ'''| ≤ ℓ'' here: 1e-11 ℓ''. Rounding is
    // more.
    if constexpr (SmoothLoss<TestType>) {
        int compared = 0;
        each<TestType>([&](const auto& loss, double y) {
            for (double z : predictions()) {
                const double before = loss.second_derivative(z - 2 * h, y),
                             after = loss.second_derivative(z + 2 * h, y);
                if (std::abs(after - before) > 5 * h * (before + after)) continue;  // a kink of ℓ'
                ++compared;
                const double value = loss.value(z - h, y) + loss.value(z + h, y);
                const double slope = loss.derivative(z, y), curvature = loss.second_derivative(z, y);
                CAPTURE(z, y);
                CHECK(std::abs((loss.value(z + h, y) - loss.value(z - h, y)) / (2 * h) - slope) <=
                      1e-11 * curvature + 2 * epsilon * (value + std::abs(y)) / h);
                CHECK(
                    std::abs((loss.derivative(z + h, y) - loss.derivative(z - h, y)) / (2 * h) - curvature) <=
                    1e-11 * curvature + 2 * epsilon * (std::abs(slope) + std::abs(y) + std::abs(z)) / h);
            }
        });
        CHECK(compared > 150);
    }
}

TEMPLATE_LIST_TEST_CASE("loss: the curvature bound is the supremum", "[losses]", Losses) {
    if constexpr (CurvatureBoundedLoss<TestType>)
        for (const TestType& loss : textbook::settings<TestType>()) {
            double largest = 0;
            for (double y : textbook::targets(loss)) {
                std::vector<double> points = predictions();
                points.push_back(y);
                for (double z : points) {
                    largest = std::max(largest, loss.second_derivative(z, y));
                    for (double step :
                         {1e-3, 0.1, 1.0, 10.0}) {  // what a gradient method meets: the derivative's slope
                        const double rise = (loss.derivative(z + step, y) - loss.derivative(z, y)) / step;
                        CHECK(rise <=
                              loss.curvature_bound() * (1 + 1e-10));  // y = 200: 200 eps / 1e-3 = 4e-11
                    }
                }
            }
            CHECK(largest == loss.curvature_bound());  // reached at z = 0, or wherever ℓ is quadratic
        }
}

TEMPLATE_LIST_TEST_CASE("loss: nowhere below 0, and 0 is its infimum", "[losses]", Losses) {
    each<TestType>([](const auto& loss, double y) {
        CAPTURE(y);
        for (double z : predictions()) CHECK(loss.value(z, y) >= 0);
        // Trisection ends within rounding of the argmin, and ℓ is flat there; or at −750 or 700, where e^z
        // and e^−z are 0.
        CHECK(-supremum([&](double z) { return -loss.value(z, y); }, -750, 700) <= 1e-12);
    });
}

TEMPLATE_LIST_TEST_CASE("loss: convex", "[losses]", Losses) {
    each<TestType>([](const auto& loss, double y) {
        std::vector<double> points = predictions();
        std::sort(points.begin(), points.end());
        double before = -infinity;
        for (double z : points) {
            const double slope = loss.derivative(z, y);
            CAPTURE(z, y);
            CHECK(before <= slope + 2 * epsilon * (std::abs(slope) + std::abs(y)));
            before = slope;
            for (double to : {-8.0, -1.0, 0.0, 0.7, 1.0, 8.0})
                for (double t : {0.1, 0.5, 0.75}) {
                    const double chord = (1 - t) * loss.value(z, y) + t * loss.value(to, y);
                    // Poisson's value is off by eps max(e^z, y) where it is small itself.
                    CHECK(loss.value((1 - t) * z + t * to, y) <=
                          chord * (1 + 8 * epsilon) + 8 * epsilon * (1 + std::abs(y)));
                }
        }
    });
}

TEMPLATE_LIST_TEST_CASE("loss: Fenchel and Young", "[losses]", Losses) {
    // ℓ(z) + ℓ*(u) ≥ uz, with equality at u = ℓ'(z): up to the rounding of the three terms, and of y log y in
    // Poisson's ℓ*.
    each<TestType>([](const auto& loss, double y) {
        int finite = 0;
        for (double z : predictions()) {
            const double value = loss.value(z, y);
            const auto gap = [&](double u) { return value + loss.conjugate(u, y) - u * z; };
            const auto rounding = [&](double u) {
                return 8 * epsilon *
                       (value + std::abs(loss.conjugate(u, y)) + std::abs(u * z) +
                        std::abs(y) * (1 + std::abs(u)));
            };
            for (double u : slopes(loss, y)) {
                if (loss.conjugate(u, y) == infinity) continue;
                ++finite;
                CAPTURE(z, y, u);
                CHECK(gap(u) >= -rounding(u));
            }
            const double slope = loss.derivative(z, y);
            CAPTURE(z, y, slope);
            CHECK(std::abs(gap(slope)) <= rounding(slope));
        }
        CHECK(finite > 100);
    });
}

TEMPLATE_LIST_TEST_CASE("loss: the conjugate is the supremum, and infinite where there is none", "[losses]",
                        Losses) {
    each<TestType>([](const auto& loss, double y) {
        int finite = 0, infinite = 0;
        CHECK(std::abs(loss.conjugate(0, y)) == 0);  // −inf ℓ
        for (double u : slopes(loss, y)) {
            const double claimed = loss.conjugate(u, y);
            const auto height = [&](double z) { return u * z - loss.value(z, y); };
            CAPTURE(u, y, claimed);
            if (claimed < infinity) {
                ++finite;
                // Flat at the top, so trisection's error does not show; what shows is rounding of uz and ℓ,
                // |z| ≤ 2300.
                const double found = supremum(height, -2300, 2300),
                             size = std::abs(u) * 2300 + std::abs(claimed);
                CHECK(std::abs(found - claimed) <= 1e-13 * (1 + size));
            } else {
                ++infinite;
                CHECK(claimed == infinity);
                const double far = 1e15 / std::abs(u);
                CHECK(std::max(height(far), height(-far)) > 1e3);  // grows along one of the two rays
            }
        }
        CHECK(loss.conjugate(infinity, y) == infinity);
        CHECK(loss.conjugate(-infinity, y) == infinity);
        CHECK(finite >= 5);
        CHECK((infinite > 0) == !std::is_same_v<TestType, SquaredError>);
    });
}

TEMPLATE_LIST_TEST_CASE("loss: the remainder is Fenchel and Young's, where that can be computed", "[losses]",
                        Losses) {
    int compared = 0;
    each<TestType>([&](const auto& loss, double y) {
        for (double z : predictions())
            for (double s : {0.0, 0.1, 0.5, 0.9, 0.999, 1.0}) {
                const double got = loss.remainder(z, y, s);
                const Real slope = textbook::derivative(loss, z, y), u = s * slope,
                           value = textbook::value(loss, z, y);
                const Real conjugate = textbook::conjugate(loss, u, y);
                const Real want = value + conjugate - u * z;
                // Eleven more bits: what the long sum loses of its terms is 1e-19, times what y log y adds.
                const Real terms = value + std::abs(conjugate) + std::abs(u * z) + std::abs(y) * 10 + 1;
                CAPTURE(z, y, s);
                CHECK(got >= 0);
                if (s == 1) CHECK(got == 0);
                if (want < 1e-4L * terms) {
                    CHECK(got <= 1.01L * want + 1e-17L * terms);
                    continue;
                }
                ++compared;
                CHECK(std::abs(got - want) <=
                      1e-14L * want);  // 1e-19 / 1e-4, and thirty roundings of a double
            }
    });
    CHECK(compared > 500);
}

TEMPLATE_LIST_TEST_CASE("loss: the remainder keeps its digits as s goes to 1", "[losses]", Losses) {
    // remainder = ½ (1 − s)² ℓ'² / ℓ'' · (1 + O(1 − s)), or (1 − s) ℓ without a curvature; the plain sum
    // would be rounding alone. The factor of O(1 − s) is a third of |ℓ'|/ℓ'' for Poisson's loss and the
    // logistic.
    int compared = 0;
    each<TestType>([&](const auto& loss, double y) {
        for (double z = -2.9; z < 3; z += 0.31)
            for (double rest : {1e-5, 1e-7, 1e-9, 1e-12, 1e-15}) {
                const double s = 1 - rest, left = 1 - s, slope = loss.derivative(z, y);
                if (slope == 0) continue;
                double want = left * loss.value(z, y), off = 0;
                if constexpr (SmoothLoss<TestType>) {
                    if (loss.second_derivative(z, y) == 0)
                        continue;  // Huber's flat ends: tested with the textbook's
                    want = 0.5 * left * left * slope * slope / loss.second_derivative(z, y);
                    off = 1 + std::abs(slope) / loss.second_derivative(z, y);
                }
                ++compared;
                CAPTURE(z, y, rest);
                CHECK(loss.remainder(z, y, s) == Approx(want).epsilon(1e-14 + off * rest));
            }
    });
    CHECK(compared > 100);
}

TEMPLATE_TEST_CASE("loss: an array's elements are the numbers", "[losses]", double, float) {
    // The same formula, so a few ulp of the terms: σ and e^z by Eigen's packets are off by up to six.
    using T = TestType;
    const T eps = std::numeric_limits<T>::epsilon();
    const auto check = [&]<class L>(const L&) {
        each<L>([&](const auto& loss, double target) {
            for (Index n : {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 200}) {
                const Array<T> source = Array<T>::LinSpaced(n, T(-6), T(7.3));
                const Array<T> label = Array<T>::Constant(n, static_cast<T>(target));
                const Eigen::Map<const Array<T>> z(source.data(), n), y(label.data(), n);
                Array<T> slope(n), value(n);
                const auto expression = loss.derivative(z, y);  // must not refer to what ended with the call
                slope = expression;
                if constexpr (ArrayValued<L>) value = loss.value(z, y);
                for (Index i = 0; i < n; ++i) {
                    const T d = loss.derivative(z[i], y[i]), term = std::is_same_v<L, Poisson> ? y[i] : T(0);
                    CAPTURE(n, z[i], y[i]);
                    CHECK(std::abs(slope[i] - d) <= 8 * eps * (std::abs(d) + term));
                    if constexpr (ArrayValued<L>) {
                        const T v = loss.value(z[i], y[i]);
                        CHECK(std::abs(value[i] - v) <= 4 * eps * v);
                    }
                }
            }
        });
    };
    std::apply([&](const auto&... losses) { (check(losses), ...); }, Losses{});
}

TEMPLATE_LIST_TEST_CASE("loss: vectors seen as arrays, and their parts, are arrays too", "[losses]", Losses) {
    const TestType loss{};
    const Eigen::VectorXd z = Eigen::VectorXd::LinSpaced(9, -2, 2), y = Eigen::VectorXd::Ones(9);
    Eigen::VectorXd whole(9), part(4);
    whole.array() = loss.derivative(z.array(), y.array());
    part.array() = loss.derivative(z.segment(3, 4).array(), y.segment(3, 4).array());
    CHECK(part.isApprox(whole.segment(3, 4), 1e-14));
    for (Index i = 0; i < 9; ++i) CHECK(whole[i] == Approx(loss.derivative(z[i], y[i])).epsilon(1e-14));
    const double whole_numbers = loss.derivative(2, 1);
    CHECK(whole_numbers == loss.derivative(2.0, 1.0));
    CHECK(double(loss.value(100000, 1)) == double(loss.value(1e5, 1.0)));  // and do not overflow an int
}

TEMPLATE_LIST_TEST_CASE("loss: nothing becomes NaN at the ends of the numbers", "[losses]", Losses) {
    std::vector<double> extremes;
    for (double z : {0.0, 1e-300, 1e-8, 1.0, 30.0, 36.0, 37.0, 709.0, 710.0, 745.0, 746.0, 1e4, 1e308}) {
        extremes.push_back(z);
        extremes.push_back(-z);
    }
    const Index n = static_cast<Index>(extremes.size());
    const Eigen::Map<const Array<double>> z(extremes.data(), n);
    each<TestType>([&](const auto& loss, double target) {
        const Array<double> y = Array<double>::Constant(n, target);
        Array<double> slopes(n);
        slopes = loss.derivative(z, y);
        for (Index i = 0; i < n; ++i) {
            const double value = loss.value(z[i], target), slope = loss.derivative(z[i], target);
            CAPTURE(z[i], target);
            CHECK(value >= 0);  // of a NaN, false
            CHECK_FALSE(std::isnan(slope));
            // Packets of e^z stop at 5.6e-309 where numbers go on to 0.
            CHECK((slopes[i] == slope || std::abs(slopes[i] - slope) <= 1e-14 * std::abs(slope) + 1e-307));
            if constexpr (SmoothLoss<TestType>) CHECK(loss.second_derivative(z[i], target) >= 0);
            for (double s : {0.0, 1e-300, 0.3, 0.5, 1 - 1e-12, 1 - epsilon, 1.0}) {
                CAPTURE(s);
                CHECK(loss.remainder(z[i], target, s) >= 0);
                if (std::abs(slope) < infinity) CHECK_FALSE(std::isnan(loss.conjugate(s * slope, target)));
            }
            // Exact where s = 0: ℓ(z) + ℓ*(0). To the sixteen ulp of relative_entropy.
            const double all = loss.remainder(z[i], target, 0);
            CHECK((all == value || std::abs(all - value) <= 16 * epsilon * value));
        }
    });
}

TEMPLATE_LIST_TEST_CASE("loss: a NaN prediction shows in all that is computed from it", "[losses]", Losses) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    const TestType loss{};
    const Array<double> z = Array<double>::Constant(9, none), y = Array<double>::Ones(9);
    Array<double> slope(9);
    slope = loss.derivative(z, y);
    CHECK(slope.isNaN().all());
    CHECK(std::isnan(loss.value(none, 1.0)));
    CHECK(std::isnan(loss.derivative(none, 1.0)));
    CHECK(std::isnan(loss.remainder(none, 1, 0.5)));
}

TEMPLATE_LIST_TEST_CASE("loss: targets and the sentence about them", "[losses]", Losses) {
    const TestType loss{};
    if constexpr (requires { loss.valid_target(0.0); }) {
        CHECK(loss.valid_target(0));
        CHECK(loss.valid_target(1));
        CHECK_FALSE(loss.valid_target(-1));
        CHECK_FALSE(loss.valid_target(-1e-300));
        CHECK_FALSE(loss.valid_target(infinity));
        CHECK_FALSE(loss.valid_target(std::numeric_limits<double>::quiet_NaN()));
        CHECK(loss.valid_target(2) == std::is_same_v<TestType, Poisson>);
        CHECK(loss.valid_target(0.5) == std::is_same_v<TestType, Poisson>);
        CHECK(std::string(loss.target_domain()).find("must be") != std::string::npos);
    } else {
        STATIC_REQUIRE_FALSE(requires { loss.target_domain(); });
    }
}
