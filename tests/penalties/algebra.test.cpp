// SPDX-License-Identifier: BSD-3-Clause
// λ * R, R + S, Weighted, Nonnegative: which types they make, and that they mean what they say.
#include <array>

#include <lariat/penalties/grouped.hpp>
#include <lariat/penalties/l1_ball.hpp>
#include <lariat/penalties/l2_ball.hpp>
#include <lariat/penalties/simplex.hpp>

#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

template <class Wanted, class R>
constexpr bool is(const R&) {
    return std::is_same_v<R, Wanted>;
}

const Numbers ws{-3.3, -1.0, -0.7, -1e-9, 0.0, 1e-9, 0.4, 1.0, 2.0, 2.5};

/// Two penalties that are the same function: values, slopes and prox agree to the roundings of another order.
template <class R, class S>
void check_same(const R& r, const S& s) {
    for (double w : ws) {
        CAPTURE(w, r.value(w), s.value(w));
        CHECK((r.value(w) == s.value(w) || r.value(w) == Approx(s.value(w)).epsilon(1e-14)));
        const Interval a = r.subdifferential(w), b = s.subdifferential(w);
        CHECK((a.lower == b.lower || a.lower == Approx(b.lower).epsilon(1e-14)));
        CHECK((a.upper == b.upper || a.upper == Approx(b.upper).epsilon(1e-14)));
        if constexpr (ScalarProximable<R> && ScalarProximable<S>)
            for (double step : {0.0, 0.3, 1.0, 7.0})
                if (step > 0 || r.value(w) < infinity)  // off its domain, a user's prox at step 0 may be v
                    CHECK(r.prox(w, step) == Approx(s.prox(w, step)).epsilon(1e-14).margin(1e-15));
    }
}

/// All six orders and both ways to bracket three terms: one type, one function.
template <class Wanted, class A, class B, class C>
void check_permutations(const A& a, const B& b, const C& c) {
    const Wanted first = a + b + c;
    const auto all = std::make_tuple(a + (b + c), a + c + b, a + (c + b), b + a + c, b + (a + c), b + c + a,
                                     b + (c + a), c + a + b, c + (a + b), c + b + a, c + (b + a));
    const auto check = [&](const auto& other) {
        CHECK(is<Wanted>(other));
        check_same(first, other);
    };
    std::apply([&](const auto&... other) { (check(other), ...); }, all);
}

constexpr Box box{-1.0, 2.0};

}  // namespace

// Kinds, both ways.
static_assert(SeparablePenalty<L1> && ScalarPenalty<L1> && !IndexedPenalty<L1> && !BlockPenalty<L1> &&
              !Constraint<L1>);
static_assert(SeparablePenalty<Weighted<L1>> && IndexedPenalty<Weighted<L1>> && !ScalarPenalty<Weighted<L1>>);
static_assert(IndexedPenalty<Ridged<Nonnegative<Weighted<L1>>>> &&
              !ScalarPenalty<Ridged<Nonnegative<Weighted<L1>>>>);
static_assert(BlockPenalty<Grouped<MCP>> && !SeparablePenalty<Grouped<MCP>> && !Constraint<Grouped<MCP>>);
static_assert(BlockPenalty<Weighted<Grouped<L1>>> && !SeparablePenalty<Weighted<Grouped<L1>>>);
static_assert(BlockPenalty<Ridged<Grouped<L1>>> && !SeparablePenalty<Ridged<Grouped<L1>>>);
static_assert(Constraint<L1Ball> && Constraint<L2Ball> && Constraint<Simplex> && !SeparablePenalty<L1Ball>);
static_assert(WholePenalty<RidgedConstraint<Simplex>> && !Constraint<RidgedConstraint<Simplex>>);
static_assert(SeparablePenalty<Box> && !Constraint<Box>);

// Capabilities, both ways: a combinator offers what its parts offer.
static_assert(ConjugatePenalty<Ridged<Scaled<L1>>> && ConvexPenalty<L1Ball> &&
              ConvexPenalty<Weighted<Grouped<L1>>>);
static_assert(!ConvexPenalty<Weighted<MCP>> && !ConvexPenalty<Grouped<SCAD>> &&
              !ConjugatePenalty<Ridged<MCP>>);
static_assert(Proximable<Weighted<MCP>> && Proximable<Grouped<SCAD>> && Proximable<Simplex> &&
              Proximable<Scaled<L0>>);
static_assert(!Proximable<Sum<L1, MCP>> && !Proximable<Ridged<Sum<L1, MCP>>> &&
              !Proximable<Nonnegative<Sum<L1, MCP>>>);
static_assert(ConvexPenalty<Sum<L1, Tilted>> && !ConvexPenalty<Sum<L1, MCP>> &&
              !ConjugatePenalty<Sum<L1, Tilted>>);
