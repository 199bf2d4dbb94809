// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/exact_finish.hpp>
#include <lariat/optimizers/coordinate/gram_model.hpp>
#include <lariat/optimizers/coordinate/group_finish.hpp>
#include <lariat/optimizers/coordinate/residual_model.hpp>
#include <lariat/optimizers/policies/anderson.hpp>

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
/// After Bertrand, Klopfenstein, Bannier, Gidel and Massias 2022 (skglm), with the intercept profiled out of
/// the model and every round ending in a certificate. Fits smooth losses with a second derivative, separable
/// and group penalties with a prox, and designs that give out columns.
struct CoordinateDescent {
    double inner = 0.1;  ///< a round is over when the violation within W is this fraction of that before it
    Index max_sweeps = 200;  ///< over W, in one model
    /// Working sets of squared error are solved in their Gram matrix once it costs no more than sweeps did, or than
    /// that of so many columns; 0: none is.
    Index gram = 30;
    static constexpr Index largest_gram = 4000;  ///< 128 MB

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
    static constexpr bool penalty_fits =
        (SeparablePenalty<PenaltyOf<O>> || BlockPenalty<PenaltyOf<O>>)&&Proximable<PenaltyOf<O>>;
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
    struct State {
        using Point = typename FunctionOf<O>::Point;
        using Scalar = typename O::Scalar;
        using Matrix = Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic>;
        /// Is the model L_data itself? Else to follow a drift as far as its zero leaves where the model
        /// holds.
        static constexpr bool exact = QuadraticLoss<typename FunctionOf<O>::LossType>;
        struct Coefficients {
            Vector<Scalar> w{};
        };

        Point x{};                ///< the iterate, placed: z recomputed from w
        Coefficients previous{};  ///< the iterate before
        Vector<Scalar> g{};       ///< ∇L_data at x
        double value = 0;         ///< F(x)
        double step = 0;          ///< 0: there is no step size
        double residual = 0;      ///< the largest violation of the optimality conditions at x
        Index iteration = 0;      ///< rounds done
        bool stuck = false;       ///< the last round moved nothing, and neither will the next
        Certifier<O> certifier;   ///< makes the certificate of each round
        std::optional<Certificate> certificate{};       ///< of x
        std::vector<Index> B{};                         ///< the working set: its blocks,
        std::vector<Index> W{};                         ///< and their columns, block after block
        std::vector<detail::MeasuredColumn> moments{};  ///< of every column met so far; second < 0: not yet
        std::vector<double> curvatures{};               ///< L_b of every group met so far; < 0: not yet
        std::vector<double>
            score{};  ///< distance of −g_b from ∂R_b(w_b); where R jumps, of a step of w_b alone
        Vector<Scalar> u{}, h{};  ///< field and curvature of the model
        double damping = 1;       ///< the share of its secant curvature given to rows whose loss is straight
        Vector<double> w_W{};     ///< w on W
        Vector<double> w_b{}, g_b{};  ///< of a block
        Anderson<Scalar> anderson{};
        Matrix H{};                    ///< the Gram matrix of W,
        std::vector<Index> gram_of{};  ///< of this W
        bool settled = false;          ///< were the violations of the last sweeps as small as asked?
        double visits = 0;             ///< of columns of X, in sweeps
        bool bought = false;           ///< was it made after so many visits? Then W only grows.
        Vector<double> q{}, w_q{};     ///< the gradient on W, at these w
        Anderson<double> gram_anderson{};
        std::conditional_t<SeparablePenalty<PenaltyOf<O>>, detail::ExactFinish<Matrix>,
                           detail::GroupFinish<Matrix>>
            finish{};              ///< of a descent in H
        Vector<Scalar> average{};  ///< empty: for the loop

        double passes() const { return x.passes + certifier.passes(); }
    };

    template <class O>
    State<O> init(const O& objective, typename State<O>::Point start) const {
        const Index p = objective.function.penalized();
        State<O> s{.x = std::move(start), .certifier = Certifier<O>(objective)};
        s.previous.w = s.x.w;
        s.moments.assign(static_cast<std::size_t>(p), detail::MeasuredColumn{{0, -1}});
        const auto blocks = blocks_of(objective);
        s.score.assign(static_cast<std::size_t>(blocks.count()), 0.0);
        if constexpr (!blocks.single) s.curvatures.assign(s.score.size(), -1.0);
        look(objective, s);
        return s;
    }

