// SPDX-License-Identifier: BSD-3-Clause
// Penalties from another namespace, with an operator* of its own, of every kind: they work as lariat's do.
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/grouped.hpp>

#include "catch.hpp"
#include "samples.hpp"

namespace elsewhere {

/// Not lariat's using-directives: only the argument's base finds the operators here.
inline auto scaled_l0() { return 0.1 * L0{}; }
inline auto l0_and_ridge() { return 0.1 * L0{} + 0.2 * lariat::L2{}; }
inline auto everything_on_tilted() {
    return 2 * (lariat::Weighted{0.5 * Tilted{}, {1.0, 2.0}} + lariat::L2{} + lariat::Nonnegative{});
}
inline auto color() { return 0.1 * (Color{} + Color{}); }

/// log(1 + |w|/ε), written with its strength inside: scaled says so.
struct Log : lariat::PenaltyBase {
    double strength = 1;
    Log scaled(double c) const {
        Log result = *this;
        result.strength *= c;
        return result;
    }
    double value(double w) const { return strength * std::log1p(std::abs(w)); }
    lariat::Interval subdifferential(double w) const {
        if (w == 0) return {-strength, strength};
        const double slope = std::copysign(strength / (1 + std::abs(w)), w);
        return {slope, slope};
    }
};

/// A penalty whose prox takes arrays, too.
struct Shrink : lariat::PenaltyBase {
    double value(double w) const { return 0.5 * w * w; }
    double prox(double v, double step) const { return v / (1 + step); }
    template <lariat::ArrayExpression V, class T>
    auto prox(const V& v, const T& step) const -> decltype(v / (step + lariat::scalar_of<V>(1))) {
        return v / (step + lariat::scalar_of<V>(1));
    }
    lariat::Interval subdifferential(double w) const { return {w, w}; }
};

/// |w − λ|, λ its strength: scaled moves the kink and does not multiply, though the prox takes arrays.
struct Anchored : lariat::PenaltyBase {
    double strength = 1;
    Anchored scaled(double c) const {
        Anchored result = *this;
        result.strength *= c;
        return result;
    }
    double value(double w) const { return std::abs(w - strength); }
    double prox(double v, double step) const { return strength + lariat::soft_threshold(v - strength, step); }
    template <lariat::ArrayExpression V, class T>
    auto prox(const V& v, const T& step) const -> decltype(lariat::soft_threshold(v - 1.0, step) + 1.0) {
        return lariat::soft_threshold(v - strength, step) + strength;
    }
    lariat::Interval subdifferential(double w) const {
        return {w > strength ? 1.0 : -1.0, w < strength ? -1.0 : 1.0};
    }
};

/// 3|w|, whose slopes no binary fraction multiplies exactly.
struct Steep : lariat::PenaltyBase {
    double value(double w) const { return 3 * std::abs(w); }
    lariat::Interval subdifferential(double w) const { return {w > 0 ? 3.0 : -3.0, w < 0 ? -3.0 : 3.0}; }
    lariat::Interval slopes() const { return {-3.0, 3.0}; }
    double conjugate(double u) const { return slopes().contains(u) ? 0.0 : lariat::Interval::infinity; }
};

/// Σ j |w_j|: a penalty that hands out its coordinates.
struct Ramp : lariat::PenaltyBase {
    lariat::Scaled<lariat::L1> at(lariat::Index j) const { return lariat::Scaled<lariat::L1>(double(j)); }
};

/// ‖w‖₂ of the halves, as blocks.
struct Halves : lariat::PenaltyBase {
    std::array<std::array<int, 2>, 2> both{{{0, 1}, {2, 3}}};
    lariat::L1 profile(lariat::Index) const { return {}; }
    const auto& groups() const { return both; }
};

/// w ≥ 0, for vectors of double and nothing else.
struct Orthant : lariat::PenaltyBase {
    void project(const Eigen::VectorXd& v, Eigen::VectorXd& out) const { out = v.cwiseMax(0.0); }
    double support(const Eigen::VectorXd& u) const { return u.size() && u.maxCoeff() > 0 ? INFINITY : 0.0; }
    bool contains(const Eigen::VectorXd& w) const { return w.size() == 0 || w.minCoeff() >= 0; }
};

}  // namespace elsewhere

using namespace samples;

static_assert(ScalarPenalty<L0> && Proximable<L0> && !ConvexPenalty<L0>);
static_assert(ConjugatePenalty<Tilted> && ConvexPenalty<Tilted> && !VectorizedProx<Tilted, double>);
static_assert(!Proximable<elsewhere::Log> && Proximable<elsewhere::Ramp>);
static_assert(VectorizedProx<Ridged<Scaled<elsewhere::Shrink>>, double> &&
              VectorizedProx<elsewhere::Shrink, float>);
static_assert(BlockPenalty<elsewhere::Halves> && BlockPenalty<Scaled<elsewhere::Halves>>);
static_assert(Constraint<elsewhere::Orthant> && WholePenalty<RidgedConstraint<elsewhere::Orthant>>);