static_assert(DomainRestricting<Box> && DomainRestricting<Nonnegative<MCP>> && DomainRestricting<L2Ball> &&
              DomainRestricting<Weighted<Nonnegative<L1>>> && DomainRestricting<Ridged<Restricted<L1>>>);
static_assert(!DomainRestricting<L1> && !DomainRestricting<Ridged<Weighted<L1>>> &&
              !DomainRestricting<Grouped<L1>>);
static_assert(CurvatureBoundedPenalty<Scaled<L2>> && CurvatureBoundedPenalty<Weighted<L2>> &&
              CurvatureBoundedPenalty<NoPenalty> && CurvatureBoundedPenalty<Grouped<L2>>);
static_assert(!CurvatureBoundedPenalty<L1> && !CurvatureBoundedPenalty<Ridged<L1>> &&
              !CurvatureBoundedPenalty<Box>);

TEST_CASE("algebra: what lambda * R is", "[penalties]") {
    CHECK(is<Scaled<L1>>(0.5 * L1{}));
    CHECK(is<Scaled<L1>>(2 * (0.5 * L1{})));
    CHECK((2 * (0.5 * L1{})).strength == 1.0);
    CHECK(is<MCP>(0.5 * MCP{}));
    CHECK(is<NoPenalty>(0.5 * NoPenalty{}));
    CHECK(is<NoPenalty>(0.0 * NoPenalty{}));
    CHECK(is<Box>(0.5 * Box{-1.0, 2.0}));
    CHECK((0.5 * Box{-1.0, 2.0}).upper == 2.0);
    CHECK(is<L1Ball>(0.5 * L1Ball{1.5}));
    CHECK((0.5 * L1Ball{1.5}).radius == 1.5);
    CHECK(is<Nonnegative<NoPenalty>>(0.5 * Nonnegative{}));
    CHECK(is<Nonnegative<Scaled<L1>>>(0.5 * Nonnegative{L1{}}));
    CHECK(is<Ridged<Scaled<L1>>>(0.5 * (L1{} + L2{})));
    CHECK((0.5 * (L1{} + L2{})).ridge == 0.5);
    CHECK((0.5 * (L1{} + L2{})).penalty.strength == 0.5);
    CHECK(is<Weighted<Scaled<L1>>>(0.5 * Weighted{L1{}, {1.0, 2.0}}));
    CHECK(is<Grouped<MCP>>(0.5 * Grouped{MCP{}, {{0, 1}, {2}}}));
    CHECK((0.5 * Grouped{MCP{}, {{0, 1}, {2}}}).profile(0).strength == 0.5);
    CHECK((2 * (Simplex{} + 0.25 * L2{})).ridge == 0.5);
    check_same(1.0 * L1{}, L1{});
    check_same(1.0 * MCP{}, MCP{});
    check_same(0.0 * L1{}, NoPenalty{});
    check_same(0.0 * MCP{}, NoPenalty{});
    check_same(0.0 * L2{}, NoPenalty{});
}

TEST_CASE("algebra: what R + S is", "[penalties]") {
    CHECK(is<Scaled<L1>>(L1{} + L1{}));
    CHECK((L1{} + L1{}).strength == 2.0);
    CHECK((0.5 * L1{} + 0.25 * L1{}).strength == 0.75);
    CHECK((L1{} + 0.25 * L1{}).strength == 1.25);
    CHECK(is<Scaled<L2>>(L2{} + 0.25 * L2{}));
    CHECK((L2{} + 0.25 * L2{}).strength == 1.25);
    CHECK(is<Scaled<Tilted>>(Tilted{} + Tilted{}));
    CHECK(is<L1>(L1{} + NoPenalty{}));
    CHECK(is<L2>(NoPenalty{} + L2{}));
    CHECK(is<L1Ball>(L1Ball{1.0} + NoPenalty{}));
    CHECK(is<NoPenalty>(NoPenalty{} + NoPenalty{}));
    CHECK(is<Ridged<MCP>>(0.1 * L2{} + MCP{}));
    CHECK(is<Ridged<L1>>(L1{} + 0.1 * L2{} + 0.2 * L2{}));
    CHECK((L1{} + 0.1 * L2{} + 0.2 * L2{}).ridge == 0.1 + 0.2);
    CHECK(is<Ridged<Grouped<L1>>>(Grouped{L1{}, {{0}}} + L2{}));
    CHECK(is<Ridged<Weighted<L1>>>(L2{} + Weighted{L1{}, {1.0}}));
    CHECK(is<RidgedConstraint<L2Ball>>(L2{} + L2Ball{1.0}));
    CHECK(is<RidgedConstraint<L2Ball>>(L2{} + (0.5 * L2{} + L2Ball{1.0})));
    CHECK((L2{} + (0.5 * L2{} + L2Ball{1.0})).ridge == 1.5);
    CHECK(is<Restricted<L1>>(L1{} + Box{-1.0, 2.0}));
    CHECK(is<Box>(Box{-1.0, 2.0} + Box{0.0, 3.0}));
    CHECK((Box{-1.0, 2.0} + Box{0.0, 3.0}).domain() == Interval{0.0, 2.0});
    CHECK(is<Nonnegative<>>(Nonnegative{} + Nonnegative{}));
    CHECK(is<Nonnegative<MCP>>(Nonnegative{} + MCP{}));
    CHECK(is<Box>(Nonnegative{} + Box{-1.0, 2.0}));
    CHECK((Nonnegative{} + Box{-1.0, 2.0}).domain() == Interval{0.0, 2.0});
    CHECK(is<Sum<MCP, Box>>(MCP{} + Box{-1.0, 2.0}));  // clamping is wrong where R is not convex
    CHECK(is<Sum<L1, MCP>>(L1{} + MCP{}));
    CHECK(is<Sum<MCP, MCP>>(MCP{} + MCP{}));  // the sum of two is no MCP
    CHECK(is<Sum<Weighted<L1>, L1>>(Weighted{L1{}, {1.0}} + L1{}));
}

