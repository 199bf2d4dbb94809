// SPDX-License-Identifier: BSD-3-Clause
#include "laws/certificate_law.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("F(w) − min F ≤ gap for SquaredError and every penalty with a conjugate", "[laws][certificate]") {
    check_gaps(SquaredError{}, GENERATE(seeds()));
}

TEST_CASE("F(w) − min F ≤ gap for SquaredError in any units of X and y, in double and float",
          "[laws][certificate]") {
    check_gaps_in_any_units(SquaredError{});
    for (const double unit : {1e-100, 1e100}) check_gaps(SquaredError{}, 1, {.y = unit});
    check_gaps<float>(SquaredError{}, GENERATE(seeds()));
    for (const double unit : {1e-15, 1e15}) {
        check_gaps<float>(SquaredError{}, 1, {.X = unit});
        check_gaps<float>(SquaredError{}, 1, {.y = unit});
    }
}
