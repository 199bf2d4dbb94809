// SPDX-License-Identifier: BSD-3-Clause
#include "laws/certificate_law.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("F(w) − min F ≤ gap for Poisson and every penalty with a conjugate", "[laws][certificate]") {
    check_gaps(Poisson{}, GENERATE(seeds()));
}

TEST_CASE("F(w) − min F ≤ gap for Poisson in any units of X", "[laws][certificate]") {
    check_gaps_in_any_units(Poisson{});
}
