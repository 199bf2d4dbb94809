// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/types.hpp>
#include <lariat/selection/path.hpp>

namespace lariat {

/// What cross-validation returns: the path on all rows, and how well each of its strengths predicts rows that
/// were held out.
template <class Scalar, class L>
struct CrossValidation {
    Path<Scalar, L> path;         ///< on all rows
    std::vector<Index> folds;     ///< of each row
    Vector<double> fold_weights;  ///< Σ v of the rows held out by fold f
    std::vector<Index> finished;  ///< the folds that are, ascending: all, unless it was stopped
    /// (f, k): of the rows of fold f at λ_k; NaN unless finished.
    Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic> scores;
    std::vector<std::vector<Status>> statuses;  ///< [f][k]: how the fit without fold f ended at λ_k
    std::vector<double> means;            ///< m_k = Σ_f W_f s_fk / Σ W_f over the K finished, at each λ_k
    std::vector<double> standard_errors;  ///< √(Σ_f W_f (s_fk − m_k)² / Σ W_f / (K − 1))
    Index index_min = -1;  ///< the λ of best mean, the largest of equals; −1 when no fold was finished
    Index index_1se = -1;  ///< the largest λ whose mean is within one standard error of the best

    double strength_min() const { return path.strengths[checked_index(index_min)]; }
    double strength_1se() const { return path.strengths[checked_index(index_1se)]; }

    /// The solutions on all rows at these strengths.
    Solution<Scalar, L> solution_min() const { return path[Index(checked_index(index_min))]; }
    Solution<Scalar, L> solution_1se() const { return path[Index(checked_index(index_1se))]; }

    /// Fills in means, errors and choices from the scores of finished folds, as cv.glmnet does.
    void summarize(bool larger_is_better) {
        const auto K = static_cast<Index>(finished.size());
        const auto mean_over_folds = [&](auto&& of) {
            double sum = 0, total = 0;
            for (const Index f : finished) {
                sum += fold_weights[f] * of(f);
                total += fold_weights[f];
            }
            return sum / total;
        };
        const double sign = larger_is_better ? -1 : 1;
        const auto rounding =
            [](double mean) {  // of a mean over folds: shares of wrong labels are often equal
                return 16 * std::numeric_limits<double>::epsilon() * std::abs(mean);
            };
        for (Index k = 0; k < scores.cols() && K > 0; ++k) {
            const double mean = mean_over_folds([&](Index f) { return scores(f, k); });
            const double variance =
                mean_over_folds([&](Index f) { return (scores(f, k) - mean) * (scores(f, k) - mean); });
            means.push_back(mean);
            standard_errors.push_back(std::sqrt(variance / double(K - 1)));
            if (is_finite(mean) &&
                (index_min < 0 || sign * mean < sign * means[std::size_t(index_min)] -
                                                    rounding(means[std::size_t(index_min)])))
                index_min = k;
        }
        if (index_min < 0) return;
        const auto best = std::size_t(index_min);
        const double error = is_finite(standard_errors[best]) ? standard_errors[best] : 0.0;
        index_1se = 0;
        while (!(sign * means[std::size_t(index_1se)] <= sign * means[best] + error + rounding(means[best])))
            ++index_1se;
    }

private:
    std::size_t checked_index(Index k) const {
        require(k >= 0, [] {
            return std::string("no strength was chosen: no fold was finished, or no mean score is finite");
        });
        return static_cast<std::size_t>(k);
    }
};

}  // namespace lariat
