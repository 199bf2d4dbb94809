// SPDX-License-Identifier: BSD-3-Clause
// Dense, sparse by columns, sparse by rows and a user's operator with columns: one X has one answer.
#include <Eigen/SparseCore>
#include <atomic>
#include <cmath>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/lariat.hpp>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using SparseColumns = Eigen::SparseMatrix<double>;

constexpr double tolerance = 1e-12;

/// Two certified answers to L_data + λ(L1 + ½ L2) have objectives within the larger gap, and, F being λ-strongly convex in w,
/// coefficients within √(2 gap/λ) of the optimum each.
void check_same(const auto& fit, const auto& truth, double strength) {
    CHECK(fit.status == Status::Converged);
    CHECK(std::abs(fit.objective - truth.objective) <= tolerance * truth.objective);
    const double apart = 2 * std::sqrt(2 * tolerance * truth.objective / strength);
    CHECK((fit.coefficients - truth.coefficients).norm() <= apart);
}

/// The minimizer (w; b) to some digits beyond its certificate: rounds until the KKT conditions hold to 1e-14, which by
/// strong convexity leaves w within 1e-14/λ in every coordinate.
template <class O>
Eigen::VectorXd to_rounding(const O& objective) {
    const CoordinateDescent optimizer;
    auto state = optimizer.init(objective, objective.function.point());
    for (int round = 0; round < 20 && state.residual > 1e-14; ++round) optimizer.step(objective, state);
    CHECK(state.residual <= 1e-14);
    return state.x.w;
}

}  // namespace

TEMPLATE_TEST_CASE("one X has one solution and one path, however it is stored", "[designs]", SquaredError,
                   Logistic, Poisson) {
    const int seed = GENERATE(seeds());
    const bool tall = GENERATE(false, true);  // tall X has its paths solved in the Gram matrix, where X can
    CAPTURE(seed, tall);
    const Index n = tall ? 120 : 30, p = tall ? 12 : 50;
    auto problem = Problem::of(TestType{}, seed, n, p);
    problem.X.array() *= Random(seed).sparse_matrix(n, p, 2).array().abs().min(1.0);
    const Eigen::VectorXd weights = Random(seed + 1).vector(n).cwiseAbs(),
                          offset = Random(seed + 2).vector(n, 0.1);
    const RiskOptions settings{.intercept = true, .weights = weights, .offset = offset};
    const SparseColumns columns = problem.X.sparseView();
    const SparseRows rows = columns;
    const Options solve{.tolerance = tolerance};
    const auto R = L1{} + 0.5 * L2{};

    const auto compare = [&](const auto& risk_of) {
        const auto dense = risk_of(problem.X);
        const double strength = 0.1 * critical_strength(dense + R);
        const auto truth = minimize(dense + strength * R, CoordinateDescent{}, solve);
        REQUIRE(truth.status == Status::Converged);
        const Eigen::VectorXd minimizer = to_rounding(dense + strength * R);
        const PathOptions options{
            .strengths = strength_grid(10 * strength, 12, 0.05),
            .solve = solve,
        };
        const auto path = regularization_path(dense, R, options);
        const double size = path[11].coefficients.norm();
        const auto check = [&](const auto& risk) {
            CHECK(difference(to_rounding(risk + strength * R), minimizer) < 1e-12);
            check_same(minimize(risk + strength * R, CoordinateDescent{}, solve), truth, strength);
            const auto other = regularization_path(risk, R, options);
            REQUIRE(other.size() == 12);
            CHECK(std::string(other.optimizer) == "CoordinateDescent");
            for (Index k = 0; k < 12; ++k) {
                check_same(other[k], path[k], path.strengths[static_cast<std::size_t>(k)]);
                // A path goes beyond its certificates: it ends each model of F exactly on the support.
                CHECK((other[k].coefficients - path[k].coefficients).norm() <= 1e-12 * size);
                CHECK(other[k].intercept == Approx(path[k].intercept).epsilon(0).margin(1e-12));
            }
        };
        check(risk_of(columns));
        check(risk_of(rows));
        check(risk_of(WithColumns{{problem.X}}));
        check(risk_of(threaded(rows, 2)));
    };
    compare([&](auto&& x) { return EmpiricalRisk(TestType{}, x, problem.y, settings); });
    compare([&](auto&& x) { return standardized(EmpiricalRisk(TestType{}, x, problem.y, settings)); });
}

