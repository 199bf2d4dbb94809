// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <concepts>
#include <optional>
#include <string>
#include <vector>

#include <lariat/conventions/convention.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/critical_strength.hpp>
#include <lariat/objectives/evaluate.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/options.hpp>
#include <lariat/optimizers/policies/observer.hpp>
#include <lariat/selection/continuation/path_ahead.hpp>
#include <lariat/selection/strength_grid.hpp>

namespace lariat {

/// Where a path goes. Throws std::invalid_argument as strength_grid does, and for strengths given that are
/// empty, not strictly decreasing, negative or not finite.
struct PathOptions {
    /// The strengths, strictly decreasing. None: a grid from the critical strength down; where that is 0, as
    /// of a constant y beside an intercept, from the size of the data down, and every solution is the null
    /// model.
    std::optional<Values> strengths = std::nullopt;
    Index count = 100;    ///< of the grid
    double ratio = 1e-3;  ///< smallest over largest of the grid
    Options solve = {};   ///< of each solve

    /// The strengths of a path of L_data + λR.
    template <Risk F, Penalty R>
    std::vector<double> strengths_of(const F& risk, const R& penalty) const {
        if (strengths) {
            const Vector<double>& given = strengths->vector("strengths");
            return {given.begin(), given.end()};
        }
        double largest = critical_strength(risk + penalty);
        if (largest == 0) largest = detail::strength_scale(risk, penalty);
        require(largest > 0 && is_finite(largest), [&] {
            return "the critical strength is " + text(largest) +
                   ", so the path has no grid of its own; give PathOptions::strengths";
        });
        return strength_grid(largest, count, ratio);
    }

    void check() const {
        checked(solve);
        if (!strengths) return;
        const Vector<double>& s = strengths->vector("strengths");
        require(s.size() > 0, [] { return std::string("strengths is empty; a path has at least one"); });
        for (Index k = 0; k < s.size(); ++k) {
            require(is_finite(s[k]) && s[k] >= 0, [&] {
                return "strengths[" + text(k) + "] = " + text(s[k]) + "; must be finite and >= 0";
            });
            require(k == 0 || s[k] < s[k - 1], [&] {
                return "strengths[" + text(k) + "] = " + text(s[k]) + " after " + text(s[k - 1]) +
                       "; strengths must decrease";
            });
        }
    }
};

/// The solutions of L_data + λR for a decreasing sequence of λ, one for each, each with its own status and
/// certificate. Throws std::invalid_argument when asked for a solution that it does not have.
template <class Scalar, class L>
struct Path {
    std::vector<double> strengths;             ///< λ_k, decreasing
    Eigen::SparseMatrix<Scalar> coefficients;  ///< p × K, column k belongs to λ_k
    std::vector<double> intercepts;            ///< of each
    std::vector<double> objectives;            ///< F of each
    std::vector<double> losses;                ///< L_data of each
    double null_loss = 0;                      ///< L_data of w = 0 with its fitted intercept
    double observations = 0;                   ///< Σω; the number of rows without weights
    std::vector<Index> constant_columns;    ///< standardized or beside an intercept: those without variance
    std::vector<Status> statuses;           ///< how each solve ended
    std::vector<Certificate> certificates;  ///< the proof of each
    const char* optimizer = "";             ///< the name of the one that was chosen
    std::vector<Index> iterations;          ///< of each solve
    double passes = 0;                      ///< products with X or Xᵀ in all; several may share a reading
    double seconds = 0;                     ///< in all
    L loss;                                 ///< the loss, for `mean`

    Index size() const { return static_cast<Index>(strengths.size()); }

    /// How many coefficients are not zero at λ_k.
    Index nonzeros(Index k) const {
        require_solution(k);
        return coefficients.outerIndexPtr()[k + 1] - coefficients.outerIndexPtr()[k];
    }

    /// L_data at λ_k.
    double loss_at(Index k) const {
        require_solution(k);
        return losses[static_cast<std::size_t>(k)];
    }

    /// 1 − L_data/L_null at λ_k: the share of the deviance (of the variance, for squared error) that is
    /// explained.
    double deviance_explained(Index k) const {
        const double loss_k = loss_at(k);
        return null_loss > 0 ? 1 - loss_k / null_loss : 0.0;
    }

    /// The solution at λ_k by itself.
    Solution<Scalar, L> operator[](Index k) const {
        require_solution(k);
        const auto i = static_cast<std::size_t>(k);
        Solution<Scalar, L> solution;
        solution.coefficients = coefficients.col(k);
        solution.intercept = intercepts[i];
        solution.objective = objectives[i];
        solution.risk = losses[i];
        solution.status = statuses[i];
        solution.certificate = certificates[i];
        solution.optimizer = optimizer;
        solution.iterations = iterations[i];
        solution.constant_columns = constant_columns;
        solution.loss = loss;
        return solution;
    }

