// SPDX-License-Identifier: BSD-3-Clause
// The whole-vector calculus: what optimizers step by and certificates measure by, for every kind of penalty.
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/grouped.hpp>
#include <lariat/penalties/l1_ball.hpp>
#include <lariat/penalties/l2_ball.hpp>
#include <lariat/penalties/simplex.hpp>
#include <random>

#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

constexpr Index n = 12;

Vector<double> normal_vector(unsigned seed, double size = 1.0) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0.0, size);
    Vector<double> v(n);
    for (double& x : v) x = normal(random);
    return v;
}

const std::vector<std::vector<Index>> trios{{0, 3, 6}, {9, 1, 4}, {7, 10, 2}, {5, 8, 11}};
const Numbers factors{0, 1, 2, 0.5, 1, 1, 3, 0, 0.1, 1, 1, 2};

/// f(R) for penalties of every kind.
template <class F>
void each_kind(F&& f) {
    f(NoPenalty{});
    f(0.7 * L1{});
    f(0.3 * L2{});
    f(0.7 * L1{} + 0.3 * L2{});
    f(MCP{3.0, 0.7});
    f(SCAD{3.7, 0.7} + 0.2 * L2{});
    f(Tilted{});
    f(Nonnegative{0.7 * L1{}});
    f(0.7 * L1{} + Box{-0.5, 0.4} + 0.1 * L2{});
    f(Box{-0.5, 0.4});
    f(Weighted{0.7 * L1{}, factors});
    f(Weighted{MCP{}, factors} + 0.1 * L2{});
    f(0.7 * Grouped{L1{}, trios});
    f(0.7 * Grouped{L1{}, trios} + 0.2 * L2{});
    f(Grouped{MCP{}, trios});
    f(Weighted{Grouped{SCAD{}, trios}, {0.0, 0.3, 1.0, 2.0}});
    f(Weighted{Grouped{L1{}, trios}, {0.0, 0.3, 1.0, 2.0}});
    f(Grouped{0.3 * L2{}, trios});
    f(L1Ball{1.5});
    f(L2Ball{1.5});
    f(Simplex{1.5});
    f(L1Ball{1.5} + 0.2 * L2{});
}

template <class R>
concept Distant = requires(const R& penalty, const Vector<double>& v) { kkt_violation(penalty, v, v, v); };

}  // namespace

static_assert(Distant<L1> && Distant<Weighted<MCP>> && Distant<Grouped<SCAD>> && !Distant<L1Ball>);

TEST_CASE("calculus: at a prox the KKT conditions hold", "[penalties][calculus]") {
    // x = prox_t(v) solves min g·x + R(x) for g = (x − v)/t, which errs by a few epsilon of (|v| + |x|)/t,
    // below 100.
    each_kind([](const auto& penalty) {
        using R = std::remove_cvref_t<decltype(penalty)>;
        for (unsigned seed : {1u, 2u, 3u})
            for (double size : {0.3, 2.0, 10.0})
                for (double t : {0.1, 1.0, 2.9, 5.0}) {
                    const Vector<double> v = normal_vector(seed, size), ones = Vector<double>::Ones(n);
                    Vector<double> x(n), d(n);
                    prox(penalty, v, t, x);
                    const Vector<double> g = (x - v) / t;
                    const double rounding =
                        16 * epsilon * (v.cwiseAbs().maxCoeff() + x.cwiseAbs().maxCoeff()) / t;
                    CAPTURE(seed, size, t);
                    CHECK(total(penalty, x) < infinity);
                    if constexpr (Distant<R>) {
                        CHECK(kkt_violation(penalty, x, g, ones) <= rounding);
                        minimum_norm_subgradient(penalty, x, g, d);
                        CHECK(d.cwiseAbs().maxCoeff() <= 4 * rounding);
                        const Vector<double> up = g.array() + 1e3,
                                             down = g.array() - 1e3;  // against a bound one may push
                        CHECK((std::max)(kkt_violation(penalty, x, up, ones),
                                         kkt_violation(penalty, x, down, ones)) > 1);
                    }
                    if constexpr (ConjugatePenalty<R>)
                        if (conjugate_is_finite(penalty, n)) {
                            const double scale = total(penalty, x) + std::abs(g.dot(x)) + g.norm() * x.norm();
                            CHECK(std::abs(conjugate_gap(penalty, x, g, 1.0)) <= 32 * epsilon * (1 + scale));
                        }
                }
    });
}

