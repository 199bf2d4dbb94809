// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/coordinate/quadratic_model.hpp>
#include <lariat/optimizers/policies/anderson.hpp>

namespace lariat {

/// Coordinate descent on working sets for F(w) = L_data(w) + Σ R_j(w_j).
///
///     repeat                                                   one step = one outer round = one pass over X
///         W = support ∪ the coordinates farthest from optimal
///         repeat                                               (once for squared error)
///             model L_data quadratically at w                  prox-Newton
///             for j in W, over and over:  w_j = prox_{R_j/L_j}(w_j − g_j/L_j)
///                 with Anderson extrapolation every sixth sweep
///             line search on F
///         z = Xw from the support;  g = Xᵀu: the certificate, and the next W
///
/// After Bertrand, Klopfenstein, Bannier, Gidel and Massias 2022 (skglm), with the intercept profiled out of the model and every
/// round ending in a certificate. Fits smooth losses with a second derivative, separable penalties with a prox, and
/// designs that give out columns.
struct CoordinateDescent {
    double inner = 0.1;  ///< a round is over when the violation within W is this fraction of that before it
    Index max_sweeps = 200;  ///< over W, in one model

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
    static constexpr bool penalty_fits = SeparablePenalty<PenaltyOf<O>> && Proximable<PenaltyOf<O>>;
    template <class O>
    static constexpr bool fits = risk_fits<O> && penalty_fits<O>;

    template <class O>
    static constexpr void explain_misfit() {
        static_assert(Risk<FunctionOf<O>>,
                      "lariat: CoordinateDescent needs an EmpiricalRisk; use GradientDescent");
        static_assert(risk_fits<O>,
                      "lariat: CoordinateDescent needs a smooth loss with second_derivative() and an X that "
                      "gives out columns "
                      "(dense, or sparse by columns); use GradientDescent");
        static_assert(penalty_fits<O>,
                      "lariat: CoordinateDescent needs a separable penalty with a prox; use GradientDescent");
    }

    void check() const {
        require_between("CoordinateDescent::inner", inner, 0, 1);
        require(max_sweeps >= 1,
                [&] { return "CoordinateDescent::max_sweeps = " + text(max_sweeps) + "; must be >= 1"; });
    }

    template <class O>
    struct State {
        using Point = typename FunctionOf<O>::Point;
        using Scalar = typename O::Scalar;
        struct Coefficients {
            Vector<Scalar> w;
        };

        Point x;                                 ///< the iterate, placed: z recomputed from w
        Coefficients previous;                   ///< the iterate before
        Vector<Scalar> g;                        ///< ∇L_data at x
        double value = 0;                        ///< F(x)
        double step = 0;                         ///< 0: there is no step size
        double residual = 0;                     ///< the largest violation of the optimality conditions at x
        Index iteration = 0;                     ///< rounds done
        bool stuck = false;                      ///< the last round moved nothing
        Certifier<O> certifier;                  ///< makes the certificate of each round
        std::optional<Certificate> certificate;  ///< of x
        std::vector<Index> W;                    ///< the working set, ascending
        std::vector<ColumnMoments> moments;      ///< of every column met so far; second < 0: not yet
        std::vector<double>
            score;  ///< distance of −g_j from ∂R_j(w_j); where R jumps, from the step's fixed point
        Vector<Scalar> u, h;  ///< field and curvature of the model
        Vector<double> w_W;   ///< w on W
        Anderson<Scalar> anderson;
        Vector<Scalar> average;  ///< empty: for the loop

        double passes() const { return x.passes + certifier.passes(); }
    };

    template <class O>
    State<O> init(const O& objective, typename State<O>::Point start) const {
        const Index p = objective.function.penalized();
        State<O> s{std::move(start),
                   {},
                   {},
                   0,
                   0,
                   0,
                   0,
                   false,
                   Certifier<O>(objective),
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {}};
        s.previous.w = s.x.w;
        s.moments.assign(static_cast<std::size_t>(p), ColumnMoments{0, -1});
        s.score.assign(static_cast<std::size_t>(p), 0.0);
        look(objective, s);
        return s;
    }

