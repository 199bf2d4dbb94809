// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate_descent.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/options.hpp>

namespace lariat::detail {

/// How far a path of L_data + λR has come: to the solution at some λ, or nearly, with its gradient and that
/// of the λ before it. The working set holds the blocks that were ever active.
template <class F, class R>
class PathFront {
public:
    using Scalar = typename F::Scalar;
    using Objective = decltype(std::declval<F>() + lariat::scaled(std::declval<R>(), 1.0));
    using Point = typename F::Point;
    using State = CoordinateDescent::State<Objective>;

    /// Begins at w = 0, for a λ.
    PathFront(const F& risk, const R& penalty, const Options& options_, const CoordinateDescent& descent,
              double strength)
        : options(options_), risk_(risk), penalty_(penalty), state(begin(descent, strength)) {
        strength_ = strength;
        known_at_.setConstant(risk_.penalized(), strength);
        inside_.resize(state.score.size(), false);
        admit_support();
    }

    const Options& options;  ///< of each solve

    const F& risk() const { return risk_; }
    Objective objective(double strength) const { return risk_ + lariat::scaled(penalty_, strength); }

    double strength() const { return strength_; }

    /// The passes over X, which know its gradient.
    GradientPass<Objective>& pass() { return state.certifier.pass(); }

    /// The state's x is the solution at λ now, and w that at the λ' before it; the certifier's pass goes on
    /// from there.
    void arrive(double strength, const Vector<Scalar>& w, double before) {
        if (strength < strength_ && !foresees()) rate_.setZero(risk_.penalized());
        if (pass().asked().empty())
            note(Eigen::seqN(0, risk_.penalized()), strength);
        else
            note(pass().asked(), strength);
        before_ = w;
        before_strength_ = before;
        strength_ = strength;
    }

    /// Is it known how the gradient moves with λ?
    bool foresees() const { return rate_.size() > 0; }

    /// −dw/dλ on some columns, between the solution before and this one; empty: not known.
    Vector<Wide<Scalar>> change(const std::vector<Index>& columns) const {
        if (!(before_strength_ > strength_)) return {};
        Vector<Wide<Scalar>> now, before;
        gather(columns, state.x.w, now);
        gather(columns, before_, before);
        return (now - before) / (before_strength_ - strength_);
    }

    /// Puts the blocks that are not zero into the working set, behind those that are there.
    void admit_support() {
        const Objective now = objective(strength_);
        const auto blocks = blocks_of(now);
        for (Index b = 0; b < blocks.count(); ++b)
            for (const auto j : blocks.columns(b))
                if (state.x.w[static_cast<Index>(j)] != 0) admit(b);
    }
    const std::vector<bool>& inside() const { return inside_; }
    void admit(Index b) {
        if (inside_[static_cast<std::size_t>(b)]) return;
        inside_[static_cast<std::size_t>(b)] = true;
        state.B.push_back(b);
    }
    /// The working set becomes that of these blocks, which hold it.
    void take_in(const std::vector<Index>& blocks) {
        for (const Index b : blocks) inside_[static_cast<std::size_t>(b)] = true;
        state.B = blocks;
    }

    /// The blocks outside the working set that may be active before λ falls to `strength`: those whose
    /// optimality is violated now, and those where it will be if the gradient goes on as it did. Per unit of
    /// λ a slope moves by at most 1, as a rule (the strong rule of Tibshirani et al. 2012, section 7), and as
    /// a rule that changes slowly.
    std::vector<Index> candidates(double strength) {
        const double far = strength_ - strength, margin = foresees() ? margin_ : 1.0;
        const Objective now = objective(strength_), strict = objective(strength - margin * far);
        const auto blocks = blocks_of(now), strict_blocks = blocks_of(strict);
        const Foreseen then{*this, strength};
        std::vector<Index> found;
        for (Index b = 0; b < blocks.count(); ++b) {
            if (inside_[static_cast<std::size_t>(b)]) continue;
            const auto violates = [&](const auto& blocks_at, const auto& g) {
                return violation_among(blocks_at, b, state.x.w, g, state.w_b, state.g_b) > 0;
            };
            if (violates(blocks, state.g) || violates(strict_blocks, then)) found.push_back(b);
        }
        if constexpr (SeparablePenalty<R>) ask(found);
        return found;
    }