TEST_CASE("calculus: no nearby point does better than a prox", "[penalties][calculus]") {
    // Blocks and sets have no scalar law to stand on. The objective is a sum of terms ≥ 0: 1e-13 of it.
    each_kind([](const auto& penalty) {
        const auto objective = [&](const Vector<double>& x, const Vector<double>& v, double t) {
            return (x - v).squaredNorm() / (2 * t) + total(penalty, x);
        };
        for (unsigned seed : {1u, 2u, 3u})
            for (double t : {0.1, 1.0, 2.9, 5.0}) {
                const Vector<double> v = normal_vector(seed, 2.0);
                Vector<double> x(n), y(n);
                prox(penalty, v, t, x);
                const double reached = objective(x, v, t);
                for (unsigned trial = 0; trial < 200; ++trial) {
                    y = x + normal_vector(100 + trial, trial % 2 ? 1e-3 : 1.0);
                    if (trial % 10 == 0) y = double(trial) / 200 * v;
                    prox(penalty, y, 0.0, y);  // into the set
                    CAPTURE(seed, t, trial);
                    CHECK(reached <= objective(y, v, t) * (1 + 1e-13));
                }
            }
    });
}

TEST_CASE("calculus: gaps are nonnegative, and infinite where the dual point is infeasible",
          "[penalties][calculus]") {
    // A sum of Fenchel–Young remainders, each rounded to a few epsilon of its terms.
    each_kind([](const auto& penalty) {
        if constexpr (ConjugatePenalty<std::remove_cvref_t<decltype(penalty)>>) {
            for (unsigned seed : {1u, 2u, 3u}) {
                Vector<double> w = normal_vector(seed), g = normal_vector(seed + 10, 3.0);
                prox(penalty, w, 0.1, w);
                const double s = dual_scale(penalty, g);
                CAPTURE(seed, s);
                CHECK((0 <= s && s <= 1));
                const double gap = conjugate_gap(penalty, w, g, s),
                             size = total(penalty, w) + g.norm() * w.norm();
                CHECK(gap >= -8 * epsilon * size);
                CHECK(gap < infinity);
                Vector<float> wf = w.cast<float>(), gf = g.cast<float>();
                prox(penalty, wf, 0.0, wf);  // rounding may have taken w out of the set
                CHECK(conjugate_gap(penalty, wf, gf, 0.5 * s) < infinity);
                if (conjugate_is_finite(penalty, n)) CHECK(s == 1);
                if (conjugate_reachable(penalty, n) && free_coordinates(penalty, n).empty()) CHECK(s > 0);
                if (s < 1) CHECK(conjugate_gap(penalty, w, g, s + 1e-12) == infinity);  // the largest such s
            }
        }
    });
}

