// SPDX-License-Identifier: BSD-3-Clause
// The prox over a whole vector: the same as number by number, in double and float, in place and without
// allocation.
#include <lariat/penalties/calculus.hpp>
#include <random>

#include "catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

template <class Scalar>
using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

/// All of `points` as one vector, so that the packets' ends and remainder are all met.
template <class Scalar, class R>
Vector<Scalar> vector_of_points(const R& penalty, double step) {
    Numbers kept;
    for (double v : points(penalty, step))
        if (std::abs(v) < 1e30 && std::abs(v) > 1e-30) kept.push_back(v);
    kept.push_back(0.0);
    return Eigen::Map<Vector<double>>(kept.data(), static_cast<Index>(kept.size())).cast<Scalar>();
}

/// Every way through the vector prox: packed or number by number, restricted to a domain or not.
using Vectors =
    std::tuple<NoPenalty, L1, L2, MCP, Box, Nonnegative<>, Scaled<L1>, Scaled<L0>, Scaled<Shifted>,
               Ridged<Scaled<L1>>, Ridged<SCAD>, Nonnegative<MCP>, Restricted<Scaled<Tilted>>,
               Ridged<Nonnegative<Scaled<L1>>>, Ridged<Restricted<Scaled<L1>>>>;

/// How far two ways to round a prox may be apart: it has at most 8 operations, each at most as large as |v| +
/// bounds, and may move by as much as v does, times 1/(1 − t/γ) where R is not convex.
template <class Scalar, class R>
bool agree(const R& penalty, double a, double b, double v, double step) {
    const double size = std::abs(v) + std::abs(a) + std::abs(b);
    if (std::abs(a - b) <= 8 * double(std::numeric_limits<Scalar>::epsilon()) * size) return true;
    // At a jump of the prox of a nonconvex R, rounding decides for one side: both are equally good.
    return !ConvexScalar<R> &&
           std::abs((a - v) * (a - v) / (2 * step) + penalty.value(a) - (b - v) * (b - v) / (2 * step) -
                    penalty.value(b)) <= 1e-5 * (v * v / step + penalty.value(a));
}

}  // namespace

// Which penalties take arrays: all made of branch-free formulas, and no other.
static_assert(VectorizedProx<L1, double> && VectorizedProx<L1, float> && VectorizedProx<NoPenalty, float>);
static_assert(VectorizedProx<Box, double> && VectorizedProx<Nonnegative<>, double>);
static_assert(VectorizedProx<Ridged<Nonnegative<Scaled<L1>>>, double> &&
              VectorizedProx<Ridged<Restricted<Scaled<L1>>>, float>);
static_assert(VectorizedProx<Weighted<Scaled<L1>>, double> && !VectorizedProx<Weighted<Scaled<L1>>, float>);
static_assert(VectorizedProx<Ridged<Weighted<L1>>, double> && VectorizedProx<Weighted<Ridged<L1>>, double>);
static_assert(VectorizedProx<MCP, double> && VectorizedProx<Nonnegative<MCP>, float> &&
              VectorizedProx<Ridged<MCP>, double> && !VectorizedProx<Weighted<MCP>, double>);
static_assert(!VectorizedProx<SCAD, double>);
static_assert(!VectorizedProx<L0, double> && !VectorizedProx<Scaled<L0>, double> &&
              !VectorizedProx<Nonnegative<Ridged<Scaled<Tilted>>>, double>);

TEMPLATE_LIST_TEST_CASE("array prox: equals the scalar prox, to the last bit in double", "[penalties]",
                        Scalars) {
    if constexpr (VectorizedProx<TestType, double>) {
        each<TestType>([](const TestType& penalty) {
            for (double step : {0.0, 1e-9, 0.03, 0.5, 1.0, 10.0, 1e6}) {
                const Array<double> v = vector_of_points<double>(penalty, step).array();
                const Array<double> x = penalty.prox(v, step);
                Array<double> y = x;
                if constexpr (ElementwiseProx<TestType, Array<double>, Array<double>>) {
                    const Array<double> steps = Array<double>::Constant(v.size(), step);  // a step a number
                    y = penalty.prox(v, steps);
                }
                for (Index j = 0; j < v.size(); ++j) {
                    CAPTURE(v[j], step);
#if defined(__FP_FAST_FMA) || \
    defined(__FMA__)  // a compiler may fuse a product and a sum in one form and not in the other
                    CHECK(agree<double>(penalty, x[j], penalty.prox(v[j], step), v[j], step));
                    CHECK(agree<double>(penalty, y[j], penalty.prox(v[j], step), v[j], step));
#else
                    CHECK(x[j] == penalty.prox(v[j], step));
                    CHECK(y[j] == penalty.prox(v[j], step));
#endif
                }
            }
        });
    }
}

