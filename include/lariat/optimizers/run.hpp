// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/progress.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/stopwatch.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/policies/observer.hpp>
#include <lariat/optimizers/run/best_iterate.hpp>
#include <lariat/optimizers/run/certificate_trend.hpp>
#include <lariat/optimizers/run/divergence.hpp>
#include <lariat/optimizers/run/fall_watch.hpp>
#include <lariat/optimizers/solution_of.hpp>

namespace lariat::detail {

/// The one loop: limits, the non-finite check, the best iterate, observers, stopping.
template <Objective O, class Optimizer>
class Run {
public:
    using Scalar = typename O::Scalar;
    using Point = typename O::Point;
    using State = typename Optimizer::template State<O>;

    Run(const O& objective, const Optimizer& optimizer, const Options& options)
        : objective_(objective), optimizer_(optimizer), options_(options) {}

    template <class... Observers>
    SolutionOf<O> operator()(State& state, Observers&... observers) {
        best_ = BestIterate<Scalar>(state);
        divergence_ = Divergence(state.value, certifier_of(state).null_value());
        bool ended = certified(state) || options_.max_iterations == 0;
        for (Index k = 1; !ended; ++k) {
            const double value = state.value, step = state.step;
            optimizer_.step(objective_, state);
            ended = broken(state, value, step) || converged(state) || out_of_limits(k);
            if (tell(state, k, observers...)) {
                if (is_limit(status_)) status_ = Status::Stopped;
                ended = true;
            }
        }
        return solution(state);
    }

private:
    /// Does every step end in the certificate of its iterate, recomputed from the coefficients?
    static constexpr bool certifies_itself = requires(const State& s) { s.certificate->value; };

    /// Of points for which the state has no certificate; made when it is first needed.
    Certifier<O>& own_certifier() {
        if (!certifier_) certifier_.emplace(objective_);
        return *certifier_;
    }
    /// The one that knows what scales are measured against.
    const Certifier<O>& certifier_of([[maybe_unused]] const State& s) {
        if constexpr (certifies_itself)
            return s.certifier;
        else
            return own_certifier();
    }

    static bool is_limit(Status status) {
        return status == Status::MaxIterations || status == Status::TimeLimit;
    }
    double seconds() const { return watch_.seconds(); }

    /// Keeps the best iterate. True when the run cannot go on: an infinite value, divergence, nowhere to go.
    bool broken(State& s, double value_before, double step_before) {
        const bool finite = is_finite(s.value) && first_nonfinite(s.x.w.data(), s.x.w.size()) < 0;
        best_.observe(s, finite);
        if (!finite) {
            status_ = Status::NonFinite;
            return true;
        }
        // Momentum may climb for long: 300 iterations running at β = 0.999 and ηλ = 1e-4.
        const bool fixed_step = !Optimizer::has_momentum && s.step == step_before;
        if (divergence_.observe(s.iteration, value_before, s.value, fixed_step)) {
            status_ = Status::Diverged;
            detail_ = why_diverged<Optimizer>(objective_, s.step);
            return true;
        }
        if (s.stuck || s.residual == 0) {
            if (!certified(s)) status_ = standstill();
            if (status_ == Status::Stalled) detail_ = why_stalled(s);
            return true;
        }
        return false;
    }

    /// Computes a certificate when the cheap residual suggests that it may hold, and now and then; takes the
    /// one of an optimizer that makes one every step. True too when certificates no longer improve: below
    /// their own rounding, or, where one comes every step, for eight of them while F stands still, for three
    /// where the gap may be nothing but rounding.
    bool converged(State& s) {
        if (!certifies_itself && s.iteration < next_check_ && !(s.residual <= promising_residual_))
            return false;
        if (certified(s)) return true;
        const bool ended =
            trend_.drowned() || (certifies_itself && (trend_.idle() || (trend_.slow() && is_precise())));
        if (ended) status_ = standstill();
        return ended;
    }

    /// The iterate no longer moves, or not towards the optimum, and its certificate does not hold: why?
    Status standstill() {
        if (!sound_) return Status::NonFinite;
        return is_precise() ? Status::ReachedPrecision : Status::Stalled;
    }

    /// May all of the certificate be rounding?
    bool is_precise() {
        if (!(certificate_.value > certificate_.rounding)) return true;
        const bool gap = certificate_.kind == Certificate::Kind::DualityGap && !certificate_.loose;
        return gap && certificate_.value <= own_certifier().resolution(objective_, *checked_);
    }

    /// "step(100) = -0.5; must be > 0", of a step that is known beforehand; else "".
    std::string why_stalled([[maybe_unused]] const State& s) const {
        if constexpr (requires { optimizer_.step_size.step(s.iteration); })
            if (!(s.step > 0)) return "step(" + text(s.iteration) + ") = " + text(s.step) + "; must be > 0";
        return {};
    }

    /// Is the best iterate optimal? Everything is recomputed from its coefficients; an intercept is fitted to
    /// them first.
    bool certified(State& s) {
        if constexpr (certifies_itself) {
            if (best_.is_current()) {
                certificate_ = s.certifier.judged(*s.certificate, s.value, options_.tolerance);
                falls_.observe(objective_, s.x);
                checked_ = &s.x;
                gradient_ = &s.certifier.gradient();
                sound_ = s.certifier.finite();
                return judged(s);
            }
        }
        if (!own_) own_ = objective_.function.point();
        checked_ = &*own_;
        own_->w = best_.w(s);
        objective_.function.place(*own_);
        if constexpr (requires { objective_.function.profile(*own_); }) objective_.function.profile(*own_);
        const auto* average = s.average.size() > 0 ? &s.average : nullptr;
        Certifier<O>& certifier = own_certifier();
        certificate_ = certifier(objective_, *own_, options_.tolerance, average);
        gradient_ = &certifier.gradient();
        sound_ = certifier.finite();
        const double excess =
            certificate_.value / (std::max)(certificate_.tolerance, std::numeric_limits<double>::min());
        promising_residual_ = s.residual / (std::clamp)(excess, 1.5, 1e3);
        next_check_ = s.iteration + (std::max)(Index(10), s.iteration / 4);
        return judged(s);
    }

