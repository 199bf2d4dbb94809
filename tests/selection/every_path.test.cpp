// SPDX-License-Identifier: BSD-3-Clause
// Paths of every kind of penalty, loss and X: at each λ the certificate holds, and so does that of `certify`, by another way.
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

const PathOptions coarse{.count = 15, .ratio = 0.05, .solve = {.tolerance = 1e-8}};

/// The path; every solution converged, is optimal to twice the tolerance, and is 0 at first and not at last.
template <class F, class R>
auto proved_path(const F& risk, const R& penalty) {
    const auto path = regularization_path(risk, penalty, coarse);
    REQUIRE(path.size() == 15);
    for (Index k = 0; k < 15; ++k) {
        const auto fit = path[k];
        CAPTURE(k, path.strengths[std::size_t(k)], to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.holds());
        Vector<double> w(risk.size());
        w.head(risk.penalized()) = fit.coefficients.template cast<double>();
        if (risk.has_intercept()) w[risk.penalized()] = fit.intercept;
        CHECK(certify(risk + path.strengths[std::size_t(k)] * penalty, w, 2e-8).holds());
    }
    CHECK(path.nonzeros(0) == 0);
    CHECK(path.nonzeros(14) > 0);
    return path;
}

std::vector<std::vector<Index>> threes(Index p) {
    std::vector<std::vector<Index>> groups;
    for (Index j = 0; j + 2 < p; j += 3) groups.push_back({j, j + 1, j + 2});
    return groups;
}

}  // namespace

TEMPLATE_TEST_CASE("every λ of a path of SCAD, MCP and their groups is certified", "[path]", SquaredError,
                   Logistic, Huber) {
    const int seed = GENERATE(seeds());
    const bool intercept = GENERATE(false, true);
    const auto problem = Problem::of(TestType{}, seed, 80, 15);
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, {.intercept = intercept});
    CAPTURE(seed, intercept);
    const auto check = [](const auto& of, const auto& R) {
        const auto path = proved_path(of, R);
        for (const Certificate& c : path.certificates) CHECK(c.kind == Certificate::Kind::KktResidual);
    };
    check(risk, SCAD{10});
    check(risk, MCP{10});
    check(risk, Grouped{MCP{20}, threes(15)});
    check(standardized(risk), MCP{10});
    check(standardized(risk), Grouped{SCAD{20}, threes(15)});
}

TEST_CASE("below the strength where every coefficient is past the bend, MCP's path ends in least squares",
          "[path]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 80, 5);
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    const auto free = minimize(risk, CoordinateDescent{}, {.tolerance = 1e-14});
    const double least = free.coefficients.cwiseAbs().minCoeff();
    const auto path = regularization_path(risk, MCP{3}, {.ratio = 1e-5, .solve = {.tolerance = 1e-12}});
    REQUIRE(path.strengths.back() * 3 < 0.1 * least);
    CHECK(difference(path[path.size() - 1].coefficients, free.coefficients) < 1e-6);
}

TEMPLATE_TEST_CASE("a path on X by rows, dense or sparse, or of a user's columns, is that of X by columns",
                   "[path]", SquaredError, Logistic) {
    const int seed = GENERATE(seeds());
    auto problem = Problem::of(TestType{}, seed, 60, 18);
    for (Index i = 0; i < 60; ++i)
        for (Index j = 0; j < 18; ++j)
            if ((i + j + seed) % 3 == 0) problem.X(i, j) = 0;
    const RiskOptions settings{.intercept = true,
                               .weights = Eigen::VectorXd(Random(seed).vector(60).cwiseAbs())};
    const Eigen::SparseMatrix<double> csc = problem.X.sparseView();
    const Eigen::SparseMatrix<double, Eigen::RowMajor> csr = problem.X.sparseView();
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = problem.X;
    const auto check = [&](const auto& R) {
        const auto truth = proved_path(EmpiricalRisk(TestType{}, problem.X, problem.y, settings), R);
        const auto scaled =
            proved_path(standardized(EmpiricalRisk(TestType{}, problem.X, problem.y, settings)), R);
        const auto same = [&](const auto& X) {
            const EmpiricalRisk risk(TestType{}, X, problem.y, settings);
            const auto plain = proved_path(risk, R), other = proved_path(standardized(risk), R);
            for (Index k = 0; k < 15; ++k) {
                const auto i = std::size_t(k);
                CHECK(plain.strengths[i] == Approx(truth.strengths[i]).epsilon(1e-12));
                CHECK(other.strengths[i] == Approx(scaled.strengths[i]).epsilon(1e-12));
                CHECK(plain.objectives[i] == Approx(truth.objectives[i]).epsilon(1e-7));
                CHECK(other.objectives[i] == Approx(scaled.objectives[i]).epsilon(1e-7));
            }
        };
        same(csc);
        same(csr);
        same(rows);
        same(WithColumns{{problem.X}});
    };
    check(L1{});
    check(Grouped{L1{}, threes(18)});
}

TEST_CASE(
    "a path with more columns without a penalty than a dual point is projected on begins and ends as it "
    "should",
    "[path]") {
    const auto problem = Problem::of(SquaredError{}, GENERATE(seeds()), 120, 50);
    Eigen::VectorXd factors = Eigen::VectorXd::Zero(50);
    factors.tail(10).setOnes();
    const Weighted R{L1{}, factors};
    const auto check = [&](const auto& risk) {
        const auto path = regularization_path(risk, R, {.count = 10, .ratio = 0.1});
        CHECK(path.strengths[0] == critical_strength(risk + R));
        CHECK(path.nonzeros(0) <= 41);
        CHECK(path.nonzeros(9) > 41);
        for (Index k = 0; k < 10; ++k) {
            CHECK(path.statuses[std::size_t(k)] == Status::Converged);
            CHECK(path.certificates[std::size_t(k)].kind == Certificate::Kind::KktResidual);
        }
        const auto cv = cross_validate(risk, R, {.folds = RandomFolds{3, 1}, .path = {.count = 5}});
        CHECK(cv.scores.rows() == 3);
        for (const auto& fold : cv.statuses)
            for (const Status status : fold) CHECK(status == Status::Converged);
    };
    const EmpiricalRisk risk(SquaredError{}, problem.X, problem.y, {.intercept = true});
    check(risk);
    check(standardized(risk));
}