TEMPLATE_LIST_TEST_CASE("prox: over a vector of float or double, an expression, in place", "[penalties]",
                        Vectors) {
    const auto check = [](auto zero, const TestType& penalty, double step) {
        using Scalar = decltype(zero);
        const Vector<Scalar> w = vector_of_points<Scalar>(penalty, step);
        const Vector<Scalar> g = w.reverse();
        const Scalar eta = Scalar(0.25);
        Vector<Scalar> out = w;
        prox(penalty, out - eta * g, step, out);  // out is a part of the expression
        for (Index j = 0; j < w.size(); ++j) {
            const Scalar v = w[j] - eta * g[j];
            const double want = penalty.prox(double(v), step);
            CAPTURE(v, step, out[j], want);
            CHECK(agree<Scalar>(penalty, double(out[j]), want, double(v), step));
            if constexpr (RestrictedScalar<TestType>)
                if (penalty.domain().lower < penalty.domain().upper)
                    CHECK(penalty.value(double(out[j])) < infinity);
        }
    };
    each<TestType>([&](const TestType& penalty) {
        for (double step : {0.03, 0.5, 1.0, 10.0}) {
            check(0.0, penalty, step);
            check(0.0f, penalty, step);
        }
    });
}

TEST_CASE("prox: rounding to float never leaves the domain", "[penalties]") {
    // 0.1 rounds up to float and 0.7 down: the ends are rounded inward instead, in the packed and in the
    // scalar loop.
    const Vector<float> v = Vector<float>::LinSpaced(37, -1.0f, 1.0f);
    Vector<float> x(37);
    const auto check = [&](const auto& penalty) {
        prox(penalty, v, 1e-3, x);
        CHECK(total(penalty, x) < infinity);
        nearest_to_zero(penalty, x);
        CHECK(total(penalty, x) < infinity);
    };
    check(Box{-0.1, 0.1});
    check(Box{0.7, 0.9});
    check(Box{-0.9, -0.7});
    check(0.1 * L1{} + Box{-0.1, 0.1});
    check(Tilted{} + Box{-0.1, 0.1});
    check(Tilted{} + Box{0.7, 0.9} + L2{});
    check(Weighted{Box{0.7, 0.9}, Vector<double>(Vector<double>::Ones(37))});
}

TEST_CASE("prox: in float, steps beyond its range", "[penalties]") {
    const Vector<float> v = Vector<float>::LinSpaced(9, -1.0f, 1.0f);
    Vector<float> x(9);
    prox(0.1 * L1{}, v, 1e300, x);
    CHECK(x.isZero(0));
    prox(0.1 * L1{} + 0.1 * L2{}, v, 1e300, x);
    CHECK(x.isZero(0));
    prox(0.1 * L2{}, v, 1e300, x);
    CHECK(x.isZero(1e-37f));
    prox(0.1 * L1{} + 0.1 * L2{}, v, 1e-300, x);
    CHECK(x == v);
    const auto check_strength = [&](const auto& penalty) {  // beyond its range too
        prox(penalty, v, 0.0, x);
        CHECK(x == v);
        prox(penalty, v, 1.0, x);
        CHECK(x.isZero(1e-37f));
    };
    check_strength(1e150 * L1{});
    check_strength(1e200 * L2{});
    check_strength(0.1 * L1{} + 1e200 * L2{});
    check_strength(1e100 * (0.1 * L1{} + 1e100 * L2{}));
}

