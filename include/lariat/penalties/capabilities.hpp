// SPDX-License-Identifier: BSD-3-Clause
// What a penalty offers beyond the least, as concepts: combinators offer what their parts offer, and nothing
// else.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>

#include <limits>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/intervals.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/parameter.hpp>

namespace lariat {

/// The scalar penalty of coordinate j, by value: R itself unless R is indexed.
template <SeparablePenalty R>
constexpr auto at(const R& penalty, Index j) {
    if constexpr (IndexedPenalty<R>)
        return penalty.at(j);
    else
        return penalty;
}

namespace detail {

template <class R>
struct ScalarPart {};
template <SeparablePenalty R>
struct ScalarPart<R> {
    using type = decltype(lariat::at(std::declval<const R&>(), Index{}));
};
template <BlockPenalty R>
struct ScalarPart<R> {
    using type = std::remove_cvref_t<decltype(std::declval<const R&>().profile(Index{}))>;
};

}  // namespace detail

/// The type of the penalty of one coordinate, or of the profile of one group.
template <class R>
using scalar_part = typename detail::ScalarPart<R>::type;

/// A scalar penalty with a prox.
template <class R>
concept ScalarProximable = ScalarPenalty<R> && requires(const R& penalty, double v) {
    { penalty.prox(v, v) } -> std::convertible_to<double>;
};

/// A scalar penalty whose prox also takes an array v, with T a step (a number) or an array of steps.
template <class R, class V, class T>
concept ElementwiseProx = ArrayExpression<V> && requires(const R& penalty, const V& v, const T& step) {
    { penalty.prox(v, step) } -> ArrayExpression;
};

/// A scalar penalty whose subdifferential also takes an array w.
template <class R, class V>
concept ElementwiseSubdifferential = ArrayExpression<V> && requires(const R& penalty, const V& w) {
    { penalty.subdifferential(w).lower } -> ArrayExpression;
    { penalty.subdifferential(w).upper } -> ArrayExpression;
};

/// A scalar penalty that is convex: it says so by knowing its slopes.
template <class R>
concept ConvexScalar = ScalarPenalty<R> && requires(const R& penalty) {
    { penalty.slopes() } -> std::convertible_to<Interval>;
};

/// A convex scalar penalty that knows its conjugate.
template <class R>
concept ConjugateScalar = ConvexScalar<R> && requires(const R& penalty, double u) {
    { penalty.conjugate(u) } -> std::convertible_to<double>;
};

/// A scalar penalty that knows its second derivative off the kinks.
template <class R>
concept CurvedScalar = ScalarPenalty<R> && requires(const R& penalty, double w) {
    { penalty.curvature(w) } -> std::convertible_to<double>;
};

/// A penalty with a continuous gradient: it says so by the supremum of its second derivative.
template <class R>
concept CurvatureBoundedPenalty = Penalty<R> && requires(const R& penalty) {
    { penalty.curvature_bound() } -> std::convertible_to<double>;
};

/// A scalar penalty that is infinite somewhere.
template <class R>
concept RestrictedScalar = ScalarPenalty<R> && requires(const R& penalty) {
    { penalty.domain() } -> std::convertible_to<Interval>;
};

/// A penalty that is neither separable nor a block nor a set: it has the whole-vector members of calculus.hpp
/// itself.
template <class R>
concept WholePenalty = Penalty<R> && !SeparablePenalty<R> && !BlockPenalty<R> && !Constraint<R> &&
                       requires(const R& penalty, const Vector<double>& v, Vector<double>& out) {
                           { penalty.total(v) } -> std::convertible_to<double>;
                           penalty.prox(v, 1.0, out);
                       };

/// The prox of R exists: what ProximalUpdate needs.
template <class R>
concept Proximable = Constraint<R> || WholePenalty<R> || ScalarProximable<scalar_part<R>>;

/// R is convex: what SubgradientUpdate and every duality gap need.
template <class R>
concept ConvexPenalty = Constraint<R> || WholePenalty<R> || ConvexScalar<scalar_part<R>>;

/// R has a conjugate: a duality gap can be computed.
template <class R>
concept ConjugatePenalty = Constraint<R> || WholePenalty<R> || ConjugateScalar<scalar_part<R>>;

/// R is infinite somewhere.
template <class R>
concept DomainRestricting = Constraint<R> || WholePenalty<R> || RestrictedScalar<scalar_part<R>>;

/// The prox of R over a whole vector of Scalar is one array expression.
template <class R, class Scalar>
concept VectorizedProx =
    SeparablePenalty<R> && ElementwiseProx<R, Eigen::Array<Scalar, Eigen::Dynamic, 1>, Scalar>;

/// The settings of R and of its parts, and that R fits p coordinates; throws std::invalid_argument.
template <Penalty R>
void check_penalty(const R& penalty, Index p) {
    if constexpr (requires { penalty.check(); }) penalty.check();
    if constexpr (requires { penalty.check(p); }) penalty.check(p);
}

namespace detail {

/// The part of check_penalty that needs p: what a combinator's check(p) hands on.
template <class R>
void check_size(const R& penalty, Index p) {
    if constexpr (requires { penalty.check(p); }) penalty.check(p);
}

/// Marks the constructors that share what another penalty owns, so that no list in braces is taken for it.
struct Sharing {};

/// Does λ * R only multiply the step, prox of λR at t = prox of R at λt? Not where R gives scaled(λ) its own
/// meaning.
template <class R>
inline constexpr bool scales_by_step = !requires(const R& penalty) { penalty.scaled(1.0); };

/// A step as a number of v's precision, which may not reach as far.
template <class Scalar>
Scalar step_in(double step) {
    return static_cast<Scalar>((std::min)(step, double((std::numeric_limits<Scalar>::max)())));
}

/// c · step, where c alone may be beyond the precision of step: a number or an array.
template <class T>
auto multiple_of_step(const T& step, double c) {
    if constexpr (std::same_as<T, float>)
        return step_in<float>(double(step) * c);
    else
        return times(step, c);
}

/// Where R is finite.
template <ScalarPenalty R>
Interval domain_of(const R& penalty) {
    if constexpr (RestrictedScalar<R>)
        return penalty.domain();
    else
        return Interval::everything();
}

/// {a} ∩ {b}.
constexpr Interval intersection(const Interval& a, const Interval& b) {
    return {a.lower < b.lower ? b.lower : a.lower, a.upper < b.upper ? a.upper : b.upper};
}

/// A domain whose ends are rounded inward to what Scalar can hold.
template <class Scalar>
Interval representable(const Interval& domain) {
    Scalar lower = static_cast<Scalar>(domain.lower), upper = static_cast<Scalar>(domain.upper);
    if constexpr (sizeof(Scalar) < sizeof(double)) {
        constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
        if (double(lower) < domain.lower) lower = std::nextafter(lower, infinity);
        if (double(upper) > domain.upper) upper = std::nextafter(upper, -infinity);
    }
    return {double(lower), double(upper)};
}

/// v clamped to a domain, as v's precision can hold it.
template <class V>
auto clamp_to(const V& v, const Interval& domain) {
    using Scalar = scalar_of<V>;
    const Interval inside = representable<Scalar>(domain);
    return clamp(v, static_cast<Scalar>(inside.lower), static_cast<Scalar>(inside.upper));
}

}  // namespace detail

}  // namespace lariat
