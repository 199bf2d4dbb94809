// SPDX-License-Identifier: BSD-3-Clause
// A caller's mistake throws std::invalid_argument, which names what was wrong and its value.
#include <functional>
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/grouped.hpp>
#include <lariat/penalties/l1_ball.hpp>
#include <lariat/penalties/l2_ball.hpp>
#include <lariat/penalties/simplex.hpp>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

struct Misuse {
    std::function<void()> commit;
    std::vector<std::string> words;  ///< what the message must hold
};

void check(const std::vector<Misuse>& table) {
    for (const Misuse& misuse : table) {
        std::string said;
        try {
            misuse.commit();
            said = "nothing";
        } catch (const std::invalid_argument& complaint) {
            said = complaint.what();
        }
        CHECK(said.rfind("lariat: ", 0) == 0);
        for (const std::string& word : misuse.words) {
            CAPTURE(said, word);
            CHECK(said.find(word) != std::string::npos);
        }
    }
}

/// What minimize and certify do first.
template <class R>
std::function<void()> use(R penalty, Index p = 4) {
    return [penalty, p] { check_penalty(penalty, p); };
}

}  // namespace

TEST_CASE("misuse: strengths", "[penalties][misuse]") {
    check({
        {[] { (void)(-1 * L1{}); }, {"strength = -1", ">= 0"}},
        {[] { (void)(NaN * L1{}); }, {"strength = nan"}},
        {[] { (void)(infinity * L2{}); }, {"strength = inf"}},
        {[] { (void)(-0.5 * MCP{}); }, {"strength = -0.5"}},
        {[] { (void)(-2 * (L1{} + L2{})); }, {"strength = -2"}},
        {[] { (void)(-2 * L1Ball{1.0}); }, {"strength = -2"}},
        {[] {
             (void)(0 * Box{-1.0, 1.0});
         },
         {"strength = 0", "infinite"}},
        {[] { (void)(0 * L1Ball{1.0}); }, {"strength = 0"}},
        {[] { (void)(0 * L2Ball{1.0}); }, {"strength = 0"}},
        {[] { (void)(0 * Simplex{}); }, {"strength = 0"}},
        {[] { (void)(0 * Nonnegative{}); }, {"strength = 0"}},
        {[] { (void)(0 * (Simplex{} + L2{})); }, {"strength = 0"}},
        {use(Scaled<L1>(-1.0)), {"strength = -1"}},
        {use(Ridged<L1>(L1{}, -3.0)), {"strength of L2 = -3"}},
        {use(MCP(3.0, -1.0)), {"MCP strength = -1"}},
    });
}

TEST_CASE("misuse: settings out of range, also inside a combination", "[penalties][misuse]") {
    check({
        {use(MCP{1.0}), {"MCP gamma = 1", "> 1"}},
        {use(MCP{NaN}), {"MCP gamma = nan"}},
        {use(MCP{infinity}), {"MCP gamma = inf"}},
        {use(SCAD{2.0}), {"SCAD gamma = 2", "> 2"}},
        {use(SCAD{-1.0}), {"SCAD gamma = -1"}},
        {use(Box{2.0, 1.0}), {"lower = 2", "upper = 1"}},
        {use(Box{NaN, 1.0}), {"lower = nan"}},
        {use(Box{0.0, NaN}), {"upper = nan"}},
        {use(Box{infinity, infinity}), {"lower = inf"}},
        {use(Box{-infinity, -infinity}), {"upper = -inf"}},
        {use(L1Ball{-1.0}), {"L1Ball radius = -1"}},
        {use(L1Ball{NaN}), {"L1Ball radius = nan"}},
        {use(L2Ball{-1.0}), {"L2Ball radius = -1"}},
        {use(L2Ball{infinity}), {"L2Ball radius = inf"}},
        {use(Simplex{-1.0}), {"Simplex total = -1"}},
        {use(Simplex{}, 0), {"Simplex total = 1"}},
        {[] { (void)(0.5 * MCP{1.0}); }, {"MCP gamma = 1"}},
        {[] {
             (void)(0.5 * Box{2.0, 1.0});
         },
         {"lower = 2"}},
        {[] { (void)(L1{} + MCP{1.0}); }, {"MCP gamma = 1"}},
        {[] { (void)(MCP{1.0} + L2{}); }, {"MCP gamma = 1"}},
        {[] { (void)(L1Ball{-1.0} + L2{}); }, {"L1Ball radius = -1"}},
        {[] { (void)(L1Ball{-1.0} + NoPenalty{}); }, {"L1Ball radius = -1"}},
        {[] {
             (void)(Box{2.0, 1.0} + L1{});
         },
         {"lower = 2"}},
        {[] {
             (void)(Box{-2.0, -1.0} + Nonnegative{});
         },
         {"lower = 0", "upper = -1"}},  // no w is left
        {[] {
             (void)(Box{-2.0, -1.0} + Box{1.0, 2.0});
         },
         {"lower = 1", "upper = -1"}},
        {[] {
             (void)(Shifted{} + Box{-2.0, 0.0});
         },
         {"lower = 1", "upper = 0"}},
        {use(Nonnegative{Box{-2.0, -1.0}}), {"lower = 0", "upper = -1"}},
        {use(Nonnegative{MCP{1.0}}), {"MCP gamma = 1"}},
        {[] { Weighted(MCP{1.0}, {1.0}); }, {"MCP gamma = 1"}},
        {[] { Grouped(SCAD{1.0}, {{0}}); }, {"SCAD gamma = 1"}},
    });
}