TEST_CASE("prox: over a Weighted, in one pass or number by number", "[penalties]") {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(-3, 3);
    const Index n = 61;
    Vector<double> v(n), factors(n);
    for (Index j = 0; j < n; ++j) {
        v[j] = uniform(random);
        factors[j] = j % 5 == 0 ? 0.0 : std::abs(uniform(random));
    }
    const auto check = [&](const auto& penalty) {
        Vector<double> x(n);
        prox(penalty, v, 0.7, x);
        Vector<float> y = v.cast<float>();
        prox(penalty, y, 0.7, y);
        double sum = 0;
        for (Index j = 0; j < n; ++j) {
            CAPTURE(j, v[j], factors[j]);
            CHECK(x[j] == Approx(penalty.at(j).prox(v[j], 0.7)).epsilon(1e-15));
            CHECK(double(y[j]) == Approx(x[j]).margin(1e-6));  // float's epsilon times |v| and slopes below 3
            sum += penalty.at(j).value(x[j]);
        }
        CHECK(total(penalty, x) == Approx(sum).epsilon(1e-14));
    };
    check(Weighted{L1{}, factors});
    check(0.5 * Weighted{L1{}, factors});
    check(Weighted{0.5 * L1{}, factors} + 0.1 * L2{});
    check(Weighted{0.5 * L1{} + 0.1 * L2{}, factors});
    check(Weighted{L1{}, factors} + Nonnegative{});
    check(Nonnegative{Weighted{L1{}, factors}} + L2{});
    check(Weighted{Nonnegative{L1{}}, factors});
    check(Weighted{L1{} + Box{-1.0, 0.5}, factors});
    check(Weighted{L1{}, factors} + Box{-1.0, 0.5});
    check(Weighted{Tilted{}, factors});
    check(Weighted{Weighted{L1{}, factors}, factors});
    check(Weighted{MCP{}, factors});
}

TEST_CASE("prox: into parts of vectors, from parts of vectors", "[penalties]") {
    Vector<double> w = Vector<double>::LinSpaced(10, -1, 1), g = w.reverse();
    const Vector<double> before = w;
    prox(0.1 * L1{}, w.head(7) - 0.5 * g.tail(7), 1.0, w.head(7));
    for (Index j = 0; j < 7; ++j) CHECK(w[j] == (0.1 * L1{}).prox(before[j] - 0.5 * g[j + 3], 1.0));
    CHECK(w.tail(3) == before.tail(3));
    Eigen::Map<Vector<double>> mapped(w.data(), 10);
    prox(MCP{}, mapped, 1.0, mapped);
    CHECK(mapped[9] == MCP{}.prox(before[9], 1.0));
    VectorRef<double> reference(w);
    prox(L2{}, before, 1.0, reference);
    CHECK(w[0] == L2{}.prox(before[0], 1.0));
    Vector<double> nothing;
    prox(L1{}, nothing, 1.0, nothing);
    CHECK(total(L1{}, nothing) == 0);
}

TEST_CASE("prox: a NaN stays a NaN in every lane", "[penalties]") {
    for (Index at = 0; at < 19; ++at) {
        Vector<double> v = Vector<double>::LinSpaced(19, -3, 3), x(19);
        v[at] = NaN;
        const auto check = [&](const auto& penalty) {
            prox(penalty, v, 0.5, x);
            for (Index j = 0; j < 19; ++j) CHECK(std::isnan(x[j]) == (j == at));
        };
        check(L1{});
        check(L2{});
        check(NoPenalty{});
        check(Box{-1.0, 2.0});
        check(Nonnegative{0.1 * L1{}});
        check(0.1 * L1{} + L2{} + Box{-1.0, 2.0});
        check(MCP{});
        check(SCAD{});
    }
}

#ifdef EIGEN_RUNTIME_NO_MALLOC
TEST_CASE("prox and calculus: allocate nothing", "[penalties]") {
    const Index n = 50;
    Vector<double> w = Vector<double>::LinSpaced(n, -3, 3), g = w.reverse(), d(n), scale = w.cwiseAbs();
    Vector<float> wf = w.cast<float>(), gf = g.cast<float>();
    const auto check = [&](const auto& penalty) {
        Eigen::internal::set_is_malloc_allowed(false);
        prox(penalty, w - 0.5 * g, 0.5, w);
        prox(penalty, wf - 0.5f * gf, 0.5, wf);
        double sum = total(penalty, w) + kkt_violation(penalty, w, g, scale) + critical_strength(penalty, g);
        minimum_norm_subgradient(penalty, w, g, d);
        if constexpr (ConjugatePenalty<std::remove_cvref_t<decltype(penalty)>>)
            sum += conjugate_gap(penalty, w, g, dual_scale(penalty, g));
        Eigen::internal::set_is_malloc_allowed(true);
        CHECK(!std::isnan(sum));
    };
    check(0.1 * L1{} + L2{});
    check(MCP{});
    check(Weighted{L1{}, w.cwiseAbs()} + L2{});
    check(Nonnegative{Weighted{SCAD{}, w.cwiseAbs()}});
    check(Tilted{} + Box{-1.0, 2.0});
}
#endif
