// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <lariat/core/stopwatch.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/optimizers/coordinate_descent.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/solution_of.hpp>

namespace lariat::detail {

/// The solutions of L_data + λR along decreasing λ, several ahead of their proof: each λ of a batch is solved
/// on the blocks that were ever active or may soon be; then one pass over X makes the certificates of all.
/// Where one does not hold, the pass has shown which blocks were missing, and the next batch begins there;
/// what fails twice is left to `minimize`.
///
/// For a quadratic L_data a batch is solved in the Gram matrix of its blocks, which grows once a batch: for a
/// single λ nothing of the size of a row or a column of X is touched.
template <Risk F, Penalty R>
class PathAhead {
public:
    using Scalar = typename F::Scalar;
    using O = decltype(std::declval<F>() + lariat::scaled(std::declval<R>(), 1.0));
    using Point = typename F::Point;
    using Answer = SolutionOf<O>;

    PathAhead(const F& risk, const R& penalty, const Options& options)
        : risk_(risk), penalty_(penalty), options_(options) {
        // In a Gram matrix a coordinate at zero costs nothing to visit, and a move not more than two columns
        // of X do.
        descent_.gram = (std::min)({2 * risk.rows(), risk.penalized(), largest_gram});
    }

    /// Hands solutions from λ_k on to `deliver`, which asks to stop by returning true; so does this. There
    /// may be none, but not twice.
    template <class Deliver>
    bool next(const std::vector<double>& strengths, std::size_t k, Deliver&& deliver) {
        if (!state_) return deliver(first(strengths[k]));
        std::size_t last = k;  // one past the batch
        while (last < strengths.size() && last < k + ahead_ && strengths[last] > 0.5 * reference_) ++last;
        if (last == k || options_.max_iterations == 0 || !state_->g.allFinite())
            return deliver(by_itself(strengths[k]));

        const Stopwatch watch;
        const std::size_t count = solve(strengths, k, last - k);
        std::vector<typename Certifier<O>::Preparation> prepared;
        Matrix U(risk_.rows(), static_cast<Index>(count)), G;
        for (std::size_t i = 0; i < count; ++i) {
            prepared.push_back(state_->certifier.prepare(objective(strengths[k + i]), points_[i]));
            U.col(static_cast<Index>(i)) = points_[i].u;
            passes_ += points_[i].passes + 1;
        }
        risk_.transpose(U, G);
        seconds_ += watch.seconds();

        const double passes = passes_ / double(count), seconds = seconds_ / double(count);
        std::size_t good = 0;
        for (; good < count; ++good) {
            const Stopwatch own;
            const O F_i = objective(strengths[k + good]);
            auto& certifier = state_->certifier;
            const Certificate certificate = certifier.conclude(
                F_i, points_[good], prepared[good], G.col(static_cast<Index>(good)), options_.tolerance);
            if (!certificate.holds()) break;
            Answer answer = solution_of(F_i, points_[good], certifier.gradient(), certificate);
            answer.optimizer = CoordinateDescent::name;
            answer.iterations = 1;
            answer.passes = passes;
            answer.seconds = seconds + own.seconds();
            passes_ -= passes;
            seconds_ -= seconds;
            if (deliver(answer)) return true;
        }
        std::size_t end = (std::min)(good, count - 1);
        if (!points_[end].w.allFinite() || !G.col(static_cast<Index>(end)).allFinite()) {
            if (good == 0) return deliver(by_itself(strengths[k]));
            --end;
        }
        before_ = end > 0 ? points_[end - 1].w : state_->x.w;
        before_strength_ = end > 0 ? strengths[k + end - 1] : reference_;
        state_->x = points_[end];
        arrive(strengths[k + end], G.col(static_cast<Index>(end)));
        ahead_ = good == count ? (std::min)(2 * ahead_, most_ahead) : (std::max)(good, std::size_t(1));
        if (good > 0) return false;
        const bool again = failed_ == k;
        failed_ = k;
        return again && deliver(by_itself(strengths[k]));
    }

private:
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    static constexpr Index largest_gram = 4000;  // 128 MB
    static constexpr std::size_t most_ahead = 16;
    static constexpr bool has_gram = QuadraticLoss<typename F::LossType> && std::same_as<Scalar, double>;

    O objective(double strength) const { return risk_ + lariat::scaled(penalty_, strength); }