    template <class O>
    void step(const O& objective, State<O>& s) const {
        const auto& f = objective.function;
        const double before = s.value;
        s.previous.w = s.x.w;
        choose(objective, s);
        if constexpr (QuadraticLoss<typename FunctionOf<O>::LossType>) {
            solve(objective, s, s.residual * inner);
        } else {
            for (int newton = 0; newton < 20; ++newton)
                if (solve(objective, s, s.residual * inner) <= s.residual * inner) break;
        }
        f.place(s.x);
        f.profile(s.x);
        look(objective, s);
        ++s.iteration;
        s.stuck = !(s.value < before) && s.x.w == s.previous.w;
    }

private:
    /// The pass over X: gradient, certificate, violations, F at the placed iterate.
    template <class O>
    void look(const O& objective, State<O>& s) const {
        s.certificate = s.certifier(objective, s.x, std::nullopt);
        s.g = s.certifier.gradient();
        s.value = objective.value(s.x);
        const Index p = objective.function.penalized();
        for (Index j = 0; j < p; ++j)
            s.score[static_cast<std::size_t>(j)] =
                at(objective.penalty, j).subdifferential(double(s.x.w[j])).distance_to(-double(s.g[j]));
        if (jumps(objective.penalty, p)) look_for_jumps(objective, s);
        s.residual = 0;
        for (const double distance : s.score) s.residual = (std::max)(s.residual, distance);
    }

    /// Where R jumps at zero, as a count does, every w_j = 0 satisfies the KKT conditions: what counts is how far a step of
    /// its own would move w_j.
    template <class O>
    void look_for_jumps(const O& objective, State<O>& s) const {
        const auto& f = objective.function;
        const double uniform = f.uniform_curvature();
        if (uniform == 0) f.curvature(s.x, s.h);
        const detail::QuadraticModel model(f.design(), s.u, s.h, uniform, f.has_intercept());
        for (Index j = 0; j < f.penalized(); ++j) {
            const double L = model.curvature(model.moments(j)), w = double(s.x.w[j]);
            if (L > 0)
                s.score[static_cast<std::size_t>(j)] =
                    L * std::abs(w - at(objective.penalty, j).prox(w - double(s.g[j]) / L, 1 / L));
        }
    }

    /// W = the support and as many of the worst violators again.
    template <class O>
    void choose(const O& objective, State<O>& s) const {
        const Index p = objective.function.penalized(), n = objective.function.rows();
        Index support = 0;
        for (Index j = 0; j < p; ++j) support += s.x.w[j] != 0;
        const Index room = s.iteration == 0 && support == 0 ? (std::max)(Index(10), (std::min)(n, p) / 8)
                                                            : (std::max)(Index(50), support);
        std::vector<Index> candidates;
        s.W.clear();
        for (Index j = 0; j < p; ++j) {
            if (s.x.w[j] != 0)
                s.W.push_back(j);
            else if (s.score[static_cast<std::size_t>(j)] > 0)
                candidates.push_back(j);
        }
        if (static_cast<Index>(candidates.size()) > room) {
            std::nth_element(candidates.begin(), candidates.begin() + room, candidates.end(),
                             [&](Index a, Index b) {
                                 const double score_a = s.score[static_cast<std::size_t>(a)],
                                              score_b = s.score[static_cast<std::size_t>(b)];
                                 return score_a > score_b || (score_a == score_b && a < b);
                             });
            candidates.resize(static_cast<std::size_t>(room));
        }
        s.W.insert(s.W.end(), candidates.begin(), candidates.end());
        std::sort(s.W.begin(), s.W.end());
    }

    /// One quadratic model at s.x, minimized on W; then a line search on F unless the model is F. Returns the violation
    /// within W at the start.
    template <class O>
    double solve(const O& objective, State<O>& s, double target) const {
        using Scalar = typename O::Scalar;
        using Loss = typename FunctionOf<O>::LossType;
        const auto& f = objective.function;
        const auto& X = f.design();
        constexpr bool exact = QuadraticLoss<Loss>;
        f.renew_field(s.x);
        s.u = s.x.u;
        const double uniform = f.uniform_curvature();
        if (uniform == 0) f.curvature(s.x, s.h);
        detail::QuadraticModel model(X, s.u, s.h, uniform, f.has_intercept());
        const auto m = static_cast<Index>(s.W.size());
        s.w_W.resize(m);
        for (Index k = 0; k < m; ++k) {
            const Index j = s.W[static_cast<std::size_t>(k)];
            s.w_W[k] = double(s.x.w[j]);
            auto& moments = s.moments[static_cast<std::size_t>(j)];
            if (!exact || moments.second < 0) moments = model.moments(j);
        }
        const double violation = descend(objective.penalty, model, s, target);
        if constexpr (exact) {
            for (Index k = 0; k < m; ++k)
                s.x.w[s.W[static_cast<std::size_t>(k)]] = static_cast<Scalar>(s.w_W[k]);
        } else {
            line_search(objective, s);
        }
        return violation;
    }

