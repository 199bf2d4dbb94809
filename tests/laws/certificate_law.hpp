// SPDX-License-Identifier: BSD-3-Clause
// What a duality gap must be: F(w) − min F ≤ value at every w, never negative, and small at the optimum.
#pragma once

#include <Eigen/Core>
#include <lariat/lariat.hpp>
#include <optional>

#include "catch.hpp"
#include "laws/problems.hpp"

namespace lariat::test {

/// What a problem is measured in: the law holds in any units. Those of y are 1 but for squared error.
struct GapUnits {
    double y = 1, X = 1;

    double w() const { return y / X; }
    double F() const { return y * y; }
};

/// The penalties and sets that have a duality gap, for eight coefficients.
inline constexpr Index gap_features = 8;
template <class Visit>
void each_gap_penalty(const GapUnits& units, Visit&& visit) {
    const std::vector<double> factors{1, 0.5, 2, 1, 3, 0.1, 1, 1};
    const double of_L1 = units.y * units.X, of_L2 = units.X * units.X;
    visit("L1", 0.05 * of_L1 * L1{});
    visit("L2", 0.05 * of_L2 * L2{});
    visit("elastic net", 0.05 * of_L1 * L1{} + 0.02 * of_L2 * L2{});
    visit("Weighted", 0.05 * of_L1 * Weighted{L1{}, factors});
    visit("Nonnegative", 0.05 * of_L1 * Nonnegative{L1{}});
    visit("Grouped", 0.05 * of_L1 * Grouped{L1{}, {{0, 3}, {1, 2, 7}, {4}, {5, 6}}});
    visit("L1Ball", L1Ball{0.7 * units.w()});
    visit("L2Ball", L2Ball{0.5 * units.w()});
    visit("Simplex", Simplex{1.0 * units.w()});
    visit("Box", Box{-0.2 * units.w(), 0.3 * units.w()});
}

/// The risks to try: plain, and with all there is. A weight of 0 removes a row.
template <class Scalar, class L, class Visit>
void each_risk(const L& loss, int seed, const GapUnits& units, Visit&& visit) {
    const auto problem = Problem::of(loss, seed, 30, gap_features);
    const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> X =
        (units.X * problem.X).template cast<Scalar>();
    const Eigen::VectorXd y = units.y * problem.y;
    Random random(seed + 100);
    Eigen::VectorXd weights(30);
    for (Index i = 0; i < 30; ++i) weights[i] = static_cast<double>(random.below(4));
    weights[3] = 0;
    weights[4] = 2.5;
    const Eigen::VectorXd offset = random.vector(30, 0.3 * units.y);
    visit(EmpiricalRisk(loss, X, y));
    visit(EmpiricalRisk(loss, X, y, {.intercept = true}));
    visit(EmpiricalRisk(loss, X, y, {.intercept = true, .weights = weights, .offset = offset}));
}

/// A point where the penalty is finite, at some distance from the center.
template <class Scalar, class R>
Eigen::VectorXd feasible(const R& penalty, const Eigen::VectorXd& v) {
    Vector<Scalar> w = v.template cast<Scalar>();
    if constexpr (DomainRestricting<R>) prox(penalty, w, 0.0, w);
    return w.template cast<double>();
}

template <class O>
inline constexpr double epsilon_of = double(Eigen::NumTraits<typename O::Scalar>::epsilon());

/// The optimum, as far as an optimizer gets; where none fits (a kink and a constraint), the feasible point
/// nearest 0.
template <class O>
SolutionOf<O> reference(const O& objective) {
    if constexpr (Fits<Fista, O>) {
        return minimize(objective, {.tolerance = 5e4 * epsilon_of<O>, .max_iterations = 100'000});
    } else if constexpr (Fits<SubgradientDescent, O>) {
        return minimize(objective, {.max_iterations = 2'000});
    } else {
        SolutionOf<O> fit;
        fit.coefficients = Vector<typename O::Scalar>::Zero(objective.function.penalized());
        nearest_to_zero(objective.penalty, fit.coefficients);
        fit.objective = value(objective, fit.coefficients);
        return fit;
    }
}

/// The certificate of `objective` at random points, against the best value known.
template <class O>
void check_gap(const O& objective, int seed, const GapUnits& units, int points) {
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
        const Eigen::VectorXd w = feasible<typename O::Scalar>(
            objective.penalty, fit.coefficients.template cast<double>() +
                                   random.vector(fit.coefficients.size(), radius * units.w()));
        Eigen::VectorXd whole = w;
        if (objective.function.size() > w.size() &&
            k % 2 == 0) {  // an intercept that is given, and not the best
            whole.conservativeResize(w.size() + 1);
            whole[w.size()] = fit.intercept + random.uniform(-1, 1) * radius * units.y;
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
        // it excuses no more than rounding
        CHECK(c.rounding <= 5e3 * epsilon_of<O> * (units.F() + 10 * std::abs(F)));
        CHECK(c.value >= F - best - c.rounding);
    }
}

/// For a loss, every penalty and every risk.
template <class Scalar = double, class L>
void check_gaps(const L& loss, int seed, const GapUnits& units = {}) {
    each_gap_penalty(units, [&](const char* name, const auto& penalty) {
        each_risk<Scalar>(loss, seed, units, [&](const auto& risk) {
            CAPTURE(seed, name, risk.has_intercept(), units.y, units.X);
            check_gap(risk + penalty, seed, units, 25);
        });
    });
}

/// The same in units of X as large and as small as their squares can be.
template <class L>
void check_gaps_in_any_units(const L& loss) {
    for (const double unit : {1e-100, 1e100}) check_gaps(loss, 1, {.X = unit});
}

}  // namespace lariat::test
