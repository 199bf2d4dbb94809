// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/follow_move.hpp>
#include <lariat/optimizers/coordinate/support_factor.hpp>

namespace lariat::detail {

/// The end of a descent in a Gram matrix: Newton's step
///     (H_SS + diag ρ) d = −(q_j + R_j'(w_j))_S,   ρ_j = R_j''(w_j)
/// on the support and on the coordinates whose R_j has no kink at 0 leads to the minimum that further sweeps
/// only approach. Where another coordinate would change its sign, or leave its domain, the step is cut and it
/// leaves S: a walk along faces, as long as F drops. On S the gradient follows by itself,
///     (H d)_S = −(q + R' + ρ d)_S,
/// so that a step costs two triangular solves, and columns of H are added once a walk.
///
/// Where the column of a coordinate k depends on those of S, a move along d_S = −H_SS⁻¹ H_Sk, d_k = 1 changes
/// no prediction, and R by its slope: it goes down there until a coordinate is zero, which leaves S, so that
/// some minimizer with independent columns is left.
///
/// A walk begins once sweeps since the last one have cost half as much, so that it never costs much more than
/// it saves.
template <class Matrix>
class ExactFinish {
public:
    using Field = Vector<typename Matrix::Scalar>;

    /// Forgets the sweeps.
    void reset() { spent_ = 0; }

    /// H is another.
    void forget() { factor_.forget(); }

    /// After a sweep: true when (w, q) of a walk were made. The caller takes them when F drops.
    template <class Blocks>
    bool offer(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H, const Field& w,
               const Field& q) {
        support_.clear();
        for (Index k = 0; k < w.size(); ++k)
            if (H(k, k) > 0 && (w[k] != 0 || smooth_at(blocks, B, k, 0)) && smooth_at(blocks, B, k, w[k]))
                support_.push_back(k);
        const double sweep = double(support_.size()) * double(w.size());
        spent_ += 2 * sweep;
        // A walk may take twice the arithmetic of the sweeps, which is no slower than that of a
        // factorization: 2 · spent_. Of that follow_move, at its end, takes 2 · sweep; the rest is for the
        // factor.
        w_ = w;
        if (support_.empty() || !follow(blocks, B, H, 2 * (spent_ - sweep))) return false;
        spent_ = 0;
        q_ = q;
        Index faces = 4 * w.size();  // one that meets more meets them again, by rounding
        do {
            while (faces-- > 0 && leave_dependent(blocks, B, H)) follow_support(blocks, B, H);
        } while (faces > 0 && step(blocks, B) && cut_ && follow_support(blocks, B, H));
        q_ = q;
        rounding_ = follow_move(H, w, w_, q_);
        return true;
    }

    const Field& w() const { return w_; }
    const Field& q() const { return q_; }
    void swap(Field& w, Field& q) {
        w_.swap(w);
        q_.swap(q);
    }
    /// Of F there, where a long walk nearly cancels in the predictions.
    double rounding() const { return rounding_; }

private:
    static constexpr double endless = std::numeric_limits<double>::infinity();
    static constexpr double negligible = 1e-13;
    static constexpr double far_out = 10;  // times the largest coefficient

    template <class Blocks>
    static bool smooth_at(const Blocks& blocks, const std::vector<Index>& B, Index k, double w) {
        return blocks.is_smooth_at(B[static_cast<std::size_t>(k)], w);
    }

    template <class Blocks>
    bool follow(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H, double budget) {
        const auto ridge = [&](Index k) { return blocks.curvature(B[static_cast<std::size_t>(k)], w_[k]); };
        return factor_.follow(H, B, support_, ridge, budget);
    }

    /// The same for what is left of S.
    template <class Blocks>
    bool follow_support(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H) {
        support_.clear();
        for (Index l = 0; l < factor_.size(); ++l) support_.push_back(factor_.place(l));
        support_.insert(support_.end(), factor_.dependent().begin(), factor_.dependent().end());
        std::erase_if(support_, [&](Index k) { return !smooth_at(blocks, B, k, w_[k]); });
        return follow(blocks, B, H, endless);
    }

