// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/stopwatch.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/optimizers/coordinate_descent.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/solution_of.hpp>
#include <lariat/selection/continuation/column_continuation.hpp>
#include <lariat/selection/continuation/gram_continuation.hpp>
#include <lariat/selection/continuation/path_front.hpp>

namespace lariat::detail {

/// The solutions of L_data + λR along decreasing λ, several ahead of their proof: each λ of a batch is solved
/// on the blocks that were ever active or may soon be; then one pass over X makes the certificates of all.
/// Where one does not hold, the pass has shown which blocks were missing, and the next batch begins there;
/// what fails twice is left to `minimize`.
template <Risk F, Penalty R>
class PathAhead {
public:
    using Scalar = typename F::Scalar;
    using Front = PathFront<F, R>;
    using O = typename Front::Objective;
    using Point = typename F::Point;
    using Answer = SolutionOf<O>;

    PathAhead(const F& risk, const R& penalty, const Options& options)
        : risk_(risk), penalty_(penalty), options_(options) {
        // In a Gram matrix a coordinate at zero costs nothing to visit, and a move not more than two columns
        // of X do.
        descent_.gram = (std::min)({2 * risk.rows(), risk.penalized(), CoordinateDescent::largest_gram});
    }

    /// Hands solutions from λ_k on to `deliver`, which asks to stop by returning true; so does this. There
    /// may be none, but not twice.
    template <class Deliver>
    bool next(const std::vector<double>& strengths, std::size_t k, Deliver&& deliver) {
        if (!front_) return deliver(first(strengths[k]));
        const std::size_t count = how_many(strengths, k);
        if (count == 0) return deliver(by_itself(strengths[k]));

        const double* const lambda = strengths.data() + k;
        const Vector<Scalar> w = front_->state.x.w;
        const Stopwatch watch;
        solve(lambda, count);
        prove(lambda);
        seconds_ += watch.seconds();
        std::size_t good = 0;
        if (deliver_proved(lambda, good, deliver)) return true;
        std::size_t end = (std::min)(good, points_.size() - 1);
        if (end == good && !finite(end)) {
            if (good == 0) {
                front_->state.x.w = w;
                risk_.place(front_->state.x);
                return deliver(by_itself(strengths[k]));
            }
            --end;
        }
        const double strength = front_->strength();
        std::swap(front_->state.x, points_[end]);
        front_->pass().go_on_from(risk_, static_cast<Index>(end));
        front_->arrive(lambda[end], end > 0 ? points_[end - 1].w : w, end > 0 ? lambda[end - 1] : strength);
        front_->learn(good == points_.size());
        ahead_ =
            good == points_.size() ? (std::min)(2 * ahead_, most_ahead) : (std::max)(good, std::size_t(1));
        if (good > 0) return false;
        const bool again = failed_ == k;
        failed_ = k;
        return again && deliver(by_itself(strengths[k]));
    }

private:
    static constexpr std::size_t most_ahead = 8;
    static constexpr bool has_gram = QuadraticLoss<typename F::LossType> && std::same_as<Scalar, double>;

    /// Where w leaves zero it is the answer; the front begins there in any case.
    Answer first(double strength) {
        const Stopwatch watch;
        front_.emplace(risk_, penalty_, options_, descent_, strength);
        auto& s = front_->state;
        if constexpr (has_gram) gram_.emplace(*front_, descent_.subproblem());
        const Certificate certificate = s.certifier.judged(*s.certificate, s.value, options_.tolerance);
        if (!certificate.holds()) return by_itself(strength);
        Answer answer = solution_of(front_->objective(strength), s.x, s.g, certificate);
        answer.optimizer = CoordinateDescent::name;
        answer.passes = s.passes();
        answer.seconds = watch.seconds();
        return answer;
    }

    /// Was it rounding that ended a solve? From zero there may be less of it: where columns without a penalty
    /// are singular, or nearly so, a start may lie far out on what their sum hardly tells apart.
    static bool is_lost(Status status) {
        return status == Status::Stalled || status == Status::ReachedPrecision || status == Status::NonFinite;
    }

    /// Solves at λ without looking ahead, and looks at where that leads.
    Answer by_itself(double strength) {
        const Stopwatch watch;
        const O F_k = front_->objective(strength);
        auto& s = front_->state;
        Answer answer = minimize(F_k, solution_of(F_k, s.x, s.g, Certificate{}), options_);
        if (is_lost(answer.status)) {
            Answer anew = minimize(F_k, options_);
            anew.passes += answer.passes;
            if (anew.status == Status::Converged || anew.objective < answer.objective)
                answer = std::move(anew);
        }
        const Vector<Scalar> before = s.x.w;
        s.x = placed_start(F_k, answer);
        Vector<Scalar> g;
        risk_.gradient(s.x, g);
        front_->pass().go_on_from(risk_, s.x, g);
        front_->arrive(strength, before, front_->strength());
        front_->admit_support();
        answer.passes += std::exchange(front_->passes, 0.0) + s.x.passes;
        answer.seconds = std::exchange(seconds_, 0.0) + watch.seconds();
        return answer;
    }

