// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/column_sum.hpp>
#include <lariat/optimizers/coordinate/gram_price.hpp>
#include <lariat/optimizers/coordinate/model_of.hpp>
#include <lariat/optimizers/coordinate/room.hpp>
#include <lariat/optimizers/coordinate/subproblem.hpp>
#include <lariat/optimizers/coordinate/violations.hpp>
#include <lariat/selection/continuation/path_front.hpp>

namespace lariat::detail {

/// Solves L_data + λR for one λ after another, L_data quadratic, in the Gram matrix K of the known blocks:
/// those that were ever active, and the candidates. On their columns w and the gradient q stand for x;
/// nothing of the size of a row or a column of X is touched. A λ is solved on the active ones among them, in
/// their part of K; then q follows, and shows which join. Candidates too many for K are watched instead:
/// their columns of X are asked at every solution, and those that violate become known.
template <class Front>
class GramContinuation {
public:
    using Point = typename Front::Point;
    using Objective = typename Front::Objective;
    // double, but said so that nothing is instantiated before it is used
    using Numbers = Vector<Wide<typename Front::Scalar>>;
    using Matrix = Eigen::Matrix<Wide<typename Front::Scalar>, Eigen::Dynamic, Eigen::Dynamic>;

    GramContinuation(Front& front, const Subproblem& subproblem) : front_(front), subproblem_(subproblem) {}

    /// Brings K and the rest to the front's x, with new candidates, for the next `count` λ, unless K would be
    /// too large for its use.
    bool begin(const std::vector<Index>& candidates, std::size_t count) {
        const Objective F_k = front_.objective(front_.strength());
        const auto& X = F_k.function.design();
        const auto blocks = blocks_of(F_k);
        auto& s = front_.state;
        const Index inside = columns_of(blocks, s.B), outside = columns_of(blocks, candidates);
        const bool watch = !gram_grows(X, inside, outside, double(count));
        if (inside + (watch ? 1 : outside) > room(F_k)) return false;
        if (watch || s.certifier.projects()) F_k.function.renew_field(s.x);
        L_data_ = F_k.function.value(s.x);
        strength_ = front_.strength();

        for (auto* list : {&known_, &begins_, &columns_, &places_}) list->clear();
        active_.clear();
        std::vector<Index> known;
        known.swap(s.B);
        s.gram_of.clear();  // s.H is of other blocks now
        watched_.clear();
        std::vector<Index>& theirs = watch ? watched_ : known;
        theirs.insert(theirs.end(), candidates.begin(), candidates.end());
        if (s.certifier.projects()) {
            know(F_k, known, GradientByColumns{X, s.x.u});
            front_.count(columns_.size());
        } else {
            know(F_k, known, s.g);
        }
        change_ = front_.change(columns_);
        if (change_.size() > 0) change_q_ = K_.topLeftCorner(size_, size_) * change_;
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (!w_.segment(begins_[i], size(blocks, known_[i])).isZero(0)) activate(blocks, i);
        return true;
    }

    /// The solution at a λ, which is not placed yet.
    void solve(double strength, Point& at) {
        auto& s = front_.state;
        const Objective F_i = front_.objective(strength);
        const auto blocks = blocks_of(F_i);
        from_w_ = w_;
        from_q_ = q_;
        const Numbers& slopes = q_.size() > 0 ? q_ : s.g;  // all may be watched
        const double slope = slopes.template lpNorm<Eigen::Infinity>(), size = w_.template lpNorm<1>(),
                     value = L_data_ + extrapolate(blocks, strength_ - strength),
                     target = front_.target(value, size, slope);
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
        } while (activate_violators(blocks, target) || know_violators(F_i, target));
        L_data_ += 0.5 * (w_ - from_w_).dot(q_ + from_q_);  // exactly: it is quadratic
        if (strength < strength_) {
            change_ = (w_ - from_w_) / (strength_ - strength);
            change_q_ = (q_ - from_q_) / (strength_ - strength);
            strength_ = strength;
        }
        for (std::size_t k = 0; k < columns_.size(); ++k) at.w[columns_[k]] = w_[static_cast<Index>(k)];
        const Index intercept = at.w.size() - F_i.function.penalized();
        at.w.tail(intercept) = s.x.w.tail(intercept);
        at.passes = 0;
    }