    template <class O>
    void step(const O& objective, State<O>& s) const {
        const double before = s.value, damping = s.damping;
        s.previous.w = s.x.w;
        choose(objective, s);
        // Where sweeps in a Gram matrix cost next to nothing, beside a pass over X, they go on until rounding.
        const double m = double(s.W.size()),
                     pass = double(objective.function.rows()) * double(objective.function.penalized());
        const bool free = State<O>::exact && (m <= double(gram) || (s.bought && 10 * m * m <= pass));
        solve_on_blocks(objective, s, s.residual * (free ? 1e-6 * inner : inner));
        look(objective, s);
        ++s.iteration;
        s.stuck = !(s.value < before) && s.x.w == s.previous.w && s.damping == damping;
        if (!(s.value <= before + 1e-3 * std::abs(before)) && is_finite(before)) go_back(objective, s);
    }

    /// Minimizes F over the blocks s.B alone, until their violations are at most `target`; then places the
    /// iterate anew. Costs no pass over X but z = Xw.
    template <class O>
    void solve_on_blocks(const O& objective, State<O>& s, double target) const {
        flatten(blocks_of(objective), s);
        if constexpr (State<O>::exact) {
            solve(objective, s, target);
        } else {
            const bool jumps = blocks_of(objective).jumps();
            double violation = Interval::infinity;
            for (int newton = 0; newton < 20 && violation > target; ++newton) {
                const double before = solve(objective, s, target);
                violation = jumps ? before : violation_on_blocks(objective, s);
            }
        }
        s.w_q.resize(0);  // the next gradient is computed from z again
        objective.function.place(s.x);
        objective.function.profile(s.x);
    }

    /// The Gram matrix of some columns, of which the first `known` are there.
    template <class O>
    static void condense(const O& objective, State<O>& s, const std::vector<Index>& columns,
                         typename State<O>::Matrix& H, Index known) {
        s.u = s.x.u;
        model_of(objective, s, columns).condense(H, known);
    }

    /// Minimizes a quadratic F over the blocks s.B, given their Gram matrix s.H and the gradient s.q at
    /// s.w_W: these two it moves, and touches nothing larger.
    template <class O>
    void solve_in_gram(const O& objective, State<O>& s, double target) const {
        detail::GramModel model(s.H, s.q, s.w_W);
        descend(blocks_of(objective), model, s, s.gram_anderson, target, max_sweeps);
    }

    /// Σ R_b over some blocks, whose coefficients lie one after another.
    template <class B>
    static double total_on(const B& blocks, const std::vector<Index>& some, const Vector<double>& w) {
        double sum = 0;
        Index k = 0;
        for (const Index b : some) {
            sum += blocks.value(b, w.data() + k);
            k += static_cast<Index>(blocks.columns(b).size());
        }
        return sum;
    }

    template <class O>
    static auto blocks_of(const O&& objective) = delete;  // they refer to its penalty
    template <class O>
    static auto blocks_of(const O& objective) {
        return detail::Blocks<PenaltyOf<O>, typename O::Scalar>(objective.penalty,
                                                                objective.function.penalized());
    }

    /// W = the columns of B.
    template <class B, class S>
    static void flatten(const B& blocks, S& s) {
        s.W.clear();
        for (const Index b : s.B)
            for (const auto j : blocks.columns(b)) s.W.push_back(static_cast<Index>(j));
    }