    /// How many λ to solve from λ_k on before their proof: those above half the λ' of the front, since
    /// candidates() makes an objective of strength 2λ − λ', which must be positive; and, as long as all that
    /// this lets in are candidates, above three quarters of it. From a gradient that is not finite nothing can
    /// be foreseen.
    std::size_t how_many(const std::vector<double>& strengths, std::size_t k) const {
        if (options_.max_iterations == 0 || !front_->state.g.allFinite()) return 0;
        const double lowest = (front_->foresees() ? 0.5 : 0.75) * front_->strength();
        std::size_t count = 0;
        while (count < ahead_ && k + count < strengths.size() && strengths[k + count] > lowest) ++count;
        return count;
    }

    /// Fills points_ with the solutions at λ_0, λ_1, …: one, and as many more as there is time for.
    void solve(const double* lambda, std::size_t count) {
        const Stopwatch watch;
        std::vector<Index> candidates = front_->candidates(lambda[count - 1]);
        points_.resize((std::min)(points_.size(), count));
        while (points_.size() < count) points_.push_back(risk_.point());
        const auto one_by_one = [&](auto&& solve_next) {
            std::size_t i = 0;
            do solve_next(i++);
            while (i < count && watch.seconds() < options_.time_limit);
            points_.resize(i);
        };
        if constexpr (has_gram) {
            if (gram_->begin(candidates, count)) {
                one_by_one([&](std::size_t i) { gram_->solve(lambda[i], points_[i]); });
                gram_->end(points_);
                return;
            }
        }
        ColumnContinuation<Front> on_columns(*front_, descent_.subproblem(), std::move(candidates));
        one_by_one([&](std::size_t i) {
            on_columns.solve(lambda, i, points_);
            points_[i] = front_->state.x;
        });
    }

    /// The pass over X: the gradients at all points, at fields that may prove them.
    void prove(const double* lambda) {
        proofs_.clear();
        for (std::size_t i = 0; i < points_.size(); ++i) {
            proofs_.push_back(front_->state.certifier.prepare(front_->objective(lambda[i]), points_[i]));
            front_->passes += points_[i].passes;
        }
        front_->pass()(front_->objective(lambda[points_.size() - 1]), points_, front_->inside());
        front_->passes += double(points_.size()) * front_->pass().share(risk_);
    }

    /// Delivers the solutions up to the first without a proof, and counts them; tells to stop.
    template <class Deliver>
    bool deliver_proved(const double* lambda, std::size_t& good, Deliver&& deliver) {
        auto& certifier = front_->state.certifier;
        const double share = 1 / double(points_.size()), passes = share * front_->passes,
                     seconds = share * seconds_;
        for (; good < points_.size(); ++good) {
            const Stopwatch watch;
            const O F_i = front_->objective(lambda[good]);
            const Certificate certificate = certifier.conclude(F_i, points_[good], proofs_[good],
                                                               static_cast<Index>(good), options_.tolerance);
            if (!certificate.holds()) return false;
            Answer answer = solution_of(F_i, points_[good], certifier.gradient(), certificate);
            answer.optimizer = CoordinateDescent::name;
            answer.iterations = 1;
            answer.passes = passes;
            answer.seconds = seconds + watch.seconds();
            front_->passes -= passes;
            seconds_ -= seconds;
            if (deliver(answer)) return true;
        }
        return false;
    }

    /// Did λ_i and its pass end in numbers?
    bool finite(std::size_t i) const {
        return points_[i].w.allFinite() && front_->state.certifier.pass().is_finite(static_cast<Index>(i));
    }

    F risk_;
    const R& penalty_;
    Options options_;
    CoordinateDescent descent_;
    std::optional<Front> front_;  // from the first λ on
    std::optional<GramContinuation<Front>> gram_;
    std::vector<Point> points_;                               // the batch,
    std::vector<typename Certifier<O>::Preparation> proofs_;  // what will prove each,
    std::size_t ahead_ = 4;                                   // as many λ at most
    std::optional<std::size_t> failed_;                       // where the last batch certified none
    double seconds_ = 0;                                      // spent, and not yet in an answer
};

}  // namespace lariat::detail
