// SPDX-License-Identifier: BSD-3-Clause
// λ * R and R + S, as the equation reads. Sums are brought into one canonical form,
// Ridged<Nonnegative<rest>>, so that every order of the terms has the same type, and a prox whenever there is
// one.
#pragma once

#include <concepts>
#include <string>

#include <lariat/penalties/no_penalty.hpp>
#include <lariat/penalties/nonnegative.hpp>
#include <lariat/penalties/restricted.hpp>
#include <lariat/penalties/ridged.hpp>
#include <lariat/penalties/ridged_constraint.hpp>
#include <lariat/penalties/scaled.hpp>
#include <lariat/penalties/sum.hpp>

namespace lariat {

/// λ * R for λ ≥ 0. Throws std::invalid_argument when λ is negative or not finite, when a setting of R is out
/// of range, and for 0 times a set (0·∞): leave the set out instead, or keep it as it is.
template <Penalty R>
auto operator*(double strength, const R& penalty) {
    require_nonnegative("strength", strength);
    if constexpr (DomainRestricting<R>)
        require(strength > 0, [&] {
            return std::string(
                "strength = 0 times a penalty that is infinite somewhere has no meaning; leave it out");
        });
    return lariat::scaled(checked(penalty), strength);
}

/// R * λ = λ * R.
template <Penalty R>
auto operator*(const R& penalty, double strength) {
    return strength * penalty;
}

namespace detail {

/// Has the members of a penalty, but not its base.
template <class R>
concept Baseless = !std::derived_from<R, PenaltyBase> && requires(const R& penalty, double w) {
    penalty.value(w);
    penalty.subdifferential(w);
};

template <class R>
constexpr void explain_base() {
    static_assert(
        !Baseless<R>,
        "lariat: a penalty derives from lariat::PenaltyBase, which lets 0.1 * R{} find lariat's operator");
}

}  // namespace detail

template <detail::Baseless R>
R operator*(double, const R& penalty) {
    detail::explain_base<R>();
    return penalty;
}
template <detail::Baseless R>
R operator*(const R& penalty, double) {
    detail::explain_base<R>();
    return penalty;
}

namespace detail {

/// R = core + ridge ‖w‖².
template <class R>
inline constexpr bool has_ridge = false;
template <>
inline constexpr bool has_ridge<L2> = true;
template <>
inline constexpr bool has_ridge<Scaled<L2>> = true;
template <class R>
inline constexpr bool has_ridge<Ridged<R>> = true;
template <class R>
inline constexpr bool has_ridge<RidgedConstraint<R>> = true;

template <class R>
double ridge_of(const R&) {
    return 0.0;
}
inline double ridge_of(const L2&) { return 1.0; }
inline double ridge_of(const Scaled<L2>& r) { return r.strength; }
template <class R>
double ridge_of(const Ridged<R>& r) {
    return r.ridge;
}
template <class R>
double ridge_of(const RidgedConstraint<R>& r) {
    return r.ridge;
}

template <class R>
const R& without_ridge(const R& r) {
    return r;
}
inline NoPenalty without_ridge(const L2&) { return {}; }
inline NoPenalty without_ridge(const Scaled<L2>&) { return {}; }
template <class R>
const R& without_ridge(const Ridged<R>& r) {
    return r.penalty;
}
template <class R>
const R& without_ridge(const RidgedConstraint<R>& r) {
    return r.penalty;
}

template <class R>
auto with_ridge(const R& core, double ridge) {
    if constexpr (std::same_as<R, NoPenalty>)
        return Scaled<L2>(ridge);
    else if constexpr (Constraint<R>)
        return RidgedConstraint<R>(core, ridge);
    else
        return Ridged<R>(core, ridge);
}

/// R = core + indicator of a set on the line; NoPenalty stands for no set.
template <class R>
inline constexpr bool has_bounds = false;
template <>
inline constexpr bool has_bounds<Box> = true;
template <class R>
inline constexpr bool has_bounds<Restricted<R>> = true;
template <class R>
inline constexpr bool has_bounds<Nonnegative<R>> = true;

template <class R>
NoPenalty bounds_of(const R&) {
    return {};
}
inline Box bounds_of(const Box& r) { return r; }
template <class R>
Box bounds_of(const Restricted<R>& r) {
    return r.box;
}
template <class R>
Nonnegative<> bounds_of(const Nonnegative<R>&) {
    return {};
}

template <class R>
const R& without_bounds(const R& r) {
    return r;
}
inline NoPenalty without_bounds(const Box&) { return {}; }
template <class R>
const R& without_bounds(const Restricted<R>& r) {
    return r.penalty;
}
template <class R>
const R& without_bounds(const Nonnegative<R>& r) {
    return r.penalty;
}

inline Box both(const Box& a, const Box& b) { return Box(intersection(a.domain(), b.domain())); }
inline Box both(const Box& a, const Nonnegative<>&) { return both(a, Box{0.0, Interval::infinity}); }
inline Box both(const Nonnegative<>& a, const Box& b) { return both(b, a); }
inline Nonnegative<> both(const Nonnegative<>&, const Nonnegative<>&) { return {}; }
template <class Bounds>
Bounds both(const NoPenalty&, const Bounds& b) {
    return b;
}
template <class Bounds>
    requires(!std::same_as<Bounds, NoPenalty>)
Bounds both(const Bounds& a, const NoPenalty&) {
    return a;
}

template <class R>
auto with_bounds(const R& core, const Nonnegative<>&) {
    return Nonnegative<R>(core);
}
template <class R>
auto with_bounds(const R& core, const Box& box) {
    if constexpr (std::same_as<R, NoPenalty>)
        return box;
    else if constexpr (ConvexPenalty<R>)
        return Restricted<R>(core, box);
    else
        return Sum<R, Box>(core, box);
}

/// R = strength · unit, where addition of strengths is addition of penalties.
template <class R>
struct Multiple {
    using unit = R;
    static double strength(const R&) { return 1.0; }
};
template <class R>
struct Multiple<Scaled<R>> {
    using unit = R;
    static double strength(const Scaled<R>& r) { return r.strength; }
};
template <class R, class S>
concept Fold = std::same_as<typename Multiple<R>::unit, typename Multiple<S>::unit> &&
               std::is_empty_v<typename Multiple<R>::unit> && ScalarPenalty<R> && ScalarPenalty<S> &&
               scales_by_step<typename Multiple<R>::unit>;

}  // namespace detail

/// R + S can be formed: both separable, or one of them a (scaled) L2, or nothing.
template <class R, class S>
concept Addable = Penalty<R> && Penalty<S> &&
                  ((SeparablePenalty<R> && SeparablePenalty<S>) || std::same_as<R, NoPenalty> ||
                   std::same_as<S, NoPenalty> || std::same_as<R, L2> || std::same_as<S, L2> ||
                   std::same_as<R, Scaled<L2>> || std::same_as<S, Scaled<L2>>);

/// R + S. Equal types fold, NoPenalty vanishes; R + λ₂ L2 is Ridged<R>, R + Box is Restricted<R> (or a
/// smaller Box), R + Nonnegative{} is Nonnegative<R>; any other two separable penalties are a Sum, which has
/// no prox.
template <Penalty R, Penalty S>
auto operator+(const R& r, const S& s) {
    static_assert(Addable<R, S>,
                  "lariat: a Grouped penalty or a set that couples coordinates (L1Ball, L2Ball, Simplex) "
                  "adds only to L2: the prox of any other such sum has no closed form.");
    if constexpr (std::same_as<R, NoPenalty>) {
        return checked(s);
    } else if constexpr (std::same_as<S, NoPenalty>) {
        return checked(r);
    } else if constexpr (detail::has_ridge<R> || detail::has_ridge<S>) {
        return checked(detail::with_ridge(detail::without_ridge(r) + detail::without_ridge(s),
                                          detail::ridge_of(r) + detail::ridge_of(s)));
    } else if constexpr (detail::has_bounds<R> || detail::has_bounds<S>) {
        return checked(detail::with_bounds(detail::without_bounds(r) + detail::without_bounds(s),
                                           detail::both(detail::bounds_of(r), detail::bounds_of(s))));
    } else if constexpr (detail::Fold<R, S>) {
        using Unit = typename detail::Multiple<R>::unit;
        checked(r);
        checked(s);
        return Scaled<Unit>(detail::Multiple<R>::strength(r) + detail::Multiple<S>::strength(s));
    } else {
        return checked(Sum<R, S>(r, s));
    }
}

}  // namespace lariat