TEST_CASE("calculus: the gap of L1, the elastic net and groups in closed form", "[penalties][calculus]") {
    const Vector<double> w = normal_vector(1), g = normal_vector(2);
    const double s = 0.25, l1 = 2.0, l2 = 0.3;
    double of_l1 = 0, of_net = 0, of_groups = 0;
    for (Index j = 0; j < n; ++j) {
        const double u = -s * g[j];
        of_l1 += l1 * std::abs(w[j]) - u * w[j];
        const double beyond = (std::max)(std::abs(u) - 0.1 * l1, 0.0);
        of_net += 0.1 * l1 * std::abs(w[j]) + l2 * w[j] * w[j] + beyond * beyond / (4 * l2) - u * w[j];
    }
    for (const auto& group : trios) {
        double squares = 0, inner = 0;
        for (Index j : group) squares += w[j] * w[j], inner += g[j] * w[j];
        of_groups += l1 * std::sqrt(squares) + s * inner;
    }
    CHECK(conjugate_gap(l1 * L1{}, w, g, s) == Approx(of_l1).epsilon(1e-14));
    CHECK(conjugate_gap(0.1 * l1 * L1{} + l2 * L2{}, w, g, s) == Approx(of_net).epsilon(1e-14));
    CHECK(conjugate_gap(l1 * Grouped{L1{}, trios}, w, g, s) == Approx(of_groups).epsilon(1e-14));
    // with a ridge of 1e-9 the same formula holds: R* is (|u| − λ)²/(4λ₂), huge and exact
    CHECK(conjugate_gap(0.1 * L1{} + 1e-9 * L2{}, Vector<double>::Zero(1), Vector<double>::Constant(1, 0.2),
                        1.0) == Approx(0.01 / 4e-9).epsilon(1e-13));
}

TEST_CASE("calculus: a dual point scaled to the boundary is feasible in spite of rounding",
          "[penalties][calculus]") {
    for (unsigned seed = 0; seed < 500; ++seed) {
        const Vector<double> g = normal_vector(seed, 3.0), w = Vector<double>::Zero(n);
        const double lambda = 0.1 + 0.001 * seed;
        CHECK(conjugate_gap(lambda * L1{}, w, g, dual_scale(lambda * L1{}, g)) == 0);
        const auto grouped = lambda * Grouped{L1{}, trios};
        CHECK(conjugate_gap(grouped, w, g, dual_scale(grouped, g)) == 0);
        const auto weighted = Weighted{lambda * L1{}, Vector<double>(Vector<double>::Constant(n, 1 / 3.0))};
        CHECK(conjugate_gap(weighted, w, g, dual_scale(weighted, g)) == 0);
    }
}

TEST_CASE("calculus: the minimum-norm subgradient is as long as the distance", "[penalties][calculus]") {
    each_kind([](const auto& penalty) {
        if constexpr (Distant<std::remove_cvref_t<decltype(penalty)>>) {
            Vector<double> w = normal_vector(4), d(n);
            const Vector<double> g = normal_vector(5);
            w[0] = w[3] = w[6] = 0;  // a whole group
            w[1] = 0;
            prox(penalty, w, 0.0, w);  // into the domain
            minimum_norm_subgradient(penalty, w, g, d);
            if constexpr (BlockPenalty<std::remove_cvref_t<decltype(penalty)>>) {
                for (std::size_t k = 0; k < trios.size(); ++k) {  // the violation of this group alone
                    Vector<double> only = Vector<double>::Constant(n, infinity);
                    double squares = 0, largest = 0;
                    for (Index j : trios[k]) {
                        only[j] = 0;
                        squares += d[j] * d[j];
                        largest = (std::max)(largest, std::abs(d[j]));
                    }
                    const auto profile = penalty.profile(static_cast<Index>(k));
                    const double radius = detail::group_norm(w, trios[k]);
                    const double size = (std::max)(detail::size(profile.subdifferential(0.0)),
                                                   detail::size(profile.subdifferential(radius)));
                    const double want = kkt_violation(penalty, w, g, only) * size;
                    if (size > 0) CHECK(largest == Approx(want).epsilon(1e-13).margin(1e-15));
                    // dist(−g_g, ∂R_g(w_g)): to the sphere's ball of slopes at 0, along the ray elsewhere
                    if (radius == 0) {
                        const double norm = detail::group_norm(g, trios[k]);
                        const double slope = profile.subdifferential(0.0).upper;
                        CHECK(std::sqrt(squares) == Approx((std::max)(norm - slope, 0.0)).epsilon(1e-13));
                    }
                }
            } else {
                for (Index j = 0; j < n; ++j) {
                    const Interval slopes = at(penalty, j).subdifferential(w[j]);
                    CHECK(std::abs(d[j]) == slopes.distance_to(-g[j]));
                    CHECK(slopes.distance_to(d[j] - g[j]) <= 2 * epsilon * (std::abs(g[j]) + std::abs(d[j])));
                }
            }
        }
    });
    // the text's cases: off zero the sign, at zero S_λ(g)
    Vector<double> d(4);
    minimum_norm_subgradient(0.1 * L1{}, Eigen::Vector4d(2, -2, 0, 0), Eigen::Vector4d(0.3, 0.3, 0.3, 0.05),
                             d);
    CHECK(d == Eigen::Vector4d(0.3 + 0.1, 0.3 - 0.1, 0.3 - 0.1, 0));
    Vector<float> f(2);
    minimum_norm_subgradient(0.5 * L1{}, Eigen::Vector2f(2, 0), Eigen::Vector2f(0.25f, -1), f);
    CHECK(f == Eigen::Vector2f(0.75f, -0.5f));
}

