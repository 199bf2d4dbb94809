// SPDX-License-Identifier: BSD-3-Clause
#include "laws/certificate_law.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("F(w) − min F ≤ gap for SquaredHinge and every penalty with a conjugate", "[laws][certificate]") {
    check_gaps(SquaredHinge{}, GENERATE(seeds()));
}

TEST_CASE("F(w) − min F ≤ gap for SquaredHinge in any units of X", "[laws][certificate]") {
    check_gaps_in_any_units(SquaredHinge{});
}
