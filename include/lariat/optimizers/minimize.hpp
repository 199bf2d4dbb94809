// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/gradient_descent.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/run.hpp>

namespace lariat {

namespace detail {

/// The optimizer that `minimize` takes by itself: FISTA where the loss is smooth and the penalty has a prox, else the
/// subgradient method.
template <Objective O>
auto default_optimizer() {
    if constexpr (Fits<Fista, O>)
        return Fista{};
    else
        return SubgradientDescent{};
}

/// A placed point at the start given: coefficients (p), coefficients and intercept (p + 1), or a previous solution. Without
/// an intercept given, the one that fits the coefficients best.
template <Objective O, class Start>
auto placed_start(const O& objective, const Start& start) {
    using Scalar = typename O::Scalar;
    const auto& f = objective.function;
    const Index p = f.penalized();
    auto at = f.point();
    bool fitted = false;
    if constexpr (std::same_as<Start, NoMemory>) {
        nearest_to_zero(objective.penalty, at.w.head(p));
    } else if constexpr (requires { start.coefficients; }) {
        require_size("start.coefficients", start.coefficients.size(), p, "the objective");
        at.w.head(p) = start.coefficients.template cast<Scalar>();
        if (f.size() > p) at.w[p] = static_cast<Scalar>(start.intercept);
        fitted = true;
    } else {
        const Values values(start);
        fitted = values.size() == f.size();
        if (!fitted) require_size("start", values.size(), p, "the objective");
        at.w.head(values.size()) = values.vector().template cast<Scalar>();
    }
    require_finite("start", at.w.data(), at.w.size());
    f.place(at);
    if constexpr (requires { f.profile(at); })
        if (!fitted) f.profile(at);
    return at;
}

template <class Optimizer, Objective O, class Start, class... Observers>
SolutionOf<O> minimize(const O& objective, const Optimizer& optimizer, const Start& start, const Options& options,
                       Observers&... observers) {
    if constexpr (!Fits<Optimizer, O>) {
        Optimizer::template explain_misfit<O>();
        return {};
    } else {
        checked(objective);
        checked(optimizer);
        checked(options);
        Run<O, Optimizer> run(objective, optimizer, options);
        auto state = optimizer.init(objective, placed_start(objective, start));
        return run(state, observers...);
    }
}

template <class T>
concept StartingPoint = std::constructible_from<Values, const T&> || requires(const T& solution) {
    solution.coefficients;
    solution.intercept;
};

}  // namespace detail

/// Anything that `minimize` takes first: a function, or a function plus a penalty.
template <class O>
concept Minimizable = Function<O> || Objective<O>;

/// Minimizes F by an optimizer from a start: p coefficients, or p + 1 with the intercept last, or a previous solution.
///
/// After every step the observers see a `const Progress&`, by reference, in their order; one that returns Control::stop ends
/// the run. The best iterate is returned, its intercept fitted exactly, with a certificate recomputed from the data;
/// only that certificate can make the status Converged. Numerical trouble is a status too. Throws std::invalid_argument, before the
/// first iteration, for settings out of range, sizes that disagree and a start that is infinite or NaN; exceptions of
/// observers and of a user's function pass through.
template <Minimizable O, class Optimizer, detail::StartingPoint Start, class... Observers>
    requires(!std::same_as<Optimizer, Options>)
auto minimize(const O& objective, const Optimizer& optimizer, const Start& start, const Options& options = {},
              Observers&&... observers) {
    return detail::minimize(as_objective(objective), optimizer, start, options, observers...);
}

/// The same from zero (the feasible point nearest it).
template <Minimizable O, class Optimizer, class... Observers>
    requires(!std::same_as<Optimizer, Options>)
auto minimize(const O& objective, const Optimizer& optimizer, const Options& options = {}, Observers&&... observers) {
    return detail::minimize(as_objective(objective), optimizer, detail::NoMemory{}, options, observers...);
}

/// The same by the optimizer that fits, chosen at compile time: Fista for smooth losses and penalties with a prox,
/// SubgradientDescent otherwise.
template <Minimizable O, class... Observers>
auto minimize(const O& objective, const Options& options = {}, Observers&&... observers) {
    using Whole = std::remove_cvref_t<decltype(as_objective(objective))>;
    return detail::minimize(as_objective(objective), detail::default_optimizer<Whole>(), detail::NoMemory{}, options,
                            observers...);
}

}  // namespace lariat
