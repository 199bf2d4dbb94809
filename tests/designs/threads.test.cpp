// SPDX-License-Identifier: BSD-3-Clause
// Threads change how long a result takes, never a bit of it.
#include <Eigen/SparseCore>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/lariat.hpp>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "../catch.hpp"

using namespace lariat;

namespace {

template <class Scalar, int Order>
using Dense = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order>;

/// Numbers of no pattern in (−1, 1).
double noise(Index i, Index j) {
    const double x = std::sin(12.9898 * double(i + 1) + 78.233 * double(j + 1)) * 43758.5453;
    return 2 * (x - std::floor(x)) - 1;
}

template <class Scalar, int Order>
Dense<Scalar, Order> noise_matrix(Index n, Index p) {
    Dense<Scalar, Order> X(n, p);
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < p; ++j) X(i, j) = Scalar(noise(i, j));
    return X;
}

template <class Scalar, int Order>
Eigen::SparseMatrix<Scalar, Order> sparse_noise(Index n, Index p) {
    std::vector<Eigen::Triplet<Scalar>> elements;
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < p; ++j)
            if (noise(i + 7, j) > 0.4) elements.emplace_back(int(i), int(j), Scalar(noise(i, j)));
    Eigen::SparseMatrix<Scalar, Order> X(n, p);
    X.setFromTriplets(elements.begin(), elements.end());
    return X;
}

/// Both products by 1, 2 and 8 threads: equal bits, and close to those of X itself.
template <class X>
void check_products(const X& x) {
    using Scalar = typename X::Scalar;
    const Vector<Scalar> w = noise_matrix<Scalar, Eigen::ColMajor>(x.cols(), 1);
    const Vector<Scalar> r = noise_matrix<Scalar, Eigen::ColMajor>(x.rows(), 1);
    const auto plain = design_of(x);
    Vector<Scalar> z(x.rows()), g(x.cols());
    plain.apply(w, z);
    plain.apply_transpose(r, g);

    const auto one = threaded(x, 1);
    Vector<Scalar> z1(x.rows()), g1(x.cols());
    one.apply(w, z1);
    one.apply_transpose(r, g1);
    const double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
    CHECK(double((z1 - z).norm()) <= 30 * epsilon * double(z.norm()));
    CHECK(double((g1 - g).norm()) <= 30 * epsilon * double(g.norm()));

    for (const Index threads : {2, 8}) {
        const auto shared = threaded(x, threads);
        REQUIRE(shared.threads() == threads);
        for (int repeat = 0; repeat < 20; ++repeat) {
            Vector<Scalar> zk(x.rows()), gk(x.cols());
            shared.apply(w, zk);
            shared.apply_transpose(r, gk);
            REQUIRE(zk == z1);
            REQUIRE(gk == g1);
        }
    }
}

}  // namespace

TEST_CASE("products have the same bits for any number of threads") {
    check_products(noise_matrix<double, Eigen::ColMajor>(301, 417));
    check_products(noise_matrix<double, Eigen::RowMajor>(417, 301));
    check_products(noise_matrix<float, Eigen::ColMajor>(301, 417));
    check_products(noise_matrix<float, Eigen::RowMajor>(301, 417));
    check_products(noise_matrix<double, Eigen::ColMajor>(20011, 20));
    check_products(noise_matrix<double, Eigen::ColMajor>(3, 5));  // too small to share
    check_products(sparse_noise<double, Eigen::ColMajor>(601, 517));
    check_products(sparse_noise<double, Eigen::RowMajor>(517, 601));
    check_products(sparse_noise<float, Eigen::ColMajor>(601, 517));
}

TEST_CASE("products with several vectors have the same bits for any number of threads") {
    const auto X = noise_matrix<double, Eigen::ColMajor>(301, 417);
    const Eigen::MatrixXd U = noise_matrix<double, Eigen::ColMajor>(301, 11);
    Eigen::MatrixXd G(417, 11);
    transpose_products(threaded(X, 1), U, G);
    CHECK((G - X.transpose() * U).norm() <= 1e-13 * G.norm());
    for (const Index threads : {2, 8}) {
        Eigen::MatrixXd shared(417, 11);
        transpose_products(threaded(X, threads), U, shared);
        CHECK(shared == G);
    }
}

