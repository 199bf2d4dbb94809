// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/gram_model.hpp>
#include <lariat/optimizers/coordinate/gram_price.hpp>
#include <lariat/optimizers/coordinate/line_search.hpp>
#include <lariat/optimizers/coordinate/residual_model.hpp>
#include <lariat/optimizers/coordinate/room.hpp>
#include <lariat/optimizers/coordinate/state.hpp>
#include <lariat/optimizers/coordinate/sweeps.hpp>
#include <lariat/optimizers/coordinate/working_set.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// Block coordinate descent on working sets for F(w) = L_data(w) + Σ_b R_b(w_b); a block is a coordinate of a
/// separable penalty, or a group of a Grouped one.
///
///     repeat                                                   one step = one outer round = one pass over X
///         W = support ∪ the blocks farthest from optimal
///         repeat                                               (once for squared error)
///             model L_data quadratically at w                  prox-Newton
///             for b in W, over and over:                       L_b = λ_max of the model's Hessian on b
///                 w_b = prox_{R_b/L_b}(w_b − g_b/L_b)
///                 with Anderson extrapolation every sixth sweep, in a Gram matrix with Newton's steps
///             line search on F
///         z = Xw from the support;  g = Xᵀu: the certificate, and the next W
///
/// What W leaves out is judged anew by the pass of every round, over all columns: none is lost to screening, be
/// R convex or not.
///
/// After Bertrand, Klopfenstein, Bannier, Gidel and Massias 2022 (skglm), with the intercept profiled out of
/// the model and every round ending in a certificate. Fits smooth losses with a second derivative, separable
/// and group penalties with a prox, and designs that give out columns.
struct CoordinateDescent {
    double inner = 0.1;  ///< a round is over when the violation within W is this fraction of that before it
    Index max_sweeps = 200;  ///< over W, in one model
    /// Working sets of squared error are solved in their Gram matrix once it costs no more than sweeps did,
    /// or than that of so many columns; 0: none is.
    Index gram = 30;
    static constexpr Index largest_gram = detail::largest_gram;

    static constexpr const char* name = "CoordinateDescent";
    static constexpr bool has_momentum = false;

    template <class O>
    static constexpr bool risk_fits = [] {
        if constexpr (Risk<FunctionOf<O>>)
            return TwiceDifferentiableLoss<typename FunctionOf<O>::LossType> &&
                   ColumnDesign<std::remove_cvref_t<decltype(std::declval<FunctionOf<O>>().design())>>;
        else
            return false;
    }();
    template <class O>
    static constexpr bool has_blocks = SeparablePenalty<PenaltyOf<O>> || BlockPenalty<PenaltyOf<O>>;
    template <class O>
    static constexpr bool penalty_fits = has_blocks<O> && Proximable<PenaltyOf<O>>;
    template <class O>
    static constexpr bool fits = risk_fits<O> && penalty_fits<O>;

    template <class O>
    static constexpr void explain_misfit() {
        static_assert(Risk<FunctionOf<O>>,
                      "lariat: CoordinateDescent needs an EmpiricalRisk; use GradientDescent");
        static_assert(risk_fits<O>,
                      "lariat: CoordinateDescent needs a smooth loss with second_derivative() and an X that "
                      "gives out columns (any Eigen matrix, or an operator with column_dot(j, u)); use "
                      "GradientDescent");
        static_assert(penalty_fits<O>,
                      "lariat: CoordinateDescent needs a separable or a group penalty with a prox; use "
                      "GradientDescent");
    }

    void check() const {
        require_between("CoordinateDescent::inner", inner, 0, 1);
        require(max_sweeps >= 1,
                [&] { return "CoordinateDescent::max_sweeps = " + text(max_sweeps) + "; must be >= 1"; });
        require(0 <= gram && gram <= largest_gram, [&] {
            return "CoordinateDescent::gram = " + text(gram) + "; must be in [0, " + text(largest_gram) + "]";
        });
    }

    template <class O>
    using State = CoordinateState<O>;

    template <class O>
    State<O> init(const O& objective, typename State<O>::Point start) const {
        const Index p = objective.function.penalized();
        State<O> s{.x = std::move(start), .certifier = Certifier<O>(objective)};
        objective.function.profile(s.x);  // a start may have brought another intercept
        s.previous.w = s.x.w;
        s.moments.assign(static_cast<std::size_t>(p), detail::MeasuredColumn{{0, -1}});
        const auto blocks = detail::blocks_of(objective);
        s.score.assign(static_cast<std::size_t>(blocks.count()), 0.0);
        if constexpr (!blocks.single) s.curvatures.assign(s.score.size(), -1.0);
        look(objective, s);
        return s;
    }

