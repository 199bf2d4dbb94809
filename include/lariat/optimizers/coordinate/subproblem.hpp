// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/gram_model.hpp>
#include <lariat/optimizers/coordinate/gram_price.hpp>
#include <lariat/optimizers/coordinate/line_search.hpp>
#include <lariat/optimizers/coordinate/model_of.hpp>
#include <lariat/optimizers/coordinate/room.hpp>
#include <lariat/optimizers/coordinate/state.hpp>
#include <lariat/optimizers/coordinate/sweeps.hpp>
#include <lariat/optimizers/coordinate/violations.hpp>

namespace lariat::detail {

/// Minimizes F over the working set alone: a quadratic model by sweeps over columns of X, or in the Gram
/// matrix of the set where that is cheaper; for a loss that is not quadratic one model after another.
struct Subproblem {
    Index max_sweeps;  ///< over the set, in one model
    Index gram;        ///< columns that are always solved in their Gram matrix; 0: none are

    /// Until the violations of the blocks s.B are at most `target`, or sweeps could not settle a model and
    /// what is left may be rounding; then places the iterate anew. Costs no pass over X but z = Xw.
    template <class O>
    void solve(const O& objective, CoordinateState<O>& s, double target) const {
        const auto blocks = blocks_of(objective);
        flatten(blocks, s);
        if constexpr (CoordinateState<O>::exact) {
            solve_model(objective, s, target);
        } else {
            double violation = Interval::infinity;
            for (int newton = 0; newton < 20 && violation > target; ++newton) {
                const double before = solve_model(objective, s, target);
                violation = blocks.jumps() ? before : violation_on_blocks(objective, s);
                if (!s.settled && violation <= 64 * gradient_rounding(objective, s)) break;
            }
        }
        objective.function.place(s.x);
        objective.function.profile(s.x);
        s.looked = false;
    }

    /// The same of a quadratic F, given the Gram matrix s.H of the blocks and the gradient s.q at s.w_W:
    /// these two it moves, and touches nothing larger.
    template <class O>
    void solve_in_gram(const O& objective, CoordinateState<O>& s, double target) const {
        descend_in_gram(blocks_of(objective), s, target);
    }

    /// Is the Gram matrix of m columns worth its price, after the sweeps so far or with those of `gram`
    /// columns?
    template <class O>
    bool pays(const O& objective, const CoordinateState<O>& s, Index m) const {
        return visits_to_buy(objective, m) <= s.visits;
    }

private:
    /// After how many visits the Gram matrix of m columns is bought; one that may not be, never.
    template <class O>
    double visits_to_buy(const O& objective, Index m) const {
        if (gram == 0 || m > largest_gram) return Interval::infinity;
        return visits_for_gram(objective.function.design(), m) - 0.5 * double(gram) * double(gram);
    }

    /// One quadratic model at s.x, minimized on W; then a line search on F unless the model is F. Returns the
    /// violation within W at the start.
    template <class O>
    double solve_model(const O& objective, CoordinateState<O>& s, double target) const {
        using Scalar = typename O::Scalar;
        const auto m = static_cast<Index>(s.W.size());
        s.w_W.resize(m);
        for (Index k = 0; k < m; ++k) s.w_W[k] = double(s.x.w[s.W[static_cast<std::size_t>(k)]]);
        objective.function.renew_field(s.x);
        if constexpr (!CoordinateState<O>::exact) s.u = s.x.u;  // the line search asks for the field at s.x
        auto model = model_of(objective, s, s.W, CoordinateState<O>::exact ? s.x.u : s.u);
        const auto blocks = blocks_of(objective);
        if constexpr (CoordinateState<O>::exact) {
            if (m > gram) s.bought = m <= largest_gram && (s.bought || pays(objective, s, m));
            const double violation = m <= gram || s.bought
                                         ? descend_by_gram(blocks, model, s, target)
                                         : descend_and_buy(objective, blocks, model, s, target);
            for (Index k = 0; k < m; ++k)
                s.x.w[s.W[static_cast<std::size_t>(k)]] = static_cast<Scalar>(s.w_W[k]);
            return violation;
        } else {
            if constexpr (!blocks.single) s.curvatures.assign(s.score.size(), -1.0);
            const double violation = descend_in_model(objective, blocks, model, s, target);
            line_search(objective, blocks, s);
            return violation;
        }
    }