TEST_CASE("cross-validation takes X however it is stored, and standardizes it in every fold", "[designs]") {
    const auto problem = Problem::of(Logistic{}, 4, 60, 12);
    const SparseRows rows = problem.X.sparseView();
    const auto validated = [&](auto&& x) {
        const auto risk = standardized(EmpiricalRisk(Logistic{}, x, problem.y, {.intercept = true}));
        return cross_validate(
            risk, L1{},
            {.folds = RandomFolds{4, 1},
             .path = {.strengths = strength_grid(0.2, 8, 0.1), .solve = {.tolerance = 1e-12}}});
    };
    const auto truth = validated(problem.X), by_rows = validated(rows), shared = validated(threaded(rows, 2)),
               by_user = validated(WithColumns{{problem.X}});
    // A path ends each model exactly on the support, beyond the 1e-6 that its certificates of 1e-12 F promise.
    CHECK(difference(by_rows.scores, truth.scores) < 1e-12);
    CHECK(difference(shared.scores, truth.scores) < 1e-12);
    CHECK(difference(by_user.scores, truth.scores) < 1e-12);
    CHECK(by_rows.index_min == truth.index_min);
    CHECK(by_user.index_1se == truth.index_1se);
}

TEST_CASE("an operator without column_squared_deviations is standardized by its moments", "[designs]") {
    const auto problem = Problem::of(SquaredError{}, 4, 60, 5);
    Eigen::MatrixXd X = problem.X;
    X.col(3).setConstant(2);
    const Eigen::VectorXd v = Random(2).vector(60).cwiseAbs2(), weights = v / v.sum();
    const auto truth = column_deviations(design_of(X), weights);
    // Σvx² − m² loses what m² is larger than the variance, which here is little.
    CHECK(difference(column_deviations(design_of(WithColumns{{X}}), weights), truth) < 1e-13);
    CHECK(truth[3] == 0);
}

TEST_CASE("sparse float X by rows is solved by columns too", "[designs]") {
    const auto problem = Problem::of(SquaredError{}, 3, 60, 20);
    const Eigen::SparseMatrix<float, Eigen::RowMajor> rows = problem.X.cast<float>().sparseView();
    const auto fit = minimize(EmpiricalRisk(SquaredError{}, rows, problem.y) + 0.1 * L1{});
    const auto truth = minimize(EmpiricalRisk(SquaredError{}, problem.X, problem.y) + 0.1 * L1{});
    CHECK(fit.status == Status::Converged);
    CHECK(std::string(fit.optimizer) == "CoordinateDescent");
    CHECK(fit.objective == Approx(truth.objective).epsilon(1e-4));  // the default tolerance of float
}

TEST_CASE("the index of columns is made once, by whichever thread asks first", "[designs]") {
    const Eigen::MatrixXd X = Random(1).sparse_matrix(300, 64);
    const SparseRows rows = X.sparseView();
    const Eigen::VectorXd u = Random(2).vector(300), truth = X.transpose() * u;
    Team team(8);
    for (int repeat = 0; repeat < 50; ++repeat) {
        const auto design = design_of(rows);
        Eigen::VectorXd g(64);
        team.run(64, [&](Index j) {
            const auto copy = design;
            g[j] = copy.column_dot(j, u);
        });
        REQUIRE((g - truth).norm() <= 1e-14 * truth.norm() * 300);  // 300 terms, in another order
    }
}