    /// Sweeps over W until the violations met in a sweep are at most the target; returns those of the first.
    template <class R, class Model, class S>
    double descend(const R& penalty, Model& model, S& s, double target) const {
        const auto m = static_cast<Index>(s.W.size());
        const bool jumping = jumps(penalty, static_cast<Index>(s.score.size()));
        double first = 0;
        s.anderson.reset();
        for (Index sweep = 0; sweep < max_sweeps; ++sweep) {
            double violation = 0;
            for (Index k = 0; k < m; ++k) {
                const Index j = s.W[static_cast<std::size_t>(k)];
                const ColumnMoments& moments = s.moments[static_cast<std::size_t>(j)];
                const auto R_j = at(penalty, j);
                const double L = model.curvature(moments);
                if (!(L > 0)) {  // the column is zero, or constant beside an intercept
                    s.w_W[k] = 0;
                    continue;
                }
                const double g = model.gradient(j, moments), w = s.w_W[k];
                const double moved = R_j.prox(w - g / L, 1 / L);
                violation = (std::max)(
                    violation, jumping ? L * std::abs(moved - w) : R_j.subdifferential(w).distance_to(-g));
                if (moved != w) {
                    s.w_W[k] = moved;
                    model.move(j, moments, moved - w);
                }
            }
            model.settle();
            if (sweep == 0) first = violation;
            if (!(violation > target)) break;
            if (s.anderson.push(s.w_W, model.field())) accept_if_better(penalty, model, s);
        }
        return first;
    }

    template <class R, class Model, class S>
    static void accept_if_better(const R& penalty, Model& model, S& s) {
        const auto value = [&](const Vector<double>& w, const auto& field) {
            return model.energy(field) + lane_sum(w.size(), [&](Index k) {
                       return at(penalty, s.W[static_cast<std::size_t>(k)]).value(w[k]);
                   });
        };
        if (value(s.anderson.x(), s.anderson.field()) < value(s.w_W, model.field())) {
            s.w_W = s.anderson.x();
            model.field() = s.anderson.field();
        }
    }

    /// w += α d for the first α in 1, ½, ¼, … that lowers F enough, the intercept fitted after each.
    template <class O>
    void line_search(const O& objective, State<O>& s) const {
        using Scalar = typename O::Scalar;
        const auto& f = objective.function;
        const auto m = static_cast<Index>(s.W.size());
        const Vector<Scalar> z = s.x.z, w = s.x.w;
        Vector<Scalar> change = Vector<Scalar>::Zero(z.size());
        double slope = 0;
        for (Index k = 0; k < m; ++k) {
            const Index j = s.W[static_cast<std::size_t>(k)];
            const double d = s.w_W[k] - double(w[j]);
            if (d != 0) f.design().add_column(j, d, change);
        }
        slope = dot(s.x.u, change);
        for (Index k = 0; k < m; ++k) {
            const Index j = s.W[static_cast<std::size_t>(k)];
            const auto R_j = at(objective.penalty, j);
            slope += R_j.value(s.w_W[k]) - R_j.value(double(w[j]));
        }
        const double before = objective.value(s.x);
        double alpha = 1;
        for (int k = 0; k < 40; ++k, alpha /= 2) {
            for (Index i = 0; i < m; ++i) {
                const Index j = s.W[static_cast<std::size_t>(i)];
                s.x.w[j] = static_cast<Scalar>(double(w[j]) + alpha * (s.w_W[i] - double(w[j])));
            }
            s.x.z = z + static_cast<Scalar>(alpha) * change;
            if (f.has_intercept()) s.x.w[f.penalized()] = w[f.penalized()];
            f.profile(s.x);
            const double after = objective.value(s.x);
            const double rounding = 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(before);
            if (after <= before + 1e-4 * alpha * (std::min)(slope, 0.0) + rounding) return;
        }
        s.x.w = w;
        s.x.z = z;
    }
};

}  // namespace lariat
