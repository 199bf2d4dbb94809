// SPDX-License-Identifier: BSD-3-Clause
// What coordinate descent moves at once: a coordinate of a separable penalty, or a group of a block penalty.
// A block b has its columns, and answers for R_b at the numbers w[0], …, w[size(b) − 1] of its coefficients.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// Scalar is that of the coefficients, which Blocks see as double.
template <class R, class Scalar>
class Blocks;

template <SeparablePenalty R, class Scalar>
class Blocks<R, Scalar> {
public:
    static constexpr bool single = true;
    static constexpr bool convex = ConvexPenalty<R>;

    Blocks(const R& penalty, Index p) : R_(penalty), count_(p), jumps_(lariat::jumps(penalty, p)) {}

    Index count() const { return count_; }
    std::array<Index, 1> columns(Index b) const { return {b}; }
    bool jumps() const { return jumps_; }
    /// Is R_b = 0?
    bool free(Index b) const { return is_unpenalized(at(R_, b)); }

    double value(Index b, const double* w) const { return at(R_, b).value(*w); }
    /// dist(−g_b, ∂R_b(w_b)).
    double violation(Index b, const double* w, const double* g) const {
        return slopes(b, *w).distance_to(-*g);
    }
    /// v_b = prox of R_b at v_b, where a Scalar still is in the domain.
    void prox(Index b, double* v, double step) const {
        const auto R_b = at(R_, b);
        *v = R_b.prox(*v, step);
        if constexpr (rounds_domain) {
            const Interval inside = representable<Scalar>(R_b.domain());
            *v = clamp(*v, inside.lower, inside.upper);
        }
    }

    /// Where R_b is finite.
    Interval domain(Index b) const {
        const auto R_b = at(R_, b);
        if constexpr (rounds_domain)
            return representable<Scalar>(R_b.domain());
        else
            return domain_of(R_b);
    }
    /// Has R_b one slope at w?
    bool is_smooth_at(Index b, double w) const {
        const Interval at_w = slopes(b, w);
        return at_w.lower == at_w.upper;
    }
    /// R_b' and R_b'' there.
    double slope(Index b, double w) const { return slopes(b, w).lower; }
    double curvature([[maybe_unused]] Index b, [[maybe_unused]] double w) const {
        if constexpr (requires { at(R_, b).curvature(w); })
            return at(R_, b).curvature(w);
        else
            return 0.0;
    }

private:
    static constexpr bool rounds_domain = RestrictedScalar<scalar_part<R>> && sizeof(Scalar) < sizeof(double);

    /// ∂R_b(w); the end of the domain that a Scalar can hold stands for the end.
    Interval slopes(Index b, double w) const {
        const auto R_b = at(R_, b);
        if constexpr (rounds_domain) {
            const Interval domain = R_b.domain(), inside = representable<Scalar>(domain);
            if (w == inside.lower) return R_b.subdifferential(domain.lower);
            if (w == inside.upper) return R_b.subdifferential(domain.upper);
        }
        return R_b.subdifferential(w);
    }

    const R& R_;
    Index count_;
    bool jumps_;
};

template <BlockPenalty R, class Scalar>
class Blocks<R, Scalar> {
public:
    static constexpr bool single = false;

    Blocks(const R& penalty, Index p) : R_(penalty), jumps_(lariat::jumps(penalty, p)) {}

    Index count() const { return group_count(R_); }
    const auto& columns(Index b) const { return group_of(R_, b); }
    bool jumps() const { return jumps_; }
    /// Is R_b = 0? Then its coordinates are blocks of their own.
    bool free(Index b) const { return is_unpenalized(R_.profile(b)); }

    double value(Index b, const double* w) const { return R_.profile(b).value(length(b, w)); }
    double violation(Index b, const double* w, const double* g) const {
        const auto wb = map(b, w), gb = map(b, g);
        const double radius = norm(wb);
        const Interval slopes = R_.profile(b).subdifferential(radius);
        if (radius == 0) return (std::max)(norm(gb) - slopes.upper, 0.0);
        const double slope = slopes.nearest(-gb.dot(wb) / radius);
        return norm(gb + slope / radius * wb);
    }
    void prox(Index b, double* v, double step) const {
        const double radius = length(b, v);
        if (radius == 0) return;
        const double factor = R_.profile(b).prox(radius, step) / radius;
        for (std::size_t k = 0; k < columns(b).size(); ++k) v[k] *= factor;
    }

    /// φ'(r) and φ''(r) of R_b = φ(‖w_b‖), r > 0.
    double slope(Index b, double r) const { return R_.profile(b).subdifferential(r).lower; }
    double curvature([[maybe_unused]] Index b, [[maybe_unused]] double r) const {
        if constexpr (requires { R_.profile(b).curvature(r); })
            return R_.profile(b).curvature(r);
        else
            return 0.0;
    }

private:
    template <class Number>
    auto map(Index b, const Number* w) const {
        return Eigen::Map<const Vector<Number>>(w, static_cast<Index>(columns(b).size()));
    }
    double length(Index b, const double* w) const { return norm(map(b, w)); }

    const R& R_;
    bool jumps_;
};

/// The blocks of an objective L_data + R.
template <class O>
auto blocks_of(const O&& objective) = delete;  // they refer to its penalty
template <class O>
auto blocks_of(const O& objective) {
    return Blocks<PenaltyOf<O>, typename O::Scalar>(objective.penalty, objective.function.penalized());
}

/// Σ R_b over some blocks, whose coefficients lie one after another.
template <class B>
double total_on(const B& blocks, const std::vector<Index>& some, const Vector<double>& w) {
    double sum = 0;
    Index k = 0;
    for (const Index b : some) {
        sum += blocks.value(b, w.data() + k);
        k += static_cast<Index>(blocks.columns(b).size());
    }
    return sum;
}

/// W = the columns of B.
template <class B, class S>
void flatten(const B& blocks, S& s) {
    s.W.clear();
    for (const Index b : s.B)
        for (const auto j : blocks.columns(b)) s.W.push_back(static_cast<Index>(j));
}

/// out = the elements of x at some positions.
template <class Positions, class X>
void gather(const Positions& positions, const X& x, Vector<double>& out) {
    out.resize(static_cast<Index>(positions.size()));
    for (std::size_t k = 0; k < positions.size(); ++k)
        out[static_cast<Index>(k)] = double(x[static_cast<Index>(positions[k])]);
}

/// The violation of a block among the coefficients w of all, with gradient g; w_b and g_b are room.
template <class B, class W, class G>
double violation_among(const B& blocks, Index b, const W& w, const G& g, Vector<double>& w_b,
                       Vector<double>& g_b) {
    if constexpr (B::single) {
        const double w_j = double(w[b]), g_j = double(g[b]);
        return blocks.violation(b, &w_j, &g_j);
    } else {
        gather(blocks.columns(b), w, w_b);
        gather(blocks.columns(b), g, g_b);
        return blocks.violation(b, w_b.data(), g_b.data());
    }
}

}  // namespace lariat::detail