    template <class O>
    void step(const O& objective, State<O>& s) const {
        const double before = s.value;
        const auto damping = s.damping;
        s.previous.w = s.x.w;
        detail::choose_working_set(objective, s,
                                   State<O>::exact && pays(objective, s, objective.function.penalized()));
        // Where sweeps in a Gram matrix cost next to nothing, beside a pass over X, they go on until
        // rounding.
        const double m = double(s.W.size()),
                     pass = double(objective.function.rows()) * double(objective.function.penalized());
        const bool free = State<O>::exact && (m <= double(gram) || (s.bought && 10 * m * m <= pass));
        const double violation = s.residual;
        solve_on_blocks(objective, s, violation / s.strictness * (free ? 1e-6 * inner : inner));
        look(objective, s);
        double left = 0;
        for (const Index b : s.B) left = (std::max)(left, s.score[static_cast<std::size_t>(b)]);
        s.strictness = left > 0.5 * violation ? (std::min)(10 * s.strictness, 1e6) : 1.0;
        ++s.iteration;
        s.stuck = !(s.value < before) && s.x.w == s.previous.w && s.damping == damping;
        if (s.value > before + 1e-3 * std::abs(before)) go_back(objective, s);
    }

    /// Minimizes F over the blocks s.B alone, until their violations are at most `target`; then places the
    /// iterate anew. Costs no pass over X but z = Xw.
    template <class O>
    void solve_on_blocks(const O& objective, State<O>& s, double target) const {
        detail::flatten(detail::blocks_of(objective), s);
        if constexpr (State<O>::exact) {
            solve(objective, s, target);
        } else {
            const bool jumps = detail::blocks_of(objective).jumps();
            double violation = Interval::infinity;
            for (int newton = 0; newton < 20 && violation > target; ++newton) {
                const double before = solve(objective, s, target);
                violation = jumps ? before : violation_on_blocks(objective, s);
            }
        }
        objective.function.place(s.x);
        objective.function.profile(s.x);
        s.looked = false;
    }

    /// The Gram matrix of some columns, of which the first `known` are there.
    template <class O>
    static void condense(const O& objective, State<O>& s, const std::vector<Index>& columns,
                         typename State<O>::Matrix& H, Index known) {
        model_of(objective, s, columns).condense(H, known);
    }

    /// Minimizes a quadratic F over the blocks s.B, given their Gram matrix s.H and the gradient s.q at
    /// s.w_W: these two it moves, and touches nothing larger.
    template <class O>
    void solve_in_gram(const O& objective, State<O>& s, double target) const {
        detail::GramModel model(s.H, s.q, s.w_W);
        detail::descend(detail::blocks_of(objective), model, s, s.gram_anderson, target, max_sweeps);
    }

private:
    /// Descent in the model never raises F by more than rounding. Where it has, columns are so large beside
    /// what is left of them that rounding is all there is.
    template <class O>
    void go_back(const O& objective, State<O>& s) const {
        s.x.w = s.previous.w;
        objective.function.place(s.x);
        objective.function.profile(s.x);
        look(objective, s);
        s.stuck = true;
    }

    /// The pass over X: gradient, certificate, violations, F at the placed iterate.
    template <class O>
    void look(const O& objective, State<O>& s) const {
        s.certificate = s.certifier(objective, s.x, std::nullopt);
        s.g = s.certifier.gradient();
        s.looked = true;
        s.value = s.certifier.value();
        const auto blocks = detail::blocks_of(objective);
        if (blocks.jumps())
            look_for_jumps(objective, blocks, s);
        else
            for (Index b = 0; b < blocks.count(); ++b)
                s.score[static_cast<std::size_t>(b)] =
                    detail::violation_among(blocks, b, s.x.w, s.g, s.w_b, s.g_b);
        s.residual = 0;
        for (const double distance : s.score) s.residual = (std::max)(s.residual, distance);
    }

    /// Where R jumps at zero, as a count does, every w_b = 0 satisfies the KKT conditions: what counts is how
    /// far a step of its own would move w_b.
    template <class O, class B>
    void look_for_jumps(const O& objective, const B& blocks, State<O>& s) const {
        s.B.resize(s.score.size());
        std::iota(s.B.begin(), s.B.end(), Index(0));
        detail::flatten(blocks, s);
        auto model = model_of(objective, s);
        for (Index k = 0, i = 0; i < blocks.count(); ++i) {
            const auto size = static_cast<Index>(blocks.columns(i).size());
            detail::gather(blocks.columns(i), s.x.w, s.w_b);
            detail::gather(blocks.columns(i), s.g, s.g_b);
            const double L = detail::block_curvature(blocks, model, i, k, s);
            s.score[static_cast<std::size_t>(i)] =
                L > 0 ? detail::move_from(Vector<double>(s.w_b), blocks, i, L, s) : 0.0;
            k += size;
        }
    }