/// G = X_JᵀX_K and a Gram matrix whose square begins within a block of columns are what `dense` says, with the same
/// bits for any number of threads.
template <class X>
void check_products_of_columns(const X& x, const Eigen::MatrixXd& dense) {
    std::vector<Index> J, K;
    for (Index j = 416; j >= 0; --j) (j % 3 == 0 ? K : J).push_back(j);
    const auto by = [&](Index threads) {
        Eigen::MatrixXd G;
        threaded(x, threads).column_products(J, K, G, Index(J.size()));
        return G;
    };
    const Eigen::MatrixXd G = by(1),
                          truth = dense(Eigen::indexing::all, J).transpose() * dense(Eigen::indexing::all, K);
    CHECK((G - truth).norm() <= 1e-13 * truth.norm());
    for (const Index threads : {2, 8}) CHECK(by(threads) == G);

    const std::vector<Index> tail(J.begin() + 30, J.end());
    const auto upper_by = [&](Index threads) {
        Eigen::MatrixXd H;
        threaded(x, threads).column_products(J, tail, H, 30);
        for (Index l = 0; l < H.cols(); ++l) H.col(l).tail(H.rows() - 31 - l).setZero();
        return H;
    };
    const Eigen::MatrixXd H = upper_by(1), all = dense(Eigen::indexing::all, J);
    for (Index l = 0; l < H.cols(); ++l) {
        const Eigen::VectorXd column = all.leftCols(31 + l).transpose() * all.col(30 + l);
        REQUIRE((H.col(l).head(31 + l) - column).norm() <= 1e-13 * column.norm());
    }
    for (const Index threads : {2, 8}) CHECK(upper_by(threads) == H);
}

TEST_CASE("products of columns have the same bits for any number of threads") {
    Eigen::MatrixXd X = noise_matrix<double, Eigen::ColMajor>(301, 417);
    check_products_of_columns(X, X);
    X = (X.array().abs() > 0.3).select(X, 0.0);
    check_products_of_columns(Eigen::SparseMatrix<double>(X.sparseView()), X);
    check_products_of_columns(Eigen::SparseMatrix<double, Eigen::RowMajor>(X.sparseView()), X);
}

TEST_CASE("solutions and paths have the same bits for any number of threads") {
    const auto X = noise_matrix<double, Eigen::ColMajor>(250, 400);
    Eigen::VectorXd y(250);
    for (Index i = 0; i < 250; ++i) y[i] = 3 * X(i, 3) - 2 * X(i, 77) + noise(i, 1000);

    const auto path_by = [&](Index threads) {
        const auto risk =
            standardized(EmpiricalRisk(SquaredError{}, threaded(X, threads), y, {.intercept = true}));
        return regularization_path(risk, L1{}, {.count = 20, .ratio = 0.01});
    };
    const auto gradient_by = [&](Index threads) {
        const EmpiricalRisk risk(SquaredError{}, threaded(X, threads), y);
        return minimize(risk + 0.1 * L1{}, Fista{});
    };
    const auto path = path_by(1);
    const auto fit = gradient_by(1);
    REQUIRE(fit.status == Status::Converged);
    for (const Index threads : {2, 8}) {
        const auto other = path_by(threads);
        CHECK(other.statuses == path.statuses);
        CHECK(Eigen::MatrixXd(other.coefficients) == Eigen::MatrixXd(path.coefficients));
        CHECK(other.intercepts == path.intercepts);
        CHECK(gradient_by(threads).coefficients == fit.coefficients);
    }
}

