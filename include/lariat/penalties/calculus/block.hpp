// SPDX-License-Identifier: BSD-3-Clause
// The calculus of R(w) = Σ_g φ_g(‖w_g‖₂), φ_g even: the scalar calculus of φ_g along the ray through w_g.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include <lariat/penalties/calculus/scalar.hpp>

namespace lariat {

namespace detail {

/// x_g · y_g.
template <class X, class Y, class Group>
double group_dot(const X& x, const Y& y, const Group& group) {
    return lane_sum(static_cast<Index>(group.size()), [&](Index k) {
        const Index j = group[static_cast<std::size_t>(k)];
        return double(x.coeff(j)) * double(y.coeff(j));
    });
}

/// ‖x_g‖₂ over the positions in group, without overflow or underflow in the squares.
template <class X, class Group>
double group_norm(const X& x, const Group& group) {
    const double squared = group_dot(x, x, group);
    if (squared > 1e-280 && squared < 1e300) return std::sqrt(squared);
    double largest = 0.0, sum = 0.0;
    for (const Index j : group) largest = larger(largest, std::abs(double(x.coeff(j))));
    if (!(largest > 0) || largest == Interval::infinity) return largest;
    for (const Index j : group) {
        const double scaled = double(x.coeff(j)) / largest;
        sum += scaled * scaled;
    }
    return largest * std::sqrt(sum);
}

template <BlockPenalty R>
Index group_count(const R& penalty) {
    return static_cast<Index>(penalty.groups().size());
}
template <BlockPenalty R>
const auto& group_of(const R& penalty, Index g) {
    return penalty.groups()[static_cast<std::size_t>(g)];
}

/// Does `holds` hold for every profile?
template <BlockPenalty R, class Holds>
bool every_profile(const R& penalty, Holds&& holds) {
    for (Index g = 0; g < group_count(penalty); ++g)
        if (!holds(penalty.profile(g))) return false;
    return true;
}

}  // namespace detail

/// R(w).
template <BlockPenalty R, class W>
double total(const R& penalty, const W& w) {
    return lane_sum(detail::group_count(penalty), [&](Index g) {
        return double(penalty.profile(g).value(detail::group_norm(w, detail::group_of(penalty, g))));
    });
}

/// out = prox of R at v: each v_g times φ_g.prox(‖v_g‖)/‖v_g‖. v is any vector expression, of which out may
/// be a part.
template <BlockPenalty R, class V, class Out>
void prox(const R& penalty, const V& v, double step, Out&& out) {
    using Scalar = typename std::remove_cvref_t<Out>::Scalar;
    for (Index g = 0; g < detail::group_count(penalty); ++g) {
        const auto& group = detail::group_of(penalty, g);
        const double radius = detail::group_norm(v, group);
        const double factor = radius == 0 ? 1.0 : penalty.profile(g).prox(radius, step) / radius;
        for (const Index j : group) out.coeffRef(j) = static_cast<Scalar>(double(v.coeff(j)) * factor);
    }
}

namespace detail {

/// Calls visit(j, d_j) for every j of group g, with d_g = the element of g_g + ∂R_g(w_g) nearest to 0 and
/// radius = ‖w_g‖; it may write to w_j or g_j.
template <BlockPenalty R, class W, class G, class Visit>
void visit_minimum_norm_subgradient(const R& penalty, Index g, double radius, const W& w, const G& gradient,
                                    Visit&& visit) {
    const auto& group = group_of(penalty, g);
    const Interval slopes = penalty.profile(g).subdifferential(radius);
    if (radius > 0) {
        const double slope = slopes.nearest(-group_dot(gradient, w, group) / radius);
        for (const Index j : group)
            visit(j, double(gradient.coeff(j)) + slope * (double(w.coeff(j)) / radius));
    } else {
        const double size = group_norm(gradient, group);
        const double factor = size > slopes.upper ? (size - slopes.upper) / size : 0.0;
        for (const Index j : group) visit(j, double(gradient.coeff(j)) * factor);
    }
}

/// The same for every group.
template <BlockPenalty R, class W, class G, class Visit>
void visit_minimum_norm_subgradient(const R& penalty, const W& w, const G& gradient, Visit&& visit) {
    for (Index g = 0; g < group_count(penalty); ++g)
        visit_minimum_norm_subgradient(penalty, g, group_norm(w, group_of(penalty, g)), w, gradient, visit);
}

}  // namespace detail

/// d_g = the element of g_g + ∂R_g(w_g) nearest to 0.
template <BlockPenalty R, class W, class G, class D>
void minimum_norm_subgradient(const R& penalty, const W& w, const G& gradient, D&& d) {
    using Scalar = typename std::remove_cvref_t<D>::Scalar;
    detail::visit_minimum_norm_subgradient(penalty, w, gradient,
                                           [&](Index j, double d_j) { d[j] = static_cast<Scalar>(d_j); });
}

/// The largest s in [0, 1] with −s g in the domain of R*.
template <BlockPenalty R, class G>
    requires ConvexPenalty<R>
double dual_scale(const R& penalty, const G& gradient) {
    double s = 1.0;
    for (Index g = 0; g < detail::group_count(penalty); ++g)
        s = detail::smaller_scale(s, penalty.profile(g).slopes(),
                                  detail::group_norm(gradient, detail::group_of(penalty, g)));
    return positive_part(s);
}

/// R(w) + R*(−s g) + s g·w ≥ 0, group by group; ∞ where −s g is outside the domain of R*.
template <BlockPenalty R, class W, class G>
    requires ConjugatePenalty<R>
double conjugate_gap(const R& penalty, const W& w, const G& gradient, double s) {
    return lane_sum(detail::group_count(penalty), [&](Index g) {
        const auto& group = detail::group_of(penalty, g);
        const double radius = detail::group_norm(w, group), u = s * detail::group_norm(gradient, group);
        const double angle = u * radius + s * detail::group_dot(gradient, w, group);  // ≥ 0 by Cauchy–Schwarz
        return detail::fenchel_gap(penalty.profile(g), radius, u) + angle;
    });
}

/// R(w) + R*(u) − u·w + ‖g + u‖²/(2μ) ≥ 0 with u the point of the domain of R* nearest to −g, group by group.
template <BlockPenalty R, class W, class G>
    requires ConjugatePenalty<R>
double conjugate_gap_nearby(const R& penalty, const W& w, const G& gradient, double mu) {
    return lane_sum(detail::group_count(penalty), [&](Index g) {
        const auto& group = detail::group_of(penalty, g);
        const double radius = detail::group_norm(w, group), size = detail::group_norm(gradient, group);
        const auto profile = penalty.profile(g);
        const double u = profile.slopes().nearest(size), along = detail::group_dot(gradient, w, group);
        const double angle = size > 0 ? u * (radius + along / size) : 0.0;  // u radius − u·w
        return detail::fenchel_gap_nearby(profile, radius, size, mu) + angle;
    });
}

/// Is R* finite everywhere?
template <BlockPenalty R>
bool conjugate_is_finite(const R& penalty, Index) {
    return detail::every_profile(penalty, [](const auto& of_g) { return detail::conjugate_is_finite(of_g); });
}

/// Is 0 inside the domain of R*, so that scaling makes every dual point feasible, but for the free groups?
template <BlockPenalty R>
bool conjugate_reachable(const R& penalty, Index) {
    return detail::every_profile(penalty, [](const auto& of_g) {
        return detail::conjugate_reachable(of_g) || detail::is_unpenalized(of_g);
    });
}

/// The coordinates of groups with R_g = 0.
template <BlockPenalty R>
std::vector<Index> free_coordinates(const R& penalty, Index) {
    std::vector<Index> result;
    for (Index g = 0; g < detail::group_count(penalty); ++g)
        if (detail::is_unpenalized(penalty.profile(g)))
            for (const auto j : detail::group_of(penalty, g)) result.push_back(static_cast<Index>(j));
    return result;
}

/// max over j of |d_j| / (scale_j + size of φ_g's slopes at 0 and at ‖w_g‖), with d the element of g + ∂R(w)
/// nearest to 0; 0/0 = 0. By coordinates, so that a large column of a group does not hide a small one.
template <BlockPenalty R, class W, class G, class S>
double kkt_violation(const R& penalty, const W& w, const G& gradient, const S& scale) {
    double worst = 0.0;
    for (Index g = 0; g < detail::group_count(penalty); ++g) {
        const auto profile = penalty.profile(g);
        const double radius = detail::group_norm(w, detail::group_of(penalty, g));
        const double size = (std::max)(detail::size(profile.subdifferential(0.0)),
                                       detail::size(profile.subdifferential(radius)));
        detail::visit_minimum_norm_subgradient(penalty, g, radius, w, gradient, [&](Index j, double d_j) {
            worst = detail::larger(worst, detail::ratio(std::abs(d_j), double(scale.coeff(j)) + size));
        });
    }
    return worst;
}

/// The smallest λ ≥ 0 with −g in λ ∂R(0); unpenalized groups do not count.
template <BlockPenalty R, class G>
double critical_strength(const R& penalty, const G& gradient) {
    double strength = 0.0;
    for (Index g = 0; g < detail::group_count(penalty); ++g)
        strength = (std::max)(
            strength, detail::critical_strength(penalty.profile(g),
                                                detail::group_norm(gradient, detail::group_of(penalty, g))));
    return strength;
}

/// Does a profile jump away from 0?
template <BlockPenalty R>
bool jumps(const R& penalty, Index) {
    return !detail::every_profile(penalty, [](const auto& of_g) { return !detail::jumps(of_g); });
}

/// out = 0, where every profile is finite.
template <BlockPenalty R, class Out>
void nearest_to_zero(const R&, Out&& out) {
    out.setZero();
}

}  // namespace lariat
