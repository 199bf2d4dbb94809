// SPDX-License-Identifier: BSD-3-Clause
// L1Ball, L2Ball, Simplex: projections against their optimality condition and a reference by sorting.
#include <algorithm>
#include <cmath>
#include <functional>
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/l1_ball.hpp>
#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/l2_ball.hpp>
#include <lariat/penalties/operators.hpp>
#include <lariat/penalties/simplex.hpp>
#include <random>
#include <vector>

#include "catch.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

using Real = long double;

/// The level θ with Σ max(u − θ, 0) = total, by sorting (Duchi et al. 2008, figure 1), in long double and
/// relative to the largest element.
Real level_below_largest(const Vector<double>& u, double total) {
    std::vector<Real> depths;
    const Real largest = u.maxCoeff();
    for (double x : u) depths.push_back(largest - x);
    std::sort(depths.begin(), depths.end());
    Real sum = 0, level = 0;
    for (std::size_t k = 0; k < depths.size(); ++k) {
        sum += depths[k];
        const Real candidate = (total + sum) / Real(k + 1);
        if (candidate > depths[k]) level = candidate;
    }
    return level;
}

Vector<double> simplex_by_sorting(const Vector<double>& v, double total) {
    const Real level = level_below_largest(v, total), largest = v.size() > 0 ? v.maxCoeff() : 0;
    Vector<double> x(v.size());
    for (Index i = 0; i < v.size(); ++i) x[i] = double(std::max(level - (largest - Real(v[i])), Real(0)));
    return x;
}

Vector<double> l1_ball_by_sorting(const Vector<double>& v, double radius) {
    Real size = 0;
    for (double x : v) size += std::abs(Real(x));
    if (size <= radius) return v;
    if (radius == 0) return Vector<double>::Zero(v.size());
    const Vector<double> x = simplex_by_sorting(v.cwiseAbs(), radius);
    return x.binaryExpr(v, [](double a, double b) { return std::copysign(a, b); });
}

/// max over the set of (v − x)·y minus (v − x)·x: x is the projection of v if and only if this is 0. In long
/// double; relative to the size of v times that of x.
Real suboptimality(const std::function<Real(const std::vector<Real>&)>& support, const Vector<double>& v,
                   const Vector<double>& x) {
    std::vector<Real> u;
    Real inner = 0, of_v = 0, of_x = 0;
    for (Index i = 0; i < v.size(); ++i) {
        u.push_back(Real(v[i]) - x[i]);
        inner += u.back() * x[i];
        of_v = std::max(of_v, std::abs(Real(v[i])));
        of_x += std::abs(Real(x[i]));
    }
    return of_v * of_x > 0 ? (support(u) - inner) / (of_v * of_x) : support(u) - inner;
}

Real largest_of(const std::vector<Real>& u) { return *std::max_element(u.begin(), u.end()); }
Real largest_size(const std::vector<Real>& u) {
    Real largest = 0;
    for (Real x : u) largest = std::max(largest, std::abs(x));
    return largest;
}

/// Vectors that projections find hard: ties, one element, zeros, a geometric sequence, a hair's breadth
/// outside, random.
std::vector<Vector<double>> hard_vectors() {
    std::vector<Vector<double>> all;
    all.push_back(Vector<double>::Constant(1, 3.0));
    all.push_back(Vector<double>::Constant(1, -3.0));
    all.push_back(Vector<double>::Zero(4));
    all.push_back(Vector<double>::Constant(7, 1.0));
    all.push_back((Vector<double>(6) << 1, -1, 1, -1, 0.5, 0.5).finished());
    all.push_back((Vector<double>(5) << 1, 1 + 1e-15, 1 - 1e-15, 1e-200, 0).finished());
    all.push_back((Vector<double>(3) << 0.5, 0.25, 0.25 + 1e-13).finished());
    Vector<double> geometric(60);
    for (Index i = 0; i < 60; ++i) geometric[i] = std::ldexp(i % 2 ? 1.0 : -1.0, int(i) - 30);
    all.push_back(geometric);
    for (unsigned seed : {1u, 2u, 3u}) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        for (Index n : {2, 9, 100, 1000}) {
            Vector<double> v(n);
            for (double& x : v) x = normal(random);
            all.push_back(v);
            all.push_back(v.array().cube().matrix());
        }
    }
    return all;
}

