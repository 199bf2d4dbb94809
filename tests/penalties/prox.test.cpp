// SPDX-License-Identifier: BSD-3-Clause
// What every prox must obey: argmin over x of (x − v)²/(2t) + R(x), for every t ≥ 0.
#include <algorithm>

#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

constexpr double smallest = std::numeric_limits<double>::denorm_min();

template <class R>
double objective(const R& penalty, double x, double v, double step) {
    return (x - v) * ((x - v) / (2 * step)) + penalty.value(x);
}

/// 0, v, the ends of every domain, and a grid that reaches beyond them.
Numbers candidates(double v) {
    Numbers all{0.0, v, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0};
    const double first = (std::min)(v, 0.0) - 2.5, last = (std::max)(v, 0.0) + 2.5;
    constexpr int count = 1500;
    for (int i = 0; i <= count; ++i) all.push_back(first + (last - first) * i / count);
    return all;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("prox: no point of a fine grid is better", "[penalties]", Scalars) {
    // The objective is a sum of two terms ≥ 0, rounded a few times each: 1e-14 of it. Where the minimum is
    // flat, as at the steps at which formulas meet, an error of x shows in the next law and not here.
    int tried = 0;
    each<TestType>([&](const TestType& penalty) {
        for (double step : steps(penalty)) {
            if (step < 1e-9 || step > 1e6) continue;
            for (double v : points(penalty, step)) {
                if (std::abs(v) > 30) continue;
                const double x = penalty.prox(v, step), reached = objective(penalty, x, v, step);
                for (double y : candidates(v)) {
                    const double there = objective(penalty, y, v, step);
                    ++tried;
                    if (!(reached <= there + 1e-14 * reached)) {
                        CAPTURE(v, step, x, y, reached, there);
                        FAIL_CHECK("not the minimum");
                        return;
                    }
                }
            }
        }
    });
    CHECK(tried > 100000);
}

TEMPLATE_LIST_TEST_CASE("prox: (v - x)/t lies in the subdifferential at x", "[penalties]", Scalars) {
    // v − x and t·slope are rounded results of the size of |v|, |x| and t·slope: 16 epsilon of their sum. MCP
    // and SCAD divide by γ − t and its kin, but the residual multiplies by it again. Below the normal numbers
    // an x is off by up to the smallest number, which t and the curvature, at most 4, multiply.
    each<TestType>([&](const TestType& penalty) {
        for (double step : steps(penalty)) {
            for (double v : points(penalty, step)) {
                const double x = penalty.prox(v, step);
                const Interval slopes = penalty.subdifferential(x);
                if (step == 0) {  // v itself, where R is finite
                    const double want = detail::domain_of(penalty).nearest(v);
                    const bool exempt =
                        std::is_same_v<TestType, Shifted> || (made_from_l0<TestType> && std::abs(v) < 1e-150);
                    if (!exempt && x != want) {
                        CAPTURE(v, x);
                        FAIL_CHECK("step 0 moves v");
                    }
                    continue;
                }
                const Interval moved = step * slopes;
                double size = std::abs(v) + std::abs(x);
                for (double end : {moved.lower, moved.upper})
                    if (std::isfinite(end)) size += std::abs(end);
                if (!(moved.distance_to(v - x) <= 16 * epsilon * size + smallest * (2 + 4 * step))) {
                    CAPTURE(v, step, x, slopes.lower, slopes.upper);
                    FAIL_CHECK("not stationary");
                    return;
                }
            }
        }
    });
}

TEMPLATE_LIST_TEST_CASE("prox: a NaN stays a NaN", "[penalties]", Scalars) {
    each<TestType>([&](const TestType& penalty) {
        if constexpr (!made_from_l0<TestType>)
            for (double step : steps(penalty)) CHECK(std::isnan(penalty.prox(NaN, step)));
        else
            CHECK(penalty.prox(NaN, 1.0) == 0);  // the user's own formula decides
    });
}

TEST_CASE("prox: whole numbers and float count as double", "[penalties]") {
    CHECK(L1{}.prox(3, 1) == 2);
    CHECK(L1{}.prox(-3, 1u) == -2);
    CHECK(L2{}.prox(3, 1) == 3 / 3.0);
    CHECK(Box(0, 2).prox(3, 1) == 2);
    CHECK((2 * L1{}).prox(3, 1) == 1);
    CHECK(L1{}.prox(0.5f, 0.25) == 0.25);
}