    /// Gives the working set back, all known blocks, and places the solutions.
    void end(std::vector<Point>& solved) {
        front_.take_in(known_);
        std::vector<Index> nonzero;
        std::copy_if(columns_.begin(), columns_.end(), std::back_inserter(nonzero), [&](Index j) {
            return std::any_of(solved.begin(), solved.end(), [&](const Point& at) { return at.w[j] != 0; });
        });
        front_.risk().place(solved, nonzero);
        for (Point& at : solved) front_.risk().profile(at);
    }

private:
    template <class B>
    static Index size(const B& blocks, Index b) {
        return static_cast<Index>(blocks.columns(b).size());
    }
    template <class B>
    static Index columns_of(const B& blocks, const std::vector<Index>& some) {
        Index columns = 0;
        for (const Index b : some) columns += size(blocks, b);
        return columns;
    }

    /// Columns that K may have. One of K is then no longer than what a dot product and a sum of a column of X
    /// read, 4n numbers.
    static Index room(const Objective& objective) {
        return (std::min)(largest_gram, 4 * objective.function.rows());
    }

    /// Makes blocks known, at the front's w, with their slopes there or, where w is zero, at w_.
    template <class Slopes>
    void know(const Objective& objective, const std::vector<Index>& some, const Slopes& slopes) {
        auto& s = front_.state;
        const auto blocks = blocks_of(objective);
        const auto before = static_cast<Index>(columns_.size());
        for (const Index b : some) {
            known_.push_back(b);
            begins_.push_back(static_cast<Index>(columns_.size()));
            active_.push_back(false);
            for (const auto j : blocks.columns(b)) columns_.push_back(static_cast<Index>(j));
        }
        const auto count = static_cast<Index>(columns_.size());
        w_.conservativeResize(count);
        q_.conservativeResize(count);
        for (Index k = before; k < count; ++k) {
            const Index j = columns_[static_cast<std::size_t>(k)];
            w_[k] = s.x.w[j];
            q_[k] = slopes[j];
        }
        if (count > size_) {
            condense(columns_in_model(objective, s, columns_), K_, size_);
            front_.count(static_cast<std::size_t>(count - size_) * static_cast<std::size_t>(count));
            size_ = count;
        }
        make_room(s.H, count, static_cast<Index>(places_.size()));
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

    /// Of the watched blocks those that violate by more than `aim` become known, and active, while there is room;
    /// did any? Where there is none, no certificate will hold.
    bool know_violators(const Objective& objective, double aim) {
        if (watched_.empty()) return false;
        auto& s = front_.state;
        const auto blocks = blocks_of(objective);
        s.u = s.x.u;
        auto model = model_of(objective, s, columns_, s.u);
        for (Index k = 0; k < w_.size(); ++k)
            if (const double d = w_[k] - double(s.x.w[columns_[static_cast<std::size_t>(k)]]); d != 0) {
                model.move(k, d);
                front_.count(1);
            }
        model.settle();
        const GradientByColumns slopes{objective.function.design(), s.u};
        std::vector<Index> joining = front_.take_violators(blocks, watched_, slopes, aim);
        for (; columns_of(blocks, joining) > room(objective) - size_; joining.pop_back())
            watched_.push_back(joining.back());
        if (joining.empty()) return false;

        const auto before = static_cast<Index>(columns_.size());
        know(objective, joining, slopes);
        const Index more = size_ - before;
        const Numbers moves = w_.head(before) - from_w_;
        from_w_.conservativeResize(size_);
        from_q_.conservativeResize(size_);
        from_w_.tail(more).setZero();
        from_q_.tail(more) = q_.tail(more) - K_.block(before, 0, more, before) * moves;
        change_.resize(0);
        return activate_violators(blocks, aim);
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
    std::vector<Index> watched_;                   // blocks that are not known
    Numbers w_, q_;                                // on all columns,
    Numbers from_w_, from_q_;                      // as they were for the λ before,
    double L_data_ = 0, strength_ = 0;             // which was this,
    Numbers change_, change_q_;                    // and the change of both by −λ; empty: not known
};

}  // namespace lariat::detail