const std::vector<double> scales{1e-150, 1e-10, 1.0, 1e10, 1e150};

/// check(v, radius) for the hard vectors at all scales, and radii of these ratios to the scale.
template <class Check>
void each_ball(const std::vector<double>& ratios, const Check& check) {
    for (const Vector<double>& base : hard_vectors())
        for (const double scale : scales)
            for (const double ratio : ratios) {
                CAPTURE(base.size(), base[0], scale, ratio);
                check(Vector<double>(scale * base), scale * ratio);
            }
}

}  // namespace

TEST_CASE("L1Ball, Simplex: projections agree with sorting in long double", "[penalties][constraints]") {
    // Every step of the projection is a sum of terms of one sign or a difference of two depths below the
    // radius: its error stays within a few epsilon of the radius (n/8 of them for the sums, at most).
    each_ball({1e-12, 1e-3, 0.5, 1.0, 3.0, 1e6}, [](const Vector<double>& v, double radius) {
        Vector<double> x(v.size());
        L1Ball{radius}.project(v, x);
        CHECK((x - l1_ball_by_sorting(v, radius)).cwiseAbs().maxCoeff() <= 1e-13 * radius);
        CHECK(L1Ball{radius}.contains(x));
        Simplex{radius}.project(v, x);
        CHECK((x - simplex_by_sorting(v, radius)).cwiseAbs().maxCoeff() <= 1e-13 * radius);
        CHECK(Simplex{radius}.contains(x));
    });
}

TEST_CASE("L1Ball, L2Ball, Simplex: projections satisfy the optimality condition",
          "[penalties][constraints]") {
    // (v − x)·(y − x) ≤ 0 for every y of the set. The last digits of x, times v − x, are what it may be off
    // by.
    each_ball({1e-3, 0.5, 1.0, 3.0}, [](const Vector<double>& v, double radius) {
        Vector<double> x(v.size());
        L1Ball{radius}.project(v, x);
        CHECK(suboptimality([&](const auto& u) { return radius * largest_size(u); }, v, x) <= 1e-13);
        Simplex{radius}.project(v, x);
        CHECK(suboptimality([&](const auto& u) { return radius * largest_of(u); }, v, x) <= 1e-13);
        L2Ball{radius}.project(v, x);
        CHECK(L2Ball{radius}.contains(x));
        CHECK(suboptimality(
                  [&](const auto& u) {
                      Real sum = 0;
                      for (Real y : u) sum += y * y;
                      return radius * std::sqrt(sum);
                  },
                  v, x) <= 1e-13);
    });
}

TEST_CASE("L2Ball: the projection is v·radius/‖v‖, every element to its last digits",
          "[penalties][constraints]") {
    // Five roundings an element, and those of ‖v‖, a sum of terms of one sign in lanes.
    each_ball({1e-12, 1e-3, 0.5, 1.0, 3.0, 1e6}, [](const Vector<double>& v, double radius) {
        Real squares = 0;
        for (double x : v) squares += Real(x) * x;
        const Real size = std::sqrt(squares);
        Vector<double> x(v.size());
        L2Ball{radius}.project(v, x);
        Index wrong = 0;
        for (Index i = 0; i < v.size(); ++i) {
            const Real want = size > radius ? v[i] * (radius / size) : v[i];
            wrong += !(std::abs(x[i] - want) <= 16 * epsilon * std::abs(want));
        }
        CHECK(wrong == 0);
    });
}

