// SPDX-License-Identifier: BSD-3-Clause
// The three updates over vectors: what the penalty's scalar members say, coordinate by coordinate, in every lane of a
// tile and in its remainder, at zeros of both signs, at the smallest numbers there are, and in place.
#include <lariat/optimizers/policies/clipped_subgradient_update.hpp>
#include <lariat/optimizers/policies/proximal_update.hpp>
#include <lariat/optimizers/policies/subgradient_update.hpp>
#include <lariat/penalties/grouped.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/mcp.hpp>
#include <lariat/penalties/no_penalty.hpp>
#include <lariat/penalties/operators.hpp>
#include <lariat/penalties/weighted.hpp>
#include <vector>

#include "catch.hpp"

using namespace lariat;

namespace {

template <class Scalar>
struct Pairs {
    Vector<Scalar> w, g;
};

/// Every pair of telling values; 0.25 is the step below, and 0.5 the strength.
template <class Scalar>
Pairs<Scalar> every_pair() {
    using Limits = std::numeric_limits<Scalar>;
    const Scalar tiny = Limits::denorm_min(), least = (Limits::min)(), large = (Limits::max)() / 8;
    std::vector<Scalar> values = {
        0, 1, tiny, 3 * tiny, least, least / 2, Scalar(1e-3), Scalar(0.125), Scalar(0.5), 2, large};
    const std::size_t positive = values.size();
    for (std::size_t i = 0; i < positive; ++i) values.push_back(-values[i]);  // −0 too
    const Index n = static_cast<Index>(values.size());
    Pairs<Scalar> all{Vector<Scalar>(n * n), Vector<Scalar>(n * n)};
    for (Index i = 0; i < n * n; ++i) {
        all.w[i] = values[static_cast<std::size_t>(i / n)];
        all.g[i] = values[static_cast<std::size_t>(i % n)];
    }
    return all;
}

/// The element of g + ∂R(w) nearest to 0.
double direction(const Interval& slopes, double g) {
    const double lower = g + slopes.lower, upper = g + slopes.upper;
    return lower > 0 ? lower : upper < 0 ? upper : 0.0;
}

double proximal(const auto& R, double w, double g, double step) { return R.prox(w - step * g, step); }
double subgradient(const auto& R, double w, double g, double step) {
    return w - step * direction(R.subdifferential(w), g);
}
double clipped(const auto& R, double w, double g, double step) {
    const double moved = subgradient(R, w, g, step);
    const Interval kink = R.subdifferential(0.0);
    return kink.lower < kink.upper && ((moved < 0 && w > 0) || (moved > 0 && w < 0)) ? 0.0 : moved;
}

/// In double to the rounding of a sum whose product may be fused with it, in float to some roundings.
template <class Scalar>
void same(Scalar got, double want, double w, double g) {
    const double rounding =
        (sizeof(Scalar) == sizeof(double) ? 2 : 8) * double(std::numeric_limits<Scalar>::epsilon());
    CAPTURE(w, g, got, want);
    CHECK(std::abs(double(got) - want) <= rounding * (std::abs(w) + std::abs(g) + std::abs(want)) +
                                              8 * double(std::numeric_limits<Scalar>::denorm_min()));
    if (w == 0 && std::abs(g) < 0.25) CHECK(got == Scalar(want));  // what stays at zero stays exactly there
}

template <class Scalar, class Update, class Expected, class R>
void check(const Update& update, const Expected& expected, const R& penalty) {
    const Pairs<Scalar> p = every_pair<Scalar>();
    Vector<Scalar> x(p.w.size());
    update(penalty, p.w, p.g, 0.25, x);
    for (Index j = 0; j < x.size(); ++j)
        same(x[j], expected(at(penalty, j), double(p.w[j]), double(p.g[j]), 0.25), double(p.w[j]),
             double(p.g[j]));

    for (Index first : {0, 1, 5})  // parts of vectors, of every length, in place of w and of g
        for (Index n = 0; n < 40; ++n) {
            if constexpr (ScalarPenalty<R>) {
                Vector<Scalar> w = p.w, g = p.g, y(n);
                update(penalty, p.w.segment(first, n), p.g.segment(first, n), 0.25, y);
                update(penalty, w.segment(first, n), p.g.segment(first, n), 0.25, w.segment(first, n));
                update(penalty, p.w.segment(first, n), g.segment(first, n), 0.25, g.segment(first, n));
                CHECK(y == x.segment(first, n));
                CHECK(w.segment(first, n) == y);
                CHECK(g.segment(first, n) == y);
                CHECK(w.tail(w.size() - first - n) == p.w.tail(w.size() - first - n));
            }
        }
}

template <class Scalar, class R>
void check_all(const R& penalty) {
    check<Scalar>(
        ProximalUpdate{}, [](auto... x) { return proximal(x...); }, penalty);
    if constexpr (SubgradientUpdate::fits<R>)
        check<Scalar>(
            SubgradientUpdate{}, [](auto... x) { return subgradient(x...); }, penalty);
    if constexpr (ClippedSubgradientUpdate::fits<R>)
        check<Scalar>(
            ClippedSubgradientUpdate{}, [](auto... x) { return clipped(x...); }, penalty);
}

}  // namespace

TEMPLATE_TEST_CASE("updates: over vectors as over numbers", "[update]", double, float) {
    check_all<TestType>(0.5 * L1{});
    check_all<TestType>(0.5 * L2{});
    check_all<TestType>(0.5 * L1{} + 0.25 * L2{});
    check_all<TestType>(NoPenalty{});
    check_all<TestType>(0.5 * Nonnegative{L1{}});
    check_all<TestType>(0.5 * MCP{});
    const Index n = every_pair<double>().w.size();
    Vector<double> factors(n);
    for (Index j = 0; j < n; ++j) factors[j] = j % 3 == 0 ? 0.0 : 0.5 + 0.125 * double(j % 5);
    check_all<TestType>(Weighted{L1{}, factors});
    check_all<TestType>(0.5 * Weighted{L1{} + L2{}, factors});
    check_all<TestType>(Weighted{L1{}, factors} + 0.25 * L2{});
}

TEMPLATE_TEST_CASE("updates: a NaN in w or in the gradient stays a NaN, in its own place", "[update]", double,
                   float) {
    const TestType not_a_number = std::numeric_limits<TestType>::quiet_NaN();
    const auto updates = [&](const auto& penalty, const auto& update) {
        for (Index bad = 0; bad < 37; ++bad)
            for (bool in_w : {true, false}) {
                Vector<TestType> w = Vector<TestType>::LinSpaced(37, -1, 1), g = w.reverse(), x(37);
                (in_w ? w : g)[bad] = not_a_number;
                update(penalty, w, g, 0.25, x);
                for (Index j = 0; j < 37; ++j) CHECK(std::isnan(x[j]) == (j == bad));
            }
    };
    const auto all = [&](const auto& penalty) {
        updates(penalty, ProximalUpdate{});
        updates(penalty, SubgradientUpdate{});
        updates(penalty, ClippedSubgradientUpdate{});
    };
    all(0.5 * L1{});
    all(0.5 * L2{});
    all(0.5 * L1{} + 0.25 * L2{});
    all(NoPenalty{});
    all(Weighted{L1{}, Vector<double>(Vector<double>::Ones(37))});
    updates(0.5 * MCP{}, ProximalUpdate{});
}