    /// Where w leaves zero it is the answer; the state begins there in any case.
    Answer first(double strength) {
        const Stopwatch watch;
        const O F_0 = objective(strength);
        state_.emplace(descent_.init(F_0, placed_start(F_0, FromZero{})));
        auto& s = *state_;
        inside_.resize(s.score.size(), false);
        reference_ = strength;
        admit_support(F_0);
        const Certificate certificate = s.certifier.judged(*s.certificate, s.value, options_.tolerance);
        if (!certificate.holds()) return by_itself(strength);
        Answer answer = solution_of(F_0, s.x, s.g, certificate);
        answer.optimizer = CoordinateDescent::name;
        answer.passes = s.passes();
        answer.seconds = watch.seconds();
        return answer;
    }

    /// Solves at λ without looking ahead, and looks at where that leads.
    Answer by_itself(double strength) {
        const Stopwatch watch;
        const O F_k = objective(strength);
        auto& s = *state_;
        Answer answer = minimize(F_k, solution_of(F_k, s.x, s.g, Certificate{}), options_);
        if (strength < reference_) {
            before_ = s.x.w;
            before_strength_ = reference_;
        }
        s.x = placed_start(F_k, answer);
        Vector<Scalar> g;
        risk_.gradient(s.x, g);
        arrive(strength, g);
        admit_support(F_k);
        answer.passes += std::exchange(passes_, 0.0) + s.x.passes;
        answer.seconds = std::exchange(seconds_, 0.0) + watch.seconds();
        return answer;
    }

    /// The state's x belongs to λ now, with gradient g.
    template <class Gradient>
    void arrive(double strength, const Gradient& g) {
        if (strength < reference_) rate_ = (g - state_->g) * static_cast<Scalar>(1 / (reference_ - strength));
        state_->g = g;
        reference_ = strength;
    }

    /// Puts the blocks that are not zero into the working set, behind those that are there.
    void admit_support(const O& F_k) {
        const auto blocks = blocks_of(F_k);
        for (Index b = 0; b < blocks.count(); ++b)
            for (const auto j : blocks.columns(b))
                if (state_->x.w[static_cast<Index>(j)] != 0) admit(b);
    }
    void admit(Index b) {
        if (inside_[static_cast<std::size_t>(b)]) return;
        inside_[static_cast<std::size_t>(b)] = true;
        state_->B.push_back(b);
    }

    /// The blocks outside the working set that may be active before λ falls to `strength`: those whose
    /// optimality is violated now, and those where it will be if the gradient goes on as it did. Per unit of
    /// λ a slope moves by at most 1, as a rule (the strong rule of Tibshirani et al. 2012, section 7), and as
    /// a rule that changes slowly.
    void find_candidates(double strength) {
        auto& s = *state_;
        const double far = reference_ - strength, margin = rate_.size() > 0 ? 0.1 : 1.0;
        const O now = objective(reference_), strict = objective(strength - margin * far);
        const auto blocks = blocks_of(now), strict_blocks = blocks_of(strict);
        candidates_.clear();
        Vector<Wide<Scalar>> rate_b;
        for (Index b = 0; b < blocks.count(); ++b) {
            if (inside_[static_cast<std::size_t>(b)]) continue;
            gather(blocks.columns(b), s.x.w, s.w_b);
            gather(blocks.columns(b), s.g, s.g_b);
            bool candidate = blocks.violation(b, s.w_b.data(), s.g_b.data()) > 0;
            if (!candidate) {
                if (rate_.size() > 0) {
                    gather(blocks.columns(b), rate_, rate_b);
                    s.g_b += far * rate_b;
                }
                candidate = strict_blocks.violation(b, s.w_b.data(), s.g_b.data()) > 0;
            }
            if (candidate) candidates_.push_back(b);
        }
    }

    /// Fills points_ with the solutions at λ_k and after, on the working set; returns how many there was time
    /// for.
    std::size_t solve(const std::vector<double>& strengths, std::size_t k, std::size_t count) {
        const Stopwatch watch;
        auto& s = *state_;
        find_candidates(strengths[k + count - 1]);
        if (points_.size() != count) points_.resize(count, risk_.point());
        const O F_k = objective(strengths[k]);
        flatten(blocks_of(F_k), s);
        const auto blocks = blocks_of(F_k);
        Index m = static_cast<Index>(s.W.size());
        for (const Index b : candidates_) m += static_cast<Index>(blocks.columns(b).size());
        std::size_t done = 0;
        const auto in_time = [&] {
            return done < count && (done == 0 || watch.seconds() < options_.time_limit);
        };
        if constexpr (has_gram) {
            if (m <= (std::min)(largest_gram, 4 * risk_.rows())) {
                begin_in_gram(F_k);
                for (; in_time(); ++done) solve_in_gram(strengths[k + done], points_[done]);
                s.B = known_;
                points_.resize(done);
                risk_.place(points_, columns_);
                for (Point& at : points_) risk_.profile(at);
                return done;
            }
        }
        for (; in_time(); ++done) {
            const O F_i = objective(strengths[k + done]);
            s.x.passes = 0;
            if (done > 1) {
                const double* lambda = strengths.data() + k + done;
                guess(F_i, (lambda[-1] - lambda[0]) / (lambda[-2] - lambda[-1]), points_[done - 2]);
            }
            solve_on_candidates(F_i);
            points_[done] = s.x;
        }
        points_.resize(done);
        return done;
    }

