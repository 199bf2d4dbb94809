// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/progress.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/objectives/variable_scale.hpp>
#include <lariat/optimizers/coordinate_descent.hpp>
#include <lariat/optimizers/gradient_descent.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/policy_fit.hpp>
#include <lariat/optimizers/run.hpp>
#include <lariat/optimizers/solution_of.hpp>
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/no_penalty.hpp>

namespace lariat {

namespace detail {

/// The optimizer that `minimize` takes by itself: coordinate descent where everything fits it and the penalty
/// is not smooth, as L2 is (which on more columns than rows keeps all of them in its working set); else FISTA
/// where the loss is smooth and the penalty has a prox; else the subgradient method.
template <Objective O>
auto default_optimizer() {
    using R = PenaltyOf<O>;
    if constexpr (Fits<CoordinateDescent, O> && (!CurvatureBoundedPenalty<R> || std::same_as<R, NoPenalty>))
        return CoordinateDescent{};
    else if constexpr (Fits<Fista, O>)
        return Fista{};
    else
        return SubgradientDescent{};
}

/// No start given: the feasible point nearest zero, with its fitted intercept.
struct FromZero {};

/// The placed point of a start.
template <Objective O, class Start>
auto placed_start(const O& objective, const Start& start) {
    const auto& f = objective.function;
    if constexpr (std::same_as<Start, FromZero>) {
        Vector<typename O::Scalar> w = Vector<typename O::Scalar>::Zero(f.penalized());
        nearest_to_zero(objective.penalty, w);
        multiply_by_factors(f, w);
        return placed(f, w, "start");
    } else {
        return placed(f, start, "start");
    }
}

template <class Optimizer, Objective O, class Start, class... Observers>
SolutionOf<O> minimize(const O& objective, const Optimizer& optimizer, const Start& start,
                       const Options& options, Observers&... observers) {
    constexpr bool fits = Fits<Optimizer, O>;  // where a concept is asserted, g++ errs in explaining it
    if constexpr (fits) {
        checked(objective);
        checked(optimizer);
        checked(options);
        Run<O, Optimizer> run(objective, optimizer, options);
        auto state = optimizer.init(objective, placed_start(objective, start));
        if constexpr (requires { state.tolerance; }) state.tolerance = options.tolerance;
        return run(state, observers...);
    } else if constexpr (requires { Optimizer::template explain_misfit<O>(); }) {
        Optimizer::template explain_misfit<O>();
        return {};
    } else {
        static_assert(fits,
                      "lariat: after the objective, minimize takes an optimizer such as "
                      "GradientDescent{ProximalUpdate{}, ConstantStep{0.1}}, a start or Options, in this "
                      "order; observers follow the options, as in "
                      "minimize(objective, {}, trace)");
        return {};
    }
}

/// The solution of a function or an objective.
template <Minimizable O>
using AnswerTo = SolutionOf<std::remove_cvref_t<decltype(as_objective(std::declval<const O&>()))>>;

/// Is there an observer among these, but no Options? (A vector can be called too: v(i).)
template <class... Arguments>
concept ObserverWithoutOptions =
    sizeof...(Arguments) >= 2 && (!std::same_as<std::remove_cvref_t<Arguments>, Options> && ...) &&
    ((std::invocable<Arguments&, const Progress&> && !Coefficients<std::remove_cvref_t<Arguments>>) || ...);

}  // namespace detail

/// Minimizes F by an optimizer from a start: p coefficients, or p + 1 with the intercept last, or a previous
/// solution.
///
/// After every step the observers see a `const Progress&`, by reference, in their order; one that returns
/// Control::stop ends the run. The best iterate is returned, its intercept fitted exactly, with a certificate
/// recomputed from the data; only that certificate can make the status Converged. Numerical trouble is a
/// status too. Throws std::invalid_argument, before the first iteration, for settings out of range, sizes
/// that disagree and a start that is infinite or NaN; exceptions of observers and of a user's function pass
/// through.
template <Minimizable O, class Optimizer, Coefficients Start, class... Observers>
    requires(!std::same_as<Optimizer, Options>)
auto minimize(const O& objective, const Optimizer& optimizer, const Start& start, const Options& options = {},
              Observers&&... observers) {
    return detail::minimize(as_objective(objective), optimizer, start, options, observers...);
}

/// The same from zero (the feasible point nearest it).
template <Minimizable O, class Optimizer, class... Observers>
    requires(!std::same_as<Optimizer, Options> && !Coefficients<Optimizer>)
auto minimize(const O& objective, const Optimizer& optimizer, const Options& options = {},
              Observers&&... observers) {
    return detail::minimize(as_objective(objective), optimizer, detail::FromZero{}, options, observers...);
}

/// The same by the optimizer that fits, chosen at compile time: CoordinateDescent for risks with penalties
/// that have kinks or with none, Fista for other smooth losses and penalties with a prox, SubgradientDescent
/// otherwise.
template <Minimizable O, class... Observers>
auto minimize(const O& objective, const Options& options = {}, Observers&&... observers) {
    using Whole = std::remove_cvref_t<decltype(as_objective(objective))>;
    return detail::minimize(as_objective(objective), detail::default_optimizer<Whole>(), detail::FromZero{},
                            options, observers...);
}

/// The same from a start.
template <Minimizable O, Coefficients Start, class... Observers>
auto minimize(const O& objective, const Start& start, const Options& options = {}, Observers&&... observers) {
    using Whole = std::remove_cvref_t<decltype(as_objective(objective))>;
    return detail::minimize(as_objective(objective), detail::default_optimizer<Whole>(), start, options,
                            observers...);
}

template <Minimizable O, Coefficients Start, class Optimizer, class... Rest>
    requires Fits<Optimizer, O>
detail::AnswerTo<O> minimize(const O&, const Start&, const Optimizer&, const Rest&...) {
    static_assert(!Fits<Optimizer, O>,
                  "lariat: the optimizer comes before the start, as in minimize(objective, Fista{}, w)");
    return {};
}

template <Minimizable O, class... Arguments>
    requires detail::ObserverWithoutOptions<Arguments...>
detail::AnswerTo<O> minimize(const O&, Arguments&&...) {
    static_assert(!detail::ObserverWithoutOptions<Arguments...>,
                  "lariat: observers follow the options, as in minimize(objective, Fista{}, {}, trace)");
    return {};
}

}  // namespace lariat
