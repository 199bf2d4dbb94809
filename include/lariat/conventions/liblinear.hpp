// SPDX-License-Identifier: BSD-3-Clause
// The penalties of liblinear's classifiers (Fan, Chang, Hsieh, Wang and Lin 2008, Journal of Machine Learning
// Research 9), which scikit-learn's LinearSVC runs as well:
//
//     R(w) + C Σ ω_i ξ(x_i·w, y_i),    ξ = log(1 + e^−sz), max(0, 1 − sz)² or max(0, 1 − sz)
//
// The loss says which: Logistic is -s 0, 6 and 7, SquaredHinge -s 1, 2 and 5, Hinge -s 3. -wi are the risk's
// weights. `-B 1` makes the bias a weight like any other, which is penalized; lariat never penalizes the
// intercept. To get liblinear's numbers give it -B -1 and the risk no intercept, or append a column of ones
// to X.
#pragma once

#include <concepts>

#include <lariat/conventions/convention.hpp>
#include <lariat/core/check.hpp>
#include <lariat/losses/hinge.hpp>
#include <lariat/losses/logistic.hpp>
#include <lariat/losses/squared_hinge.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/operators.hpp>

namespace lariat {

namespace detail {

/// C Σω ξ/ℓ: liblinear's sum of losses over lariat's mean. Its squared hinge has no ½.
template <Risk F>
double liblinear_multiple(const F& risk, double C) {
    using L = typename F::LossType;
    static_assert(std::same_as<L, Logistic> || std::same_as<L, SquaredHinge> || std::same_as<L, Hinge>,
                  "lariat: liblinear's classifiers have the loss Logistic, SquaredHinge or Hinge");
    require_positive("liblinear C", C);
    return C * risk.observations() * (std::same_as<L, SquaredHinge> ? 2 : 1);
}

}  // namespace detail

namespace liblinear {

/// R(w) = ‖w‖₁: 1/(CΣω) ‖w‖₁ for Logistic (-s 6), 1/(2CΣω) ‖w‖₁ for SquaredHinge (-s 5); Σω = n without
/// weights. penalty(risk) throws std::invalid_argument for C ≤ 0.
struct L1R {
    double C = 1;

    template <Risk F>
    auto penalty(const F& risk) const {
        return 1 / lariat::detail::liblinear_multiple(risk, C) * L1{};
    }
};

/// R(w) = ½‖w‖₂²: 1/(2CΣω) ‖w‖₂² for Logistic (-s 0, 7) and Hinge (-s 3), 1/(4CΣω) ‖w‖₂² for SquaredHinge (-s
/// 1, 2); Σω = n without weights. penalty(risk) throws std::invalid_argument for C ≤ 0.
struct L2R {
    double C = 1;

    template <Risk F>
    auto penalty(const F& risk) const {
        return 0.5 / lariat::detail::liblinear_multiple(risk, C) * L2{};
    }
};

}  // namespace liblinear

}  // namespace lariat