TEST_CASE("projection: the identity inside, zero at radius 0, signs kept, ties share",
          "[penalties][constraints]") {
    const Eigen::Vector3d v(0.5, -0.25, 0.125);
    Vector<double> x(3);
    L1Ball{0.875}.project(v, x);
    CHECK(x == v);
    L2Ball{0.6}.project(v, x);
    CHECK(x == v);
    L1Ball{0.0}.project(v, x);
    CHECK(x.isZero(0));
    L2Ball{0.0}.project(v, x);
    CHECK(x.isZero(0));
    Simplex{0.0}.project(v, x);
    CHECK(x.isZero(0));
    L1Ball{0.5}.project(v, x);
    CHECK(x == Eigen::Vector3d(0.375, -0.125, 0));
    L1Ball{1.0}.project(Eigen::Vector4d(2, -2, 2, 2), x = Vector<double>(4));
    CHECK(x == Eigen::Vector4d(0.25, -0.25, 0.25, 0.25));
    Simplex{}.project(Eigen::Vector4d::Constant(-7), x);
    CHECK(x == Eigen::Vector4d::Constant(0.25));
    L2Ball{1.0}.project(Eigen::Vector2d(3, -4), x = Vector<double>(2));
    CHECK(x[0] == Approx(0.6).epsilon(1e-15));
    CHECK(x[1] == Approx(-0.8).epsilon(1e-15));
    L1Ball{1.0}.project(Vector<double>(), x = Vector<double>());
    CHECK(x.size() == 0);
}

TEST_CASE("projection: onto a radius far below v", "[penalties][constraints]") {
    // θ = max − τ has no digit of τ left here; measured down from the largest element τ keeps all of them.
    Vector<double> v = Eigen::Vector3d(1.0, 1.0 - 0x1p-50, 0.5), x(3);
    const double radius = 0x1p-48;
    L1Ball{radius}.project(v, x);
    CHECK(x[0] == 0x1p-49 + 0x1p-51);
    CHECK(x[1] == 0x1p-49 - 0x1p-51);
    CHECK(x[2] == 0);
    L2Ball{1e-200}.project(Vector<double>::Constant(4, 1e200), x = Vector<double>(4));
    CHECK(x[3] == Approx(5e-201).epsilon(1e-14));
}

TEST_CASE("projection: of the largest and the smallest numbers there are", "[penalties][constraints]") {
    constexpr double most = std::numeric_limits<double>::max(),
                     least = std::numeric_limits<double>::denorm_min();
    Vector<double> x(4);
    for (double v : {least, 3 * least, 1e-310}) {  // 1/‖v‖ is infinite
        L2Ball{0}.project(Vector<double>::Constant(4, v), x);
        CHECK(x == Vector<double>::Zero(4));
    }
    L2Ball{1e-310}.project(Vector<double>::Constant(4, 1e-309), x);
    CHECK((x.array() - 5e-311).abs().maxCoeff() <= least);
    L2Ball{1}.project(Vector<double>::Constant(4, most), x);  // ‖v‖ is
    CHECK(x[0] == Approx(0.5).epsilon(1e-15));
    L1Ball{1}.project(Eigen::Vector4d(most, -most, most, -most), x);
    CHECK(x == Eigen::Vector4d(0.25, -0.25, 0.25, -0.25));
    Simplex{1}.project(Eigen::Vector4d(most, most, -most, -most), x);
    CHECK(x == Eigen::Vector4d(0.5, 0.5, 0, 0));
}