    /// What rounding may have done to a derivative of L_data along a column of W.
    template <class O>
    static double gradient_rounding(const O& objective, const CoordinateState<O>& s) {
        const auto& f = objective.function;
        const Vector<typename O::Scalar> v = f.row_weights().template cast<typename O::Scalar>();
        Vector<double> norms = Vector<double>::Zero(f.size());
        for (const Index j : s.W) norms[j] = std::sqrt(f.design().column_moments(j, v).second);
        return f.gradient_rounding(s.x, norms).maxCoeff();
    }

    /// Sweeps in the Gram matrix of W, of which only the columns that are new are computed; one that is not
    /// finite is of no use.
    template <class B, class Model, class S>
    double descend_by_gram(const B& blocks, Model& model, S& s, double target) const {
        const bool grown =
            s.gram_of.size() <= s.W.size() && std::equal(s.gram_of.begin(), s.gram_of.end(), s.W.begin());
        const auto m = static_cast<Index>(s.W.size()),
                   known = grown ? static_cast<Index>(s.gram_of.size()) : 0;
        if (known < m && !model.condense(s.H, known)) {
            s.gram_of.clear();
            return descend(blocks, model, s, s.anderson, target, max_sweeps);
        }
        s.gram_of = s.W;
        const bool known_there = s.looked && !s.certifier.projects();
        gather_gradient(s, [&](Index k) {
            const Index j = s.W[static_cast<std::size_t>(k)];
            return known_there && s.certifier.pass().knows(j) ? double(s.g[j]) : model.gradient(k);
        });
        return descend_in_gram(blocks, s, target);
    }

    /// Sweeps over columns of X, and in the Gram matrix of W once they have cost as much as that does.
    template <class O, class B, class Model>
    double descend_and_buy(const O& objective, const B& blocks, Model& model, CoordinateState<O>& s,
                           double target) const {
        const auto m = static_cast<Index>(s.W.size());
        const double violation =
            descend(blocks, model, s, s.anderson, target, max_sweeps, visits_to_buy(objective, m));
        if (s.settled || !pays(objective, s, m)) return violation;
        s.bought = true;
        s.looked = false;  // what the pass saw is of the point before these sweeps
        descend_by_gram(blocks, model, s, target);
        return violation;
    }

    /// Sweeps in a model that is not F: in its Gram matrix once they have cost as much as that does.
    template <class O, class B, class Model>
    double descend_in_model(const O& objective, const B& blocks, Model& model, CoordinateState<O>& s,
                            double target) const {
        const auto m = static_cast<Index>(s.W.size());
        const Index sweeps = gram > 0 && m <= largest_gram
                                 ? (std::min)(max_sweeps, sweeps_for_gram(objective.function.design(), m))
                                 : max_sweeps;
        const double violation = descend(blocks, model, s, s.anderson, target, sweeps);
        if (s.settled || sweeps == max_sweeps || !model.condense(s.H, 0)) return violation;
        if constexpr (B::single) s.finish.forget();
        gather_gradient(s, [&](Index k) { return model.gradient(k); });
        descend_in_gram(blocks, s, target);
        return violation;
    }

    template <class B, class S>
    double descend_in_gram(const B& blocks, S& s, double target) const {
        GramModel small(s.H, s.q, s.w_W);
        return descend(blocks, small, s, s.gram_anderson, target, max_sweeps);
    }

    /// q_k = gradient(k) for the columns k of W.
    template <class S, class Gradient>
    static void gather_gradient(S& s, Gradient&& gradient) {
        s.q.resize(static_cast<Index>(s.W.size()));
        for (Index k = 0; k < s.q.size(); ++k) s.q[k] = gradient(k);
    }
};

}  // namespace lariat::detail
