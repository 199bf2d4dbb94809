// SPDX-License-Identifier: BSD-3-Clause
#include "catch.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <lariat/lariat.hpp>
#include <limits>
#include <numeric>

#include "laws/problems.hpp"

using namespace lariat;
using lariat::test::Problem;
using lariat::test::Random;
using Matrix = Eigen::MatrixXd;
using Factor = detail::SupportFactor<Matrix>;

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// H_SS + diag ρ in the order of the factor.
template <class Ridge>
Matrix submatrix(const Factor& factor, const Matrix& H, const Ridge& ridge) {
    Matrix A(factor.size(), factor.size());
    for (Index k = 0; k < A.rows(); ++k)
        for (Index l = 0; l < A.cols(); ++l)
            A(k, l) = H(factor.place(k), factor.place(l)) + (k == l ? ridge(factor.place(k)) : 0.0);
    return A;
}

/// Positions where the names are in shuffled order.
std::vector<Index> shuffled(Index size, Random& random) {
    std::vector<Index> order(std::size_t(size), 0);
    std::iota(order.begin(), order.end(), Index(0));
    const Eigen::VectorXd keys = random.vector(size);
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return keys[a] < keys[b]; });
    return order;
}

}  // namespace

TEST_CASE("a factor that follows a support is that of H_SS + diag rho, wherever H has its indices") {
    Random random(GENERATE(seeds()));
    const Index p = 60;
    const Matrix X = random.matrix(90, p), gram = X.transpose() * X;
    Eigen::VectorXd rho = random.vector(p).cwiseAbs();
    std::vector<bool> inside(std::size_t(p), false);
    Factor factor;
    for (int round = 0; round < 200; ++round) {
        const auto names = shuffled(p, random);
        Matrix H(p, p);
        for (Index k = 0; k < p; ++k)
            for (Index l = 0; l < p; ++l) H(k, l) = gram(names[std::size_t(k)], names[std::size_t(l)]);
        // A few join and leave; now and then many do, or one ridge changes.
        const Eigen::VectorXd chance = random.vector(p).cwiseAbs();
        for (Index j = 0; j < p; ++j)
            if (chance[j] < (round % 20 == 0 ? 0.5 : 0.03)) inside[std::size_t(j)] = !inside[std::size_t(j)];
        if (round % 7 == 0) rho[round % p] *= 2;
        std::vector<Index> support;
        for (Index k = 0; k < p; ++k)
            if (inside[std::size_t(names[std::size_t(k)])]) support.push_back(k);
        const auto ridge = [&](Index k) { return rho[names[std::size_t(k)]]; };
        REQUIRE(factor.follow(H, names, support, ridge, unlimited));
        REQUIRE(factor.size() == static_cast<Index>(support.size()));
        if (support.empty()) continue;

        const Matrix A = submatrix(factor, H, ridge), L = factor.L();
        CHECK((L * L.transpose() - A).norm() <= 1e-12 * A.norm());
        Eigen::VectorXd d = random.vector(factor.size());
        const Eigen::VectorXd b = d;
        factor.solve(d);
        CHECK((A * d - b).norm() <= 1e-12 * A.norm() * d.norm());
    }
}

TEST_CASE("what depends on the others of a support stays outside its factor, and is named") {
    Random random(1);
    Matrix X = random.matrix(20, 6);
    X.col(4) = X.col(1) - 2 * X.col(2);
    const Matrix H = X.transpose() * X;
    const std::vector<Index> names{10, 11, 12, 13, 14, 15};
    const auto none = [](Index) { return 0.0; };
    const auto check = [&](Factor& factor, const std::vector<Index>& support, std::vector<Index> dependent) {
        REQUIRE(factor.follow(H, names, support, none, unlimited));
        CHECK(factor.dependent() == dependent);
        CHECK(factor.size() == static_cast<Index>(support.size() - dependent.size()));
        const Matrix L = factor.L();
        CHECK((L * L.transpose() - submatrix(factor, H, none)).norm() <= 1e-12 * H.norm());
    };
    Factor factor;
    check(factor, {0, 1, 2, 3, 4, 5}, {4});
    check(factor, {0, 1, 2, 3, 5}, {});
    check(factor, {0, 1, 2, 3, 4, 5}, {4});
    check(factor, {0, 2, 3, 4, 5}, {});
    check(factor, {0, 1, 2, 3, 4, 5}, {4});  // made anew, in the order asked for
}