    /// out = the elements of x at some positions.
    template <class Positions, class X>
    static void gather(const Positions& positions, const X& x, Vector<double>& out) {
        out.resize(static_cast<Index>(positions.size()));
        for (std::size_t k = 0; k < positions.size(); ++k)
            out[static_cast<Index>(k)] = double(x[static_cast<Index>(positions[k])]);
    }

private:
    static constexpr double endless = 1e300;  ///< a step whose prox minimizes R_b

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
        s.value = s.certifier.value();
        const auto blocks = blocks_of(objective);
        if (blocks.jumps())
            look_for_jumps(objective, blocks, s);
        else
            for (Index b = 0; b < blocks.count(); ++b) {
                gather(blocks.columns(b), s.x.w, s.w_b);
                gather(blocks.columns(b), s.g, s.g_b);
                s.score[static_cast<std::size_t>(b)] = blocks.violation(b, s.w_b.data(), s.g_b.data());
            }
        s.residual = 0;
        for (const double distance : s.score) s.residual = (std::max)(s.residual, distance);
    }

    /// Where R jumps at zero, as a count does, every w_b = 0 satisfies the KKT conditions: what counts is how
    /// far a step of its own would move w_b.
    template <class O, class B>
    void look_for_jumps(const O& objective, const B& blocks, State<O>& s) const {
        s.B.resize(s.score.size());
        std::iota(s.B.begin(), s.B.end(), Index(0));
        flatten(blocks, s);
        auto model = model_of(objective, s);
        for (Index k = 0, i = 0; i < blocks.count(); ++i) {
            const auto size = static_cast<Index>(blocks.columns(i).size());
            gather(blocks.columns(i), s.x.w, s.w_b);
            gather(blocks.columns(i), s.g, s.g_b);
            s.score[static_cast<std::size_t>(i)] =
                move_of(blocks, i, block_curvature(blocks, model, i, k, s), s);
            k += size;
        }
    }

    /// w_b ← prox_{R_b/L}(w_b − g_b/L); returns L ‖the move‖.
    template <class B, class S>
    static double move_of(const B& blocks, Index b, double L, S& s) {
        if (!(L > 0)) return 0;
        const Vector<double> before = s.w_b;
        s.w_b -= s.g_b / L;
        blocks.prox(b, s.w_b.data(), 1 / L);
        return L * norm(s.w_b - before);
    }

    /// The quadratic model of L_data at s.x on W, or on columns given.
    template <class O>
    static auto model_of(const O& objective, State<O>& s) {
        return model_of(objective, s, s.W);
    }
    template <class O>
    static auto model_of(const O& objective, State<O>& s, const std::vector<Index>& W) {
        const auto& f = objective.function;
        const double uniform = f.uniform_curvature();
        if (uniform == 0) f.curvature(s.x, s.h, s.damping);
        detail::ResidualModel model(f.design(), W, s.moments, s.u, s.h, uniform, f.has_intercept());
        model.measure(QuadraticLoss<typename FunctionOf<O>::LossType>);
        return model;
    }

    /// B = the support, what has no penalty, and as many of the worst violators again.
    template <class O>
    void choose(const O& objective, State<O>& s) const {
        const auto blocks = blocks_of(objective);
        const Index count = blocks.count(), p = objective.function.penalized(), n = objective.function.rows();
        std::vector<Index> candidates;
        std::vector<bool> inside(s.bought ? s.score.size() : 0);
        if (!s.bought) s.B.clear();
        const auto kept = static_cast<std::ptrdiff_t>(s.B.size());
        for (const Index b : s.B) inside[static_cast<std::size_t>(b)] = true;
        for (Index b = 0; b < count; ++b) {
            if (s.bought && inside[static_cast<std::size_t>(b)]) continue;
            const auto& columns = blocks.columns(b);
            if (blocks.free(b) || std::any_of(columns.begin(), columns.end(),
                                              [&](auto j) { return s.x.w[static_cast<Index>(j)] != 0; }))
                s.B.push_back(b);
            else if (s.score[static_cast<std::size_t>(b)] > 0)
                candidates.push_back(b);
        }
        const auto support = static_cast<Index>(s.B.size());
        const Index columns_a_block = count > 0 ? (p + count - 1) / count : 1;
        const Index room = State<O>::exact && pays(objective, s, p) ? count
                           : s.iteration == 0 && support == 0
                               ? (std::max)(Index(10), (std::min)(n, p) / 8 / columns_a_block)
                               : (std::max)(Index(50) / columns_a_block + 1, support);
        if (static_cast<Index>(candidates.size()) > room) {
            std::nth_element(candidates.begin(), candidates.begin() + room, candidates.end(),
                             [&](Index a, Index b) {
                                 const double score_a = s.score[static_cast<std::size_t>(a)],
                                              score_b = s.score[static_cast<std::size_t>(b)];
                                 return score_a > score_b || (score_a == score_b && a < b);
                             });
            candidates.resize(static_cast<std::size_t>(room));
        }
        s.B.insert(s.B.end(), candidates.begin(), candidates.end());
        std::sort(s.B.begin() + kept, s.B.end());
        flatten(blocks, s);
    }

    /// The largest violation within W of F itself at s.x, of which w and z are right and the intercept is
    /// fitted.
    template <class O>
    static double violation_on_blocks(const O& objective, State<O>& s) {
        const auto blocks = blocks_of(objective);
        objective.function.renew_field(s.x);
        if (objective.function.has_intercept()) detail::balance(s.x.u);
        double worst = 0;
        for (const Index b : s.B) {
            const auto& columns = blocks.columns(b);
            gather(columns, s.x.w, s.w_b);
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
        constexpr bool exact = QuadraticLoss<typename FunctionOf<O>::LossType>;
        const auto m = static_cast<Index>(s.W.size());
        s.w_W.resize(m);
        for (Index k = 0; k < m; ++k) s.w_W[k] = double(s.x.w[s.W[static_cast<std::size_t>(k)]]);
        objective.function.renew_field(s.x);
        s.u = s.x.u;
        auto model = model_of(objective, s);
        const auto blocks = blocks_of(objective);
        if constexpr (exact) {
            if (m > gram && !s.bought) s.bought = pays(objective, s, m);
            const double violation = m <= gram || s.bought
                                         ? descend_by_gram(blocks, model, s, target)
                                         : descend(blocks, model, s, s.anderson, target, max_sweeps);
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

    /// Does the Gram matrix of m columns cost no more than sweeps did so far, or than that of `gram` columns? So it
    /// never costs much more than is spent without it, and all sweeps that follow are cheap.
    template <class O>
    bool pays(const O& objective, const State<O>& s, Index m) const {
        const double credit = 0.5 * double(gram) * double(gram);
        return gram > 0 && m <= largest_gram &&
               products_a_visit(objective) * (s.visits + credit) >= 0.5 * double(m) * double(m);
    }

    /// How many products of two columns of X take the time of a visit to one. Many at once take little; but only
    /// where X is tall will the Gram matrix of W stay smaller than its columns.
    template <class O>
    static double products_a_visit(const O& objective) {
        const auto& f = objective.function;
        if constexpr (MultipliesColumns<std::remove_cvref_t<decltype(f.design())>>)
            return std::clamp(2 * double(f.rows()) / double(f.penalized()), 1.0, 16.0);
        else
            return 1;
    }

    /// How many sweeps over m columns cost as much as their Gram matrix and ten sweeps in it.
    template <class D>
    static Index sweeps_for_gram(const D& X, Index m) {
        double length = double(X.rows());
        if constexpr (requires { X.stored(); }) length = double(X.stored()) / double(X.cols());
        const double products_a_visit = MultipliesColumns<D> ? 4 : 1;
        return 1 + static_cast<Index>(0.5 * double(m) / products_a_visit +
                                      5 * double(m) / (std::max)(length, 1.0));
    }

    /// The same in the Gram matrix of W, of which only the columns that are new are computed.
    template <class B, class Model, class S>
    double descend_by_gram(const B& blocks, const Model& model, S& s, double target) const {
        const bool grown =
            s.gram_of.size() <= s.W.size() && std::equal(s.gram_of.begin(), s.gram_of.end(), s.W.begin());
        const auto m = static_cast<Index>(s.W.size()),
                   known = grown ? static_cast<Index>(s.gram_of.size()) : 0;
        if (known < m || known == 0) model.condense(s.H, known);
        if (known < m || s.w_q.size() != m || s.w_q != s.w_W) {
            s.q.resize(m);
            for (Index k = 0; k < m; ++k) s.q[k] = model.gradient(k);
        }
        s.gram_of = s.W;
        detail::GramModel small(s.H, s.q, s.w_W);
        const double violation = descend(blocks, small, s, s.gram_anderson, target, max_sweeps);
        s.w_q = s.w_W;
        return violation;
    }

    /// Sweeps in a model that is not F: in its Gram matrix once they have cost as much as that does.
    template <class O, class B, class Model>
    double descend_in_model(const O& objective, const B& blocks, Model& model, State<O>& s,
                            double target) const {
        const auto m = static_cast<Index>(s.W.size());
        const Index sweeps = gram > 0 && m <= largest_gram
                                 ? (std::min)(max_sweeps, sweeps_for_gram(objective.function.design(), m))
                                 : max_sweeps;
        const double violation = descend(blocks, model, s, s.anderson, target, sweeps);
        if (s.settled || sweeps == max_sweeps) return violation;
        model.condense(s.H, 0);
        if constexpr (B::single) s.finish.forget();
        s.q.resize(m);
        for (Index k = 0; k < m; ++k) s.q[k] = model.gradient(k);
        detail::GramModel small(s.H, s.q, s.w_W);
        descend(blocks, small, s, s.gram_anderson, target, max_sweeps);
        return violation;
    }

    /// L_b of the block whose first column is the k-th of W.
    template <class B, class Model, class S>
    static double block_curvature([[maybe_unused]] const B& blocks, const Model& model,
                                  [[maybe_unused]] Index b, Index k, [[maybe_unused]] S& s) {
        if constexpr (B::single) {
            return model.curvature(k);
        } else {
            double& L = s.curvatures[static_cast<std::size_t>(b)];
            if (L < 0) L = model.curvature(k, static_cast<Index>(blocks.columns(b).size()));
            return L;
        }
    }

    /// Sweeps over W until the violations met in a sweep are at most the target; returns those of the first.
    template <class B, class Model, class S, class Extrapolation>
    double descend(const B& blocks, Model& model, S& s, Extrapolation& anderson, double target,
                   Index sweeps) const {
        double first = 0;
        anderson.reset();
        s.finish.reset();
        s.settled = true;
        for (Index sweep = 0; sweep < sweeps; ++sweep) {
            double violation = 0;
            Index k = 0;
            for (const Index b : s.B) {
                violation = (std::max)(violation, descend_block(blocks, model, b, k, s));
                k += static_cast<Index>(blocks.columns(b).size());
            }
            model.settle();
            s.visits += double(s.W.size());
            if (sweep == 0) first = violation;
            if (!(violation > target)) return first;
            if constexpr (requires { model.hessian(); })
                if (s.finish.offer(blocks, s.B, model.hessian(), s.w_W, model.field()) &&
                    accept_if_better(blocks, model, s, s.finish.w(), s.finish.q())) {
                    if (!blocks.jumps() && !(violation_in(blocks, model, s) > target)) return first;
                    anderson.reset();
                    continue;
                }
            if (!anderson.push(s.w_W, model.field())) continue;
            if (anderson.extrapolate())
                accept_if_better(blocks, model, s, anderson.x(), anderson.field(), anderson.amplification());
            if (S::exact && anderson.follow())
                accept_if_better(blocks, model, s, anderson.x(), anderson.field(), anderson.amplification());
        }
        s.settled = false;
        return first;
    }

    /// The largest violation of a block in W, in the model.
    template <class B, class Model, class S>
    static double violation_in(const B& blocks, const Model& model, S& s) {
        double worst = 0;
        Index k = 0;
        for (const Index b : s.B) {
            s.g_b.resize(static_cast<Index>(blocks.columns(b).size()));
            for (Index i = 0; i < s.g_b.size(); ++i) s.g_b[i] = model.gradient(k + i);
            worst = (std::max)(worst, blocks.violation(b, s.w_W.data() + k, s.g_b.data()));
            k += s.g_b.size();
        }
        return worst;
    }

    /// One step of the block whose first column is the k-th of W; returns its violation before.
    template <class B, class Model, class S>
    static double descend_block(const B& blocks, Model& model, Index b, Index k, S& s) {
        if constexpr (B::single) {
            const double L = block_curvature(blocks, model, b, k, s);
            // The column is zero, or constant beside an intercept: R_b alone decides, for 0 if it can.
            if (!(L > 0)) {
                s.w_W[k] = 0;
                blocks.prox(b, &s.w_W[k], endless);
                return 0;
            }
            const double g = model.gradient(k), w = s.w_W[k];
            double moved = w - g / L;
            blocks.prox(b, &moved, 1 / L);
            if (moved != w) {
                s.w_W[k] = moved;
                model.move(k, moved - w);
            }
            return blocks.jumps() ? L * std::abs(moved - w) : blocks.violation(b, &w, &g);
        } else {
            const auto size = static_cast<Index>(blocks.columns(b).size());
            if (blocks.free(b)) return descend_coordinates(model, k, size, s);
            const double L = block_curvature(blocks, model, b, k, s);
            if (!(L > 0)) {
                s.w_W.segment(k, size).setZero();
                blocks.prox(b, s.w_W.data() + k, endless);
                return 0;
            }
            s.w_b = s.w_W.segment(k, size);
            s.g_b.resize(size);
            for (Index i = 0; i < size; ++i) s.g_b[i] = model.gradient(k + i);
            const double violation = blocks.violation(b, s.w_b.data(), s.g_b.data());
            const double moved = move_of(blocks, b, L, s);
            for (Index i = 0; i < size; ++i) {
                const double d = s.w_b[i] - s.w_W[k + i];
                if (d == 0) continue;
                s.w_W[k + i] = s.w_b[i];
                model.move(k + i, d);
            }
            return blocks.jumps() ? moved : violation;
        }
    }

    /// One step of each of `size` coordinates without penalty, from the k-th of W on; returns their violation
    /// before.
    template <class Model, class S>
    static double descend_coordinates(Model& model, Index k, Index size, S& s) {
        double violation = 0;
        for (Index i = k; i < k + size; ++i) {
            const double g = model.gradient(i), L = model.curvature(i);
            if (!(L > 0)) s.w_W[i] = 0;
            if (!(L > 0) || g == 0) continue;
            violation = std::hypot(violation, g);
            s.w_W[i] -= g / L;
            model.move(i, -g / L);
        }
        return violation;
    }

    /// (w, field) in place of the model's, if F is lower there, by more than what a field whose rounding was
    /// amplified a thousandfold or more may feign.
    template <class B, class Model, class S, class Field>
    static bool accept_if_better(const B& blocks, Model& model, S& s, const Vector<double>& w,
                                 const Field& field, double amplification = 1) {
        const double value = model.value(s.w_W, model.field()), penalty = total_on(blocks, s.B, s.w_W);
        constexpr double epsilon = double(Eigen::NumTraits<typename Field::Scalar>::epsilon());
        const double feigned =
            amplification < 1e3 ? 0.0 : 4 * amplification * epsilon * (std::abs(value) + std::abs(penalty));
        if (!(model.value(w, field) + total_on(blocks, s.B, w) < value + penalty - feigned)) return false;
        s.w_W = w;
        model.field() = field;
        return true;
    }

    /// w += α d for the first α in 1, ½, ¼, … that lowers F enough, the intercept fitted after each.
    template <class O, class B>
    void line_search(const O& objective, const B& blocks, State<O>& s) const {
        using Scalar = typename O::Scalar;
        const auto& f = objective.function;
        const auto m = static_cast<Index>(s.W.size());
        const Vector<Scalar> z = s.x.z, w = s.x.w;
        Vector<Scalar> change = Vector<Scalar>::Zero(z.size());
        Vector<double> start(m), moved(m);
        for (Index k = 0; k < m; ++k) {
            const Index j = s.W[static_cast<std::size_t>(k)];
            start[k] = double(w[j]);
            const double d = s.w_W[k] - start[k];
            if (d != 0) f.design().add_column(j, d, change);
        }
        const double penalty = total_on(blocks, s.B, start);  // outside W it stays
        const double slope = dot(s.x.u, change) + total_on(blocks, s.B, s.w_W) - penalty;
        const double before = f.value(s.x) + penalty;
        double alpha = 1;
        for (int k = 0; k < 40; ++k, alpha /= 2) {
            for (Index i = 0; i < m; ++i) {
                const Index j = s.W[static_cast<std::size_t>(i)];
                s.x.w[j] = static_cast<Scalar>(start[i] + alpha * (s.w_W[i] - start[i]));
                moved[i] = double(s.x.w[j]);
            }
            s.x.z = z + static_cast<Scalar>(alpha) * change;
            if (f.has_intercept()) s.x.w[f.penalized()] = w[f.penalized()];
            f.profile(s.x);
            const double after = f.value(s.x) + total_on(blocks, s.B, moved);
            const double rounding = 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(before);
            if (after <= before + 1e-4 * alpha * (std::min)(slope, 0.0) + rounding) {
                s.damping = k == 0 ? (std::max)(s.damping / 10, 1e-8) : (std::min)(s.damping * 10, 1.0);
                return;
            }
        }
        s.x.w = w;
        s.x.z = z;
        s.damping = 1;
    }
};

}  // namespace lariat