    /// The violation to aim at: one of v in the coordinates of w costs about v‖w‖₁ of duality gap.
    double target(double value, double size, double slope) const {
        const double tolerance =
            options_.tolerance.value_or(default_tolerance<Scalar>(Certificate::Kind::DualityGap));
        return 0.1 * tolerance * (size > 0 ? (std::min)(value / size, slope) : slope);
    }

    // ---- in the Gram matrix ----
    //
    // K is that of the known blocks: those that were ever active, and the candidates. On their columns w_ and
    // the gradient q_ stand for x. A λ is solved on the active ones among them, in their part of K; then q_
    // follows, and shows which join.

    /// Brings K and the rest to the state's x.
    void begin_in_gram(const O& F_k) {
        const auto blocks = blocks_of(F_k);
        for (const Index b : candidates_) admit(b);
        auto& s = *state_;
        begins_.clear();
        columns_.clear();
        for (const Index b : s.B) {
            begins_.push_back(static_cast<Index>(columns_.size()));
            for (const auto j : blocks.columns(b)) columns_.push_back(static_cast<Index>(j));
        }
        const auto size = static_cast<Index>(columns_.size()), before = K_.cols();
        if (size > before) CoordinateDescent::condense(F_k, s, columns_, K_, before);
        passes_ += double(size - before) * double(size) / double((std::max)(Index(1), risk_.penalized()));

        gather(columns_, s.x.w, w_);
        gather(columns_, s.g, q_);
        L_data_ = risk_.value(s.x);
        strength_ = reference_;
        change_.resize(0);
        if (before_strength_ > reference_) {
            gather(columns_, before_, change_);
            change_ = (w_ - change_) / (before_strength_ - reference_);
            change_q_ = K_ * change_;
        }
        known_.swap(s.B);
        s.B.clear();
        s.gram_of.clear();  // s.H is of other blocks now
        s.H.resize(size, size);
        places_.clear();
        active_.assign(known_.size(), false);
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (!segment(blocks, i, w_).isZero(0)) activate(blocks, i);
    }

    /// The i-th known block's part of a vector on all of them.
    template <class B, class V>
    auto segment(const B& blocks, std::size_t i, V& v) const {
        return v.segment(begins_[i], static_cast<Index>(blocks.columns(known_[i]).size()));
    }

    template <class B>
    void activate(const B& blocks, std::size_t i) {
        auto& s = *state_;
        active_[i] = true;
        s.B.push_back(known_[i]);
        for (Index k = 0; k < static_cast<Index>(blocks.columns(known_[i]).size()); ++k) {
            const auto l = static_cast<Index>(places_.size());
            places_.push_back(begins_[i] + k);
            for (Index j = 0; j <= l; ++j)
                s.H(j, l) = s.H(l, j) = K_(places_[static_cast<std::size_t>(j)], places_.back());
        }
    }

    /// Of the known blocks that are not active those join that violate by more than `aim`; did any?
    template <class B>
    bool activate_violators(const B& blocks, double aim) {
        bool any = false;
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (!active_[i] &&
                blocks.violation(known_[i], w_.data() + begins_[i], q_.data() + begins_[i]) > aim) {
                activate(blocks, i);
                any = true;
            }
        return any;
    }

    void solve_in_gram(double strength, Point& at) {
        auto& s = *state_;
        const O F_i = objective(strength);
        const auto blocks = blocks_of(F_i);
        const Vector<Wide<Scalar>> w = w_, q = q_;
        const double value = L_data_ + guess_in_gram(blocks, strength_ - strength),
                     slope = q.template lpNorm<Eigen::Infinity>();
        const double target = this->target(value, w.template lpNorm<1>(), slope);
        activate_violators(blocks, target);
        do {
            gather(places_, w_, s.w_W);
            gather(places_, q_, s.q);
            descent_.solve_in_gram(F_i, s, target);
            for (std::size_t k = 0; k < places_.size(); ++k) {
                const double d = s.w_W[static_cast<Index>(k)] - w_[places_[k]];
                if (d == 0) continue;
                w_[places_[k]] += d;
                q_ += d * K_.col(places_[k]);
            }
        } while (activate_violators(blocks, target));
        L_data_ += 0.5 * (w_ - w).dot(q_ + q);  // exactly: it is quadratic
        if (strength < strength_) {
            change_ = (w_ - w) / (strength_ - strength);
            change_q_ = (q_ - q) / (strength_ - strength);
            strength_ = strength;
        }
        for (std::size_t k = 0; k < columns_.size(); ++k) at.w[columns_[k]] = w_[static_cast<Index>(k)];
        const Index intercept = at.w.size() - risk_.penalized();
        at.w.tail(intercept) = s.x.w.tail(intercept);
        at.passes = 0;
    }