TEST_CASE("projection: 100000 elements, random and adversarial, in few passes", "[penalties][constraints]") {
    const Index n = 100000;
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform(-1, 1);
    Vector<double> v(n), x(n);
    const auto passes_of = [&](double radius) {
        const double largest = v.cwiseAbs().maxCoeff();
        double calls = 0;
        (void)detail::simplex_threshold(n, radius, [&](Index i) {
            ++calls;
            return largest - std::abs(v[i]);
        });
        return calls / double(n);
    };
    const auto check = [&](double radius, double most_passes) {
        L1Ball{radius}.project(v, x);
        // sums of 12500 terms a lane may be off by as many epsilon, hardly ever by more than their square
        // root
        CHECK((x - l1_ball_by_sorting(v, radius)).cwiseAbs().maxCoeff() <= 1e-12 * radius);
        CHECK(L1Ball{radius}.contains(x));
        CHECK(passes_of(radius) <= most_passes);
    };
    for (double& y : v) y = uniform(random);
    for (double radius : {1e-6, 1.0, 1e3, 4e4}) check(radius, 60);
    // elements, and depths, that halve: each the sum of all that follow, so that a step drops few of them
    for (Index i = 0; i < n; ++i) v[i] = std::pow(10.0, -300.0 * double(i) / n);
    for (double radius : {1e-6, 1.0, 1e2}) check(radius, 60);
    for (Index i = 0; i < n; ++i) v[i] = i < 600 ? std::ldexp(1.0, int(i)) : 0.0;
    for (double radius : {1.0, 1e100}) check(radius, 60);
    for (Index i = 0; i < n; ++i) v[i] = 1.0 - (i < 1000 ? std::ldexp(1.0, -int(i)) : 1.0);
    for (double radius : {1e-9, 1e-3, 1.0}) check(radius, 60);
    // the worst for Newton: each depth just above the level that the smaller ones make, which drops one a
    // step
    double depths = 0, level = 1;
    for (Index i = 0; i < n; ++i) {
        const double depth = i == 0 ? 0.0 : level * (1 + 1e-9);
        v[i] = 2.0 - depth;
        depths += depth;
        level = (1 + depths) / double(i + 1);
    }
    check(1.0, 60);
}

TEST_CASE("projection: over float, expressions and parts of vectors, in place", "[penalties][constraints]") {
    Vector<float> v = Vector<float>::LinSpaced(9, -2, 2), x(9);
    const auto check = [&](const auto& set) {
        Vector<double> want(9);
        set.project(Vector<double>(v.cast<double>()), want);
        x = v;
        set.project(x, x);
        CHECK(set.contains(x));
        CHECK((x.cast<double>() - want).cwiseAbs().maxCoeff() <=
              2e-7);  // float's rounding of numbers below 2
        Vector<double> w = Vector<double>::Constant(11, 5.0);
        prox(set, 2.0 * Vector<double>(v.cast<double>()) - v.cast<double>(), 0.3, w.head(9));
        CHECK((w.head(9) - want).cwiseAbs().maxCoeff() <= 4 * epsilon);
        CHECK(w[10] == 5.0);
    };
    check(L1Ball{1.5});
    check(L2Ball{1.5});
    check(Simplex{1.5});
}

TEST_CASE("projection: a NaN is not swallowed", "[penalties][constraints]") {
    const Eigen::Vector3d v(1, std::nan(""), 2);
    Vector<double> x(3);
    L1Ball{1.0}.project(v, x);
    CHECK(x.hasNaN());
    L2Ball{1.0}.project(v, x);
    CHECK(x.hasNaN());
    Simplex{1.0}.project(v, x);
    CHECK(x.hasNaN());
    CHECK(!L1Ball{1.0}.contains(v));
    CHECK(!L2Ball{1.0}.contains(v));
    CHECK(!Simplex{1.0}.contains(v));
}

TEST_CASE("constraints: contains and support", "[penalties][constraints]") {
    const Eigen::Vector3d u(0.5, -2, 1);
    CHECK(L1Ball{1.5}.support(u) == 3.0);
    CHECK(L2Ball{1.5}.support(u) == Approx(1.5 * std::sqrt(5.25)).epsilon(1e-15));
    CHECK(Simplex{1.5}.support(u) == 1.5);
    CHECK(Simplex{1.5}.support(-u) == 3.0);
    CHECK(L1Ball{1.5}.support(-u.cast<float>()) == 3.0);
    CHECK(L1Ball{3.5}.contains(u));
    CHECK(!L1Ball{3.4999999}.contains(u));
    CHECK(L2Ball{2.2912879}.contains(u));
    CHECK(!L2Ball{2.2912878}.contains(u));
    CHECK(Simplex{}.contains(Eigen::Vector2d(0.25, 0.75)));
    CHECK(!Simplex{}.contains(Eigen::Vector2d(-0.25, 1.25)));
    CHECK(!Simplex{}.contains(Eigen::Vector2d(0.25, 0.7499999)));
    CHECK(L1Ball{0.0}.contains(Eigen::Vector2d(0, 0)));
    CHECK(!L1Ball{0.0}.contains(Eigen::Vector2d(0, 1e-300)));
}

