// SPDX-License-Identifier: BSD-3-Clause
// What a certificate leaves out of its pass over X changes nothing of it; and what the first pass has told is
// not asked again.
#include <Eigen/SparseCore>
#include <cmath>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/lariat.hpp>
#include <limits>
#include <type_traits>
#include <utility>

#include "catch.hpp"
#include "laws/problems.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// Certificates on the way from zero to the minimizer, by a certifier that leaves columns out and by new ones
/// that cannot. How many elements of gradients were left out.
template <class O>
Index check_on_the_way(const O& objective) {
    using Scalar = typename O::Scalar;
    const auto& f = objective.function;
    const Index p = f.penalized();
    const double digits = 64 * double(std::numeric_limits<Scalar>::epsilon());
    const auto fit = minimize(objective, {.tolerance = 1e3 * digits});
    Certifier<O> certifier(objective);
    Index left_out = 0;
    for (const double t : {0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0, 0.5, 1.0}) {
        Vector<Scalar> w = static_cast<Scalar>(t) * fit.coefficients;
        auto at = placed(f, w);
        const double passes = at.passes;
        const Certificate some = certifier(objective, at, std::nullopt), all = certify(objective, w);
        CAPTURE(t, some.value, all.value, all.tolerance);
        CHECK(some.kind == all.kind);
        if (some.value != all.value)  // both may be infinite
            CHECK(std::abs(some.value - all.value) <= 1e-9 * all.value + all.rounding);
        Vector<Scalar> g(p);
        f.design().apply_transpose(at.u, g);  // of the field that the certificate made of the point's
        Index unknown = 0;
        for (Index j = 0; j < p; ++j) {
            if (lariat::at(objective.penalty, j).value(1.0) == 0) continue;  // free: the slope before
            if (certifier.pass().knows(j)) {
                CHECK(std::abs(double(certifier.gradient()[j]) - double(g[j])) <= digits);
                continue;
            }
            ++unknown;
            CHECK(at.w[j] == 0);
            CHECK(lariat::at(objective.penalty, j).subdifferential(0.0).contains(-double(g[j])));
        }
        if (unknown > 0)  // what was left out was not paid for
            CHECK(at.passes - passes == Approx(double(p - unknown) / double(p)));
        left_out += unknown;
    }
    return left_out;
}

/// The certificates along a path, whose passes leave columns out, and those of its solutions by themselves.
/// How many passes it took.
template <class F, class R>
double check_along_a_path(const F& risk, const R& penalty, double ratio = 0.02, double tolerance = 1e-9) {
    const auto path =
        regularization_path(risk, penalty, {.count = 60, .ratio = ratio, .solve = {.tolerance = tolerance}});
    for (Index k = 0; k < path.size(); ++k) {
        const auto objective = risk + path.strengths[static_cast<std::size_t>(k)] * penalty;
        const Certificate &along = path.certificates[static_cast<std::size_t>(k)],
                          alone = certify(objective, path[k], tolerance);
        CAPTURE(k, along.value, alone.value, alone.tolerance);
        CHECK(path.statuses[static_cast<std::size_t>(k)] == Status::Converged);
        CHECK(along.kind == alone.kind);
        CHECK(std::abs(along.value - alone.value) <= 1e-6 * alone.value + 4 * alone.rounding);
    }
    return path.passes;
}

struct Wide200 {
    Eigen::MatrixXd X;
    Eigen::VectorXd y, labels, weights;

    explicit Wide200(int seed) : X(60, 200), y(60), labels(60), weights(60) {
        Random random(seed);
        X = random.sparse_matrix(60, 200);
        y = X.leftCols(5) * random.vector(5) + 0.1 * random.vector(60);
        for (Index i = 0; i < 60; ++i) {
            labels[i] = y[i] > 0 ? 1 : 0;
            weights[i] = i % 7 == 0 ? 0.0 : random.uniform(0.5, 2);
        }
    }
};

}  // namespace

