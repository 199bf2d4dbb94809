// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/column_sum.hpp>
#include <lariat/optimizers/coordinate/model_of.hpp>
#include <lariat/optimizers/coordinate/room.hpp>
#include <lariat/optimizers/coordinate/subproblem.hpp>
#include <lariat/optimizers/coordinate/violations.hpp>
#include <lariat/selection/continuation/path_front.hpp>

namespace lariat::detail {

/// Solves L_data + λR, L_data quadratic, for one λ after another in the Gram matrix K of the known blocks:
/// those that were ever active, and the candidates. On their columns w and the gradient q stand for x;
/// nothing of the size of a row or a column of X is touched. A λ is solved on the active ones among them, in
/// their part of K; then q follows, and shows which join.
template <class Front>
class GramContinuation {
public:
    using Point = typename Front::Point;
    using Objective = typename Front::Objective;
    // double, but said so that nothing is instantiated before it is used
    using Numbers = Vector<Wide<typename Front::Scalar>>;
    using Matrix = Eigen::Matrix<Wide<typename Front::Scalar>, Eigen::Dynamic, Eigen::Dynamic>;

    GramContinuation(Front& front, const Subproblem& subproblem) : front_(front), subproblem_(subproblem) {}

    /// Brings K and the rest to the front's x, with new candidates, unless K would be too large for its use.
    bool begin(const std::vector<Index>& candidates) {
        const Objective F_k = front_.objective(front_.strength());
        const auto blocks = blocks_of(F_k);
        Index columns = 0;
        for (const Index b : front_.state.B) columns += size(blocks, b);
        for (const Index b : candidates) columns += size(blocks, b);
        // A column of K is then no longer than what a dot product and a sum of a column of X read, 4n
        // numbers.
        if (columns > (std::min)(largest_gram, 4 * F_k.function.rows())) return false;
        for (const Index b : candidates) front_.admit(b);
        auto& s = front_.state;
        begins_.clear();
        columns_.clear();
        for (const Index b : s.B) {
            begins_.push_back(static_cast<Index>(columns_.size()));
            for (const auto j : blocks.columns(b)) columns_.push_back(static_cast<Index>(j));
        }
        const Index before = std::exchange(size_, columns);
        if (columns > before) model_of(F_k, s, columns_).condense(K_, before);
        front_.passes += double(columns - before) * double(columns) /
                         double((std::max)(Index(1), F_k.function.penalized()));

        gather(columns_, s.x.w, w_);
        if (s.certifier.projects()) {
            F_k.function.renew_field(s.x);
            gather(columns_, GradientByColumns{F_k.function.design(), s.x.u}, q_);
            front_.passes += double(columns) / double(F_k.function.penalized());
        } else {
            gather(columns_, s.g, q_);
        }
        L_data_ = F_k.function.value(s.x);
        strength_ = front_.strength();
        change_ = front_.change(columns_);
        if (change_.size() > 0) change_q_ = K_.topLeftCorner(columns, columns) * change_;
        known_.swap(s.B);
        s.B.clear();
        s.gram_of.clear();  // s.H is of other blocks now
        make_room(s.H, columns, 0);
        places_.clear();
        active_.assign(known_.size(), false);
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (!w_.segment(begins_[i], size(blocks, known_[i])).isZero(0)) activate(blocks, i);
        return true;
    }

    /// The solution at a λ, which is not placed yet.
    void solve(double strength, Point& at) {
        auto& s = front_.state;
        const Objective F_i = front_.objective(strength);
        const auto blocks = blocks_of(F_i);
        const Numbers w = w_, q = q_;
        const double value = L_data_ + extrapolate(blocks, strength_ - strength),
                     slope = q.template lpNorm<Eigen::Infinity>();
        const double target = front_.target(value, w.template lpNorm<1>(), slope);
        activate_violators(blocks, target);
        do {
            gather(places_, w_, s.w_W);
            gather(places_, q_, s.q);
            subproblem_.solve_in_gram(F_i, s, target);
            ColumnSum sum(K_, q_);
            for (std::size_t k = 0; k < places_.size(); ++k) {
                const double d = s.w_W[static_cast<Index>(k)] - w_[places_[k]];
                if (d == 0) continue;
                w_[places_[k]] += d;
                sum.add(d, places_[k]);
            }
        } while (activate_violators(blocks, target));
        L_data_ += 0.5 * (w_ - w).dot(q_ + q);  // exactly: it is quadratic
        if (strength < strength_) {
            change_ = (w_ - w) / (strength_ - strength);
            change_q_ = (q_ - q) / (strength_ - strength);
            strength_ = strength;
        }
        for (std::size_t k = 0; k < columns_.size(); ++k) at.w[columns_[k]] = w_[static_cast<Index>(k)];
        const Index intercept = at.w.size() - F_i.function.penalized();
        at.w.tail(intercept) = s.x.w.tail(intercept);
        at.passes = 0;
    }

    /// Gives the working set back, all known blocks, and places the solutions.
    void end(std::vector<Point>& solved) {
        front_.state.B = known_;
        front_.risk().place(solved, columns_);
        for (Point& at : solved) front_.risk().profile(at);
    }

private:
    template <class B>
    static Index size(const B& blocks, Index b) {
        return static_cast<Index>(blocks.columns(b).size());
    }

    template <class B>
    void activate(const B& blocks, std::size_t i) {
        auto& s = front_.state;
        active_[i] = true;
        s.B.push_back(known_[i]);
        for (Index k = 0; k < size(blocks, known_[i]); ++k) {
            const auto l = static_cast<Index>(places_.size());
            places_.push_back(begins_[i] + k);
            for (Index j = 0; j <= l; ++j)
                s.H(j, l) = s.H(l, j) = K_(places_[static_cast<std::size_t>(j)], places_.back());
        }
    }

    /// Of the known blocks that are not active those join that violate by more than `aim`; did any?
    template <class B>
    bool activate_violators(const B& blocks, double aim) {
        bool any = false;
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (!active_[i] &&
                blocks.violation(known_[i], w_.data() + begins_[i], q_.data() + begins_[i]) > aim) {
                activate(blocks, i);
                any = true;
            }
        return any;
    }

    /// Goes on as from the λ before, where F is lower there: solutions are piecewise linear in λ for a
    /// quadratic loss and an L1-like R (Rosset and Zhu 2007), and nearly so otherwise. Returns R before.
    template <class B>
    double extrapolate(const B& blocks, double far) {
        const double penalty = total_on(blocks, known_, w_);
        if (change_.size() == 0 || far == 0) return penalty;
        const Numbers there = w_ + far * change_;
        const double gain =
            far * change_.dot(q_ + 0.5 * far * change_q_) + total_on(blocks, known_, there) - penalty;
        if (gain < 0) {
            w_ = there;
            q_ += far * change_q_;
        }
        return penalty;
    }

    Front& front_;
    Subproblem subproblem_;
    Matrix K_;                                     // its first rows and columns,
    Index size_ = 0;                               // so many
    std::vector<Index> known_, begins_, columns_;  // the blocks of K, where each begins, and their columns
    std::vector<bool> active_;                     // is the known block active?
    std::vector<Index> places_;                    // of the active columns among all
    Numbers w_, q_;                                // on all columns,
    double L_data_ = 0, strength_ = 0;             // for this λ,
    Numbers change_, change_q_;                    // and the change of both by −λ; empty: not known
};

}  // namespace lariat::detail