    /// Were all solutions right that were found among the candidates? Those after a surprise are more.
    void learn(bool all_right) { margin_ = all_right ? least_margin : (std::min)(3 * margin_, 1.0); }

    /// Counts products with so many columns of X.
    void count(std::size_t columns) {
        passes += double(columns) / double((std::max)(Index(1), risk_.penalized()));
    }

    /// Takes the blocks that violate by more than `aim` out of `some`, whose slopes are given.
    template <class B, class Slopes>
    std::vector<Index> take_violators(const B& blocks, std::vector<Index>& some, const Slopes& slopes,
                                      double aim) {
        const auto missing = std::stable_partition(some.begin(), some.end(), [&](Index b) {
            count(blocks.columns(b).size());
            return !(violation_among(blocks, b, state.x.w, slopes, state.w_b, state.g_b) > aim);
        });
        const std::vector<Index> taken(missing, some.end());
        some.erase(missing, some.end());
        return taken;
    }

    /// The violation to aim at for a gap within the tolerance: one of v in the coordinates of w costs about
    /// v‖w‖₁ of it.
    double target(double value, double size, double slope) const {
        const double tolerance =
            options.tolerance.value_or(default_tolerance<Scalar>(Certificate::Kind::DualityGap));
        return 0.1 * tolerance * (size > 0 ? (std::min)(value / size, slope) : slope);
    }

private:
    static constexpr double least_margin = 0.1;

    /// ∇L_data at a λ, one element when it is asked for, if it goes on as it did.
    struct Foreseen {
        const PathFront& front;
        double strength;
        Scalar operator[](Index j) const {
            const Scalar g_j = front.state.g[j];
            if (!front.foresees()) return g_j;
            return g_j + static_cast<Scalar>(front.known_at_[j] - strength) * front.rate_[j];
        }
    };

    /// Takes over ∂L_data/∂w_j at λ for the columns J, which the pass knows.
    template <class Columns>
    void note(const Columns& J, double strength) {
        const auto g = pass().gradient()(J).array();
        auto before = state.g(J).array();
        auto at = known_at_(J).array();
        if (foresees()) {
            const auto far = (at - strength).template cast<Scalar>();
            auto rate = rate_(J).array();
            rate = (far > 0).select((g - before) / far, rate);
        }
        before = g;
        at.setConstant(strength);
    }

    /// Makes the gradient known, at the solution, of columns that the pass had left out.
    void ask(const std::vector<Index>& columns) {
        std::vector<Index> unknown;
        for (const Index j : columns)
            if (!pass().knows(j)) unknown.push_back(j);
        pass().ask(risk_, state.x, unknown);
        note(unknown, strength_);
        count(unknown.size());
    }

    State begin(const CoordinateDescent& descent, double strength) const {
        const Objective first = objective(strength);
        return descent.init(first, placed_start(first, FromZero{}));
    }

    F risk_;
    const R& penalty_;
    double strength_ = 0;            // λ of the state's x
    Vector<Scalar> before_;          // w at the solution before,
    double before_strength_ = 0;     // for this λ
    Vector<Wide<Scalar>> known_at_;  // λ where each element of the state's g was computed,
    Vector<Scalar> rate_;            // and its −dg/dλ before; empty: not known
    double margin_ = least_margin;   // by which it may change, as a part of 1
    std::vector<bool> inside_;       // is the block in the working set?

public:
    State state;        ///< a coordinate descent's, at the solution
    double passes = 0;  ///< over X spent, and not yet in an answer
};

}  // namespace lariat::detail