    /// A path with room for `count` solutions to append, of a risk.
    template <Risk F>
    static Path of(const F& risk, Index count) {
        Path path;
        path.loss = risk.loss();
        path.observations = risk.observations();
        path.null_loss = value(risk, Vector<double>::Zero(risk.penalized()));
        path.coefficients.resize(risk.penalized(), count);
        return path;
    }

    /// Adds the solution at the next λ.
    void append(double strength, const Solution<Scalar, L>& fit) {
        coefficients.startVec(size());
        for (const Index j : fit.support()) coefficients.insertBack(j, size()) = fit.coefficients[j];
        strengths.push_back(strength);
        intercepts.push_back(fit.intercept);
        objectives.push_back(fit.objective);
        losses.push_back(fit.risk);
        statuses.push_back(fit.status);
        certificates.push_back(fit.certificate);
        optimizer = fit.optimizer;
        iterations.push_back(fit.iterations);
        constant_columns = fit.constant_columns;
        passes += fit.passes;
        seconds += fit.seconds;
    }

    /// No solution follows.
    void finish() {
        coefficients.conservativeResize(coefficients.rows(), size());
        coefficients.makeCompressed();
    }

private:
    void require_solution(Index k) const {
        require(0 <= k && k < size(),
                [&] { return "k = " + text(k) + "; the path has " + text(size()) + " solutions"; });
    }
};

/// What an observer of a path sees after every solve.
struct PathProgress {
    Index solved;     ///< how many λ are done
    Index count;      ///< of how many
    double strength;  ///< the last λ
    Status status;    ///< how its solve ended
    Index nonzeros;   ///< of its coefficients
    double seconds;   ///< so far
};

/// The regularization path of L_data + λR, from the strongest λ down, each solve warm-started at the solution
/// before it; where coordinate descent fits a convex R, several λ are solved ahead and certified in one pass.
/// λ multiplies the whole of R. Without strengths given the grid starts at the critical strength, where w
/// leaves zero; where that is infinite (pure L2), or R has no strength at all, they must be given. A solve
/// that fails says so in its status and the path goes on: it is never shorter than its strengths, unless an
/// observer (`const PathProgress&` to void or Control) asks to stop. Throws std::invalid_argument as
/// PathOptions says and as minimize does.
template <Risk F, Penalty R, class... Observers>
auto regularization_path(const F& risk, const R& penalty, const PathOptions& options = {},
                         Observers&&... observers) {
    using Scalar = typename F::Scalar;
    using L = typename F::LossType;
    checked(options);
    const std::vector<double> strengths = options.strengths_of(risk, penalty);

    auto path = Path<Scalar, L>::of(risk, static_cast<Index>(strengths.size()));
    const auto append = [&](const Solution<Scalar, L>& fit) {
        path.append(strengths[static_cast<std::size_t>(path.size())], fit);
        const Index k = path.size() - 1;
        const PathProgress progress{k + 1,
                                    static_cast<Index>(strengths.size()),
                                    path.strengths.back(),
                                    fit.status,
                                    path.nonzeros(k),
                                    path.seconds};
        return detail::any_asks_to_stop(progress, observers...);
    };
    bool stop = false;
    using Step = decltype(risk + lariat::scaled(penalty, 1.0));
    if constexpr (std::same_as<decltype(detail::default_optimizer<Step>()), CoordinateDescent> &&
                  ConvexPenalty<R>) {
        detail::PathAhead<F, R> ahead(risk, penalty, options.solve);
        while (!stop && path.size() < static_cast<Index>(strengths.size()))
            stop = ahead.next(strengths, static_cast<std::size_t>(path.size()), append);
    } else {
        std::optional<Solution<Scalar, L>> fit;
        for (std::size_t k = 0; !stop && k < strengths.size(); ++k) {
            const auto objective = risk + lariat::scaled(penalty, strengths[k]);
            fit = fit ? minimize(objective, *fit, options.solve) : minimize(objective, options.solve);
            stop = append(*fit);
        }
    }
    path.finish();
    return path;
}

/// The path of L_data + λR with R in another program's parameters, whose own λ λ_k multiplies: with glmnet's
/// lambda, or scikit-learn's alpha, of 1 the strengths are that program's.
template <Risk F, Convention<F> C, class... Observers>
auto regularization_path(const F& risk, const C& convention, const PathOptions& options = {},
                         Observers&&... observers) {
    return regularization_path(risk, convention.penalty(risk), options, observers...);
}

template <Objective O, class... Arguments>
Path<typename O::Scalar, NoLoss> regularization_path(const O&, const Arguments&...) {
    static_assert(!Objective<O>,
                  "lariat: a path goes over the strengths of a penalty, which is given beside the risk: "
                  "regularization_path(risk, L1{})");
    return {};
}

}  // namespace lariat
