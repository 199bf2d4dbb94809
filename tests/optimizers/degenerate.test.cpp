// SPDX-License-Identifier: BSD-3-Clause
// Small problems on which a descent could creep forever: dependent columns under a weak penalty, losses that are
// straight.
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// It ends soon, at the certificate asked for, or where no more can be told of an F this small.
template <class O>
auto solved_soon(const O& objective, Index iterations, double negligible = 0) {
    const auto fit = minimize(objective, {.max_iterations = iterations});
    CAPTURE(to_string(fit));
    CHECK((fit.status == Status::Converged ||
           (fit.status == Status::ReachedPrecision && fit.certificate.value <= negligible)));
    return fit;
}

}  // namespace

TEMPLATE_TEST_CASE("more columns than rows and a weak penalty: few coefficients, soon", "[degenerate]",
                   SquaredError, Huber, Logistic, SquaredHinge) {
    const int seed = GENERATE(seeds(5));
    const Index n = 8;
    const auto problem = Problem::of(TestType{}, seed, n, 25);
    for (const bool intercept : {false, true}) {
        const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = intercept});
        const double critical = critical_strength(risk + L1{});
        for (const double share : {1e-3, 1e-5, 1e-7}) {
            const auto fit = solved_soon(risk + (share * critical) * L1{}, 100);
            CHECK(Index(fit.support().size()) <= n);  // in general position not more have |g_j| = λ
        }
    }
}

TEST_CASE("duplicates of columns under a weak penalty share, soon", "[degenerate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 30, 12);
    Eigen::MatrixXd X(30, 36);
    X << problem.X, problem.X, -2 * problem.X;
    const EmpiricalRisk risk(SquaredError{}, X, problem.y), once(SquaredError{}, problem.X, problem.y);
    const double strength = 1e-6 * critical_strength(once + L1{});
    const auto fit = solved_soon(risk + (2 * strength) * L1{}, 20);  // −2 x_j costs half
    CHECK(fit.objective == Approx(minimize(once + strength * L1{}).objective).epsilon(2e-8));
}

TEST_CASE("rows that are all far out of a Huber loss are not crept towards", "[degenerate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 24, 40);
    for (const double delta : {1e-1, 1e-3, 1e-5})
        for (const double share : {1e-2, 1e-6}) {
            const EmpiricalRisk risk(Huber{delta}, problem.X, problem.y, {.intercept = true});
            CAPTURE(seed, delta, share);
            const double null = value(risk, Eigen::VectorXd::Zero(41));
            (void)solved_soon(risk + (share * critical_strength(risk + L1{})) * L1{}, 50, 1e-9 * null);
        }
}

TEMPLATE_TEST_CASE("groups of dependent columns under a weak penalty, soon", "[degenerate]", SquaredError,
                   Huber, Logistic) {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(TestType{}, seed, 12, 24);
    std::vector<std::vector<int>> groups;
    for (int j = 0; j < 24; j += 3) groups.push_back({j, j + 1, j + 2});
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = true});
    const double critical = critical_strength(risk + Grouped{L1{}, groups});
    // What is left of F at the weakest is 1e-6 of that at w = 0, and its gap no more than rounding of the predictions.
    const double null = value(risk, Eigen::VectorXd::Zero(25));
    for (const double share : {1e-2, 1e-4, 1e-6})
        (void)solved_soon(risk + (share * critical) * Grouped{L1{}, groups}, 50, 1e-12 * null);
}

TEMPLATE_TEST_CASE("bounds that bind do not keep the exact finish away", "[degenerate]", SquaredError,
                   Huber) {
    const int seed = GENERATE(seeds());
    auto problem = Problem::of(TestType{}, seed, 25, 20);
    for (Index j = 1; j < 20; ++j) problem.X.col(j) = 0.999 * problem.X.col(j - 1) + 0.01 * problem.X.col(j);
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = true});
    const double strength = 1e-6 * critical_strength(risk + L1{});
    (void)solved_soon(risk + (strength * L1{} + Box{-0.2, 0.3}), 20);
    (void)solved_soon(risk + (strength * L1{} + Nonnegative{}), 20);
}

TEST_CASE("a residual that is rounding is as precise as it can be", "[degenerate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 8, 20);
    const auto fit = minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y), {.tolerance = 1e-12});
    CAPTURE(to_string(fit));
    CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
    CHECK(fit.objective < 1e-25);
}

TEST_CASE("where rounding hides a weak penalty from the gradient, the precision is reached", "[degenerate]") {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(SquaredError{}, seed, 40, 6);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y);
    const double critical = critical_strength(risk + L1{});
    for (const double share : {1e-9, 1e-11, 1e-13}) {
        const auto fit = minimize(risk + (share * critical) * L1{}, {.tolerance = 1e-14});
        CAPTURE(to_string(fit));
        CHECK((fit.status == Status::Converged || fit.status == Status::ReachedPrecision));
    }
}
