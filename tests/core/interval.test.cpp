// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/interval.hpp>

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "numbers.hpp"

using lariat::Interval;

static_assert(Interval{-1, 2}.contains(2) && !Interval{-1, 2}.contains(2.5));
static_assert(Interval{}.contains(0) && Interval{} == Interval{0, 0});

TEST_CASE("Interval: a closed set", "[interval]") {
    constexpr Interval a{-1, 2};
    CHECK(a.contains(-1));
    CHECK(a.contains(0));
    CHECK_FALSE(a.contains(-1.5));
    CHECK_FALSE(a.contains(NaN));
    CHECK_FALSE(a.empty());
    CHECK_FALSE(Interval{3, 3}.empty());
    CHECK(Interval{3, 3}.contains(3));
    CHECK(Interval::nothing().empty());
    CHECK_FALSE(Interval::nothing().contains(0));
    CHECK(Interval::everything().contains(1e308));
    CHECK(Interval::everything().contains(-infinity));
}

TEST_CASE("Interval: the nearest member and its distance", "[interval]") {
    constexpr Interval a{-1, 2};
    CHECK(a.nearest(-3) == -1);
    CHECK(a.nearest(0.5) == 0.5);
    CHECK(a.nearest(7) == 2);
    CHECK(a.distance_to(-3) == 2);
    CHECK(a.distance_to(-1) == 0);
    CHECK(a.distance_to(0.5) == 0);
    CHECK(a.distance_to(2) == 0);
    CHECK(a.distance_to(7) == 5);
    CHECK(a.distance_to(infinity) == infinity);
    CHECK(Interval{0, infinity}.distance_to(infinity) == 0);
    CHECK(Interval{0, infinity}.distance_to(-1e308) == 1e308);
    CHECK(Interval::everything().distance_to(1e308) == 0);
    CHECK(Interval::nothing().distance_to(0) == infinity);
    for (double x = -4; x <= 4; x += 0.25) CHECK(a.distance_to(x) == std::abs(x - a.nearest(x)));
}

TEST_CASE("Interval: a NaN is at no distance, not at distance 0", "[interval]") {
    CHECK(std::isnan(Interval{-1, 2}.distance_to(NaN)));
    CHECK(std::isnan(Interval::everything().distance_to(NaN)));
    CHECK(std::isnan(Interval{-1, 2}.nearest(NaN)));
}

TEST_CASE("Interval: sums", "[interval]") {
    CHECK(Interval{-1, 2} + Interval{10, 20} == Interval{9, 22});
    CHECK(Interval{-1, 2} + Interval{-infinity, 0} == Interval{-infinity, 2});
    CHECK(Interval{-infinity, 2} + Interval{0, infinity} == Interval::everything());
    CHECK((Interval{-1, 2} + Interval::nothing()).empty());
    CHECK((Interval::nothing() + Interval::everything()).empty());
}

TEST_CASE("Interval: multiples keep infinite ends, at 0 too", "[interval]") {
    CHECK(2 * Interval{-1, 3} == Interval{-2, 6});
    CHECK(0 * Interval{-1, 3} == Interval{0, 0});
    CHECK(0 * Interval{-infinity, 3} == Interval{-infinity, 0});
    CHECK(0 * Interval::everything() == Interval::everything());
    CHECK((0 * Interval::nothing()).empty());
    CHECK((2 * Interval::nothing()).empty());
}