TEST_CASE("calculus: at the critical strength 0 is stationary, below it is not", "[penalties][calculus]") {
    const Vector<double> zero = Vector<double>::Zero(n), ones = Vector<double>::Ones(n);
    const auto check = [&](const auto& penalty) {
        for (unsigned seed : {1u, 2u, 3u}) {
            const Vector<double> g = normal_vector(seed);
            const double critical = critical_strength(penalty, g);
            CAPTURE(seed, critical);
            CHECK(critical > 0);
            CHECK(kkt_violation(scaled(penalty, critical * (1 + 2 * epsilon)), zero, g, ones) <= 4 * epsilon);
            CHECK(kkt_violation(scaled(penalty, critical * 0.999), zero, g, ones) > 1e-6);
        }
    };
    check(L1{});
    check(0.7 * L1{} + 0.3 * L2{});
    check(MCP{});
    check(SCAD{});
    check(Tilted{});
    check(Nonnegative{L1{}});
    check(Grouped{L1{}, trios});
    check(Grouped{MCP{}, trios} + L2{});
    check(Weighted{Grouped{L1{}, trios}, {1.0, 0.3, 1.0, 2.0}});
    const Eigen::Vector3d g(-4, 0, 1);
    CHECK(critical_strength(L1{}, g) == 4);
    CHECK(critical_strength(2 * L1{}, g) == 2);
    CHECK(critical_strength(Tilted{}, g) == 2);  // 4 against slope 2, 1 against slope 1
    CHECK(critical_strength(Nonnegative{L1{}}, g) == 4);
    CHECK(critical_strength(Nonnegative{L1{}}, Eigen::Vector3d(4, 5, 6)) == 0);
    CHECK(critical_strength(L2{}, g) == infinity);
    CHECK(critical_strength(L2{}, Eigen::Vector3d(0, 0, 0)) == 0);
    CHECK(critical_strength(NoPenalty{}, g) == 0);
    CHECK(critical_strength(Weighted{L1{}, {0.0, 1.0, 2.0}}, g) ==
          0.5);  // the unpenalized one does not count
    CHECK(critical_strength(Weighted{MCP{}, {0.0, 1.0, 2.0}}, g) == 0.5);
    CHECK(critical_strength(Box{-1.0, 1.0}, g) == infinity);
    CHECK(critical_strength(Box{0.5, 1.0}, g) == infinity);  // 0 is not feasible
    CHECK(critical_strength(L1{}, g.cast<float>()) == 4);
}