    /// Moves w_ where no prediction changes, or hardly, until a coordinate is zero; false where none depends
    /// on the others that could. On S the gradient stays what it is.
    template <class Blocks>
    bool leave_dependent(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H) {
        for (const Index k : factor_.dependent()) {
            const auto [bend, rounding] = dependence(H, k);
            const double slope = slope_along(blocks, B, k), sign = slope > 0 ? -1 : 1;
            double length = bend > 0 ? std::abs(slope) / bend : endless;
            bool leaves = false;
            const auto stop_at = [&](const Kink& next) {
                if (next.reach > length) return;
                length = next.reach;
                leaves = next.reach < endless;
            };
            stop_at(next_kink(blocks, B, k, sign));
            for (Index l = 0; l < factor_.size(); ++l)
                stop_at(next_kink(blocks, B, factor_.place(l), sign * d_[l]));
            // Far out, a curvature that may be there after all would cost more than is won.
            const double near = far_out * w_.template lpNorm<Eigen::Infinity>();
            if (length == endless || length > (std::max)(near, std::abs(slope) / rounding)) continue;
            const auto move = [&](Index j, double d) {
                const Kink next = next_kink(blocks, B, j, d);
                w_[j] = next.reach <= length ? next.w : w_[j] + length * d;
            };
            move(k, sign);
            for (Index l = 0; l < factor_.size(); ++l) move(factor_.place(l), sign * d_[l]);
            q_[k] += length * sign * bend;
            if (leaves) return true;
        }
        return false;
    }

    /// d_ = −H_SS⁻¹ H_Sk, of which what is rounding is 0; the curvature that is left along it, and what of that
    /// may be rounding.
    struct Dependence {
        double bend, rounding;
    };
    Dependence dependence(const Matrix& H, Index k) {
        const Index s = factor_.size();
        d_.resize(s);
        for (Index l = 0; l < s; ++l) d_[l] = -H(factor_.place(l), k);
        factor_.solve(d_);
        double bend = H(k, k), terms = bend;
        for (Index l = 0; l < s; ++l) {
            const Index j = factor_.place(l);
            if (std::abs(d_[l]) * std::sqrt(H(j, j)) <= negligible * std::sqrt(H(k, k))) d_[l] = 0;
            bend += d_[l] * H(j, k);
            terms += std::abs(d_[l] * H(j, k));
        }
        const double rounding = negligible * terms;
        return {bend > rounding ? bend : 0.0, rounding};
    }

    /// The slope of F along it.
    template <class Blocks>
    double slope_along(const Blocks& blocks, const std::vector<Index>& B, Index k) const {
        const auto slope_at = [&](Index j) {
            return q_[j] + blocks.slope(B[static_cast<std::size_t>(j)], w_[j]);
        };
        double slope = slope_at(k);
        for (Index l = 0; l < factor_.size(); ++l) slope += slope_at(factor_.place(l)) * d_[l];
        return slope;
    }

    /// Where R_k has its next kink on the way from w_k along d, at zero or at an end of its domain; and how
    /// often d can be added until there.
    struct Kink {
        double reach, w;
    };
    template <class Blocks>
    Kink next_kink(const Blocks& blocks, const std::vector<Index>& B, Index k, double d) const {
        const double w = w_[k];
        Kink next{endless, w};
        if (d == 0) return next;
        if (w * d < 0 && !smooth_at(blocks, B, k, 0)) next = {-w / d, 0};
        const Interval domain = blocks.domain(B[static_cast<std::size_t>(k)]);
        const double end = d > 0 ? domain.upper : domain.lower;
        return is_finite(end) && (end - w) / d < next.reach ? Kink{(end - w) / d, end} : next;
    }

    /// Moves w_, and q_ on S, up to the first kink; false where F would not drop.
    template <class Blocks>
    bool step(const Blocks& blocks, const std::vector<Index>& B) {
        const Index s = factor_.size();
        const auto place = [&](Index l) { return factor_.place(l); };
        const auto block = [&](Index l) { return B[static_cast<std::size_t>(place(l))]; };
        g_.resize(s);
        for (Index l = 0; l < s; ++l) g_[l] = q_[place(l)] + blocks.slope(block(l), w_[place(l)]);
        d_ = -g_;
        factor_.solve(d_);
        const auto kink = [&](Index l) { return next_kink(blocks, B, place(l), d_[l]); };
        double length = 1;
        for (Index l = 0; l < s; ++l) length = (std::min)(length, kink(l).reach);
        cut_ = length < 1;
        double change = 0;  // of F
        for (Index l = 0; l < s; ++l) {
            const double w = w_[place(l)], q = q_[place(l)];
            const double Hd = -(g_[l] + blocks.curvature(block(l), w) * d_[l]);
            const Kink next = kink(l);
            const double moved = next.reach <= length ? next.w : w + length * d_[l];
            w_[place(l)] = moved;
            q_[place(l)] += length * Hd;
            change += 0.5 * (moved - w) * (q + q_[place(l)]) + blocks.value(block(l), &moved) -
                      blocks.value(block(l), &w);
        }
        return change < 0;
    }

    SupportFactor<Matrix> factor_;
    std::vector<Index> support_;  // its places in w
    double spent_ = 0;            // arithmetic of the sweeps since the last walk
    bool cut_ = false;
    double rounding_ = 0;
    Field g_, d_, w_, q_;
};

}  // namespace lariat::detail
