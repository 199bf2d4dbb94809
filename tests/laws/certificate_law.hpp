// SPDX-License-Identifier: BSD-3-Clause
// What a duality gap must be: F(w) − min F ≤ value at every w, never negative, and small at the optimum.
#pragma once

#include <Eigen/Core>
#include <lariat/lariat.hpp>
#include <optional>

#include "catch.hpp"
#include "laws/problems.hpp"

namespace lariat::test {

/// The penalties and sets that have a duality gap, for eight coefficients.
inline constexpr Index gap_features = 8;
template <class Visit>
void each_gap_penalty(Visit&& visit) {
    const std::vector<double> factors{1, 0.5, 2, 1, 3, 0.1, 1, 1};
    visit("L1", 0.05 * L1{});
    visit("L2", 0.05 * L2{});
    visit("elastic net", 0.05 * L1{} + 0.02 * L2{});
    visit("Weighted", 0.05 * Weighted{L1{}, factors});
    visit("Nonnegative", 0.05 * Nonnegative{L1{}});
    visit("Grouped", 0.05 * Grouped{L1{}, {{0, 3}, {1, 2, 7}, {4}, {5, 6}}});
    visit("L1Ball", L1Ball{0.7});
    visit("L2Ball", L2Ball{0.5});
    visit("Simplex", Simplex{1.0});
    visit("Box", Box{-0.2, 0.3});
}

/// The risks to try: plain, and with all there is. A weight of 0 removes a row.
template <class L, class Visit>
void each_risk(const L& loss, int seed, Visit&& visit) {
    const auto problem = Problem::of(loss, seed, 30, gap_features);
    Random random(seed + 100);
    Eigen::VectorXd weights(30);
    for (Index i = 0; i < 30; ++i) weights[i] = static_cast<double>(random.below(4));
    weights[3] = 0;
    weights[4] = 2.5;
    const Eigen::VectorXd offset = random.vector(30, 0.3);
    visit(EmpiricalRisk(loss, problem.X, problem.y));
    visit(EmpiricalRisk(loss, problem.X, problem.y, {.intercept = true}));
    visit(
        EmpiricalRisk(loss, problem.X, problem.y, {.intercept = true, .weights = weights, .offset = offset}));
}

/// A point where the penalty is finite, at some distance from the center.
template <class R>
Eigen::VectorXd feasible(const R& penalty, const Eigen::VectorXd& v) {
    Eigen::VectorXd w(v.size());
    if constexpr (DomainRestricting<R>)
        prox(penalty, v, 1e-12, w);
    else
        w = v;
    return w;
}

/// The optimum, as far as an optimizer gets; where none fits (a kink and a constraint), the feasible point
/// nearest 0.
template <class O>
SolutionOf<O> reference(const O& objective) {
    if constexpr (Fits<Fista, O>) {
        return minimize(objective, {.tolerance = 1e-11, .max_iterations = 100'000});
    } else if constexpr (Fits<SubgradientDescent, O>) {
        return minimize(objective, {.max_iterations = 2'000});
    } else {
        SolutionOf<O> fit;
        fit.coefficients = Eigen::VectorXd::Zero(objective.function.penalized());
        nearest_to_zero(objective.penalty, fit.coefficients);
        fit.objective = value(objective, fit.coefficients);
        return fit;
    }
}

/// The certificate of `objective` at random points, against the best value known.
template <class O>
void check_gap(const O& objective, int seed, int points) {
    constexpr bool smooth = is_smooth<FunctionOf<O>>;
    const auto fit = reference(objective);
    CAPTURE(to_string(fit));
    CHECK(fit.certificate.kind == Certificate::Kind::DualityGap);
    CHECK(fit.certificate.value >= -fit.certificate.rounding);
    if (smooth) {
        CHECK(fit.status == Status::Converged);
        CHECK_FALSE(fit.certificate.loose);
    }
    struct At {
        double F;
        Certificate certificate;
    };
    std::vector<At> seen;
    double best = fit.objective;
    Random random(seed);
    for (int k = 0; k < points; ++k) {
        const double radius = std::pow(10.0, random.uniform(-6, 0.5));
        const Eigen::VectorXd w =
            feasible(objective.penalty, fit.coefficients + random.vector(fit.coefficients.size(), radius));
        Eigen::VectorXd whole = w;
        if (objective.function.size() > w.size() &&
            k % 2 == 0) {  // an intercept that is given, and not the best
            whole.conservativeResize(w.size() + 1);
            whole[w.size()] = fit.intercept + random.uniform(-1, 1) * radius;
        }
        seen.push_back({value(objective, whole), certify(objective, whole)});
        best = std::min(best, seen.back().F);
    }
    for (const auto& [F, c] : seen) {
        CAPTURE(F, best, c.value, c.rounding);
        CHECK(c.kind == Certificate::Kind::DualityGap);
        CHECK(c.loose == !smooth);
        CHECK(std::isfinite(c.value));
        CHECK(c.value >= -c.rounding);
        CHECK(c.rounding <= 1e-12 * (1 + 10 * std::abs(F)));  // it excuses no more than rounding
        CHECK(c.value >= F - best - c.rounding);
    }
}

/// For a loss, every penalty and every risk.
template <class L>
void check_gaps(const L& loss, int seed) {
    each_gap_penalty([&](const char* name, const auto& penalty) {
        each_risk(loss, seed, [&](const auto& risk) {
            CAPTURE(seed, name, risk.has_intercept());
            check_gap(risk + penalty, seed, 25);
        });
    });
}

}  // namespace lariat::test