TEST_CASE("calculus: the KKT violation is relative, with 0/0 = 0", "[penalties][calculus]") {
    const Eigen::Vector2d zero(0, 0), g(3, 1);
    CHECK(kkt_violation(1.0 * L1{}, zero, g, Eigen::Vector2d(1, 1)) == 1);    // (3 − 1)/(1 + 1)
    CHECK(kkt_violation(1.0 * L1{}, zero, g, Eigen::Vector2d(3, 0)) == 0.5);  // (3 − 1)/(3 + 1)
    CHECK(kkt_violation(NoPenalty{}, zero, zero, zero) == 0);                 // 0/0
    CHECK(kkt_violation(NoPenalty{}, zero, g, zero) == infinity);
    CHECK(kkt_violation(Box{0.0, 1.0}, zero, g, zero) == 0);                       // pushed against the bound
    CHECK(kkt_violation(Box{0.0, 1.0}, Eigen::Vector2d(2, 0), g, g) == infinity);  // outside
    CHECK(kkt_violation(L2{}, Eigen::Vector2d(1, 0), Eigen::Vector2d(0, 0), Eigen::Vector2d(2, 1)) == 0.5);
    CHECK(std::isnan(kkt_violation(L1{}, Eigen::Vector2d(NaN, 0), Eigen::Vector2d(NaN, 0), g)));
    // ‖g‖ = 5, so 4/5 of (3, 4) is too much: 2.4/(0.6 + 1) and 3.2/(0.8 + 1)
    CHECK(kkt_violation(Grouped{L1{}, {{0, 1}}}, zero, Eigen::Vector2d(3, 4), Eigen::Vector2d(0.6, 0.8)) ==
          Approx(3.2 / 1.8).epsilon(1e-15));
}

TEST_CASE("calculus: which gaps exist", "[penalties][calculus]") {
    const auto check = [](const auto& penalty, bool finite, bool reachable, bool jump) {
        CHECK(conjugate_is_finite(penalty, 2) == finite);
        CHECK(conjugate_reachable(penalty, 2) == reachable);
        CHECK(jumps(penalty, 2) == jump);
    };
    check(NoPenalty{}, false, true, false);  // but for what is free
    check(L1{}, false, true, false);
    check(L2{}, true, true, false);
    check(0.0 * L2{}, false, true, false);
    check(0.1 * L1{} + 0.1 * L2{}, true, true, false);
    check(0.1 * L1{} + 0.0 * L2{}, false, true, false);
    check(MCP{}, false, false, false);
    check(MCP{} + L2{}, false, false, false);
    check(Box{-1.0, 1.0}, true, true, false);
    check(Box{0.0, 0.0}, true, true, false);
    check(Box{-1.0, infinity}, false, false, false);
    check(L1{} + Box{-1.0, infinity}, false, true, false);
    check(Nonnegative{}, false, false, false);
    check(Nonnegative{L1{}}, false, true, false);
    check(Weighted{L1{}, {1.0, 0.0}}, false, true, false);
    CHECK(free_coordinates(Weighted{L1{}, {1.0, 0.0}}, 2) == std::vector<Index>{1});
    CHECK(free_coordinates(NoPenalty{}, 2) == std::vector<Index>{0, 1});
    CHECK(free_coordinates(L1{}, 2).empty());
    check(Weighted{L1{}, {1.0, 0.0}} + L2{}, true, true, false);
    check(L0{}, false, false, true);
    check(0.1 * L0{} + L2{}, false, false, true);
    check(Nonnegative{0.1 * L0{}}, false, false, true);
    check(Weighted{L0{}, {1.0, 2.0}}, false, false, true);
    check(Grouped{L1{}, {{0, 1}}}, false, true, false);
    check(Grouped{L1{}, {{0, 1}}} + L2{}, true, true, false);
    check(Weighted{Grouped{L1{}, {{0}, {1}}}, {0, 1}}, false, true, false);
    check(Grouped{L0{}, {{0, 1}}}, false, false, true);
    check(L1Ball{1.0}, true, true, false);
    check(Simplex{} + L2{}, true, true, false);
}

