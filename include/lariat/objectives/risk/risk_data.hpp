// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>
#include <lariat/designs/survey.hpp>
#include <lariat/objectives/mean_loss.hpp>
#include <lariat/objectives/risk/balance.hpp>
#include <lariat/objectives/risk/first_pass.hpp>
#include <lariat/objectives/risk/intercept.hpp>
#include <lariat/objectives/risk_options.hpp>

namespace lariat::detail {

/// What an EmpiricalRisk refers to: X, and its own checked copies of loss, y, weights and offset.
template <class L, Design D>
struct RiskData {
    using Scalar = typename D::Scalar;

    MeanLoss<L, Scalar> mean_loss;
    D design;
    Vector<Scalar> offset{};  // empty: all 0
    bool intercept;
    std::vector<Index> constant_columns;  // beside an intercept, where X knows them
    FirstPass<Scalar> first_pass{};

    RiskData(L loss, D design_, const Values& targets, const RiskOptions& options)
        : mean_loss{std::move(loss), {}, {}, double(design_.rows())},
          design(std::move(design_)),
          intercept(options.intercept) {
        checked(mean_loss.loss);
        const Index n = design.rows();
        require(n > 0, [&] { return "X is " + shape(n, design.cols()) + "; it must have at least one row"; });
        require_size("y", targets.vector("y").size(), n, "X, by rows,");
        mean_loss.y = converted("y", targets);
        check_targets();
        if (options.weights)
            normalise(*options.weights);
        else
            find_constant_columns();
        if (options.offset) {
            offset = converted("offset", *options.offset);
            require_size("offset", offset.size(), n, "X, by rows,");
        }
        look_at_X();
    }

    /// The same rows through another design of as many rows.
    template <Design Other>
    RiskData(const RiskData<L, Other>& rows, D design_)
        : mean_loss(rows.mean_loss),
          design(std::move(design_)),
          offset(rows.offset),
          intercept(rows.intercept) {
        find_constant_columns();
    }

    /// The same rows through X with its columns multiplied by the factors of a ScaledDesign.
    template <Design Other>
        requires requires(const D& X, FirstPass<Scalar>& known) { X.scale(known.g, known.moments); }
    static RiskData scaled(const RiskData<L, Other>& rows, D design_) {
        RiskData result(rows, std::move(design_));
        result.first_pass = rows.first_pass;
        result.design.scale(result.first_pass.g, result.first_pass.moments);
        return result;
    }

    /// The first pass over X, which also finds what is not finite in it.
    void look_at_X() {
        if constexpr (SurveyedDesign<D> && requires { design.check_finite("X"); }) {
            Vector<Scalar> z =
                offset.size() > 0 ? offset : Vector<Scalar>(Vector<Scalar>::Zero(design.rows()));
            if (intercept) z.array() += static_cast<Scalar>(best_shift(mean_loss, z));
            first_pass.u.resize(z.size());
            mean_loss.field(z, first_pass.u);
            if (ConjugateLoss<L> && intercept) balance(first_pass.u);
            first_pass.g.resize(design.cols());
            first_pass.moments.resize(static_cast<std::size_t>(design.cols()));
            mean_loss.with_row_weights(
                [&](const auto& v) { design.survey(first_pass.u, v, first_pass.g, first_pass.moments); });
            if (first_pass.finite()) return;
            first_pass = {};
        }
        if constexpr (requires { design.check_finite("X"); }) design.check_finite("X");
    }

    static Vector<Scalar> converted(const char* name, const Values& values) {
        const Vector<double>& given = values.vector(name);
        require_finite(name, given.data(), given.size());
        Vector<Scalar> result = given.template cast<Scalar>();
        require_finite(name, result.data(), result.size());  // 1e300 is no float
        return result;
    }

    void check_targets() const {
        [[maybe_unused]] const L& loss = mean_loss.loss;
        [[maybe_unused]] const Vector<Scalar>& y = mean_loss.y;
        if constexpr (requires { loss.valid_target(0.0); })
            for (Index i = 0; i < y.size(); ++i)
                require(loss.valid_target(double(y[i])), [&] {
                    return "y[" + text(i) + "] = " + text(double(y[i])) + "; " + loss.target_domain();
                });
    }

    /// v = ω/Σω, and Σω.
    void normalise(const Values& given) {
        Vector<double>& weights = mean_loss.weights;
        weights = given.vector("weights");
        require_size("weights", weights.size(), design.rows(), "X, by rows,");
        double largest = 0, sum = 0;
        for (Index i = 0; i < weights.size(); ++i) {
            require(is_finite(weights[i]) && weights[i] >= 0, [&] {
                return "weights[" + text(i) + "] = " + text(weights[i]) + "; weights must be finite and >= 0";
            });
            largest = (std::max)(largest, weights[i]);
        }
        require(largest > 0, [] { return std::string("weights sum to 0; at least one must be positive"); });
        for (double& v : weights) sum += v /= largest;
        for (double& v : weights) v /= sum;
        mean_loss.total = largest * sum;
        first_pass = {};
        find_constant_columns();
    }

    void find_constant_columns() {
        if constexpr (requires { design.constant_columns(mean_loss.weights); })
            if (intercept)
                constant_columns = design.constant_columns(
                    mean_loss.weighted() ? mean_loss.weights
                                         : Vector<double>(Vector<double>::Ones(design.rows())));
    }
};

}  // namespace lariat::detail