TEST_CASE("a user's L0: hard thresholding under every combinator", "[penalties][user]") {
    const auto l0 = elsewhere::scaled_l0();
    CHECK(l0.value(3.0) == 0.1);
    CHECK(l0.prox(0.44, 1.0) == 0);  // √(2 · 0.1) = 0.447
    CHECK(l0.prox(-0.45, 1.0) == -0.45);
    CHECK(l0.subdifferential(0.0) == Interval::everything());
    const auto ridged = elsewhere::l0_and_ridge();
    CHECK(ridged.prox(2.0, 1.0) == 2.0 / 1.4);
    CHECK((l0 + Nonnegative{}).prox(-2.0, 1.0) == 0);
    Vector<double> x(4);
    prox(Weighted{l0, {0.0, 1.0, 10.0, 100.0}}, Eigen::Vector4d::Constant(1), 1.0, x);
    CHECK(x == Eigen::Vector4d(1, 1, 0, 0));
    prox(Grouped{l0, {{0, 1}, {2, 3}}}, Eigen::Vector4d(0.4, 0.4, 0.3, 0.3), 1.0, x);
    CHECK(x == Eigen::Vector4d(0.4, 0.4, 0, 0));  // ‖·‖ = 0.57 and 0.42 against 0.447
    CHECK(jumps(l0, 4));
}

TEST_CASE("a user's convex penalty: gap, certificate and sums", "[penalties][user]") {
    const auto penalty = elsewhere::everything_on_tilted();
    CHECK(std::is_same_v<std::remove_const_t<decltype(penalty)>,
                         Ridged<Nonnegative<Weighted<Scaled<Tilted>>>>>);
    CHECK(penalty.at(1).value(3.0) == 2 * (0.5 * 2 * 6 + 9));
    const Eigen::Vector2d v(7, 20);
    Vector<double> x(2);
    prox(penalty, v, 0.5, x);  // (v − t·2·factor)/(1 + 2t·2) with t = ½: slopes 2 and 4
    CHECK(x[0] == Approx((7 - 0.5 * 2) / 3).epsilon(1e-15));
    CHECK(x[1] == Approx((20 - 0.5 * 4) / 3).epsilon(1e-15));
    const Vector<double> g = (x - v) / 0.5;
    CHECK(std::abs(conjugate_gap(penalty, x, g, 1.0)) <= 1e-13 * total(penalty, x));
    CHECK(kkt_violation(penalty, x, g, g.cwiseAbs()) <= 1e-15);
    (void)elsewhere::color();  // their operators are still theirs
}

TEST_CASE("a user's scaled() is what a strength and a factor mean", "[penalties][user]") {
    const auto penalty = Weighted{0.5 * elsewhere::Log{}, {1.0, 4.0}};
    CHECK(penalty.at(1).strength == 2);
    CHECK((elsewhere::Log{} + L2{}).scaled(3.0).penalty.strength == 3);
}

TEST_CASE("a user's scaled() that does not multiply keeps its meaning under factors", "[penalties][user]") {
    const Weighted penalty{elsewhere::Anchored{}, {1.0, 2.0, 0.5}};
    Vector<double> x(3);
    prox(penalty, Eigen::Vector3d(5, 5, 5), 1.0, x);
    CHECK(x == Eigen::Vector3d(4, 4, 4));  // one step towards the anchor each, at any factor
    prox(penalty, Eigen::Vector3d(1.5, 1.5, 1.5), 1.0, x);
    CHECK(x == Eigen::Vector3d(1, 2, 0.5));
}

TEST_CASE("a user's conjugate: the end of the scaled slopes is inside, whatever rounding says",
          "[penalties][user]") {
    for (int k = 1; k < 1000; ++k) {
        const auto penalty = 0.001 * k * elsewhere::Steep{};
        CHECK(penalty.conjugate(penalty.slopes().upper) == 0);
        CHECK(penalty.conjugate(penalty.slopes().lower) == 0);
    }
}

TEST_CASE("a user's array prox runs packed and equals its scalar one", "[penalties][user]") {
    Vector<double> x(5);
    const Vector<double> v = Vector<double>::LinSpaced(5, -1, 1);
    const auto penalty = 3 * elsewhere::Shrink{} + L2{} + Nonnegative{};
    prox(penalty, v, 0.5, x);
    for (Index j = 0; j < 5; ++j) CHECK(x[j] == penalty.prox(v[j], 0.5));
}

TEST_CASE("a user's indexed, block and set penalties", "[penalties][user]") {
    const Eigen::Vector4d v(1, -2, 3, 0.5);
    Vector<double> x(4);
    CHECK(total(2 * elsewhere::Ramp{}, v) == 2 * (2 + 6 + 1.5));
    prox(2 * elsewhere::Ramp{} + Nonnegative{}, v, 0.5, x);
    CHECK(x == Eigen::Vector4d(1, 0, 1, 0));
    prox(2 * elsewhere::Halves{}, Eigen::Vector4d(3, 4, 0.6, 0.8), 1.0, x);
    CHECK(x[0] == Approx(3 * 0.6).epsilon(1e-15));
    CHECK(x[2] == 0);
    CHECK(total(elsewhere::Halves{} + L2{}, Eigen::Vector4d(3, 4, 0, 0)) == 30);

    const auto orthant = 2 * elsewhere::Orthant{};  // a set times a number is the set
    CHECK(std::is_same_v<std::remove_const_t<decltype(orthant)>, elsewhere::Orthant>);
    CHECK_THROWS_AS(0 * elsewhere::Orthant{}, std::invalid_argument);
    Vector<double> longer = Vector<double>::Constant(6, -1);
    prox(orthant, 2 * v, 1.0, longer.head(4));
    CHECK(longer.head(4) == Eigen::Vector4d(2, 0, 6, 1));
    CHECK(longer[5] == -1);
    Vector<float> f = v.cast<float>();
    prox(orthant, f, 1.0, f);
    CHECK(f == Eigen::Vector4f(1, 0, 3, 0.5f));
    CHECK(total(orthant, f) == 0);
    CHECK(conjugate_gap(orthant, f, f, 1.0) == 1 + 9 + 0.25);
    prox(orthant + L2{}, v, 0.5, x);
    CHECK(x == Eigen::Vector4d(0.5, 0, 1.5, 0.25));
}
