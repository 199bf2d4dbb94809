// SPDX-License-Identifier: BSD-3-Clause
// Who owns X: an lvalue is read where it lies, a temporary is kept. ASan runs these too.
#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <lariat/lariat.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

using Sparse = Eigen::SparseMatrix<double>;
const Eigen::VectorXd y = Random(9).vector(12);

Eigen::VectorXd product(const auto& design) {
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(design.cols());
    Eigen::VectorXd z(design.rows());
    design.apply(ones, z);
    return z;
}

/// A design made from what f returns, after everything that f made is gone and its memory was used again.
template <class F>
Eigen::VectorXd product_after(F&& f) {
    const auto design = f();
    const auto copy = design;
    std::vector<Eigen::MatrixXd> others(8, Eigen::MatrixXd::Constant(12, 4, -1e6));
    REQUIRE(product(design) == product(copy));
    return product(copy);
}

}  // namespace

TEST_CASE("a temporary X survives", "[designs]") {
    const Eigen::MatrixXd X = Random(1).sparse_matrix(12, 4);
    const Eigen::VectorXd truth = X * Eigen::VectorXd::Ones(4);
    const auto close = [&](const Eigen::VectorXd& z) { return difference(z, truth) < 1e-14; };
    CHECK(close(product_after([&] { return design_of(Eigen::MatrixXd(X)); })));
    CHECK(close(product_after([&] { return design_of(2.0 * (0.5 * X)); })));
    CHECK(close(product_after([&] {
        Eigen::MatrixXd local = X;
        return design_of(std::move(local));
    })));
    CHECK(close(product_after([&] {
        const Eigen::MatrixXd local = X;
        return design_of(std::move(local));  // a const temporary is copied
    })));
    CHECK(
        close(product_after([&] { return design_of(Eigen::Ref<const Eigen::MatrixXd>(2.0 * (0.5 * X))); })));
    CHECK(close(product_after([&] { return design_of(Sparse(X.sparseView())); })));
    CHECK(close(product_after([&] {
        Sparse local = X.sparseView();
        return design_of(std::move(local));
    })));
    CHECK(close(product_after([&] { return design_of(Eigen::Ref<const Sparse>(Sparse(X.sparseView()))); })));
    CHECK(close(product_after([&] { return design_of(Bare{X}); })));
    CHECK(close(product_after([&] { return design_of(Eigen::Matrix<double, 12, 4>(X)); })));
    CHECK(close(product_after([&] { return design_of(Eigen::MatrixXd(X).leftCols(4).eval()); })));
}

TEST_CASE("a risk and an objective of a temporary X, y, weights and offset survive them", "[designs]") {
    const Eigen::MatrixXd X = Random(1).matrix(12, 4);
    const auto make = [&] {
        Eigen::VectorXd local = y, weights = Eigen::VectorXd::Ones(12), offset = Eigen::VectorXd::Zero(12);
        auto risk =
            EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(X), local, {.weights = weights, .offset = offset});
        local.setConstant(1e9);
        weights.setZero();
        offset.setConstant(1e9);
        return risk + 0.1 * L1{};
    };
    const auto objective = make();
    const auto truth = EmpiricalRisk(SquaredError{}, X, y) + 0.1 * L1{};
    const Eigen::VectorXd w = Random(2).vector(4);
    CHECK(value(objective, w) == Approx(value(truth, w)).epsilon(1e-14));
    const auto copy = std::make_unique<decltype(make())>(make());
    CHECK(value(*copy, w) == Approx(value(truth, w)).epsilon(1e-14));
}

TEST_CASE("a move leaves X without its elements, no copy is made, and copies of the design share them",
          "[designs]") {
    SECTION("dense: what is written to the elements where they were is seen by all") {
        Eigen::MatrixXd X = Random(1).matrix(12, 4);
        double* elements = X.data();
        const auto design = design_of(std::move(X));
        CHECK(X.size() == 0);  // NOLINT(bugprone-use-after-move): that it was moved is the point
        const auto copy = std::make_unique<std::remove_cvref_t<decltype(design)>>(design);
        const Eigen::VectorXd before = product(design);
        CHECK(product(*copy) == before);
        elements[0] += 1e3;  // X(0, 0)
        CHECK(product(design)[0] == Approx(before[0] + 1e3).epsilon(1e-12));
        CHECK(product(design).tail(11) == before.tail(11));
        CHECK(product(*copy) == product(design));
    }
    SECTION("a risk and its copy") {
        Eigen::MatrixXd X = Random(1).matrix(12, 4);
        double* elements = X.data();
        const EmpiricalRisk risk(SquaredError{}, std::move(X), y);
        const auto copy = risk;
        const Eigen::VectorXd w = Random(2).vector(4);
        const double before = value(risk, w);
        elements[0] += 1e3;
        CHECK(value(risk, w) > 2 * before);
        CHECK(value(copy, w) == value(risk, w));
    }
    SECTION("an operator is moved, and never copied") {
        struct Moved : Bare {
            explicit Moved(Eigen::MatrixXd x) : Bare{std::move(x)} {}
            Moved(const Moved&) = delete;
            Moved(Moved&&) = default;
        };
        const auto design = design_of(Moved{Random(1).matrix(12, 4)});
        const auto copy = design;
        CHECK(product(copy) == product(design_of(Random(1).matrix(12, 4))));
    }
}

