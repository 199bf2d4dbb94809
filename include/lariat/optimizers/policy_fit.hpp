// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <lariat/core/concepts.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/policies/barzilai_borwein.hpp>
#include <lariat/optimizers/policies/distance_over_gradients.hpp>
#include <lariat/optimizers/policies/heavy_ball.hpp>
#include <lariat/optimizers/policies/lipschitz_step.hpp>
#include <lariat/optimizers/policies/nesterov.hpp>
#include <lariat/optimizers/policies/no_momentum.hpp>
#include <lariat/optimizers/policies/proximal_update.hpp>
#include <lariat/optimizers/policies/step_policy.hpp>
#include <lariat/optimizers/policies/subgradient_update.hpp>
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/no_penalty.hpp>

namespace lariat {

/// What a step is made by: it says which penalties it fits.
template <class U>
concept UpdatePolicy = !StepPolicy<U> && requires {
    { U::template fits<NoPenalty> } -> std::convertible_to<bool>;
};

/// How far to go on in the direction of the last move: weight(memory) is β, observe(astray, memory) hears of
/// every step whether F rose or the momentum led back, and looks_ahead tells whether the gradient is taken
/// where it leads.
template <class M>
concept MomentumPolicy = std::same_as<M, NoMomentum> ||
                         requires(const M& momentum, typename detail::MemoryOfMomentum<M>::type& memory) {
                             { momentum.weight(memory) } -> std::convertible_to<double>;
                             momentum.observe(true, memory);
                             { M::looks_ahead } -> std::convertible_to<bool>;
                         };

/// Which update, step and momentum of GradientDescent go together, and with which objective; where they do
/// not, a sentence says why at compile time.
template <class Update, class Step, class Momentum>
struct PolicyFit {
    static_assert(UpdatePolicy<Update> && StepPolicy<Step> && MomentumPolicy<Momentum>,
                  "lariat: GradientDescent takes an update, a step and a momentum, in this order, as in "
                  "GradientDescent{ProximalUpdate{}, ConstantStep{0.1}, Nesterov{}}");

    static constexpr bool has_momentum = !std::same_as<Momentum, NoMomentum>;
    static constexpr bool proximal = std::same_as<Update, ProximalUpdate>;

    /// F whose gradient is continuous, R included.
    template <class O>
    static constexpr bool smooth_objective =
        is_smooth<FunctionOf<O>> && requires(const O& o) { o.penalty.curvature_bound(); };
    template <class O>
    static constexpr bool update_fits =
        Update::template fits<PenaltyOf<O>> && (!proximal || is_smooth<FunctionOf<O>>);
    template <class O>
    static constexpr bool descends = proximal || smooth_objective<O>;  // a small step lowers F
    template <class O>
    static constexpr bool step_fits = [] {
        if constexpr (requires { Step::template fits<O>; })
            return Step::template fits<O>;
        else
            return true;
    }();
    template <class O>
    static constexpr bool fits = [] {
        constexpr bool falls = descends<O> || !(LineSearch<Step> || std::same_as<Momentum, Nesterov>);
        constexpr bool heavy_ball_searches = LineSearch<Step> && std::same_as<Momentum, HeavyBall>;
        constexpr bool momentum_hides_curvature = std::same_as<Step, BarzilaiBorwein> && has_momentum;
        return Function<FunctionOf<O>> && update_fits<O> && step_fits<O> && falls && !heavy_ball_searches &&
               !momentum_hides_curvature;
    }();

    /// Says, at compile time and in a sentence, why this optimizer does not fit an objective.
    template <class O>
    static constexpr void explain() {
        using R = PenaltyOf<O>;
        constexpr bool smooth = is_smooth<FunctionOf<O>>, by_prox = Proximable<R>;
        constexpr bool by_subgradient = SubgradientUpdate::fits<R>;
        static_assert(by_prox || by_subgradient,
                      "lariat: no update fits this penalty: it has no prox, since only L2, or Box and "
                      "Nonnegative beside a convex one, may be added to another; and it is not convex and "
                      "finite, as a subgradient step needs");
        static_assert(
            smooth || !DomainRestricting<R>,
            "lariat: a loss with kinks and a constraint have no update in common; use a smooth loss such as "
            "SquaredHinge or Huber");
        static_assert(smooth || by_subgradient || DomainRestricting<R>,
                      "lariat: a loss with kinks and a penalty that is not convex have no update in common; "
                      "use a smooth loss such as SquaredHinge or Huber");
        static_assert(
            !proximal || smooth || !by_subgradient,
            "lariat: ProximalUpdate needs a smooth loss, one with curvature_bound() or second_derivative(); "
            "use SubgradientDescent for a loss with kinks");
        static_assert(!proximal || by_prox || !by_subgradient,
                      "lariat: ProximalUpdate needs a penalty with a prox, and this one has none: only L2, "
                      "Box and Nonnegative "
                      "may be added to another penalty; use SubgradientDescent");
        static_assert(
            proximal || !smooth || !by_prox || !DomainRestricting<R>,
            "lariat: a constraint (L1Ball, L2Ball, Simplex, Box, Nonnegative) needs ProximalUpdate: a "
            "subgradient step leaves its set");
        static_assert(
            proximal || !smooth || !by_prox || DomainRestricting<R> || by_subgradient,
            "lariat: a subgradient update needs a convex penalty, one with slopes(); use ProximalUpdate");
        static_assert(
            proximal || !by_subgradient || Update::template fits<R>,
            "lariat: ClippedSubgradientUpdate clips single coordinates, which Grouped does not have at zero; "
            "use "
            "SubgradientUpdate");
        static_assert(!std::same_as<Step, DistanceOverGradients> || !update_fits<O> || step_fits<O>,
                      "lariat: DistanceOverGradients needs a convex penalty that is finite everywhere; use "
                      "Backtracking");
        static_assert(
            !std::same_as<Step, LipschitzStep> || !update_fits<O> || step_fits<O>,
            "lariat: LipschitzStep needs a bounded curvature, a loss with curvature_bound() or a Quadratic; "
            "use Backtracking");
        static_assert(
            std::same_as<Step, DistanceOverGradients> || std::same_as<Step, LipschitzStep> || step_fits<O>,
            "lariat: the step policy says by its `fits` that it does not fit this objective");
        static_assert(!LineSearch<Step> || descends<O>,
                      "lariat: Backtracking and BarzilaiBorwein need ProximalUpdate or a smooth objective: a "
                      "subgradient "
                      "step may raise F however short it is; use a schedule such as InverseTimeDecay");
        static_assert(!std::same_as<Momentum, Nesterov> || descends<O>,
                      "lariat: Nesterov needs ProximalUpdate or a smooth objective; use NoMomentum");
        static_assert(
            !(LineSearch<Step> && std::same_as<Momentum, HeavyBall>),
            "lariat: HeavyBall takes its step as given; use ConstantStep, LipschitzStep or a schedule");
        static_assert(!(std::same_as<Step, BarzilaiBorwein> && has_momentum),
                      "lariat: BarzilaiBorwein reads the curvature off plain steps; use NoMomentum");
    }
};

/// Does this optimizer fit this objective, or this function by itself?
template <class Optimizer, class O>
concept Fits =
    Minimizable<O> &&
    Optimizer::template fits<std::remove_cvref_t<decltype(as_objective(std::declval<const O&>()))>>;

}  // namespace lariat