    /// Goes on as from the λ before, where F is lower there: solutions are piecewise linear in λ for a
    /// quadratic loss and an L1-like R (Rosset and Zhu 2007), and nearly so otherwise. Returns R before.
    template <class B>
    double guess_in_gram(const B& blocks, double far) {
        const double penalty = total_on(blocks, known_, w_);
        if (change_.size() == 0 || far == 0) return penalty;
        const Vector<Wide<Scalar>> there = w_ + far * change_;
        const double gain =
            far * change_.dot(q_ + 0.5 * far * change_q_) + total_on(blocks, known_, there) - penalty;
        if (gain < 0) {
            w_ = there;
            q_ += far * change_q_;
        }
        return penalty;
    }

    // ---- on X itself ----

    /// The same guess, with a placed point: the predictions are affine in w too.
    void guess(const O& F_i, double beta, const Point& before) {
        auto& now = state_->x;
        Point there = now;
        risk_.extrapolate(now, before, beta, there);
        if (F_i.value(there) < F_i.value(now)) now = std::move(there);
    }

    /// Minimizes on the working set, which takes in the candidates that violate.
    void solve_on_candidates(const O& F_i) {
        auto& s = *state_;
        const auto blocks = blocks_of(F_i);
        const double size = double(s.x.w.head(risk_.penalized()).template cast<double>().cwiseAbs().sum());
        const double slope =
            s.g.head(risk_.penalized()).template cast<double>().template lpNorm<Eigen::Infinity>();
        const double target = this->target(F_i.value(s.x), size, slope);
        // Roughly until no candidate is missing, then as well as asked.
        double aim = (std::max)(target, 1e-3 * slope);
        for (int round = 0; round < 20; ++round) {
            descent_.solve_on_blocks(F_i, s, aim);
            risk_.renew_field(s.x);
            bool admitted = false;
            for (auto& b : candidates_) {
                if (b < 0) continue;
                const auto& columns = blocks.columns(b);
                gather(columns, s.x.w, s.w_b);
                s.g_b.resize(s.w_b.size());
                for (Index i = 0; i < s.g_b.size(); ++i)
                    s.g_b[i] = risk_.design().column_dot(
                        static_cast<Index>(columns[static_cast<std::size_t>(i)]), s.x.u);
                passes_ += double(columns.size()) / double(risk_.penalized());
                if (!(blocks.violation(b, s.w_b.data(), s.g_b.data()) > aim)) continue;
                admit(b);
                b = -1;
                admitted = true;
            }
            if (admitted) continue;
            if (aim <= target) break;
            aim = target;
        }
    }

    F risk_;
    const R& penalty_;
    Options options_;
    CoordinateDescent descent_;
    std::optional<CoordinateDescent::State<O>> state_;  // at a solution, or nearly,
    double reference_ = 0;                              // for this λ
    Vector<Scalar> before_;                             // w at the solution before,
    double before_strength_ = 0;                        // for this λ
    Vector<Scalar> rate_;                               // −dg/dλ between them; empty: not known
    std::vector<bool> inside_;                          // is the block in the working set?
    std::vector<Index> candidates_;
    std::vector<Point> points_;                  // the batch
    std::size_t ahead_ = 4;                      // as many λ at most
    std::size_t failed_ = (std::size_t(0) - 1);  // where the last batch failed that certified none
    Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic> K_;  // in the Gram matrix:
    std::vector<Index> known_, begins_, columns_;  // the blocks of K, where each begins, and their columns
    std::vector<bool> active_;                     // is the known block active?
    std::vector<Index> places_;                    // of the active columns among all
    Vector<Wide<Scalar>> w_, q_;                   // on all,
    double L_data_ = 0, strength_ = 0;             // for this λ,
    Vector<Wide<Scalar>> change_, change_q_;       // and the change of both by −λ
    double passes_ = 0, seconds_ = 0;              // spent, and not yet in an answer
};

}  // namespace lariat::detail
