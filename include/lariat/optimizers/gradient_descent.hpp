// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <concepts>
#include <type_traits>
#include <utility>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
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
/// An intercept, which R does not see, is fitted exactly to every w of a smooth loss: the method then runs on
/// min over b of f(w, b), whose curvature is that of centred columns, whatever their means and scale. With a
/// loss that has kinks the intercept is a last variable, measured in units of 1/s with s the root mean square
/// of the columns' norms (for columns of variance 1 it takes plain subgradient steps): b moves by −η s²
/// ∂F/∂b, so that scaling X scales w and nothing else. `init` makes a
/// State, `step` does one iteration and, after the first few, allocates nothing (but what a product with a
/// standardized X, or a sparse X of float, takes: a vector). One product with X and one with Xᵀ an iteration;
/// a refused η costs one more, and momentum costs none, since predictions are affine in w.
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
    struct State {
        using Function = FunctionOf<O>;
        using Point = typename Function::Point;
        using Scalar = typename Function::Scalar;
        template <class T>
        using IfMomentum = std::conditional_t<has_momentum, T, detail::NoMemory>;

        const O* objective;   ///< F, for the policies
        Point x;              ///< w, placed: the iterate
        Point previous;       ///< the iterate before
        IfMomentum<Point> y;  ///< w + β (w − w_previous)
        Vector<Scalar> g;     ///< ∇f where the last step took it
        double value = 0;     ///< F(w)
        double step = 0;      ///< η of the last step
        double residual = 0;  ///< ‖w − y‖/η of the last step
        Index iteration = 0;  ///< steps done
        bool stuck = false;   ///< no η was accepted
        Index moving = 0;     ///< the first of the variables that are stepped: all but a fitted intercept
        double unit = 1;      ///< s, of an intercept that is stepped
        typename detail::MemoryOf<Step, Scalar>::type step_memory;
        typename detail::MemoryOfMomentum<Momentum>::type momentum_memory;
        Vector<Scalar> average;     ///< of the fields along the run, weighted by kη (losses with kinks only)
        double average_weight = 0;  ///< Σ kη
        Vector<Scalar> probe;       ///< ∇f at a candidate, where a line search asks for it

        double passes() const {
            double sum = x.passes + previous.passes;
            if constexpr (has_momentum) sum += y.passes;
            return sum;
        }

        /// d = the element of g + ∂R(w) nearest zero.
        void subgradient(Vector<Scalar>& d) const {
            const Index p = objective->function.penalized();
            auto head = d.head(p);
            minimum_norm_subgradient(objective->penalty, x.w.head(p), g.head(p), head);
            d.tail(d.size() - p) = g.tail(d.size() - p);
        }

        /// ‖(v_w, scale·v_b)‖ of the variables that are stepped.
        template <class V>
        double length(const V& v, double scale) const {
            const Index p = objective->function.penalized();
            const double of_w = norm(v.head(p));
            return moving > p ? std::hypot(of_w, scale * double(v[p])) : of_w;
        }
    };

    /// A state at a placed point.
    template <class O>
    State<O> init(const O& objective, typename State<O>::Point start) const {
        State<O> s{&objective, start, start, {}, {}, 0, 0, 0, 0, false, 0, 1, {}, {}, {}, 0, {}};
        const Index p = objective.function.penalized();
        s.moving = fits_intercept<typename State<O>::Function> ? p : objective.function.size();
        if constexpr (requires { objective.function.column_size(); })
            if (s.moving > p) s.unit = objective.function.column_size();
        s.previous.passes = 0;
        if constexpr (has_momentum) {
            s.y = start;
            s.y.passes = 0;
        }
        s.g = Vector<typename State<O>::Scalar>::Zero(objective.function.size());
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
        if constexpr (!is_smooth<typename State<O>::Function>) average_field(s);
        double eta = propose(s);
        const double function_before = proximal ? f.value(source) : objective.value(source);
        const double objective_before = s.value;

        std::swap(s.x, s.previous);  // x becomes room for the candidate; `previous` is the iterate
        for (;;) {
            const auto& y = center(s);
            move(objective, y, eta, s);
            f.place(s.x);
            fit_intercept(f, s.x);
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
                const auto curvature = [&] { return curvature_along(objective, y, s); };
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

    void check() const {
        checked(update);
        checked(step_size);
        checked(momentum);
    }

private:
    /// Is the intercept fitted, and not stepped?
    template <class F>
    static constexpr bool fits_intercept =
        is_smooth<F> && requires(const F& f, typename F::Point& at) { f.profile(at); };

    template <class F, class Point>
    static void fit_intercept([[maybe_unused]] const F& f, [[maybe_unused]] Point& at) {
        if constexpr (fits_intercept<F>) f.profile(at);
    }

    /// Where the gradient is taken; moves y.
    template <class F, class S>
    auto& gradient_point([[maybe_unused]] const F& f, S& s) const {
        if constexpr (has_momentum) {
            const double beta = momentum.weight(s.momentum_memory);
            f.extrapolate(s.x, s.previous, beta, s.y);
            if constexpr (Momentum::looks_ahead) fit_intercept(f, s.y);
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

    /// (∇h(x) − ∇h(y))·(x − y) at the candidate x, with h = f, or F where R is not left to a prox; costs a
    /// pass.
    template <class O, class Point, class S>
    static double curvature_along(const O& objective, const Point& y, S& s) {
        objective.function.gradient(s.x, s.probe);
        const auto along = [&] { return dot((s.probe - s.g).head(s.moving), (s.x.w - y.w).head(s.moving)); };
        if constexpr (proximal) {
            return along();
        } else {
            const auto w = objective.penalized(y.w);
            add_slope(objective, s.x.w, s.probe);
            const double sum = along();
            s.probe.setZero();
            add_slope(objective, y.w, s.probe);
            return sum - dot(objective.penalized(s.probe), objective.penalized(s.x.w) - w);
        }
    }

    /// g += ∇R(w), of a smooth R.
    template <class O, class V>
    static void add_slope(const O& objective, const V& w, V& g) {
        auto head = g.head(objective.function.penalized());
        minimum_norm_subgradient(objective.penalty, objective.penalized(w), head, head);
    }

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