TEST_CASE("a borrowed X is read where it lies: new elements of the same shape are seen", "[designs]") {
    const Eigen::VectorXd w = Random(2).vector(4);
    const auto truth = [&](const Eigen::MatrixXd& X) { return 0.5 * (X * w - y).squaredNorm() / 12; };
    SECTION("dense") {
        Eigen::MatrixXd X = Random(1).matrix(12, 4);
        const EmpiricalRisk risk(SquaredError{}, X, y);
        CHECK(value(risk, w) == Approx(truth(X)).epsilon(1e-12));
        X = Random(3).matrix(12, 4);
        CHECK(value(risk, w) == Approx(truth(X)).epsilon(1e-12));
        X = Eigen::MatrixXd(Random(4).matrix(12, 4));  // moved in: other memory
        CHECK(value(risk, w) == Approx(truth(X)).epsilon(1e-12));
    }
    SECTION("sparse, also when it is compressed in between") {
        Sparse X(12, 4);
        X.reserve(Eigen::VectorXi::Constant(4, 12));
        X.insert(2, 1) = 3.0;
        X.insert(5, 3) = -1.0;
        const EmpiricalRisk risk(SquaredError{}, X, y);
        CHECK(value(risk, w) == Approx(truth(X)).epsilon(1e-12));
        X.makeCompressed();
        CHECK(value(risk, w) == Approx(truth(X)).epsilon(1e-12));
        X.coeffRef(7, 0) = 2.5;
        X.coeffRef(11, 2) = 0.5;
        CHECK(value(risk, w) == Approx(truth(X)).epsilon(1e-12));
    }
    SECTION("sparse by rows, whose columns are found again in a new pattern with as many elements") {
        using Rows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
        const Eigen::MatrixXd before = Random(1).sparse_matrix(12, 4);
        Rows X = before.sparseView();
        const EmpiricalRisk risk(SquaredError{}, X, y);
        const auto fits = [&] {
            const auto fit = minimize(risk + 0.01 * L1{}, CoordinateDescent{});
            const Eigen::MatrixXd now = X;
            const auto columnwise = minimize(EmpiricalRisk(SquaredError{}, now, y) + 0.01 * L1{});
            CHECK(fit.status == Status::Converged);
            CHECK(fit.objective == Approx(columnwise.objective).epsilon(2e-8));  // certified to 1e-8 each
            CHECK(fit.iterations > 0);
        };
        fits();
        X = Eigen::MatrixXd(before.rowwise().reverse()).sparseView();
        fits();
        X.coeffRef(0, 0) = 3;  // one that was not stored, perhaps: no longer compressed
        X.coeffRef(11, 3) = -2;
        fits();
        X.makeCompressed();
        fits();
        X.coeffs() *= -1;  // the same pattern with other values
        fits();
    }
    SECTION("a sparse vector") {
        Eigen::SparseVector<double> X(12);
        X.insert(3) = 2.0;
        const EmpiricalRisk risk(SquaredError{}, X, y);
        X.insert(7) = -1.0;
        CHECK(value(risk, std::vector<double>{1}) ==
              Approx(0.5 * (Eigen::VectorXd(X) - y).squaredNorm() / 12).epsilon(1e-12));
    }
    SECTION("a view") {
        Eigen::MatrixXd large = Random(1).matrix(20, 9);
        const EmpiricalRisk risk(SquaredError{}, large.block(2, 3, 12, 4), y);
        large *= 2;
        CHECK(value(risk, w) == Approx(truth(large.block(2, 3, 12, 4))).epsilon(1e-12));
    }
    SECTION("an operator") {
        Bare X{Random(1).matrix(12, 4)};
        const EmpiricalRisk risk(SquaredError{}, X, y);
        X.X *= 2;
        CHECK(value(risk, w) == Approx(truth(X.X)).epsilon(1e-12));
    }
}

