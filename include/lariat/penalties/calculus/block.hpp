// SPDX-License-Identifier: BSD-3-Clause
// The calculus of R(w) = Σ_g φ_g(‖w_g‖₂), φ_g even: the scalar calculus of φ_g along the ray through w_g.
#pragma once

#include <lariat/penalties/calculus/scalar.hpp>

namespace lariat {

namespace detail {

/// ‖x_g‖₂ over the positions in group, without overflow or underflow in the squares.
template <class X, class Group>
double group_norm(const X& x, const Group& group) {
    double largest = 0.0, sum = 0.0;
    for (const Index j : group) largest = larger(largest, std::abs(double(x[j])));
    if (!(largest > 0) || largest == Interval::infinity) return largest;
    for (const Index j : group) {
        const double scaled = double(x[j]) / largest;
        sum += scaled * scaled;
    }
    return largest * std::sqrt(sum);
}

/// x_g · y_g.
template <class X, class Y, class Group>
double group_dot(const X& x, const Y& y, const Group& group) {
    double sum = 0.0;
    for (const Index j : group) sum += double(x[j]) * double(y[j]);
    return sum;
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
    out = v;
    for (Index g = 0; g < detail::group_count(penalty); ++g) {
        const auto& group = detail::group_of(penalty, g);
        const double radius = detail::group_norm(out, group);
        if (radius == 0) continue;
        const double factor = penalty.profile(g).prox(radius, step) / radius;
        for (const Index j : group) out[j] = static_cast<Scalar>(double(out[j]) * factor);
    }
}

/// d_g = the element of g_g + ∂R_g(w_g) nearest to 0.
template <BlockPenalty R, class W, class G, class D>
void minimum_norm_subgradient(const R& penalty, const W& w, const G& gradient, D&& d) {
    using Scalar = typename std::remove_cvref_t<D>::Scalar;
    for (Index g = 0; g < detail::group_count(penalty); ++g) {
        const auto& group = detail::group_of(penalty, g);
        const double radius = detail::group_norm(w, group);
        const Interval slopes = penalty.profile(g).subdifferential(radius);
        if (radius > 0) {
            const double slope = slopes.nearest(-detail::group_dot(gradient, w, group) / radius);
            for (const Index j : group)
                d[j] = static_cast<Scalar>(double(gradient[j]) + slope * (double(w[j]) / radius));
        } else {
            const double size = detail::group_norm(gradient, group);
            const double factor = size > slopes.upper ? (size - slopes.upper) / size : 0.0;
            for (const Index j : group) d[j] = static_cast<Scalar>(double(gradient[j]) * factor);
        }
    }
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

/// Is R* finite everywhere?
template <BlockPenalty R>
bool conjugate_is_finite(const R& penalty, Index) {
    return detail::every_profile(penalty, [](const auto& of_g) { return detail::conjugate_is_finite(of_g); });
}

/// Is 0 inside the domain of R*, so that scaling makes every dual point feasible?
template <BlockPenalty R>
bool conjugate_reachable(const R& penalty, Index) {
    return detail::every_profile(penalty, [](const auto& of_g) { return detail::conjugate_reachable(of_g); });
}

/// max over groups of dist(−g_g, ∂R_g(w_g)) / (‖scale_g‖ + size of φ_g's slopes at 0 and at ‖w_g‖);
/// 0/0 = 0.
template <BlockPenalty R, class W, class G, class S>
double kkt_violation(const R& penalty, const W& w, const G& gradient, const S& scale) {
    double worst = 0.0;
    for (Index g = 0; g < detail::group_count(penalty); ++g) {
        const auto& group = detail::group_of(penalty, g);
        const auto profile = penalty.profile(g);
        const double radius = detail::group_norm(w, group);
        const Interval slopes = profile.subdifferential(radius);
        double distance = 0.0;
        if (radius > 0) {
            const double slope = slopes.nearest(-detail::group_dot(gradient, w, group) / radius);
            for (const Index j : group)
                distance = std::hypot(distance, double(gradient[j]) + slope * (double(w[j]) / radius));
        } else {
            distance = detail::distance(slopes, detail::group_norm(gradient, group));
        }
        const double size = (std::max)(detail::size(profile.subdifferential(0.0)), detail::size(slopes));
        const double ratio = detail::ratio(distance, detail::group_norm(scale, group) + size);
        worst = detail::larger(worst, ratio);
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