TEST_CASE("a factor keeps within its budget, or stays what it was") {
    Random random(1);
    const Matrix X = random.matrix(40, 20), H = X.transpose() * X;
    std::vector<Index> names(20);
    std::iota(names.begin(), names.end(), Index(0));
    std::vector<Index> support(names.begin(), names.begin() + 18);
    const auto none = [](Index) { return 0.0; };
    Factor factor;
    CHECK_FALSE(factor.follow(H, names, support, none, 100));
    CHECK(factor.size() == 0);
    CHECK(factor.follow(H, names, support, none, 18 * 18 * 18 / 3.0));
    CHECK(factor.size() == 18);
    support.push_back(19);
    CHECK_FALSE(factor.follow(H, names, support, none, 19 * 19 / 2.0));
    CHECK(factor.size() == 18);
    CHECK(factor.follow(H, names, support, none, 19 * 19));  // far less than 19³/3
    CHECK(factor.size() == 19);
}

TEST_CASE("on a Gram matrix the exact optimum is a few sweeps and walks away") {
    const int seed = GENERATE(seeds());
    const Problem problem = Problem::of(SquaredError{}, seed, 80, 60);
    Matrix X = problem.X;
    for (Index j = 1; j < X.cols(); ++j) X.col(j) += 0.9 * X.col(j - 1);  // correlated: sweeps alone are slow
    const EmpiricalRisk risk(SquaredError{}, X, problem.y);
    const double critical = critical_strength(risk + L1{});
    const auto check = [&](const auto& R) {
        const CoordinateDescent descent{.max_sweeps = 20, .gram = 60};
        const auto fit = minimize(risk + R, descent, {.tolerance = 1e-12, .max_iterations = 5});
        CAPTURE(seed, to_string(fit));
        CHECK(fit.status == Status::Converged);
    };
    check(1e-1 * critical * L1{});
    check(1e-3 * critical * L1{});
    check(1e-2 * critical * L1{} + 1e-3 * L2{});
    check(1e-2 * critical * L1{} + Nonnegative{});
}

TEST_CASE("columns that depend on others cost no accuracy, one solution with independent columns is found") {
    const int seed = GENERATE(seeds());
    const Problem problem = Problem::of(SquaredError{}, seed, 40, 20);
    const Matrix mixed = problem.X * Random(seed).matrix(20, 40);  // 60 columns of rank 20
    Matrix X(40, 60);
    X << problem.X, mixed;
    const EmpiricalRisk risk(SquaredError{}, X, problem.y);
    const double critical = critical_strength(risk + L1{});
    const auto check = [&](const auto& R) {
        const auto fit = minimize(risk + R, CoordinateDescent{.gram = 60}, {.tolerance = 1e-12});
        const auto proximal = minimize(risk + R, Fista{}, {.tolerance = 1e-9, .max_iterations = 5000});
        CAPTURE(seed, to_string(fit));
        CHECK(fit.status == Status::Converged);
        CHECK(fit.iterations <= 10);
        CHECK(fit.objective <= proximal.objective + fit.certificate.tolerance);
        CHECK(fit.objective >= proximal.objective - proximal.certificate.value);  // its gap, converged or not
        const Eigen::FullPivLU<Matrix> factors(X(Eigen::indexing::all, fit.support()));
        return factors.rank() == static_cast<Index>(fit.support().size());
    };
    for (const double fraction : {1e-1, 1e-3, 1e-5}) CHECK(check(fraction * critical * L1{}));
    CHECK(check(1e-2 * critical * Nonnegative{L1{}}));
    CHECK(check(1e-2 * critical * Weighted{L1{}, Random(seed + 1).vector(60).cwiseAbs()}));
    CHECK_FALSE(check(Box{-0.1, 0.2}));  // many solutions, none of them sparse
}
