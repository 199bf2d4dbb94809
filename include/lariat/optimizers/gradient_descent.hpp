// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/gradient/curvature_along.hpp>
#include <lariat/optimizers/gradient/intercept.hpp>
#include <lariat/optimizers/gradient/state.hpp>
#include <lariat/optimizers/policies/backtracking.hpp>
#include <lariat/optimizers/policies/distance_over_gradients.hpp>
#include <lariat/optimizers/policies/nesterov.hpp>
#include <lariat/optimizers/policies/no_momentum.hpp>
#include <lariat/optimizers/policies/proximal_update.hpp>
#include <lariat/optimizers/policies/step_policy.hpp>
#include <lariat/optimizers/policies/subgradient_update.hpp>
#include <lariat/optimizers/policy_fit.hpp>

namespace lariat {

/// The gradient method of three policies, for F = f + R:
///
///     y = w + β (w − w_previous)             Momentum   (NoMomentum: y = w)
///     g = ∇f(y)                              (HeavyBall: ∇f(w))
///     repeat  w_new = Update(R, y, g, η)     Update     (prox_{ηR}(y − ηg), or y − η·subgradient)
///     until   η is accepted                  Step       (a schedule: at once)
///
/// An intercept, which R does not see, is fitted exactly to every w of a smooth loss. With a loss that has
/// kinks it is a last variable, in units of 1/s (see gradient/intercept.hpp): b moves by −η s² ∂F/∂b. `init`
/// makes a State, `step` does one iteration and, after the first few, allocates nothing (but what a product
/// with a standardized X, or a sparse X of float, takes: a vector). One product with X and one with Xᵀ an
/// iteration; a refused η costs one more, and momentum costs none, since predictions are affine in w.
template <class Update = ProximalUpdate, class Step = Backtracking, class Momentum = NoMomentum>
struct GradientDescent {
    Update update;
    Step step_size;
    Momentum momentum;

    constexpr GradientDescent(Update update_ = {}, Step step_ = {}, Momentum momentum_ = {})
        : update(std::move(update_)), step_size(std::move(step_)), momentum(std::move(momentum_)) {}

    static constexpr const char* name = [] {
        constexpr bool searches = std::same_as<Step, Backtracking> && std::same_as<Update, ProximalUpdate>;
        if (searches && std::same_as<Momentum, Nesterov>) return "Fista";
        if (searches && std::same_as<Momentum, NoMomentum>) return "ProximalGradient";
        if (std::same_as<Update, SubgradientUpdate> && std::same_as<Step, DistanceOverGradients>)
            return "SubgradientDescent";
        return "GradientDescent";
    }();
    using Fit = PolicyFit<Update, Step, Momentum>;
    static constexpr bool has_momentum = Fit::has_momentum;
    static constexpr bool proximal = Fit::proximal;
    template <class O>
    static constexpr bool fits = Fit::template fits<O>;
    template <class O>
    static constexpr void explain_misfit() {
        Fit::template explain<O>();
    }

    template <class O>
    using State = GradientState<O, Step, Momentum>;

    /// A state at a placed point.
    template <class O>
    State<O> init(const O& objective, typename State<O>::Point start) const {
        using F = FunctionOf<O>;
        const F& f = objective.function;
        State<O> s{.objective = &objective, .x = start, .previous = start};
        s.moving = detail::fits_intercept<F> ? f.penalized() : f.size();
        if (s.moving > f.penalized()) {
            s.unit = detail::intercept_unit(f);
            s.x.passes += F::norm_passes;
        }
        s.previous.passes = 0;
        if constexpr (has_momentum) {
            s.y = start;
            s.y.passes = 0;
        }
        s.g = Vector<typename F::Scalar>::Zero(f.size());
        s.probe = s.g;
        s.value = objective.value(start);
        if constexpr (requires { step_size.begin(objective, s.x, s.step_memory); })
            step_size.begin(objective, s.x, s.step_memory);
        return s;
    }