TEST_CASE("calculus: the feasible point nearest 0", "[penalties][calculus]") {
    const auto nearest = [](const auto& penalty) {
        Vector<double> out = Vector<double>::Constant(2, NaN);
        nearest_to_zero(penalty, out);
        CHECK(total(penalty, out) < infinity);
        return out;
    };
    CHECK(nearest(L1{}) == Eigen::Vector2d(0, 0));
    CHECK(nearest(Box{0.5, 2.0}) == Eigen::Vector2d(0.5, 0.5));
    CHECK(nearest(L1{} + Box{-2.0, -0.5}) == Eigen::Vector2d(-0.5, -0.5));
    CHECK(nearest(Weighted{Shifted{}, {0.0, 1.0}}) == Eigen::Vector2d(1, 1));
    CHECK(nearest(Grouped{L1{}, {{0, 1}}}) == Eigen::Vector2d(0, 0));
    CHECK(nearest(L2Ball{1.0}) == Eigen::Vector2d(0, 0));
    CHECK(nearest(Simplex{3.0}) == Eigen::Vector2d(1.5, 1.5));
}

TEMPLATE_TEST_CASE("Grouped: singletons are the profile itself", "[penalties][calculus]", L1, L2, MCP, SCAD,
                   NoPenalty, Scaled<L0>, Scaled<L1>) {
    std::vector<std::vector<Index>> singletons(n);
    for (Index j = 0; j < n; ++j) singletons[static_cast<std::size_t>(j)] = {j};
    for (const TestType& profile : Sample<TestType>::make()) {
        const Grouped grouped{profile, singletons};
        for (unsigned seed : {1u, 2u, 3u}) {
            Vector<double> w = normal_vector(seed), x(n), y(n);
            const Vector<double> g = normal_vector(seed + 10), scale = g.cwiseAbs();
            w[3] = 0;
            CHECK(total(grouped, w) == Approx(total(profile, w)).epsilon(1e-14));
            for (double t : {0.0, 0.3, 1.0, 2.9, 5.0}) {
                prox(grouped, w - t * g, t, x);
                prox(profile, w - t * g, t, y);
                // v · (prox/|v|) has two roundings more than prox
                for (Index j = 0; j < n; ++j) CHECK(x[j] == Approx(y[j]).epsilon(4 * epsilon));
            }
            minimum_norm_subgradient(grouped, w, g, x);
            minimum_norm_subgradient(profile, w, g, y);
            CHECK((x - y).cwiseAbs().maxCoeff() <= 4 * epsilon * (1 + g.cwiseAbs().maxCoeff()));
            CHECK(kkt_violation(grouped, w, g, scale) ==
                  Approx(kkt_violation(profile, w, g, scale)).epsilon(1e-13));
            CHECK(critical_strength(grouped, g) == critical_strength(profile, g));
            CHECK(jumps(grouped, n) == jumps(profile, n));
            CHECK(conjugate_reachable(grouped, n) == conjugate_reachable(profile, n));
            if constexpr (ConjugateScalar<TestType>) {
                const double s = dual_scale(grouped, g);
                CHECK(s == dual_scale(profile, g));
                CHECK(conjugate_gap(grouped, w, g, s) ==
                      Approx(conjugate_gap(profile, w, g, s)).epsilon(0).margin(1e-14));
            }
        }
    }
}

