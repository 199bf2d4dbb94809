// SPDX-License-Identifier: BSD-3-Clause
// The gap of a strongly convex quadratic, whatever its condition: F(w) − min F ≤ R(w) + R*(u) − u·w + ‖∇f + u‖²/(2μ).

#include <Eigen/Cholesky>
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// A matrix of eigenvalues `condition` and 1 along the diagonals of the plane, and b of the same size along both.
Quadratic<DenseDesign<double, Eigen::ColMajor, true>> tilted(double condition) {
    const Eigen::Matrix2d R{{M_SQRT1_2, -M_SQRT1_2}, {M_SQRT1_2, M_SQRT1_2}};
    const Eigen::MatrixXd A = R * Eigen::Vector2d(condition, 1).asDiagonal() * R.transpose();
    return Quadratic(Eigen::MatrixXd((A + A.transpose()) / 2), Eigen::VectorXd(R * Eigen::Vector2d(1, 1)));
}

}  // namespace

TEST_CASE("a soft direction does not hide behind a stiff one", "[certificate]") {
    const double condition = GENERATE(1e2, 1e5, 1e8, 1e12);
    const auto q = tilted(condition);
    const double minimum = -0.5 - 0.5 / condition;  // −½ bᵀA⁻¹b
    // Rounding of A alone, ε · condition, moves the minimum; with a penalty the two directions meet at 1/condition².
    const double margin = 1e-15 * condition + 1 / (condition * condition);
    const auto judge = [&](const auto& objective, double least) {
        for (const auto& fit : {minimize(objective, Fista{}),
                                minimize(objective, GradientDescent{ProximalUpdate{}, BarzilaiBorwein{}})}) {
            CAPTURE(condition, to_string(fit));
            CHECK(fit.certificate.kind == Certificate::Kind::DualityGap);
            CHECK(fit.certificate.value >= fit.objective - least - margin);
            if (fit.status == Status::Converged) CHECK(fit.objective <= least + 1e-8 + margin);
        }
    };
    judge(as_objective(q), minimum);
    // At t along the soft direction (−1, 1)/√2: ½t² − t + λ√2 t, and with the norm ½t² − t + λt.
    const double t = 1 - 0.1 * M_SQRT2;
    judge(q + 0.1 * L1{}, -0.5 * t * t - 0.5 / condition);
    judge(q + 0.1 * Grouped{L1{}, {{0, 1}}}, -0.5 * 0.81 - 0.5 / condition);
}

TEST_CASE("a well conditioned quadratic is solved to its closed form under every penalty with a conjugate",
          "[certificate]") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    const Eigen::MatrixXd B = random.matrix(20, 6), A = B.transpose() * B;
    const Eigen::VectorXd b = random.vector(6, 10);
    const Quadratic q(A, b);
    const auto free = minimize(q, {.tolerance = 1e-12});
    CHECK(free.status == Status::Converged);
    CHECK(difference(free.coefficients, Eigen::VectorXd(A.llt().solve(b))) <
          1e-5);  // √(2 · 1e-12 · condition)
    const auto gap_at = [&](const auto& objective) {
        const auto fit = minimize(objective, {.tolerance = 1e-12});
        CAPTURE(to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.certificate.kind == Certificate::Kind::DualityGap);
        for (int k = 0; k < 20; ++k) {
            Eigen::VectorXd w = fit.coefficients + random.vector(6, std::pow(10.0, random.uniform(-5, 1)));
            if constexpr (DomainRestricting<PenaltyOf<std::remove_cvref_t<decltype(objective)>>>)
                prox(objective.penalty, w, 1e-12, w);
            const Certificate c = certify(objective, w);
            CHECK(c.value >= value(objective, w) - fit.objective - c.rounding);
        }
    };
    gap_at(as_objective(q));
    gap_at(q + 0.5 * L1{});
    gap_at(q + 0.5 * Weighted{L1{}, {0, 1, 2, 0, 1, 1}});
    gap_at(q + 0.5 * Grouped{L1{}, {{0, 3}, {1, 2, 5}, {4}}});
    gap_at(q + Nonnegative{});
    gap_at(q + 0.5 * Nonnegative{L1{}});
}

TEST_CASE("a quadratic of a sparse matrix or of an operator has the minimizer of the dense one",
          "[certificate]") {
    // Heat along a wire of 30 pieces that leaks: A is tridiagonal.
    const Index n = 30;
    Eigen::MatrixXd dense = 2.5 * Eigen::MatrixXd::Identity(n, n);
    dense.diagonal(1).setConstant(-1);
    dense.diagonal(-1).setConstant(-1);
    const Eigen::VectorXd b = Random(GENERATE(seeds())).vector(n);
    const Eigen::SparseMatrix<double> sparse = dense.sparseView();
    const Bare by_products{dense};
    const auto fit = [&](const auto& A) {
        const auto solution = minimize(Quadratic(A, b) + 0.5 * L1{}, {.tolerance = 1e-12});
        CAPTURE(to_string(solution));
        CHECK(solution.status == Status::Converged);
        CHECK(solution.certificate.kind == Certificate::Kind::DualityGap);
        return solution;
    };
    const auto truth = fit(dense);
    CHECK(truth.support().size() > 3);
    CHECK(truth.support().size() < 30);
    for (const auto& other : {fit(sparse), fit(by_products)}) {
        CHECK(other.support() == truth.support());
        // √(2 · 1e-12 · condition) each, relative to elements near 1
        CHECK(difference(other.coefficients, truth.coefficients) < 1e-5);
        CHECK(std::abs(other.objective - truth.objective) <= 1e-12 * 2 * std::abs(truth.objective));
        CHECK(certify(Quadratic(dense, b) + 0.5 * L1{}, other, 2e-12).holds());
    }
}

TEST_CASE("a quadratic that falls forever has no minimizer, unless a penalty stops it", "[status]") {
    const Eigen::Matrix2d A{{1, -1}, {-1, 1}};
    const Quadratic q(Eigen::MatrixXd(A),
                      Eigen::VectorXd(Eigen::Vector2d(1, 1)));  // b lies in the kernel of A
    CHECK(minimize(q).status == Status::NoMinimizer);
    CHECK(minimize(q, ProximalGradient{}).status == Status::NoMinimizer);
    CHECK(minimize(q + 0.5 * L1{}).status == Status::NoMinimizer);
    CHECK_FALSE(certify(q, Eigen::VectorXd::Constant(2, 1e7)).holds());
    CHECK(minimize(q + 1.5 * L1{}).status == Status::Converged);
    CHECK(minimize(q + 0.1 * L2{}).status == Status::Converged);
    CHECK(minimize(q + L2Ball{1}).status == Status::Converged);
}
