// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/residual_model.hpp>
#include <lariat/optimizers/coordinate/room.hpp>
#include <lariat/optimizers/coordinate/state.hpp>
#include <lariat/optimizers/coordinate/subproblem.hpp>
#include <lariat/optimizers/coordinate/violations.hpp>
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
/// What W leaves out is judged anew by the pass of every round, which asks all columns but those of which it is
/// certain (SafeScreen, for a convex R): none is lost to screening.
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
                   ColumnDesign<DesignOf<FunctionOf<O>>>;
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
        detail::choose_working_set(
            objective, s, State<O>::exact && subproblem().pays(objective, s, objective.function.penalized()));
        // Where sweeps in a Gram matrix cost next to nothing, beside a pass over X, they go on until
        // rounding.
        const double m = double(s.W.size()),
                     pass = double(objective.function.rows()) * double(objective.function.penalized());
        const bool free = State<O>::exact && (m <= double(gram) || (s.bought && 10 * m * m <= pass));
        const double violation = s.residual;
        subproblem().solve(objective, s, violation / s.strictness * (free ? 1e-6 * inner : aim(s)));
        look(objective, s);
        double left = 0;
        for (const Index b : s.B) left = (std::max)(left, s.score[static_cast<std::size_t>(b)]);
        s.strictness = left > 0.5 * violation ? (std::min)(10 * s.strictness, 1e6) : 1.0;
        s.complete = left >= s.residual;
        s.fell = s.residual / violation;
        ++s.iteration;
        s.stuck = !(s.value < before) && s.x.w == s.previous.w && s.damping == damping;
        if (s.value > before + 1e-3 * std::abs(before)) go_back(objective, s);
    }

    /// What a round solves, and a path by itself.
    detail::Subproblem subproblem() const { return {max_sweeps, gram}; }

private:
    /// What a round is to leave of the violation: not much where W misses no block that is worse than its own,
    /// but as much as the tolerance of the certificate, which falls with the violation, allows. Of a model that
    /// is only near F, less where a pass costs hundreds of sweeps over W: the next may be the last; and least
    /// near the minimum, where one model after another doubles the digits.
    template <class S>
    double aim(const S& s) const {
        const bool passes_cost = !S::exact && 300 * s.B.size() <= s.score.size();
        if (!s.complete) return passes_cost ? inner * inner : inner;
        const Certificate& c = *s.certificate;
        const double enough = (std::max)(0.3 * c.tolerance, c.rounding) / c.value;
        return std::clamp(enough, std::pow(inner, !passes_cost ? 4 : s.fell > 0.01 ? 6 : 8), inner);
    }

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
        s.certificate = s.certifier(objective, s.x, s.tolerance);
        s.g = s.certifier.gradient();
        s.looked = true;
        s.value = s.certifier.value();
        detail::score_blocks(objective, s);
    }
};

}  // namespace lariat
