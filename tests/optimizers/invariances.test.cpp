// SPDX-License-Identifier: BSD-3-Clause
// Problems that are the same have the same solution, for every smooth loss, by coordinate descent and by FISTA.
#include <algorithm>
#include <cmath>
#include <lariat/lariat.hpp>
#include <numeric>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

constexpr double of_L1 = 0.03, of_L2 = 0.02, gap_over_F = 1e-11;

/// Rows of weight 0, 1, 2 or 3, an offset and an intercept.
template <class L>
struct WeightedProblem : Problem {
    Eigen::VectorXd weights, offset;

    explicit WeightedProblem(int seed) : Problem(Problem::of(L{}, seed, 40, 12)), weights(40) {
        Random random(seed + 50);
        X = X.unaryExpr([](double x) { return std::abs(x) < 0.5 ? 0.0 : x; });
        for (Index i = 0; i < 40; ++i) weights[i] = double(random.below(4));
        weights.head(2) << 0, 3;
        offset = random.vector(40, 0.2);
    }

    /// The rows in the order given, each as often as it is.
    WeightedProblem rows(const std::vector<Index>& order) const {
        WeightedProblem some = *this;
        some.X = X(order, Eigen::indexing::all).eval();
        some.y = y(order).eval();
        some.weights = weights(order).eval();
        some.offset = offset(order).eval();
        return some;
    }
};

/// The solution of the elastic net, on X as it is or on another design of the same matrix.
template <class L, class Optimizer, class Design>
auto solved_on(const WeightedProblem<L>& p, const Optimizer& optimizer, const Design& x) {
    const EmpiricalRisk risk(L{}, x, p.y, {.intercept = true, .weights = p.weights, .offset = p.offset});
    auto fit = minimize(risk + of_L1 * L1{} + of_L2 * L2{}, optimizer, {.tolerance = gap_over_F});
    CAPTURE(to_string(fit));
    CHECK(fit.status == Status::Converged);
    return fit;
}

/// F is strongly convex in w, with modulus 2λ₂: a gap g leaves ‖w − w*‖² ≤ g/λ₂. The fitted intercept then moves by
/// a mean of the rows, times that.
template <class Fit>
void check_equals(const Fit& fit, const Fit& truth, const Eigen::VectorXd& w, const Eigen::MatrixXd& X) {
    const double apart = 2 * std::sqrt(gap_over_F * truth.objective / of_L2);
    CAPTURE(to_string(fit), to_string(truth));
    CHECK(truth.support().size() > 2);
    CHECK((w - truth.coefficients).norm() <= apart);
    CHECK(std::abs(fit.intercept - truth.intercept) <= X.rowwise().norm().maxCoeff() * apart);
    CHECK(std::abs(fit.objective - truth.objective) <= 2 * gap_over_F * truth.objective);
}

template <class L, class Optimizer>
void check_invariances(const Optimizer& optimizer) {
    const int seed = GENERATE(seeds());
    CAPTURE(seed);
    const WeightedProblem<L> problem(seed);
    const auto truth = solved_on(problem, optimizer, problem.X);

    std::vector<Index> repeated, reversed(40);
    for (Index i = 0; i < 40; ++i) repeated.insert(repeated.end(), std::size_t(problem.weights[i]), i);
    auto copies = problem.rows(repeated);
    copies.weights.setOnes();
    auto fit = solved_on(copies, optimizer, copies.X);
    check_equals(fit, truth, fit.coefficients, problem.X);

    std::iota(reversed.rbegin(), reversed.rend(), Index(0));
    const auto upside_down = problem.rows(reversed);
    fit = solved_on(upside_down, optimizer, upside_down.X);
    check_equals(fit, truth, fit.coefficients, problem.X);

    const Eigen::MatrixXd mirrored = problem.X.rowwise().reverse();
    fit = solved_on(problem, optimizer, mirrored);
    check_equals(fit, truth, fit.coefficients.reverse(), problem.X);

    const auto stored = [&](const auto& x) {
        const auto other = solved_on(problem, optimizer, x);
        check_equals(other, truth, other.coefficients, problem.X);
    };
    if constexpr (std::same_as<Optimizer, Fista>)
        stored(Bare{problem.X});
    else if constexpr (std::same_as<L, Huber> ||
                       std::same_as<L, SquaredHinge>)  // others: designs/storage_orders
        stored(Eigen::SparseMatrix<double>(problem.X.sparseView()));
}

}  // namespace

TEMPLATE_TEST_CASE("coordinate descent: weight k is a row repeated k times, order and storage do not matter",
                   "[solutions]", SquaredError, Logistic, Huber, SquaredHinge, Poisson) {
    check_invariances<TestType>(CoordinateDescent{});
}
TEMPLATE_TEST_CASE("FISTA: weight k is a row repeated k times, order and storage do not matter",
                   "[solutions]", SquaredError, Poisson) {
    check_invariances<TestType>(Fista{});
}
