// SPDX-License-Identifier: BSD-3-Clause
// The penalties of scikit-learn's linear models, as version 1.2 computes them. Each fits the loss of its
// model:
//     risk + sklearn::Ridge{.alpha = 10}
// fit_intercept, sample_weight and class_weight are the risk's intercept and weights; positive = True is
// `+ Nonnegative{}`. scikit-learn standardizes nothing. Its LinearSVC is liblinear: see liblinear::L1R and
// L2R.
#pragma once

#include <concepts>

#include <lariat/conventions/convention.hpp>
#include <lariat/conventions/elastic_net.hpp>
#include <lariat/core/check.hpp>
#include <lariat/losses/logistic.hpp>
#include <lariat/losses/squared_error.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/operators.hpp>

namespace lariat::sklearn {

/// α (ρ‖w‖₁ + ½(1 − ρ)‖w‖₂²), as ElasticNet(alpha, l1_ratio), which minimizes it with ‖y − Xw‖²/(2n).
/// penalty(risk) throws std::invalid_argument for alpha < 0 and l1_ratio outside [0, 1].
struct ElasticNet {
    double alpha = 1;
    double l1_ratio = 0.5;  ///< ρ

    template <Risk F>
    auto penalty(const F&) const {
        static_assert(std::same_as<typename F::LossType, SquaredError>,
                      "lariat: sklearn::ElasticNet is a penalty of SquaredError");
        check();
        return lariat::detail::elastic_net<F>(alpha * l1_ratio, alpha * (1 - l1_ratio) / 2);
    }

    void check() const {
        require_nonnegative("sklearn::ElasticNet::alpha", alpha);
        require_share("sklearn::ElasticNet::l1_ratio", l1_ratio);
    }
};

/// α‖w‖₁, as Lasso(alpha), which minimizes it with ‖y − Xw‖²/(2n).
/// penalty(risk) throws std::invalid_argument for alpha < 0.
struct Lasso {
    double alpha = 1;

    template <Risk F>
    auto penalty(const F&) const {
        static_assert(std::same_as<typename F::LossType, SquaredError>,
                      "lariat: sklearn::Lasso is a penalty of SquaredError");
        check();
        return alpha * L1{};
    }

    void check() const { require_nonnegative("sklearn::Lasso::alpha", alpha); }
};

/// α/(2Σω) ‖w‖₂², as Ridge(alpha), which minimizes Σ ω_i (y_i − x_i·w)² + α‖w‖₂²; Σω = n without weights.
/// penalty(risk) throws std::invalid_argument for alpha < 0.
struct Ridge {
    double alpha = 1;

    template <Risk F>
    auto penalty(const F& risk) const {
        static_assert(std::same_as<typename F::LossType, SquaredError>,
                      "lariat: sklearn::Ridge is a penalty of SquaredError");
        check();
        return alpha / (2 * risk.observations()) * L2{};
    }

    void check() const { require_nonnegative("sklearn::Ridge::alpha", alpha); }
};

/// (ρ‖w‖₁ + ½(1 − ρ)‖w‖₂²)/(CΣω), as LogisticRegression(C, l1_ratio), which minimizes the numerator + C Σ ω_i
/// ℓ_i; Σω = n without weights. ρ = 0 is its penalty="l2", the default; ρ = 1 is "l1". With
/// solver="liblinear" scikit-learn penalizes the intercept too, which lariat never does. penalty(risk) throws
/// std::invalid_argument for C ≤ 0 and l1_ratio outside [0, 1].
struct LogisticRegression {
    double C = 1;
    double l1_ratio = 0;  ///< ρ

    template <Risk F>
    auto penalty(const F& risk) const {
        static_assert(std::same_as<typename F::LossType, Logistic>,
                      "lariat: sklearn::LogisticRegression is a penalty of Logistic");
        check();
        const double strength = 1 / (C * risk.observations());
        return lariat::detail::elastic_net<F>(strength * l1_ratio, strength * (1 - l1_ratio) / 2);
    }

    void check() const {
        require_positive("sklearn::LogisticRegression::C", C);
        require_share("sklearn::LogisticRegression::l1_ratio", l1_ratio);
    }
};

}  // namespace lariat::sklearn