TEST_CASE("Grouped: the group lasso in closed form, without a hidden factor of the size",
          "[penalties][calculus]") {
    // v_g (1 − tλ/‖v_g‖)₊ (Yuan and Lin 2006, equation 2.4, with λ for their λ√size)
    const auto lasso = 2.0 * Grouped{L1{}, {{0, 2}, {1, 3}}};
    const Eigen::Vector4d v(3, 0.3, -4, 0.4);
    Vector<double> x(4);
    prox(lasso, v, 1.0, x);
    CHECK(x[0] == Approx(3 * (1 - 2 / 5.0)).epsilon(1e-15));
    CHECK(x[2] == Approx(-4 * (1 - 2 / 5.0)).epsilon(1e-15));
    CHECK((x[1] == 0 && x[3] == 0));
    CHECK(total(lasso, v) == Approx(2 * 5 + 2 * 0.5).epsilon(1e-15));
    prox(Weighted{lasso, {0.0, 0.1}}, v, 1.0, x);
    CHECK((x[0] == 3 && x[2] == -4));
    CHECK(x[3] == Approx(0.4 * (1 - 0.2 / 0.5)).epsilon(1e-15));
    Vector<float> f = v.cast<float>();
    prox(lasso, f, 1.0, f);
    CHECK(double(f[0]) == Approx(1.8).epsilon(1e-6));
}

TEST_CASE("Grouped: norms neither overflow nor underflow, and a NaN stays", "[penalties][calculus]") {
    const Grouped lasso{L1{}, {{0, 1}, {2, 3}}};
    for (double scale : {1e-200, 1.0, 1e200}) {
        const Vector<double> w = scale * Eigen::Vector4d(3, 4, 0, 0);
        CAPTURE(scale);
        CHECK(total(lasso, w) == Approx(5 * scale).epsilon(1e-15));
        Vector<double> x(4);
        prox(lasso, w, scale, x);
        CHECK(x[1] == Approx(4 * scale * (1 - 1 / 5.0)).epsilon(1e-15));
        CHECK(critical_strength(lasso, w) == Approx(5 * scale).epsilon(1e-15));
    }
    Vector<double> x(4);
    prox(lasso, Eigen::Vector4d(3, NaN, 1, 1), 0.1, x);
    CHECK((std::isnan(x[0]) && std::isnan(x[1]) && !std::isnan(x[2])));
}

TEST_CASE("calculus: sums are in double and in a fixed order", "[penalties][calculus]") {
    const Index many = 100003;
    const Vector<float> w = Vector<float>::Constant(many, 0.1f);
    CHECK(total(L1{}, w) == Approx(many * double(0.1f)).epsilon(1e-13));  // float sums would be off by 1e-3
    const Vector<double> v = Vector<double>::Random(many);
    CHECK(total(L1{}, v) == total(L1{}, Eigen::Map<const Vector<double>>(v.data(), many)));
    CHECK(total(L1{}, v.head(many)) == total(L1{}, v));
}

TEST_CASE("calculus: smooth penalties bound their curvature", "[penalties][calculus]") {
    CHECK((0.3 * L2{}).curvature_bound() == Approx(0.6).epsilon(1e-12));
    CHECK((NoPenalty{} + 0.3 * L2{}).curvature_bound() == Approx(0.6).epsilon(1e-12));
    CHECK((Weighted{L2{}, {1.0, 3.0}}).curvature_bound() == 6);
    CHECK((Weighted{L2{}, {1.0, 3.0}} + L2{}).curvature_bound() == 8);
    CHECK((Grouped{L2{}, {{0, 1}}}).curvature_bound() == 2);
    CHECK((Weighted{Grouped{L2{}, {{0}, {1}}}, {1.0, 3.0}}).curvature_bound() == 6);
}

TEST_CASE("a gradient of zero, of either sign, does not limit the dual scale", "[penalties]") {
    const Eigen::Vector3d g(0.0, -0.0, 2.0);
    CHECK(dual_scale(0.5 * L1{}, g) == 0.25);
    CHECK(dual_scale(0.5 * L1{}, Eigen::Vector2d(0.0, -0.0)) == 1);
    CHECK(dual_scale(Nonnegative{L1{}}, Eigen::Vector2d(0.0, -0.0)) == 1);
    CHECK(dual_scale(0.5 * Grouped{L1{}, {{0, 1}, {2}}}, Eigen::Vector3d(0.0, -0.0, 2.0)) == 0.25);
}
