// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <lariat/conventions/convention.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/progress.hpp>
#include <lariat/core/stopwatch.hpp>
#include <lariat/core/turn.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/standardized.hpp>
#include <lariat/optimizers/policies/observer.hpp>
#include <lariat/selection/cross_validation.hpp>
#include <lariat/selection/folds/random_folds.hpp>
#include <lariat/selection/metrics/deviance.hpp>
#include <lariat/selection/metrics/metric.hpp>
#include <lariat/selection/path_options.hpp>
#include <lariat/selection/path_progress.hpp>
#include <lariat/selection/regularization_path.hpp>

namespace lariat {

/// Assigns every row its fold, 0, 1, …, K − 1, from the targets and the weights (of sum 1): RandomFolds,
/// StratifiedFolds, GivenFolds or a function of yours.
using Folds = std::function<std::vector<Index>(const Vector<double>& y, const Vector<double>& weights)>;

/// How to cross-validate.
struct CrossValidationOptions {
    Folds folds = RandomFolds{};
    PathOptions path = {};  ///< the strengths, and each solve, of the path on all rows and of every fold
};

/// What an observer of a cross-validation sees after every solve.
struct CrossValidationProgress {
    Index fold;         ///< that is held out; −1 during the path on all rows
    Index folds;        ///< how many
    PathProgress path;  ///< how far the path without that fold has come
    Index solved;       ///< how many solves are done, on all rows and without each fold
    double seconds;     ///< so far

