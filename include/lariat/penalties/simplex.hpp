// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <type_traits>

#include <lariat/penalties/capabilities.hpp>
#include <lariat/penalties/simplex_threshold.hpp>

namespace lariat {

/// R(w) = 0 if w ≥ 0 and Σ w_j = total, otherwise ∞: portfolios, mixtures. The projection is max(v − θ, 0)
/// with the level θ that reaches the total (Duchi et al. 2008, figure 1). check() throws unless the total is
/// finite and ≥ 0.
struct Simplex : PenaltyBase {
    double total;

    static constexpr const char* name = "Simplex";
    static constexpr Parameter<Simplex> parameters[] = {{"total", &Simplex::total}};

    explicit constexpr Simplex(double total_ = 1.0) : total(total_) {}

    Simplex scaled(double) const { return *this; }

    template <class W>
    bool contains(const W& w) const {
        for (Index i = 0; i < w.size(); ++i)
            if (!(w[i] >= 0)) return false;
        const double sum = lane_sum(w.size(), [&](Index i) { return double(w[i]); });
        return std::abs(sum - total) <= total * detail::rounding_of_sum(w);
    }

    /// out = the nearest point; v may be an expression, and out may be v. NaN in v makes all of out NaN.
    template <class V, class Out>
    void project(const V& v, Out&& out) const {
        using Scalar = typename std::remove_cvref_t<Out>::Scalar;
        out = v;
        const double sum = lane_sum(out.size(), [&](Index i) { return std::abs(double(out[i])); });
        if (std::isnan(sum)) return void(out.setConstant(Scalar(sum)));
        if (total == 0 || out.size() == 0) return void(out.setZero());
        const double largest = double(out.maxCoeff());
        const auto depth = [&](Index i) { return largest - double(out[i]); };
        const double level = detail::simplex_threshold(out.size(), total, depth);
        for (Index i = 0; i < out.size(); ++i) out[i] = Scalar(positive_part(level - depth(i)));
    }

    template <class U>
    double support(const U& u) const {
        return u.size() > 0 ? total * double(u.maxCoeff()) : 0.0;
    }

    void check() const { require_nonnegative("Simplex total", total); }
    void check(Index p) const {
        require(p > 0 || total == 0,
                [&] { return "Simplex total = " + text(total) + "; no coordinates can add up to it"; });
    }
};

}  // namespace lariat