TEST_CASE("algebra: every order of the terms is one type and one function", "[penalties]") {
    check_permutations<Ridged<Nonnegative<Scaled<L1>>>>(0.1 * L1{}, 0.2 * L2{}, Nonnegative{});
    check_permutations<Ridged<Restricted<Scaled<L1>>>>(0.1 * L1{}, 0.2 * L2{}, box);
    check_permutations<Ridged<Nonnegative<SCAD>>>(SCAD{}, L2{}, Nonnegative{});
    check_permutations<Ridged<Box>>(box, 0.2 * L2{}, Nonnegative{});
    check_permutations<Restricted<Tilted>>(Tilted{}, Nonnegative{}, box);
    check_permutations<Nonnegative<Scaled<L1>>>(0.1 * L1{}, L1{}, Nonnegative{});
    check_permutations<Ridged<Scaled<L1>>>(0.1 * L1{}, 0.2 * L2{}, 0.3 * L1{});
    check_permutations<Ridged<Scaled<L1>>>(0.1 * L1{}, 0.2 * L2{}, NoPenalty{});
}

TEST_CASE("algebra: sums add values and slopes, and are inside what both are inside", "[penalties]") {
    const auto check_sum = [](const auto& r, const auto& s) {
        const auto sum = r + s;
        for (double w : ws) {
            CAPTURE(w);
            const double value = r.value(w) + s.value(w);
            CHECK((sum.value(w) == value || sum.value(w) == Approx(value).epsilon(1e-15)));
            const Interval got = sum.subdifferential(w), want = r.subdifferential(w) + s.subdifferential(w);
            CHECK((got.lower == want.lower || got.lower == Approx(want.lower).epsilon(1e-15)));
            CHECK((got.upper == want.upper || got.upper == Approx(want.upper).epsilon(1e-15)));
        }
    };
    check_sum(0.1 * L1{}, 0.2 * L2{});
    check_sum(MCP{}, 0.2 * L2{});
    check_sum(MCP{}, L1{});
    check_sum(MCP{}, Box{-1.0, 2.0});
    check_sum(L1{}, Box{-1.0, 2.0});
    check_sum(SCAD{}, Nonnegative{});
    check_sum(Box{-1.0, 2.0}, Box{0.0, 3.0});
    check_sum(Box{-1.0, 2.0}, Nonnegative{});
    check_sum(Tilted{}, 0.5 * Tilted{});
    check_sum(Tilted{}, L1{});
    CHECK((Tilted{} + L1{}).slopes() == Interval{-2.0, 3.0});
}

TEST_CASE("algebra: lambda (R + S) = lambda R + lambda S", "[penalties]") {
    check_same(0.3 * (L1{} + L2{}), 0.3 * L1{} + 0.3 * L2{});
    check_same(0.3 * (L1{} + Nonnegative{}), 0.3 * L1{} + Nonnegative{});
    check_same(0.3 * (L1{} + Box{-1.0, 2.0}), 0.3 * L1{} + Box{-1.0, 2.0});
    check_same(0.3 * (MCP{} + L2{}), 0.3 * MCP{} + 0.3 * L2{});  // a strength of MCP, a multiple of L2
    check_same(0.3 * (MCP{} + L1{}), 0.3 * MCP{} + 0.3 * L1{});
    check_same(0.3 * (Tilted{} + L1{} + L2{} + Nonnegative{}),
               0.3 * Tilted{} + 0.3 * L1{} + 0.3 * L2{} + Nonnegative{});
}