    double share() const { return double(solved) / double(path.count * (folds + 1)); }
    std::string summary() const {
        return (fold < 0 ? "all rows" : "fold " + text(fold + 1) + " of " + text(folds)) + ": " +
               path.summary();
    }
};

namespace detail {

/// The folds of a risk's rows: as many as rows, none of them empty.
template <Risk F, class M>
std::vector<Index> checked_folds(const F& risk, const M& metric, const Folds& rule) {
    const auto y = risk.target().template cast<double>().eval();
    const auto v = risk.row_weights();
    require(bool(rule), [] { return std::string("CrossValidationOptions::folds is empty"); });
    const std::vector<Index> folds = rule(y, v);
    require_size("folds", static_cast<Index>(folds.size()), y.size(), "X, by rows,");
    Index count = 0;
    for (std::size_t i = 0; i < folds.size(); ++i) {
        require(0 <= folds[i] && folds[i] < y.size(), [&] {
            return "folds[" + text(Index(i)) + "] = " + text(folds[i]) +
                   "; folds are numbered from 0, and there are " + text(y.size()) + " rows";
        });
        count = (std::max)(count, folds[i] + 1);
    }
    require(count >= 2,
            [&] { return "there is " + text(count) + " fold; cross-validation takes at least 2"; });
    for (Index f = 0; f < count; ++f) {
        double weight = 0;
        std::vector<Index> rows;
        for (Index i = 0; i < v.size(); ++i) {
            if (folds[std::size_t(i)] != f || v[i] == 0) continue;
            weight += v[i];
            rows.push_back(i);
        }
        require(weight > 0, [&] {
            return "fold " + text(f) + " has no row of positive weight; folds are 0, 1, ..., " +
                   text(count - 1);
        });
        if constexpr (requires { metric.complaint(y, v); }) {
            const std::string complaint = metric.complaint(y(rows), v(rows));
            require(complaint.empty(), [&] { return "fold " + text(f) + ": " + complaint; });
        }
    }
    return folds;
}

/// f(0), …, f(count − 1): by the threads that share the passes over X, where it has some.
template <class D, class F>
void each_fold(const D& design, Index count, const F& f) {
    if constexpr (requires { design.share(count, f); })
        design.share(count, f);
    else
        for (Index fold = 0; fold < count; ++fold) f(fold);
}

/// The score of held-out rows at every solution of a path; risk gives the predictions of all rows.
template <Risk F, class M, class Path>
Vector<Wide<typename F::Scalar>> scores_of_path(const F& risk, const M& metric, const Path& path,
                                                const std::vector<Index>& held) {
    const auto y = risk.target().template cast<double>().eval()(held).eval();
    const auto v = risk.row_weights()(held).eval();
    Vector<Wide<typename F::Scalar>> scores(path.size());
    Vector<Wide<typename F::Scalar>> w(risk.size());
    for (Index k = 0; k < path.size(); ++k) {
        w.head(risk.penalized()) = path.coefficients.col(k).template cast<double>();
        if (risk.has_intercept()) w[risk.penalized()] = path.intercepts[std::size_t(k)];
        const Vector<Wide<typename F::Scalar>> z = placed(risk, w).z(held).template cast<double>();
        scores[k] = score(metric, risk.loss(), z, y, v);
    }
    return scores;
}

}  // namespace detail

/// K-fold cross-validation of the path of L_data + λR (Stone 1974; the choices as in cv.glmnet, Friedman,
/// Hastie and Tibshirani 2010).
///
///     the path on all rows gives the strengths λ_k
///     for each fold f:  the path on the other rows, at the same λ_k;  s_fk = metric on the rows of f
///     m_k and its standard error over the folds, weighted by the weights of their rows
///
/// A fold is held out by weight 0, so X is never copied. Without it a standardized risk is standardized anew
/// and a convention is asked anew for its penalty (glmnet::ElasticNet divides its ridge by the sd of the
/// other rows' y, as cv.glmnet does), so that nothing leaks. The metric is Deviance unless given:
/// MeanSquaredError, MeanAbsoluteError, Misclassification, AreaUnderCurve, or a type of yours (see
/// RowMetric). An observer (`const CrossValidationProgress&` to void or Control) that asks to stop ends it.
/// What is returned then is made of the folds that were finished, whichever they are (CrossValidation::
/// finished). The folds' standard error is NaN when that is one.
/// Where X is shared by threads (`threaded`), each takes whole folds; they call observers one at a time, with
/// folds in any order, and the result is the same to the last bit for any number of them. Throws
/// std::invalid_argument for fewer than 2 folds or more than rows, a fold without rows, targets that the
/// metric does not suit (AUC: a fold of one class), and as regularization_path does.
template <Risk F, PenaltyOrConvention<F> R, class M, class... Observers>
    requires Metric<M, typename F::LossType>
auto cross_validate(const F& risk, const R& penalty, const M& metric,
                    const CrossValidationOptions& options = {}, Observers&&... observers) {
    CrossValidation<typename F::Scalar, typename F::LossType> result;
    checked(risk);
    result.folds = detail::checked_folds(risk, metric, options.folds);
    const Index count = 1 + *std::max_element(result.folds.begin(), result.folds.end());
    std::atomic<bool> stopped = false;
    Turn one_at_a_time;
    const Stopwatch watch;
    Index solved = 0;
    const auto path_without = [&](Index fold, const F& rows, const PathOptions& path) {
        return regularization_path(rows, penalty, path, [&](const PathProgress& progress) {
            one_at_a_time.take();
            const Turn::Taken turn(one_at_a_time);
            ++solved;
            if (!stopped)
                stopped = detail::any_asks_to_stop(
                    CrossValidationProgress{fold, count, progress, solved, watch.seconds()}, observers...);
            return stopped ? Control::stop : Control::go_on;
        });
    };

    result.path = path_without(-1, risk, options.path);
    const PathOptions same{.strengths = result.path.strengths, .solve = options.path.solve};
    const Vector<Wide<typename F::Scalar>> v = risk.row_weights();
    result.fold_weights = Vector<Wide<typename F::Scalar>>::Zero(count);
    for (Index i = 0; i < v.size(); ++i) result.fold_weights[result.folds[std::size_t(i)]] += v[i];
    result.scores.setConstant(count, result.path.size(), std::numeric_limits<double>::quiet_NaN());
    result.statuses.resize(std::size_t(count));
    std::vector<char> finished(std::size_t(count), false);
    detail::each_fold(risk.design(), count, [&](Index fold) {
        if (stopped) return;
        Vector<Wide<typename F::Scalar>> weights = v;
        std::vector<Index> held;
        for (Index i = 0; i < v.size(); ++i)
            if (result.folds[std::size_t(i)] == fold) {
                weights[i] = 0;
                held.push_back(i);
            }
        const auto path = path_without(fold, reweighted(risk, weights), same);
        if (path.size() < result.path.size()) return;
        result.scores.row(fold) = detail::scores_of_path(risk, metric, path, held);
        result.statuses[std::size_t(fold)] = path.statuses;
        finished[std::size_t(fold)] = true;
    });
    for (Index fold = 0; fold < count; ++fold)
        if (finished[std::size_t(fold)]) result.finished.push_back(fold);
    result.summarize(detail::larger_is_better<M>());
    return result;
}

/// The same by the deviance.
template <Risk F, PenaltyOrConvention<F> R, class... Observers>
auto cross_validate(const F& risk, const R& penalty, const CrossValidationOptions& options = {},
                    Observers&&... observers) {
    return cross_validate(risk, penalty, Deviance{}, options, observers...);
}

template <Objective O, class... Arguments>
CrossValidation<typename O::Scalar, NoLoss> cross_validate(const O&, const Arguments&...) {
    static_assert(!Objective<O>,
                  "lariat: cross_validate chooses the strength of a penalty, which is given beside the risk: "
                  "cross_validate(risk, L1{})");
    return {};
}

}  // namespace lariat