TEST_CASE(
    "coordinate descent has the same bits for any number of threads, whatever X, loss and penalty are") {
    const auto same = [](const auto& X, const auto& loss, const auto& penalty) {
        using Loss = std::decay_t<decltype(loss)>;
        const Index n = X.rows();
        Eigen::VectorXd y(n), weights(n), offset(n);
        for (Index i = 0; i < n; ++i) {
            y[i] = 3 * double(X.coeff(i, 3)) - 2 * double(X.coeff(i, 77)) + noise(i, 1000);
            if (std::is_same_v<Loss, Logistic>) y[i] = y[i] > 0 ? 1 : 0;
            weights[i] = i % 7 == 0 ? 0 : std::abs(noise(i, 2000));
            offset[i] = noise(i, 3000);
        }
        const auto by = [&](Index threads) {
            const EmpiricalRisk risk(loss, threaded(X, threads), y,
                                     {.intercept = true, .weights = weights, .offset = offset});
            return minimize(risk + penalty, CoordinateDescent{});
        };
        const auto one = by(1);
        CAPTURE(to_string(one));
        REQUIRE(one.status == Status::Converged);
        REQUIRE(one.support().size() > 1);
        for (const Index threads : {2, 8}) {
            const auto shared = by(threads);
            CHECK(shared.coefficients == one.coefficients);
            CHECK(shared.intercept == one.intercept);
            CHECK(shared.objective == one.objective);
            CHECK(shared.certificate.value == one.certificate.value);
            CHECK(shared.iterations == one.iterations);
        }
    };
    std::vector<std::vector<Index>> groups;
    for (Index j = 0; j < 400; j += 4) groups.push_back({j, j + 1, j + 2, j + 3});
    same(sparse_noise<double, Eigen::ColMajor>(601, 517), Logistic{}, 0.01 * L1{});
    same(noise_matrix<double, Eigen::RowMajor>(300, 400), Logistic{}, 0.01 * L1{});
    same(noise_matrix<float, Eigen::ColMajor>(250, 400), SquaredError{}, 0.05 * L1{});
    same(noise_matrix<double, Eigen::ColMajor>(250, 400), SquaredError{}, 0.1 * Grouped{L1{}, groups});
}

TEST_CASE("cross-validation has the same bits for any number of threads") {
    const auto X = noise_matrix<double, Eigen::ColMajor>(60, 20);
    Eigen::VectorXd y(60);
    for (Index i = 0; i < 60; ++i) y[i] = 3 * X(i, 3) + noise(i, 100);
    const auto risk_by = [&](Index threads) {
        return EmpiricalRisk(SquaredError{}, threaded(X, threads), y, {.intercept = true});
    };
    const auto by = [&](Index threads) {
        return cross_validate(risk_by(threads), L1{}, {.folds = RandomFolds{5}, .path = {.count = 10}});
    };
    const auto one = by(1);
    REQUIRE(one.scores.rows() == 5);
    for (const Index threads : {2, 8}) {
        const auto many = by(threads);
        CHECK(many.scores == one.scores);
        CHECK(many.statuses == one.statuses);
        CHECK(many.index_1se == one.index_1se);
    }

    SECTION("an exception of an observer passes through") {
        const auto observer = [](const CrossValidationProgress& p) {
            if (p.fold == 3) throw std::runtime_error("enough");
        };
        REQUIRE_THROWS_WITH(cross_validate(risk_by(2), L1{}, {.path = {.count = 10}}, observer), "enough");
    }
    SECTION("an observer that stops it gets the folds that were finished") {
        const auto observer = [](const CrossValidationProgress& p) {
            return p.fold == 3 ? Control::stop : Control::go_on;
        };
        const auto part =
            cross_validate(risk_by(1), L1{}, {.folds = RandomFolds{5}, .path = {.count = 10}}, observer);
        CHECK(part.finished == std::vector<Index>{0, 1, 2});
        CHECK(part.scores.topRows(3) == one.scores.topRows(3));
    }
    SECTION("of several threads all folds count that were finished, whichever they are") {
        std::vector<Index> told;
        const auto observer = [&](const CrossValidationProgress& p) {
            if (p.fold >= 0 && p.path.solved == p.path.count) told.push_back(p.fold);
            return p.fold > 0 && !told.empty() && told.back() == p.fold ? Control::stop : Control::go_on;
        };
        const auto part =
            cross_validate(risk_by(2), L1{}, {.folds = RandomFolds{5}, .path = {.count = 10}}, observer);
        std::sort(told.begin(), told.end());
        CHECK(std::includes(part.finished.begin(), part.finished.end(), told.begin(), told.end()));
        CHECK(part.finished.size() < 5);
        for (const Index fold : part.finished) CHECK(part.scores.row(fold) == one.scores.row(fold));
        double mean = 0, weight = 0;
        for (const Index fold : part.finished) {
            mean += part.fold_weights[fold] * part.scores(fold, 9);
            weight += part.fold_weights[fold];
        }
        CHECK(part.means[9] == mean / weight);
    }
}

