// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>

namespace lariat {

/// What a risk may have beside the loss, X and y.
struct RiskOptions {
    bool intercept = false;  ///< add b to every prediction; it is never penalized
    std::optional<Values> weights =
        std::nullopt;  ///< ω_i ≥ 0, one a row; ω = k is the row repeated k times, 0 the row removed
    std::optional<Values> offset = std::nullopt;  ///< o_i, added to every prediction with coefficient 1
};

namespace detail {

/// What an EmpiricalRisk refers to: the loss, X, and its own checked copies of y, weights and offset.
template <class L, Design D>
struct RiskData {
    using Scalar = typename D::Scalar;

    L loss;
    D design;
    Vector<Scalar> y;
    Vector<double> weights;  // normalised to sum 1; empty: all 1/n
    double total;            // Σω; n without weights
    Vector<Scalar> offset;   // empty: all 0
    bool intercept;

    RiskData(L loss_, D design_, const Values& targets, const RiskOptions& options)
        : loss(std::move(loss_)),
          design(std::move(design_)),
          total(double(design.rows())),
          intercept(options.intercept) {
        checked(loss);
        const Index n = design.rows();
        require(n > 0, [&] { return "X is " + shape(n, design.cols()) + "; it must have at least one row"; });
        require_size("y", targets.size(), n, "X, by rows,");
        if constexpr (requires { design.check_finite("X"); }) design.check_finite("X");
        y = converted("y", targets);
        check_targets();
        if (options.weights) normalise(*options.weights);
        if (options.offset) {
            require_size("offset", options.offset->size(), n, "X, by rows,");
            offset = converted("offset", *options.offset);
        }
    }

    /// The same rows through another design of as many rows.
    template <Design Other>
    RiskData(const RiskData<L, Other>& rows, D design_)
        : loss(rows.loss),
          design(std::move(design_)),
          y(rows.y),
          weights(rows.weights),
          total(rows.total),
          offset(rows.offset),
          intercept(rows.intercept) {}

    static Vector<Scalar> converted(const char* name, const Values& values) {
        require_finite(name, values.vector().data(), values.size());
        Vector<Scalar> result = values.vector().template cast<Scalar>();
        require_finite(name, result.data(), result.size());  // 1e300 is no float
        return result;
    }

    void check_targets() const {
        if constexpr (requires { loss.valid_target(0.0); })
            for (Index i = 0; i < y.size(); ++i)
                require(loss.valid_target(double(y[i])), [&] {
                    return "y[" + text(i) + "] = " + text(double(y[i])) + "; " + loss.target_domain();
                });
    }

    /// weights = ω/Σω, total = Σω.
    void normalise(const Values& given) {
        require_size("weights", given.size(), design.rows(), "X, by rows,");
        weights = given.vector();
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
        total = largest * sum;
    }
};

}  // namespace detail

}  // namespace lariat