    /// One iteration.
    template <class O>
    void step(const O& objective, State<O>& s) const {
        const auto& f = objective.function;
        s.objective = &objective;
        auto& source = gradient_point(f, s);
        f.gradient(source, s.g);
        if constexpr (!is_smooth<FunctionOf<O>>) average_field(s);
        double eta = propose(s);
        s.stuck = !(eta > 0);
        if (s.stuck) {
            s.step = eta;
            return;
        }
        [[maybe_unused]] double function_before = 0;
        if constexpr (LineSearch<Step>)
            function_before = proximal ? f.value(source) : objective.value(source);
        const double objective_before = s.value;

        std::swap(s.x, s.previous);  // x becomes room for the candidate; `previous` is the iterate
        for (;;) {
            const auto& y = center(s);
            move(objective, y, eta, s);
            f.place(s.x);
            detail::fit_intercept(f, s.x);
            const double function_after = f.value(s.x);
            s.value = function_after + total(objective.penalty, objective.penalized(s.x.w));
            const double distance = (s.x.w - y.w).head(s.moving).template cast<double>().norm();
            s.residual = distance / eta;
            if constexpr (LineSearch<Step>) {
                const Trial trial{eta,
                                  function_before,
                                  proximal ? function_after : s.value,
                                  proximal ? dot(s.g.head(s.moving), (s.x.w - y.w).head(s.moving))
                                           : -distance * distance / eta,
                                  distance * distance,
                                  objective_before,
                                  s.value};
                const auto curvature = [&] { return detail::curvature_along<proximal>(objective, y, s); };
                if (step_size.accepts(trial, curvature, s.step_memory)) break;
                const double shorter = step_size.shrink(eta);
                s.stuck = !(shorter > 0 && shorter < eta && distance > 0);
                if (s.stuck) {  // nowhere to go: stay, and say so if F was finite nowhere
                    std::swap(s.x, s.previous);
                    s.previous.w = s.x.w;
                    if (is_finite(s.value)) s.value = objective_before;
                    return;
                }
                eta = shorter;
            } else {
                break;
            }
        }
        s.step = eta;
        ++s.iteration;
        if constexpr (has_momentum) {
            const bool turned =
                dot((s.y.w - s.x.w).head(s.moving), (s.x.w - s.previous.w).head(s.moving)) > 0;
            momentum.observe(turned || s.value > objective_before, s.momentum_memory);
        }
    }

    /// Of a step that is known beforehand the first is asked for as well.
    void check() const {
        checked(update);
        checked(step_size);
        if constexpr (Schedule<Step>) require_positive("step(0)", step_size.step(0));
        checked(momentum);
    }

private:
    /// Where the gradient is taken; moves y.
    template <class F, class S>
    auto& gradient_point([[maybe_unused]] const F& f, S& s) const {
        if constexpr (has_momentum) {
            const double beta = momentum.weight(s.momentum_memory);
            f.extrapolate(s.x, s.previous, beta, s.y);
            if constexpr (Momentum::looks_ahead) detail::fit_intercept(f, s.y);
            if constexpr (Momentum::looks_ahead)
                return s.y;
            else
                return s.x;
        } else {
            return s.x;
        }
    }

    /// Where the step starts, once the iterate has become `previous`.
    template <class S>
    static const auto& center(const S& s) {
        if constexpr (has_momentum)
            return s.y;
        else
            return s.previous;
    }

    template <class S>
    double propose(S& s) const {
        if constexpr (Schedule<Step>)
            return step_size.step(s.iteration);
        else
            return step_size.propose(s.iteration, std::as_const(s), s.step_memory);
    }

    /// x = Update(R, y, g, η); of what R does not see, a plain gradient step, or none where it is fitted
    /// afterwards.
    template <class O, class Point, class S>
    void move(const O& objective, const Point& y, double eta, S& s) const {
        using Scalar = typename S::Scalar;
        const Index p = objective.function.penalized(), size = y.w.size();
        auto out = s.x.w.head(p);
        update(objective.penalty, y.w.head(p), s.g.head(p), eta, out);
        s.x.w.tail(size - p) = y.w.tail(size - p);
        for (Index j = p; j < s.moving; ++j)
            s.x.w[j] -= static_cast<Scalar>(eta * s.unit * (s.unit * double(s.g[j])));
    }

    /// The average of the fields along the run, weighted by kη: a dual point for losses with kinks.
    template <class S>
    static void average_field(S& s) {
        if (s.average.size() == 0) s.average = Vector<typename S::Scalar>::Zero(s.x.u.size());
        const double weight = double(s.iteration + 1) * (s.step > 0 ? s.step : 1e-300);
        s.average_weight += weight;
        s.average += static_cast<typename S::Scalar>(weight / s.average_weight) * (s.x.u - s.average);
    }
};

/// w ← w − η (∇L_data + subgradient of R), with a step that tunes itself. Fits every loss and every convex
/// penalty.
using SubgradientDescent = GradientDescent<SubgradientUpdate, DistanceOverGradients, NoMomentum>;

/// ISTA: proximal gradient descent with backtracking.
using ProximalGradient = GradientDescent<ProximalUpdate, Backtracking, NoMomentum>;

/// FISTA (Beck and Teboulle 2009) with adaptive restart.
using Fista = GradientDescent<ProximalUpdate, Backtracking, Nesterov>;

}  // namespace lariat
