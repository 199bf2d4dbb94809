// SPDX-License-Identifier: BSD-3-Clause
// What value, subdifferential, slopes, conjugate, curvature and domain of a penalty must be to one another.
#include <algorithm>

#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

/// Points of w: kinks, knees of MCP and SCAD, ends of domains, and between; all but 1e-3 are multiples of
/// 2^-6.
Numbers points_of_w() {
    Numbers all{0.0, 1e-3, -1e-3};
    for (int i = -320; i <= 320; ++i) all.push_back(i / 64.0);
    return all;
}

/// Slopes inside, at the ends of and outside every domain of a conjugate.
Numbers points_of_u() {
    Numbers all{0.0, 1e-12, -1e-12, 1e-3, -1e-3, 0.3, -0.3, 0.6, -0.6};
    for (int i = -64; i <= 64; ++i) all.push_back(i / 16.0);
    return all;
}

/// Widens [a] to hold [b].
void widen(Interval& a, const Interval& b) {
    a.lower = (std::min)(a.lower, b.lower);
    a.upper = (std::max)(a.upper, b.upper);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("penalty: finite where the subdifferential is not empty, which is the domain",
                        "[penalties]", Scalars) {
    each<TestType>([](const TestType& penalty) {
        for (double w : points_of_w()) {
            const bool inside = detail::domain_of(penalty).contains(w);
            CAPTURE(w);
            CHECK((penalty.value(w) < infinity) == inside);
            CHECK(penalty.subdifferential(w).empty() == !inside);
            CHECK(!std::isnan(penalty.value(w)));
        }
        if constexpr (RestrictedScalar<TestType>)
            CHECK(penalty.value(penalty.domain().nearest(0.0)) < infinity);
    });
}

TEMPLATE_LIST_TEST_CASE("penalty: difference quotients lie between the slopes around them", "[penalties]",
                        Scalars) {
    // By the mean value theorem, on an interval that holds at most one knee; the quotient's rounding error is
    // at most 4 epsilon |R| / h with |R| < 60.
    constexpr double h = 0x1p-10;
    if constexpr (!made_from_l0<TestType>) {
        each<TestType>([](const TestType& penalty) {
            for (double w : points_of_w()) {
                if (!(penalty.value(w - h) < infinity && penalty.value(w + h) < infinity)) continue;
                const double quotient = (penalty.value(w + h) - penalty.value(w - h)) / (2 * h);
                Interval slopes = penalty.subdifferential(w - h);
                widen(slopes, penalty.subdifferential(w));
                widen(slopes, penalty.subdifferential(w + h));
                CAPTURE(w, quotient, slopes.lower, slopes.upper);
                CHECK(slopes.distance_to(quotient) <= 240 * epsilon / h);
            }
        });
    }
}

TEMPLATE_LIST_TEST_CASE("penalty: curvature is the slope's difference quotient off the knees", "[penalties]",
                        Scalars) {
    // Every R' here is linear between knees: the quotient errs by the rounding of slopes below 60 alone.
    if constexpr (CurvedScalar<TestType>) {
        constexpr double h = 0x1p-12;
        int tried = 0;
        each<TestType>([&](const TestType& penalty) {
            for (double w : points_of_w()) {
                const Interval before = penalty.subdifferential(w - h), at = penalty.subdifferential(w),
                               after = penalty.subdifferential(w + h);
                const bool kink =
                    before.lower != before.upper || at.lower != at.upper || after.lower != after.upper;
                const double left = (at.lower - before.lower) / h, right = (after.lower - at.lower) / h;
                if (kink || !(std::abs(left - right) < 1e-3)) continue;
                ++tried;
                CAPTURE(w);
                CHECK(std::abs(penalty.curvature(w) - right) <= 240 * epsilon / h);
                if constexpr (CurvatureBoundedPenalty<TestType>)
                    CHECK(penalty.curvature(w) <= penalty.curvature_bound());
            }
        });
        CHECK(tried > 100);
    }
}

TEMPLATE_LIST_TEST_CASE("penalty: the slopes are those of the subdifferentials, and all of them",
                        "[penalties]", Scalars) {
    if constexpr (ConvexScalar<TestType>) {
        each<TestType>([](const TestType& penalty) {
            const Interval slopes = penalty.slopes();
            Interval met = Interval::nothing();
            Numbers far = points_of_w();
            for (double w : {-1e12, -1e300, 1e12, 1e300}) far.push_back(w);
            for (double w : far) {
                const Interval here = penalty.subdifferential(w);
                if (here.empty()) continue;
                widen(met, here);
                CAPTURE(w, here.lower, here.upper, slopes.lower, slopes.upper);
                CHECK((slopes.lower <= here.lower && here.upper <= slopes.upper));
            }
            // 1e300 times the smallest ridge above zero, 0.3e-9, and more is as good as ∞.
            CHECK((met.lower == slopes.lower || (met.lower < -1e290 && slopes.lower == -infinity)));
            CHECK((met.upper == slopes.upper || (met.upper > 1e290 && slopes.upper == infinity)));
        });
    }
}

TEMPLATE_LIST_TEST_CASE("conjugate: the supremum of u w - R(w), infinite off the slopes", "[penalties]",
                        Scalars) {
    if constexpr (ConjugateScalar<TestType>) {
        each<TestType>([](const TestType& penalty) {
            for (double u : points_of_u()) {
                const double conjugate = penalty.conjugate(u);
                CAPTURE(u, conjugate);
                CHECK((conjugate < infinity) == penalty.slopes().contains(u));
                if (!(conjugate < infinity)) continue;
                // The supremum is on a grid of 2^-6, at a kink or an end, or it is at most curvature · 2^-14
                // above it where R is ridged, with 4 the largest curvature.
                double found = -infinity;
                for (int i = -1800; i <= 1800; ++i)
                    found = (std::max)(found, u * i / 64.0 - penalty.value(i / 64.0));
                CHECK(found <= conjugate + 1e-13 * (1 + std::abs(conjugate)));
                const bool beyond_grid = std::abs(u) > 1e-9 && conjugate > 100;  // R ridged by 1e-9
                if (!beyond_grid) CHECK(conjugate <= found + 0x1p-11);
            }
        });
    }
}

TEMPLATE_LIST_TEST_CASE("conjugate: Fenchel-Young", "[penalties]", Scalars) {
    // R(w) + R*(u) ≥ u w; each of the three rounds to a few epsilon of itself.
    if constexpr (ConjugateScalar<TestType>) {
        each<TestType>([](const TestType& penalty) {
            for (double u : points_of_u())
                for (double w : points_of_w()) {
                    const double value = penalty.value(w), conjugate = penalty.conjugate(u),
                                 sum = value + conjugate;
                    if (sum == infinity) continue;
                    if (!(sum >= u * w - 8 * epsilon * (std::abs(u * w) + value + std::abs(conjugate)))) {
                        CAPTURE(u, w, sum);
                        FAIL_CHECK("R(w) + R*(u) < u w");
                    }
                }
        });
    }
}

TEMPLATE_LIST_TEST_CASE("conjugate: Moreau, equality in Fenchel-Young at the prox", "[penalties]", Scalars) {
    // x = prox_t(v) and u = (v − x)/t: R(x) + R*(u) = u x. u errs by a few epsilon of (|v| + |x|)/t, which x
    // multiplies, as it does the slopes that contain u only up to that.
    if constexpr (ConjugateScalar<TestType>) {
        each<TestType>([](const TestType& penalty) {
            int tried = 0;
            for (double step : {0.03, 0.5, 1.0, 10.0}) {
                for (double v : points(penalty, step)) {
                    if (std::abs(v) > 1e7) continue;
                    const double x = penalty.prox(v, step);
                    const double error = 8 * epsilon * (std::abs(v) + std::abs(x)) / step;
                    double u = (v - x) / step;
                    const double nearest = penalty.slopes().nearest(u);
                    CAPTURE(v, step, x, u, nearest);
                    if (std::abs(u - nearest) <= error) u = nearest;
                    const double sum = penalty.value(x) + penalty.conjugate(u);
                    ++tried;
                    CHECK(std::abs(sum - u * x) <=
                          8 * error * (1 + std::abs(x)) + 8 * epsilon * (std::abs(u * x) + penalty.value(x)));
                }
            }
            CHECK(tried > 100);
        });
    }
}