TEST_CASE("cross-validation has the same bits where X is large enough for its products to be shared") {
    const auto X = noise_matrix<double, Eigen::ColMajor>(250, 300);  // just large enough to be shared
    Eigen::VectorXd y(250), weights(250);
    for (Index i = 0; i < 250; ++i) {
        y[i] = 3 * X(i, 3) - 2 * X(i, 77) + noise(i, 1000);
        weights[i] = std::abs(noise(i, 2000));
    }
    const auto by = [&](Index threads) {
        const auto risk = standardized(
            EmpiricalRisk(SquaredError{}, threaded(X, threads), y, {.intercept = true, .weights = weights}));
        return cross_validate(risk, L1{}, {.folds = RandomFolds{3}, .path = {.count = 5, .ratio = 0.3}});
    };
    const auto one = by(1);
    REQUIRE(one.scores.rows() == 3);
    REQUIRE(one.path.nonzeros(4) > 1);
    for (const Index threads : {2, 8}) {
        const auto many = by(threads);
        CHECK(many.scores == one.scores);
        CHECK(many.means == one.means);
        CHECK(many.statuses == one.statuses);
        CHECK(Eigen::MatrixXd(many.path.coefficients) == Eigen::MatrixXd(one.path.coefficients));
        CHECK(many.path.intercepts == one.path.intercepts);
    }
}

TEST_CASE("a team does every block once") {
    for (const Index threads : {1, 2, 5}) {
        Team team(threads);
        CHECK(team.threads() == threads);
        for (int repeat = 0; repeat < 200; ++repeat) {
            std::vector<std::atomic<int>> done(37);
            team.run(37, [&](Index k) { ++done[std::size_t(k)]; });
            for (const auto& times : done) REQUIRE(times == 1);
        }
        team.run(0, [](Index) { FAIL("there is no block"); });
    }
}

TEST_CASE("a team that is busy leaves the work to the caller") {
    Team team(3);
    std::atomic<int> done = 0;
    team.run(4, [&](Index) { team.run(5, [&](Index) { ++done; }); });
    CHECK(done == 20);
}

TEST_CASE("an exception passes through a team, which goes on afterwards") {
    Team team(2);
    REQUIRE_THROWS_WITH(team.run(1000,
                                 [](Index k) {
                                     if (k == 500) throw std::runtime_error("block 500");
                                 }),
                        "block 500");
    std::atomic<int> done = 0;
    team.run(10, [&](Index) { ++done; });
    CHECK(done == 10);
}

TEST_CASE("a team has at least one thread, and not a thousand million") {
    REQUIRE_THROWS_WITH(Team(0), "lariat: threads = 0; must be from 1 to 1024");
    const Eigen::MatrixXd X = Eigen::MatrixXd::Ones(2, 2);
    REQUIRE_THROWS_WITH(threaded(X, 1'000'000'000), "lariat: threads = 1000000000; must be from 1 to 1024");
    REQUIRE_THROWS_WITH(threaded(X, -1), "lariat: threads = -1; must be from 1 to 1024");
}
