// SPDX-License-Identifier: BSD-3-Clause
// The calculus of R(w) = Σ R_j(w_j): coordinate by coordinate, summed in double.
#pragma once

#include <algorithm>
#include <type_traits>
#include <vector>

#include <lariat/penalties/calculus/scalar.hpp>
#include <lariat/penalties/factored.hpp>

namespace lariat {

/// R(w).
template <SeparablePenalty R, class W>
double total(const R& penalty, const W& w) {
    return lane_sum(w.size(), [&](Index j) { return double(at(penalty, j).value(double(w[j]))); });
}

/// out = prox of R at v: one fused pass where R's prox takes arrays. v is any coefficientwise vector
/// expression, of which out may be a part (`prox(R, w - step * g, step, w)`).
template <SeparablePenalty R, class V, class Out>
void prox(const R& penalty, const V& v, double step, Out&& out) {
    using Scalar = typename std::remove_cvref_t<Out>::Scalar;
    if constexpr (VectorizedProx<R, Scalar>) {
        out.array() = penalty.prox(v.array(), detail::step_in<Scalar>(step));
    } else {
        for (Index j = 0; j < out.size(); ++j) {
            const auto of_j = at(penalty, j);
            const auto x = static_cast<Scalar>(of_j.prox(double(v.coeff(j)), step));
            if constexpr (RestrictedScalar<scalar_part<R>> && sizeof(Scalar) < sizeof(double))
                out[j] = detail::clamp_to(x, of_j.domain());  // rounding must not leave the domain
            else
                out[j] = x;
        }
    }
}

/// out = prox of R at w − step·g, in one pass: reads w and g, writes out, which may be either of them.
template <SeparablePenalty R, class W, class G, class Out>
void proximal_step(const R& penalty, const W& w, const G& g, double step, Out&& out) {
    using Scalar = typename std::remove_cvref_t<Out>::Scalar;
    const Scalar eta = detail::step_in<Scalar>(step);
    const auto formula = [eta](const auto& R_, const auto& w_, const auto& g_) {
        return R_.prox(w_ - eta * g_, eta);
    };
    if constexpr (detail::TiledProx<R, Scalar> && detail::Contiguous<std::remove_cvref_t<Out>, W, G>)
        detail::by_tiles(out.size(), penalty, formula, out.data(), w.data(), g.data());
    else
        prox(penalty, w - eta * g, step, out);
}

/// out_j = formula(R_j, w_j, g_j), in one pass and tile by tile where R's subdifferential takes arrays, else
/// with numbers.
template <SeparablePenalty R, class W, class G, class Out, class F>
void each_coordinate(const R& penalty, const W& w, const G& g, Out&& out, const F& formula) {
    using Vector = std::remove_cvref_t<Out>;
    using Scalar = typename Vector::Scalar;
    if constexpr (detail::TiledSubdifferential<R, Scalar> && detail::Contiguous<Vector, W, G>)
        detail::by_tiles(out.size(), penalty, formula, out.data(), w.data(), g.data());
    else
        for (Index j = 0; j < out.size(); ++j)
            out.coeffRef(j) = formula(at(penalty, j), Scalar(w.coeff(j)), Scalar(g.coeff(j)));
}

/// d_j = the element of g_j + ∂R_j(w_j) nearest to 0.
template <SeparablePenalty R, class W, class G, class D>
void minimum_norm_subgradient(const R& penalty, const W& w, const G& g, D&& d) {
    using Scalar = typename std::remove_cvref_t<D>::Scalar;
    for (Index j = 0; j < d.size(); ++j)
        d[j] = static_cast<Scalar>(
            detail::minimum_norm(double(g[j]), at(penalty, j).subdifferential(double(w[j]))));
}

/// The largest s in [0, 1] with −s g in the domain of R*.
template <SeparablePenalty R, class G>
    requires ConvexPenalty<R>
double dual_scale(const R& penalty, const G& g) {
    double s = 1.0;
    for (Index j = 0; j < g.size(); ++j) s = detail::smaller_scale(s, at(penalty, j).slopes(), -double(g[j]));
    return positive_part(s);
}

/// R(w) + R*(−s g) + s g·w ≥ 0, coordinate by coordinate; ∞ where −s g is outside the domain of R*.
template <SeparablePenalty R, class W, class G>
    requires ConjugatePenalty<R>
double conjugate_gap(const R& penalty, const W& w, const G& g, double s) {
    return lane_sum(w.size(), [&](Index j) {
        return detail::fenchel_gap(at(penalty, j), double(w[j]), -s * double(g[j]));
    });
}

/// R(w) + R*(u) − u·w + ‖g + u‖²/(2μ) ≥ 0 with u the point of the domain of R* nearest to −g.
template <SeparablePenalty R, class W, class G>
    requires ConjugatePenalty<R>
double conjugate_gap_nearby(const R& penalty, const W& w, const G& g, double mu) {
    return lane_sum(w.size(), [&](Index j) {
        return detail::fenchel_gap_nearby(at(penalty, j), double(w[j]), -double(g[j]), mu);
    });
}

/// Is R* finite everywhere? Then the gap needs no scaling of the dual point.
template <SeparablePenalty R>
bool conjugate_is_finite(const R& penalty, Index p) {
    return detail::every(penalty, p, [](const auto& of_j) { return detail::conjugate_is_finite(of_j); });
}

/// Is 0 inside the domain of R*, so that scaling makes every dual point feasible, free coordinates apart?
template <SeparablePenalty R>
bool conjugate_reachable(const R& penalty, Index p) {
    return detail::every(penalty, p, [](const auto& of_j) {
        return detail::conjugate_reachable(of_j) || detail::is_unpenalized(of_j);
    });
}

/// The coordinates with R_j = 0.
template <SeparablePenalty R>
std::vector<Index> free_coordinates(const R& penalty, Index p) {
    std::vector<Index> result;
    if (!IndexedPenalty<R> && p > 0 && !detail::is_unpenalized(at(penalty, 0))) return result;
    for (Index j = 0; j < p; ++j)
        if (detail::is_unpenalized(at(penalty, j))) result.push_back(j);
    return result;
}

/// max over j of dist(−g_j, ∂R_j(w_j)) / (scale_j + size of R_j's slopes at 0 and at w_j), with 0/0 = 0.
template <SeparablePenalty R, class W, class G, class S>
double kkt_violation(const R& penalty, const W& w, const G& g, const S& scale) {
    double worst = 0.0;
    for (Index j = 0; j < w.size(); ++j) {
        const auto of_j = at(penalty, j);
        const Interval slopes = of_j.subdifferential(double(w[j]));
        const double size = (std::max)(detail::size(of_j.subdifferential(0.0)), detail::size(slopes));
        const double ratio = detail::ratio(detail::distance(slopes, -double(g[j])), double(scale[j]) + size);
        worst = detail::larger(worst, ratio);
    }
    return worst;
}

/// The smallest λ ≥ 0 with −g in λ ∂R(0); unpenalized coordinates do not count.
template <SeparablePenalty R, class G>
double critical_strength(const R& penalty, const G& g) {
    double strength = 0.0;
    for (Index j = 0; j < g.size(); ++j)
        strength = (std::max)(strength, detail::critical_strength(at(penalty, j), -double(g[j])));
    return strength;
}

/// Does R jump away from 0, like the number of nonzeros? Then every w_j = 0 satisfies the KKT conditions.
template <SeparablePenalty R>
bool jumps(const R& penalty, Index p) {
    return !detail::every(penalty, p, [](const auto& of_j) { return !detail::jumps(of_j); });
}

/// out = the point nearest to 0 at which R is finite.
template <SeparablePenalty R, class Out>
void nearest_to_zero(const R& penalty, Out&& out) {
    using Scalar = typename std::remove_cvref_t<Out>::Scalar;
    for (Index j = 0; j < out.size(); ++j)
        out[j] = detail::clamp_to(Scalar(0), detail::domain_of(at(penalty, j)));
}

}  // namespace lariat