TEST_CASE("multiplier: the penalized problem with it has the same solution", "[penalties][constraints]") {
    // min ½‖w − a‖² over the ball is the projection w of a, with gradient w − a; the penalized problem is a
    // prox at step 1. A few roundings of numbers below 3 each way.
    std::mt19937 random(11);
    std::normal_distribution<double> normal;
    for (int trial = 0; trial < 20; ++trial) {
        Vector<double> a(12), w(12), penalized(12);
        for (double& x : a) x = normal(random);
        a *= 4 / a.norm();  // outside
        for (double radius : {0.01, 0.5, 2.0}) {
            L1Ball{radius}.project(a, w);
            double lambda = L1Ball{radius}.multiplier(Vector<double>(w - a), w);
            prox(lambda * L1{}, a, 1.0, penalized);
            CHECK(lambda > 0);
            CHECK((penalized - w).cwiseAbs().maxCoeff() <= 1e-14);
            L2Ball{radius}.project(a, w);
            lambda = L2Ball{radius}.multiplier(Vector<double>(w - a), w);
            prox(lambda * L2{}, a, 1.0, penalized);
            CHECK(lambda > 0);
            CHECK((penalized - w).cwiseAbs().maxCoeff() <= 1e-14);
        }
        const Vector<double> g = Vector<double>::Zero(12);  // a inside: no penalty has the same solution
        CHECK(L1Ball{100.0}.multiplier(g, a) == 0);
        CHECK(L2Ball{100.0}.multiplier(g, a) == 0);
    }
    const Eigen::Vector2d g(-3, 2), zero(0, 0);
    CHECK(L1Ball{0.0}.multiplier(g, zero) == 3);  // the smallest λ that keeps w at 0
    CHECK(L2Ball{0.0}.multiplier(g, zero) == infinity);
}

TEST_CASE("constraint + L2: the prox and the gap of the sum", "[penalties][constraints]") {
    const auto sum = Simplex{} + 0.7 * L2{};
    const Eigen::Vector3d v(0.9, -0.3, 0.4);
    Vector<double> x(3), y(3);
    prox(sum, v, 2.0, x);
    Simplex{}.project(v / (1 + 2 * 2.0 * 0.7), y);
    CHECK((x - y).cwiseAbs().maxCoeff() <= 2 * epsilon);
    CHECK(total(sum, x) == Approx(0.7 * x.squaredNorm()).epsilon(1e-15));
    CHECK(total(sum, v) == infinity);
    // at x the gradient that makes x optimal for g·w + R(w) is g = (x − v)/t: the gap is 0 there, up to
    // rounding
    const Vector<double> g = (x - v) / 2.0;
    CHECK(std::abs(conjugate_gap(sum, x, g, 1.0)) <= 1e-15);
    // R*(u) by a grid over the simplex: no point of it is above, and the best is within the grid's h²
    // curvature
    const Eigen::Vector3d u(0.3, -0.2, 0.5);
    double found = -infinity;
    for (int i = 0; i <= 200; ++i)
        for (int j = 0; j <= 200 - i; ++j) {
            const Eigen::Vector3d w(i / 200.0, j / 200.0, (200 - i - j) / 200.0);
            found = (std::max)(found, u.dot(w) - 0.7 * w.squaredNorm());
        }
    const double conjugate = conjugate_gap(sum, y, Vector<double>(-u), 1.0) - total(sum, y) + u.dot(y);
    CHECK(conjugate >= found - 1e-15);
    CHECK(conjugate <= found + 0.7 * 2 / (200.0 * 200.0));
    CHECK(conjugate_gap(Simplex{} + 0.0 * L2{}, y, Vector<double>(-u), 1.0) ==
          Approx(conjugate_gap(Simplex{}, y, Vector<double>(-u), 1.0)).epsilon(1e-12));
    nearest_to_zero(sum, x);
    CHECK((x - Eigen::Vector3d::Constant(1 / 3.0)).cwiseAbs().maxCoeff() <= epsilon);
}
