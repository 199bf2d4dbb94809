// SPDX-License-Identifier: BSD-3-Clause
#include "laws/certificate_law.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("F(w) − min F ≤ gap for Logistic and every penalty with a conjugate", "[laws][certificate]") {
    check_gaps(Logistic{}, GENERATE(seeds()));
}

TEST_CASE("F(w) − min F ≤ gap for Logistic in any units of X, in double and float", "[laws][certificate]") {
    check_gaps_in_any_units(Logistic{});
    check_gaps<float>(Logistic{}, GENERATE(seeds()));
    for (const double unit : {1e-15, 1e15}) check_gaps<float>(Logistic{}, 1, {.X = unit});
}
