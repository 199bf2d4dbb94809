// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/SparseCore>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/evaluate.hpp>

namespace lariat {

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

}  // namespace lariat