    /// The quadratic model of L_data at s.x on W, or on columns given.
    template <class O>
    static auto model_of(const O& objective, State<O>& s) {
        return model_of(objective, s, s.W);
    }
    template <class O>
    static auto model_of(const O& objective, State<O>& s, const std::vector<Index>& W) {
        const auto& f = objective.function;
        s.u = s.x.u;
        const double uniform = f.uniform_curvature();
        if (uniform == 0) f.curvature(s.x, s.h, s.damping.sloping, s.damping.level);
        if (s.damping.stiffness > 1) s.h *= static_cast<typename O::Scalar>(s.damping.stiffness);
        detail::ResidualModel model(f.design(), W, s.moments, s.u, s.h, uniform, f.has_intercept());
        if constexpr (State<O>::exact)
            model.measure(s.certifier.moments(), f.loss().constant_curvature());
        else
            model.measure();
        return model;
    }

    /// The largest violation within W of F itself at s.x, of which w and z are right and the intercept is
    /// fitted.
    template <class O>
    static double violation_on_blocks(const O& objective, State<O>& s) {
        const auto blocks = detail::blocks_of(objective);
        objective.function.renew_field(s.x);
        if (objective.function.has_intercept()) detail::balance(s.x.u);
        double worst = 0;
        for (const Index b : s.B) {
            const auto& columns = blocks.columns(b);
            detail::gather(columns, s.x.w, s.w_b);
            s.g_b.resize(s.w_b.size());
            for (Index i = 0; i < s.g_b.size(); ++i)
                s.g_b[i] = objective.function.design().column_dot(
                    static_cast<Index>(columns[static_cast<std::size_t>(i)]), s.x.u);
            worst = (std::max)(worst, blocks.violation(b, s.w_b.data(), s.g_b.data()));
        }
        return worst;
    }

    /// One quadratic model at s.x, minimized on W; then a line search on F unless the model is F. Returns the
    /// violation within W at the start.
    template <class O>
    double solve(const O& objective, State<O>& s, double target) const {
        using Scalar = typename O::Scalar;
        const auto m = static_cast<Index>(s.W.size());
        s.w_W.resize(m);
        for (Index k = 0; k < m; ++k) s.w_W[k] = double(s.x.w[s.W[static_cast<std::size_t>(k)]]);
        objective.function.renew_field(s.x);
        auto model = model_of(objective, s);
        const auto blocks = detail::blocks_of(objective);
        if constexpr (State<O>::exact) {
            if (m > gram) s.bought = m <= largest_gram && (s.bought || pays(objective, s, m));
            const double violation = m <= gram || s.bought
                                         ? descend_by_gram(blocks, model, s, target)
                                         : detail::descend(blocks, model, s, s.anderson, target, max_sweeps);
            for (Index k = 0; k < m; ++k)
                s.x.w[s.W[static_cast<std::size_t>(k)]] = static_cast<Scalar>(s.w_W[k]);
            return violation;
        } else {
            if constexpr (!blocks.single) s.curvatures.assign(s.score.size(), -1.0);
            const double violation = descend_in_model(objective, blocks, model, s, target);
            detail::line_search(objective, blocks, s);
            return violation;
        }
    }

    /// Is the Gram matrix of m columns worth its price, after the sweeps so far or with those of `gram`
    /// columns?
    template <class O>
    bool pays(const O& objective, const State<O>& s, Index m) const {
        const double credit = 0.5 * double(gram) * double(gram);
        return gram > 0 && m <= largest_gram &&
               detail::gram_pays(objective.function.design(), m, s.visits + credit);
    }

    /// q = the gradient of the model on W.
    template <class Model, class S>
    static void take_gradient(const Model& model, S& s) {
        s.q.resize(static_cast<Index>(s.W.size()));
        for (Index k = 0; k < s.q.size(); ++k) s.q[k] = model.gradient(k);
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
            return detail::descend(blocks, model, s, s.anderson, target, max_sweeps);
        }
        s.gram_of = s.W;
        if (s.looked)
            detail::gather(s.W, s.g, s.q);
        else
            take_gradient(model, s);
        detail::GramModel small(s.H, s.q, s.w_W);
        return detail::descend(blocks, small, s, s.gram_anderson, target, max_sweeps);
    }

    /// Sweeps in a model that is not F: in its Gram matrix once they have cost as much as that does.
    template <class O, class B, class Model>
    double descend_in_model(const O& objective, const B& blocks, Model& model, State<O>& s,
                            double target) const {
        const auto m = static_cast<Index>(s.W.size());
        const Index sweeps =
            gram > 0 && m <= largest_gram
                ? (std::min)(max_sweeps, detail::sweeps_for_gram(objective.function.design(), m))
                : max_sweeps;
        const double violation = detail::descend(blocks, model, s, s.anderson, target, sweeps);
        if (s.settled || sweeps == max_sweeps) return violation;
        if (!model.condense(s.H, 0)) return violation;
        if constexpr (B::single) s.finish.forget();
        take_gradient(model, s);
        detail::GramModel small(s.H, s.q, s.w_W);
        detail::descend(blocks, small, s, s.gram_anderson, target, max_sweeps);
        return violation;
    }
};

}  // namespace lariat