TEST_CASE("a certificate that leaves columns out is the one of all columns", "[certificate][screening]") {
    const int seed = GENERATE(seeds());
    CAPTURE(seed);
    const Wide200 data(seed);
    const Index few = 200;  // of the 9 * 200 elements
    const auto lambda = [](const auto& risk) { return 0.2 * critical_strength(risk + L1{}); };

    SECTION("squared error, L1") {
        const EmpiricalRisk risk(SquaredError{}, data.X, data.y);
        CHECK(check_on_the_way(risk + lambda(risk) * L1{}) > few);
    }
    SECTION("logistic, L1, an intercept, weights of which some are 0") {
        const EmpiricalRisk risk(Logistic{}, data.X, data.labels,
                                 {.intercept = true, .weights = data.weights});
        CHECK(check_on_the_way(risk + lambda(risk) * L1{}) > few);
    }
    SECTION("sparse X, standardized") {
        const Eigen::SparseMatrix<double> X = data.X.sparseView();
        const auto risk = standardized(EmpiricalRisk(SquaredError{}, X, data.y, {.intercept = true}));
        CHECK(check_on_the_way(risk + lambda(risk) * L1{}) > few);
    }
    SECTION("Huber, elastic net, shared by threads") {
        const EmpiricalRisk risk(Huber{}, threaded(data.X, 2), data.y);
        CHECK(check_on_the_way(risk + lambda(risk) * L1{} + 0.001 * L2{}) > few);
    }
    SECTION("Poisson, nonnegative weighted L1 with coordinates free of penalty") {
        Eigen::VectorXd factors = Eigen::VectorXd::Ones(200);
        factors.head(3).setZero();
        const EmpiricalRisk risk(Poisson{}, data.X, data.y.cwiseAbs().array().round().matrix());
        CHECK(check_on_the_way(risk + lambda(risk) * Weighted{L1{}, factors}) > few);
        CHECK(check_on_the_way(risk + lambda(risk) * Nonnegative{L1{}}) > few);
    }
    SECTION("float") {
        const Eigen::MatrixXf X = data.X.cast<float>();
        const EmpiricalRisk risk(SquaredError{}, X, data.y);
        CHECK(check_on_the_way(risk + lambda(risk) * L1{}) > few);
    }
    SECTION("no column is left out of an X by rows, nor where R is not convex") {
        const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = data.X;
        const EmpiricalRisk rows(SquaredError{}, by_rows, data.y);
        CHECK(check_on_the_way(rows + lambda(rows) * L1{}) == 0);
        const EmpiricalRisk risk(SquaredError{}, data.X, data.y);
        CHECK(check_on_the_way(risk + lambda(risk) * MCP{}) == 0);
    }
}

TEST_CASE("beside two fields of known gradients the gradient of another lies between bounds", "[screening]") {
    const int seed = GENERATE(seeds());
    CAPTURE(seed);
    const Wide200 data(seed);
    const EmpiricalRisk risk(SquaredError{}, data.X, data.y, {.weights = data.weights});
    const auto& M = risk.mean_loss();
    const Eigen::VectorXd norms = risk.variable_norms(), v = risk.row_weights();
    Random random(seed + 100);
    // Fields are v∘θ: 0 where the weight is.
    const auto field = [&] { return Eigen::VectorXd(v.cwiseProduct(random.vector(60))); };
    struct At {
        Eigen::VectorXd u;
    };
    Eigen::MatrixXd fields(60, 2);
    fields << field(), field();
    detail::FieldLine<double> line;
    CHECK(line.empty());
    line.know(fields, data.X.transpose() * fields);
    CHECK_FALSE(line.empty());

    const auto width = [&](const std::vector<At>& points) {
        line.bound(M, points);
        double widest = 0;
        for (Index j = 0; j < 200; ++j) {
            const Interval g_j = line.possible(j, norms[j]);
            for (const At& at : points) CHECK(g_j.contains(data.X.col(j).dot(at.u)));
            widest = std::max(widest, g_j.upper - g_j.lower);
        }
        return widest;
    };
    const auto on_the_line = [&](double c) { return At{fields * Eigen::Vector2d(-c, 1 + c)}; };
    CHECK(width({on_the_line(3)}) < 1e-10);  // known but for rounding
    CHECK(width({on_the_line(0), on_the_line(1), on_the_line(2)}) > 1e-3);
    for (const double noise : {1e-6, 1e-3, 1.0})
        CHECK(width({At{on_the_line(2).u + noise * field()}, At{on_the_line(-1).u + noise * field()}}) >
              noise * 1e-3);

    // Where one field is a multiple of the other, there is no line, but what is said is true.
    fields.col(1) = 2 * fields.col(0);
    line.know(fields, data.X.transpose() * fields);
    CHECK(width({At{field()}, At{field()}}) > 1e-3);
    CHECK(width({At{3 * fields.col(0)}}) < 1e-10);
    line.forget();
    CHECK(line.empty());
}