TEST_CASE("misuse: factors", "[penalties][misuse]") {
    check({
        {[] {
             Weighted(L1{}, {1.0, 2.0, -1.0});
         },
         {"factors[2] = -1"}},
        {[] {
             Weighted(L1{}, {1.0, NaN});
         },
         {"factors[1] = nan"}},
        {[] { Weighted(L1{}, {infinity}); }, {"factors[0] = inf"}},
        {use(Weighted{L1{}, {1.0, 2.0, 3.0}}), {"factors has 3 elements", "4"}},
        {use(0.5 * Weighted{L1{}, {1.0}} + L2{}), {"factors has 1 elements", "4"}},
        {use(Nonnegative{Weighted{L1{}, {1.0}}}), {"factors has 1 elements"}},
        {use(Weighted{L1{}, {1.0}} + MCP{}), {"factors has 1 elements"}},
        {use(Weighted{Grouped{L1{}, {{0, 1}, {2, 3}}}, {1.0, 1.0, 1.0}}), {"factors has 3 elements", "2"}},
    });
    check_penalty(Weighted{L1{}, {1, 1, 1, 1}}, 4);
    check_penalty(Weighted{Grouped{L1{}, {{0, 1}, {2, 3}}}, {1.0, 1.0}}, 4);
}

TEST_CASE("misuse: groups that are no partition", "[penalties][misuse]") {
    check({
        {use(Grouped{L1{}, {{0, 3}, {1, 2}, {3}}}), {"column 3 is in groups 0 and 2"}},
        {use(Grouped{L1{}, {{0, 1}, {3}}}), {"column 2 is in no group"}},
        {use(Grouped{L1{}, {{0, 1}, {2, 4, 3}}}), {"group 1 has column 4", "4 columns"}},
        {use(Grouped{L1{}, {{0, 1, 0}, {2, 3}}}), {"column 0 is in group 0 twice"}},
        {[] {
             Grouped(L1{}, {{0, 1}, {-2, 3}});
         },
         {"group 1 has column -2"}},
        {[] {
             Grouped(L1{}, {{0, 1}, {}, {2, 3}});
         },
         {"group 1 is empty"}},
        {use(0.5 * Grouped{L1{}, {{0, 1}}} + L2{}), {"column 2 is in no group"}},
        {use(Weighted{Grouped{L1{}, {{0, 1}, {3}}}, {1.0, 1.0}}), {"column 2 is in no group"}},
    });
    check_penalty(Grouped{L1{}, {{2, 1}, {0, 3}}}, 4);
}

TEST_CASE("misuse: what looks odd and is right", "[penalties][misuse]") {
    check_penalty(0 * L1{}, 4);
    check_penalty(0 * MCP{}, 4);
    check_penalty(Box{-infinity, infinity}, 4);
    check_penalty(Box{1.0, 1.0}, 4);
    check_penalty(L1Ball{0.0}, 4);
    check_penalty(Simplex{0.0}, 0);
    check_penalty(Weighted{L1{}, Vector<double>()}, 0);
    check_penalty(Grouped{L1{}, std::vector<std::vector<Index>>()}, 0);
    SUCCEED();
}