namespace {

/// Every entry refuses an objective whose X has another shape now.
template <class R>
void refuses_everywhere(const R& risk) {
    const auto objective = risk + 0.1 * L1{};
    const Eigen::VectorXd w = Eigen::VectorXd::Zero(4);
    const std::vector<std::string> words{"12 x 4", "13 x 5", "shape"};
    CHECK(says(complaint([&] { (void)minimize(objective); }), words));
    CHECK(says(complaint([&] { (void)minimize(risk); }), words));
    CHECK(says(complaint([&] { (void)certify(objective, w); }), words));
    CHECK(says(complaint([&] { (void)value(objective, w); }), words));
    CHECK(says(complaint([&] { (void)value(risk, w); }), words));
    CHECK(says(complaint([&] { (void)gradient(objective, w); }), words));
    CHECK(says(complaint([&] { (void)sensitivity(objective, w); }), words));
    CHECK(says(complaint([&] { (void)critical_strength(objective); }), words));
    CHECK(says(complaint([&] { (void)check_gradient(risk, w); }), words));
    CHECK(says(complaint([&] { (void)largest_curvature(risk); }), words));
    CHECK(says(complaint([&] { (void)largest_stable_step(objective); }), words));
}

}  // namespace

TEST_CASE("a borrowed X that changed its shape is refused at every entry", "[designs]") {
    SECTION("dense") {
        Eigen::MatrixXd X = Random(1).matrix(12, 4);
        const EmpiricalRisk risk(SquaredError{}, X, y);
        X = Random(1).matrix(13, 5);
        refuses_everywhere(risk);
    }
    SECTION("sparse") {
        Sparse X = Random(1).sparse_matrix(12, 4).sparseView();
        const EmpiricalRisk risk(SquaredError{}, X, y);
        X = Random(1).sparse_matrix(13, 5).sparseView();
        refuses_everywhere(risk);
    }
}

TEST_CASE("a borrowed A that changed its shape is refused", "[designs]") {
    Eigen::MatrixXd A = Eigen::MatrixXd::Identity(4, 4);
    const Quadratic q(A, Eigen::VectorXd::Ones(4));
    A = Eigen::MatrixXd::Identity(5, 5);
    CHECK(says(complaint([&] { (void)minimize(q); }), {"4 x 4", "5 x 5"}));
    CHECK(says(complaint([&] { (void)largest_curvature(q); }), {"4 x 4", "5 x 5"}));
}

TEST_CASE("a user's operator may check itself", "[designs]") {
    struct Fussy : Bare {
        bool fine = true;
        void check() const {
            if (!fine) throw std::invalid_argument("not today");
        }
    };
    Fussy X{{Random(1).matrix(12, 4)}};
    const EmpiricalRisk risk(SquaredError{}, X, y);
    CHECK(minimize(risk + 0.1 * L1{}).status == Status::Converged);
    X.fine = false;
    CHECK_THROWS_WITH(minimize(risk + 0.1 * L1{}), "not today");
}

TEST_CASE("y, weights and offset are any vector of numbers", "[designs]") {
    const Eigen::MatrixXd X = Random(1).matrix(6, 2);
    const Eigen::VectorXd w = Random(2).vector(2);
    const Eigen::VectorXd target = (Eigen::VectorXd(6) << 0, 1, 2, 3, 4, 5).finished();
    const double truth = value(EmpiricalRisk(SquaredError{}, X, target), w);
    const auto same = [&](const auto& targets) {
        return value(EmpiricalRisk(SquaredError{}, X, targets), w) == truth;
    };
    CHECK(same(std::vector<double>{0, 1, 2, 3, 4, 5}));
    CHECK(same(std::vector<int>{0, 1, 2, 3, 4, 5}));
    CHECK(same(std::vector<float>{0, 1, 2, 3, 4, 5}));
    CHECK(same(Eigen::VectorXi::LinSpaced(6, 0, 5)));
    CHECK(same(target.cast<float>()));
    CHECK(same(target.array()));
    CHECK(same(target.transpose()));
    CHECK(same(Eigen::RowVectorXd(target.transpose())));
    CHECK(same(target.replicate(2, 1).topRows(6)));
    CHECK(same((Eigen::MatrixXd(6, 3) << target, target, target).finished().col(1)));
    CHECK(same(target.head(6)));
    CHECK(same(target.replicate(2, 1).eval().col(0).head(6)));
    CHECK(same(Eigen::Map<const Eigen::VectorXd>(target.data(), 6)));
    CHECK(same(Eigen::Matrix<double, 6, 1>(target)));
    CHECK(same(2.0 * (0.5 * target)));
    const std::vector<bool> labels{false, true, false, true, true, false};
    CHECK(value(EmpiricalRisk(Logistic{}, X, labels), w) ==
          value(EmpiricalRisk(Logistic{}, X, std::vector<int>{0, 1, 0, 1, 1, 0}), w));
}

TEST_CASE("y may be an expression that has no elements, as X w", "[designs]") {
    const Eigen::MatrixXd X = Random(1).matrix(6, 2);
    const Eigen::VectorXd w = Random(2).vector(2);
    CHECK(value(EmpiricalRisk(SquaredError{}, X, X * w), w) < 1e-30);
    CHECK(value(EmpiricalRisk(SquaredError{}, X, X * w), X.transpose() * (X * w)) >= 0);
}