TEMPLATE_LIST_TEST_CASE("algebra: Weighted by 1 is R, Scaled by 1 is R, on every penalty", "[penalties]",
                        Scalars) {
    each<TestType>([](const TestType& penalty) {
        check_same(Weighted(penalty, {1.0, 1.0}).at(1), penalty);
        check_same(scaled(penalty, 1.0), penalty);
        check_same(Weighted(penalty, {1.0, 0.6}).at(1), scaled(penalty, 0.6));
        check_same(Weighted(scaled(penalty, 2.0), {1.0, 0.3}).at(1), scaled(penalty, 0.6));
        if constexpr (requires { penalty.scaled(1.0); })
            check_same(penalty.scaled(0.3).scaled(2.0), penalty.scaled(0.6));
    });
}

TEMPLATE_LIST_TEST_CASE("algebra: a factor of 0 keeps the domain and nothing else", "[penalties]", Scalars) {
    each<TestType>([](const TestType& penalty) {
        const auto free = Weighted(penalty, {0.0}).at(0);
        const Interval domain = detail::domain_of(penalty);
        const Box want(domain);
        if constexpr (!made_from_l0<TestType>) check_same(free, want);
        if constexpr (made_from_l0<
                          TestType>)  // ∂R(0) = everything stays so at strength 0: a jump that has no height
            for (double w : ws) CHECK(free.value(w) == want.value(w));
        if constexpr (ConvexScalar<TestType>) CHECK(free.slopes() == want.slopes());
        if constexpr (ConjugateScalar<TestType>)
            for (double u : {-2.0, -0.5, 0.0, 0.5, 2.0}) CHECK(free.conjugate(u) == want.conjugate(u));
        if constexpr (RestrictedScalar<TestType>) CHECK(free.domain() == domain);
    });
}

TEST_CASE("algebra: factors of any kind of numbers", "[penalties]") {
    const auto check_factors = [](const auto& penalty) {
        REQUIRE(penalty.factors().size() == 3);
        CHECK(penalty.at(0).strength == 0.0);
        CHECK(penalty.at(1).strength == 1.0);
        CHECK(penalty.at(2).strength == 2.0);
    };
    const Eigen::Vector3d fixed(0, 1, 2);
    check_factors(Weighted{L1{}, {0, 1, 2}});
    check_factors(Weighted{L1{}, fixed});
    check_factors(Weighted{L1{}, Eigen::VectorXf(fixed.cast<float>())});
    check_factors(Weighted{L1{}, Eigen::RowVector3i(0, 1, 2)});
    check_factors(Weighted{L1{}, fixed.array()});
    check_factors(Weighted{L1{}, 0.5 * (fixed + fixed)});
    check_factors(Weighted{L1{}, std::vector<double>{0, 1, 2}});
    check_factors(Weighted{L1{}, std::vector<int>{0, 1, 2}});
    check_factors(Weighted{L1{}, std::vector<float>{0, 1, 2}});
    check_factors(Weighted{MCP{}, {0, 1, 2}});
    CHECK(Weighted{L1{}, {0.5}}.at(0).strength == 0.5);
    Eigen::VectorXd changing = fixed;
    const Weighted kept{L1{}, changing};
    changing.setConstant(7.0);  // copied, not borrowed
    check_factors(kept);
}

TEST_CASE("algebra: Nonnegative lifts scalars and indexed penalties", "[penalties]") {
    const Nonnegative lifted{Weighted{L1{}, {1.0, 0.0}}};
    check_same(lifted.at(0), Nonnegative{1.0 * L1{}});
    check_same(lifted.at(1), Nonnegative{});
    CHECK(is<Nonnegative<L1>>(Nonnegative{Nonnegative{L1{}}}));
    CHECK(is<Nonnegative<NoPenalty>>(Nonnegative{}));
}

TEST_CASE("algebra: groups of any kind of numbers", "[penalties]") {
    const std::vector<std::vector<int>> of_int{{0, 2}, {1}};
    const std::vector<std::vector<Index>> of_index{{0, 2}, {1}};
    CHECK(Grouped{L1{}, of_int}.groups() == of_index);
    CHECK(Grouped{L1{}, of_index}.groups() == of_index);
    CHECK(Grouped{L1{}, {{0, 2}, {1}}}.groups() == of_index);
    CHECK(Grouped{L1{}, {{0, 2}}}.groups().size() == 1);
    CHECK(Grouped{L1{}, {{0}, {1}, {2}}}.groups().size() == 3);
    CHECK(Weighted{Grouped{L1{}, of_int}, {0, 1}}.profile(1).strength == 1.0);
    CHECK(&(2.0 * Grouped{L1{}, of_int}).groups() != &Grouped{L1{}, of_int}.groups());
    const Grouped grouped{L1{}, of_int};
    CHECK(&(2.0 * grouped).groups() == &grouped.groups());  // shared, not copied
}
