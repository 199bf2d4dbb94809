// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/values.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/losses/response.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/placed.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/description.hpp>
#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// What the rows that a model is scored on may have beside X and y, as in RiskOptions.
struct ScoreOptions {
    OptionalValues weights = std::nullopt;
    OptionalValues offset = std::nullopt;
};

/// z = Xw + b: what an application keeps of a fit. It owns its numbers and refers to no data; a fit to float
/// data is kept in double, which changes nothing. Saved and loaded by <lariat/models/storage.hpp>.
template <Loss L>
struct [[nodiscard]] LinearModel {
    using LossType = L;

    Vector<double> coefficients;  ///< w, p elements, on the scale of X
    double intercept = 0;         ///< b; 0 without an intercept
    L loss;
    std::string penalty;        ///< as its equation reads, "0.1 * L1 + 0.01 * L2"
    bool standardized = false;  ///< the penalty saw s∘w, s_j the standard deviation of column j
    double objective = 0;       ///< F(w, b) on the data of the fit
    Status status = Status::MaxIterations;
    Certificate certificate;  ///< the proof of the fit
    std::string optimizer;    ///< the name of the one that was used
    /// Those without variance, standardized or beside an intercept, which does all that they could: their
    /// coefficients are 0, of gradient methods up to the certificate.
    std::vector<Index> constant_columns;

    LinearModel() = default;

    /// The model of a solution and the objective that it solves. Throws std::invalid_argument when their
    /// numbers of coefficients differ.
    template <Minimizable O, class Scalar>
    LinearModel(const O& F, const Solution<Scalar, L>& solution)
        : coefficients(solution.coefficients.template cast<double>()),
          intercept(solution.intercept),
          loss(solution.loss),
          penalty(description(as_objective(F).penalty)),
          standardized(requires { as_objective(F).function.design().factors(); }),
          objective(solution.objective),
          status(solution.status),
          certificate(solution.certificate),
          optimizer(*solution.optimizer ? solution.optimizer : "unnamed"),
          constant_columns(solution.constant_columns) {
        require_size("solution", coefficients.size(), as_objective(F).function.penalized(), "the objective");
    }

    /// The positions of the coefficients that are not exactly zero, ascending.
    std::vector<Index> support() const { return lariat::support(coefficients); }

    /// z = Xw + b + offset: X is n × p, anything that a risk takes; n predictions. Throws
    /// std::invalid_argument when X has another number of columns, the offset another number of elements, or
    /// anything is infinite or NaN.
    template <class X>
    Vector<double> predict(const X& x, const OptionalValues& offset = std::nullopt) const {
        const auto design = design_of(x);
        using Scalar = typename std::remove_cvref_t<decltype(design)>::Scalar;
        check_columns(design);
        if constexpr (requires { design.check_finite("X"); }) design.check_finite("X");
        Vector<Scalar> z(design.rows());
        design.apply(Vector<Scalar>(coefficients.template cast<Scalar>()), z);
        Vector<double> prediction = z.template cast<double>().array() + intercept;
        if (offset) {
            const Vector<double>& shift = offset->vector("offset");
            require_size("offset", shift.size(), prediction.size(), "X, by rows,");
            require_finite("offset", shift.data(), shift.size());
            prediction += shift;
        }
        return prediction;
    }

    /// The expected targets: the inverse link of the predictions, a probability for Logistic, a rate for
    /// Poisson.
    template <class X>
        requires requires(const L& l) { l.mean(0.0); }
    Vector<double> mean(const X& x, const OptionalValues& offset = std::nullopt) const {
        Vector<double> z = predict(x, offset);
        for (double& z_i : z) z_i = loss.mean(z_i);
        return z;
    }

    /// The predicted classes, 0 or 1: the likelier one; for the hinges the side of the boundary. Ties are 0;
    /// a prediction that overflowed to NaN stays NaN.
    template <class X>
        requires ClassificationLoss<L>
    Vector<double> labels(const X& x, const OptionalValues& offset = std::nullopt) const {
        Vector<double> z = predict(x, offset);
        for (double& z_i : z) z_i = is_nan(z_i) ? z_i : label(loss, z_i);
        return z;
    }

    /// How well the model predicts targets y, 1 at best:
    ///     a classification loss   the accuracy, Σ v_i [label_i = y_i]
    ///     a LikelihoodLoss        D² = 1 − L_data/L_null, the share of the deviance that is explained, with
    ///                             L_null that of the best constant (+ offset); for SquaredError it is R²
    ///     any other               R² = 1 − Σ v_i (mean_i − y_i)² / Σ v_i (ȳ − y_i)²
    /// v = ω/Σω. As scikit-learn's score: where y is constant (up to rounding), D² and R² are 1 for a model
    /// without error and else 0. Throws std::invalid_argument as `predict` and EmpiricalRisk do.
    template <class X>
    double score(const X& x, const Values& y, const ScoreOptions& options = {}) const {
        const EmpiricalRisk risk(loss, x, y,
                                 {.intercept = true, .weights = options.weights, .offset = options.offset});
        check_columns(risk.design());
        Vector<double> w(coefficients.size() + 1);
        w << coefficients, intercept;
        const auto at = placed(risk, w);
        const Vector<double> z = at.z.template cast<double>(), target = risk.target().template cast<double>();
        const Vector<double> v = risk.row_weights();
        const auto mean_of = [&](auto&& term) {
            return lane_sum(v.size(), [&](Index i) { return v[i] > 0 ? v[i] * double(term(i)) : 0.0; });
        };
        if constexpr (ClassificationLoss<L>) {
            return mean_of([&](Index i) { return label(loss, z[i]) == target[i]; });
        } else if constexpr (LikelihoodLoss<L>) {
            Vector<double> zero;
            const auto null = placed(risk, zero.setZero(coefficients.size()));
            return explained(risk.value(at), risk.value(null), 4 * risk.resolution(null));
        } else {
            const double mean = mean_of([&](Index i) { return target[i]; });
            const auto squared = [](double d) { return d * d; };
            return explained(mean_of([&](Index i) { return squared(response(loss, z[i]) - target[i]); }),
                             mean_of([&](Index i) { return squared(mean - target[i]); }),
                             squared(4 * double(Eigen::NumTraits<double>::epsilon()) * mean));
        }
    }

private:
    template <class D>
    void check_columns(const D& design) const {
        require(design.cols() == coefficients.size(), [&] {
            return "X is " + shape(design.rows(), design.cols()) + "; the model has " +
                   text(coefficients.size()) + " coefficients";
        });
    }

    /// 1 − rest/total; a total, or a rest of it, that is no more than rounding is none.
    static double explained(double rest, double total, double rounding) {
        if (total > rounding) return 1 - rest / total;
        return rest > rounding ? 0.0 : 1.0;
    }
};

template <Minimizable O, class Scalar, class L>
LinearModel(const O&, const Solution<Scalar, L>&) -> LinearModel<L>;

}  // namespace lariat