TEST_CASE("a path that leaves columns out has the certificates of all columns", "[path][screening]") {
    const int seed = GENERATE(seeds());
    CAPTURE(seed);
    const Wide200 data(seed);

    SECTION("squared error; by rows, where none is left out, it takes more") {
        const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = data.X;
        const EmpiricalRisk risk(SquaredError{}, data.X, data.y);
        const EmpiricalRisk rows(SquaredError{}, by_rows, data.y);
        CHECK(check_along_a_path(risk, L1{}) < check_along_a_path(rows, L1{}));
        // Where few columns ever come near the boundary, it is much more.
        CHECK(check_along_a_path(risk, L1{}, 0.4) < 0.9 * check_along_a_path(rows, L1{}, 0.4));
    }
    SECTION("sparse X, standardized, nonnegative") {
        const Eigen::SparseMatrix<double> X = data.X.sparseView();
        check_along_a_path(standardized(EmpiricalRisk(SquaredError{}, X, data.y, {.intercept = true})),
                           Nonnegative{L1{}});
    }
    SECTION("logistic, weights of which some are 0, an intercept, coordinates free of penalty") {
        Eigen::VectorXd factors = Eigen::VectorXd::Ones(200);
        factors.head(3).setZero();
        const EmpiricalRisk risk(Logistic{}, data.X, data.labels,
                                 {.intercept = true, .weights = data.weights});
        check_along_a_path(risk, L1{} + 0.01 * L2{});
        check_along_a_path(risk, Weighted{L1{}, factors});
    }
    SECTION("Huber, shared by threads") {
        check_along_a_path(EmpiricalRisk(Huber{}, threaded(data.X, 2), data.y, {.intercept = true}), L1{});
    }
    SECTION("float") {
        const Eigen::MatrixXf X = data.X.cast<float>();
        check_along_a_path(EmpiricalRisk(SquaredError{}, X, data.y), L1{}, 0.02, 1e-4);
    }
}

TEST_CASE("the first pass over X is made once", "[risk][screening]") {
    const Wide200 data(1);
    const EmpiricalRisk risk(Logistic{}, data.X, data.labels, {.intercept = true});
    const double strongest = critical_strength(risk + L1{});

    SECTION("where zero is the answer it is proved without another") {
        CHECK(minimize(risk + 1.01 * strongest * L1{}).status == Status::Converged);
        CHECK(minimize(risk + 1.01 * strongest * L1{}).passes == 0);
    }
    SECTION("other weights are asked anew, other scales are not") {
        const auto same = [&](const auto& reused, const auto& made_anew) {
            const auto a = minimize(reused + 0.1 * strongest * L1{}, {.tolerance = 1e-12}),
                       b = minimize(made_anew + 0.1 * strongest * L1{}, {.tolerance = 1e-12});
            CHECK(a.status == Status::Converged);
            CHECK(b.status == Status::Converged);
            CHECK((a.coefficients - b.coefficients).norm() <= 1e-9 * b.coefficients.norm());
            return a.passes - b.passes;
        };
        const EmpiricalRisk weighted(Logistic{}, data.X, data.labels,
                                     {.intercept = true, .weights = data.weights});
        // A pass more, but for what rounding makes of the columns that later ones ask.
        CHECK(same(reweighted(risk, data.weights), weighted) > 0.5);
        CHECK(same(reweighted(weighted, Eigen::VectorXd::Ones(60)), risk) > 0.5);
        Eigen::MatrixXd X = data.X;
        for (Index j = 0; j < X.cols(); ++j)
            X.col(j) /= std::sqrt((X.col(j).array() - X.col(j).mean()).square().mean());
        const EmpiricalRisk scaled(Logistic{}, X, data.labels, {.intercept = true});
        const auto a = minimize(standardized(risk) + 0.1 * strongest * L1{}, {.tolerance = 1e-12}),
                   b = minimize(scaled + 0.1 * strongest * L1{}, {.tolerance = 1e-12});
        CHECK(a.objective == Approx(b.objective).epsilon(1e-12));
        CHECK(a.passes == Approx(b.passes).margin(0.5));
    }
    SECTION("finite elements whose squares are not are no reason to refuse X") {
        Eigen::MatrixXd X = data.X;
        X(3, 4) = 1e200;
        CHECK_NOTHROW(EmpiricalRisk(Logistic{}, X, data.labels));
    }
}