    /// Notes what a new certificate means. Under a tolerance of 0 a run goes on where there is no minimizer.
    bool judged(const State& s) {
        checked_at_ = s.iteration;
        // A gap that holds bounds F whether or not there is a minimizer; a residual does not.
        const bool bound = certificate_.kind == Certificate::Kind::DualityGap;
        if (certificate_.holds() ? !bound : s.iteration >= next_look_back_) {
            look_back(s);
            next_look_back_ = (std::max)(next_look_back_, 2 * s.iteration);
        }
        trend_.observe(certificate_, s.value, certifier_of(s).scale_of(s.value));
        if (certificate_.holds()) status_ = Status::Converged;
        return certificate_.holds() || (certificate_.unattained && certificate_.tolerance > 0);
    }

    /// Is there no minimizer, for F falls forever the way that the last step went, or the last one that
    /// seemed to go there? Once F has fallen so far that nothing but rounding is left, steps lead anywhere.
    void look_back(const State& s) {
        if (s.iteration == 0 || checked_->w.size() == 0) return;
        if ((best_.is_current() && detail::falls_forever_since(objective_, s.previous.w, *checked_)) ||
            falls_.falls_forever(objective_, *checked_)) {
            certificate_.value = std::numeric_limits<double>::infinity();
            certificate_.unattained = true;
        }
    }

    bool out_of_limits(Index k) {
        if (seconds() >= options_.time_limit) {
            status_ = Status::TimeLimit;
            return true;
        }
        return k >= options_.max_iterations;
    }

    /// Shows the iterate to the observers; true when one asks to stop.
    template <class... Observers>
    bool tell([[maybe_unused]] const State& s, [[maybe_unused]] Index k, Observers&... observers) {
        if constexpr (sizeof...(Observers) > 0) {
            Progress progress;
            progress.iteration = k;
            progress.objective = s.value;
            progress.step = s.step;
            progress.residual = s.residual;
            progress.passes = passes(s);
            progress.seconds = seconds();
            progress.certificate = certificate_;
            progress.max_iterations = options_.max_iterations;
            progress.time_limit = options_.time_limit;
            const double* factors = nullptr;
            if constexpr (requires { objective_.function.design().factors(); })
                factors = objective_.function.design().factors().data();
            progress.at(s.x.w, objective_.function.penalized(), factors);
            return any_asks_to_stop(progress, observers...);
        } else {
            return false;
        }
    }

    double passes(const State& s) const {
        return s.passes() + (certifier_ ? certifier_->passes() : 0.0) + (own_ ? own_->passes : 0.0);
    }

    SolutionOf<O> solution(State& s) {
        if (checked_at_ != s.iteration || status_ == Status::NonFinite) {
            const Status ended = status_;
            certified(s);
            if (ended == Status::NonFinite || ended == Status::Diverged) status_ = ended;
        }
        if (!sound_) status_ = Status::NonFinite;
        const bool stands = status_ == Status::Stalled || status_ == Status::ReachedPrecision;
        if (stands || (falls_.has_way() && status_ != Status::Converged)) look_back(s);
        if (certificate_.unattained && status_ != Status::NonFinite && status_ != Status::Diverged)
            status_ = Status::NoMinimizer;
        SolutionOf<O> result = solution_of(objective_, *checked_, *gradient_, certificate_);
        result.status = status_;
        if constexpr (requires { Optimizer::name; }) result.optimizer = Optimizer::name;
        result.iterations = s.iteration;
        result.passes += passes(s);
        result.seconds = seconds();
        result.step = s.step;
        result.detail = status_ == Status::NonFinite ? what_is_returned(result.objective) : detail_;
        return result;
    }

    /// Where F was finite at no iterate, the start is returned.
    static const char* what_is_returned(double objective) {
        return is_finite(objective) ? "the best finite iterate is returned"
                                    : "F is not finite at the coefficients returned";
    }

    const O& objective_;
    const Optimizer& optimizer_;
    const Options& options_;
    Stopwatch watch_;
    std::optional<Certifier<O>> certifier_{};

    Status status_ = Status::MaxIterations;
    std::string detail_;
    Certificate certificate_;   // the last one,
    Point* checked_ = nullptr;  // where it was computed: at the state's x, or one of our own
    std::optional<Point> own_{};
    const Vector<Scalar>* gradient_ = nullptr;  // ∇f there,
    Index checked_at_ = -1;                     // and after how many iterations;
    bool sound_ = true;                         // nothing behind it was infinite or NaN
    Index next_look_back_ = 16;                 // is there no minimizer? looked into after so many,
    Index next_check_ = 0;                      // the next one is due at this iteration,
    double promising_residual_ = 0;             // or when the residual is this small
    FallWatch<O> falls_{};
    CertificateTrend<Scalar> trend_{};
    BestIterate<Scalar> best_{};
    Divergence divergence_{};
};

}  // namespace lariat::detail
