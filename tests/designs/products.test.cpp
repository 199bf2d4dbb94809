// SPDX-License-Identifier: BSD-3-Clause
// Every kind of X multiplies alike.
#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cmath>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/designs/scaled_design.hpp>
#include <lariat/designs/survey.hpp>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/designs/transpose_products.hpp>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowMajorFloat = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using SparseColumns = Eigen::SparseMatrix<double>;

/// The largest error of the columns that a design gives out, relative to what is summed, against `truth`.
template <ColumnDesign D>
double worst_column(const D& design, const Eigen::MatrixXd& truth) {
    using Scalar = typename D::Scalar;
    Random random(6);
    const Vector<Scalar> u = random.vector(truth.rows()).cast<Scalar>(),
                         h = random.vector(truth.rows()).cwiseAbs().cast<Scalar>();
    const Eigen::VectorXd wide_u = u.template cast<double>(), wide_h = h.template cast<double>();
    double worst = 0;
    const auto compare = [&](double value, double expected, double size) {
        worst = std::max(worst, size > 0 ? std::abs(value - expected) / size : std::abs(value - expected));
    };
    for (Index j = 0; j < truth.cols(); ++j) {
        const Eigen::VectorXd x = truth.col(j);
        compare(design.column_dot(j, u), x.dot(wide_u), x.norm() * wide_u.norm());
        Vector<Scalar> sum = u;
        design.add_column(j, 0.5, sum);
        worst = std::max(worst, difference(sum, Eigen::VectorXd(wide_u + 0.5 * x)));
        sum = u;
        design.add_column(j, 0.5, h, sum);
        worst = std::max(worst, difference(sum, Eigen::VectorXd(wide_u + 0.5 * wide_h.cwiseProduct(x))));
        const ColumnMoments plain = design.column_moments(j), weighted = design.column_moments(j, h);
        compare(plain.first, x.sum(), x.lpNorm<1>());
        compare(plain.second, x.squaredNorm(), x.squaredNorm());
        compare(weighted.first, wide_h.dot(x), wide_h.dot(x.cwiseAbs()));
        compare(weighted.second, wide_h.dot(x.cwiseAbs2()), wide_h.dot(x.cwiseAbs2()));
    }
    return worst;
}

/// The largest relative error of the products of some columns, scattered, with `count` vectors, and with their
/// residuals.
template <ColumnDesign D>
double worst_of_some_columns(const D& design, const Eigen::MatrixXd& truth, Index count) {
    using Scalar = typename D::Scalar;
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    std::vector<Index> columns;
    for (Index j = truth.cols() - 1; j >= 0; j -= 2) columns.push_back(j);
    const Eigen::MatrixXd some = truth(Eigen::indexing::all, columns);
    Random random(9);
    const Matrix W = random.matrix(some.cols(), count).template cast<Scalar>(),
                 U = random.matrix(some.rows(), count).template cast<Scalar>();
    Matrix G;
    transpose_products(design, columns, U, G);
    double worst = difference(G, Eigen::MatrixXd(some.transpose() * U.template cast<double>()));
    if constexpr (requires(Matrix& Z) { design.apply_all(columns, W, Z); }) {
        Matrix Z(truth.rows(), count);
        design.apply_all(columns, W, Z);
        worst = std::max(worst, difference(Z, Eigen::MatrixXd(some * W.template cast<double>())));
    }
    return worst;
}

/// The largest error of what one pass tells, relative to what is summed, against `truth`.
template <SurveyedDesign D>
double worst_survey(const D& design, const Eigen::MatrixXd& truth) {
    using Scalar = typename D::Scalar;
    Random random(7);
    const Vector<Scalar> u = random.vector(truth.rows()).cast<Scalar>();
    const Eigen::VectorXd v = random.vector(truth.rows()).cwiseAbs();
    Vector<Scalar> g(truth.cols());
    std::vector<ColumnMoments> moments(static_cast<std::size_t>(truth.cols()));
    design.survey(u, v, VectorRef<Scalar>(g), moments);
    double worst = difference(g, Eigen::VectorXd(truth.transpose() * u.template cast<double>()));
    for (Index j = 0; j < truth.cols(); ++j) {
        const ColumnMoments& m = moments[static_cast<std::size_t>(j)];
        const double second = v.dot(truth.col(j).cwiseAbs2()), size = v.dot(truth.col(j).cwiseAbs());
        worst = std::max(worst, std::abs(m.first - v.dot(truth.col(j))) / (size > 0 ? size : 1));
        worst = std::max(worst, std::abs(m.second - second) / (second > 0 ? second : 1));
    }
    return worst;
}

/// The largest relative error of the upper triangle of XᵀHX, a few rows of which are made with all columns.
template <ColumnDesign D>
double worst_gram(const D& design, const Eigen::MatrixXd& truth) {
    using Scalar = typename D::Scalar;
    const Index first = truth.cols() / 3;
    const Eigen::VectorXd h = Random(8).vector(truth.rows()).cwiseAbs();
    const Eigen::MatrixXd hX = h.asDiagonal() * truth, gram = truth.transpose() * hX;
    std::vector<Index> columns;
    for (Index j = 0; j < truth.cols(); ++j) columns.push_back(j);
    const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> U =
        hX.rightCols(truth.cols() - first).template cast<Scalar>();
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> G;
    gram_products(design, columns, first, U, G);
    double worst = 0;
    const auto compare = [&](const Eigen::MatrixXd& true_gram) {
        for (Index l = first; l < truth.cols(); ++l)
            worst = std::max(worst, difference(G.col(l - first).head(l + 1).eval(),
                                               Eigen::VectorXd(true_gram.col(l).head(l + 1))));
    };
    compare(gram);
    if constexpr (requires { design.column_products(columns, columns, G, first); }) {
        design.column_products(columns, std::vector<Index>(columns.begin() + first, columns.end()), G, first);
        compare(truth.transpose() * truth);
    }
    return worst;
}

/// The largest relative error of X w, Xᵀ r, Xᵀ U, the columns and their norms, against `truth`.
template <class D>
double worst_product(const D& design, const Eigen::MatrixXd& truth) {
    static_assert(Design<D>);
    using Scalar = typename D::Scalar;
    if (design.rows() != truth.rows() || design.cols() != truth.cols()) return Interval::infinity;
    Random random(5);
    const Vector<Scalar> w = random.vector(truth.cols()).cast<Scalar>(),
                         r = random.vector(truth.rows()).cast<Scalar>();
    Vector<Scalar> z(truth.rows()), g(truth.cols());
    design.apply(w, z);
    design.apply_transpose(r, g);
    double worst = std::max(difference(z, Eigen::VectorXd(truth * w.template cast<double>())),
                            difference(g, Eigen::VectorXd(truth.transpose() * r.template cast<double>())));
    const Eigen::VectorXd v = random.vector(truth.rows()).cwiseAbs();
    if constexpr (requires(Eigen::VectorXd& h) { design.column_squared_norms(v, h); })
        worst = std::max(worst,
                         difference(column_norms(design, v),
                                    Eigen::VectorXd((v.cwiseSqrt().asDiagonal() * truth).colwise().norm())));
    // Eleven vectors: a batch of eight, and a part of one.
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> U(truth.rows(), 11), G;
    for (Index k = 0; k < 11; ++k) U.col(k) = random.vector(truth.rows()).template cast<Scalar>();
    transpose_products(design, U, G);
    worst = std::max(worst, difference(G, Eigen::MatrixXd(truth.transpose() * U.template cast<double>())));
    if constexpr (ColumnDesign<D>)
        worst = std::max({worst, worst_column(design, truth), worst_gram(design, truth),
                          worst_of_some_columns(design, truth, 11)});
    if constexpr (SurveyedDesign<D>) worst = std::max(worst, worst_survey(design, truth));
    design.check();
    if constexpr (requires { design.check_finite("X"); }) design.check_finite("X");
    return worst;
}

// A dot product of n terms in another order differs by at most n ε Σ|a||b|; here n ≤ 40 and the sums are of their terms'
// size.
constexpr double rounding = 1e-14, rounding_float = 1e-6;

/// An operator whose lines, its columns, are given out.
struct Lines : Bare {
    static constexpr bool by_columns = true;
    Index lines() const { return X.cols(); }
    Index stored() const { return X.size(); }
    void line_dots(const VectorView<double>& in, VectorRef<double>& out, Index first, Index count) const {
        out.segment(first, count) = X.middleCols(first, count).transpose() * in;
    }
    template <class Sum>
    void line_combination(const VectorView<double>& in, Sum& sum, Index first, Index count) const {
        sum = X.middleCols(first, count) * in.segment(first, count);
    }
};

/// Not compressed: room is left in every line.
template <class S>
S uncompressed(const Eigen::MatrixXd& m) {
    S s(m.rows(), m.cols());
    s.reserve(Eigen::VectorXi::Constant(s.outerSize(), 7));
    for (Index i = 0; i < m.rows(); ++i)
        for (Index j = 0; j < m.cols(); ++j)
            if (m(i, j) != 0) s.insert(i, j) = m(i, j);
    return s;
}

}  // namespace

TEST_CASE("Xw and Xᵀr are the same for every dense X", "[designs]") {
    const int seed = GENERATE(seeds());
    const Index n = 37, p = 11;  // no multiples of a packet
    Random random(seed);
    const Eigen::MatrixXd X = random.matrix(n, p);
    CAPTURE(seed);

    CHECK(worst_product(design_of(X), X) <= rounding);
    RowMajor rows = X;
    CHECK(worst_product(design_of(rows), X) <= rounding);
    CHECK(worst_product(design_of(Eigen::MatrixXd(X)), X) <= rounding);
    CHECK(worst_product(design_of(RowMajor(X)), X) <= rounding);

    const Eigen::Map<const Eigen::MatrixXd> map(X.data(), n, p);
    CHECK(worst_product(design_of(map), X) <= rounding);
    CHECK(worst_product(design_of(Eigen::Map<const RowMajor>(rows.data(), n, p)), X) <= rounding);

    Eigen::MatrixXd large = random.matrix(n + 5, p + 4);
    large.block(3, 2, n, p) = X;
    CHECK(worst_product(design_of(large.block(3, 2, n, p)), X) <= rounding);
    auto block = large.block(3, 2, n, p);
    CHECK(worst_product(design_of(block), X) <= rounding);
    CHECK(worst_product(design_of(std::as_const(large).middleCols(2, p).middleRows(3, n)), X) <= rounding);
    const Eigen::Block<Eigen::MatrixXd, 37, 11> fixed_block(large, 3, 2);
    CHECK(worst_product(design_of(fixed_block), X) <= rounding);

    Eigen::Ref<Eigen::MatrixXd> ref(large.block(3, 2, n, p));
    CHECK(worst_product(design_of(ref), X) <= rounding);
    const Eigen::Ref<const Eigen::MatrixXd> const_ref(X);
    CHECK(worst_product(design_of(const_ref), X) <= rounding);
    const Eigen::Ref<const Eigen::MatrixXd> copied_ref(2.0 * (0.5 * X));  // holds a copy
    CHECK(worst_product(design_of(copied_ref), X) <= rounding);
    CHECK(worst_product(design_of(Eigen::Ref<const Eigen::MatrixXd>(rows)), X) <=
          rounding);  // dies with its copy

    // every second row and every third column of something larger
    Eigen::MatrixXd wide = random.matrix(2 * n, 3 * p);
    Eigen::Map<Eigen::MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>> strided(
        wide.data(), n, p, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(3 * 2 * n, 2));
    strided = X;
    CHECK(worst_product(design_of(strided), X) <= rounding);

    const Eigen::MatrixXd Xt = X.transpose();
    CHECK(worst_product(design_of(Xt.transpose()), X) <= rounding);
    CHECK(worst_product(design_of(X.array()), X) <= rounding);
    const Eigen::ArrayXXd array = X;
    CHECK(worst_product(design_of(array), X) <= rounding);
    CHECK(worst_product(design_of(X + 0.0 * X), X) <= rounding);
    CHECK(worst_product(design_of(X * Eigen::MatrixXd::Identity(p, p)), X) <= rounding);
    CHECK(worst_product(design_of(X.rowwise().reverse().eval().rowwise().reverse()), X) <= rounding);
    CHECK(worst_product(design_of(wide(Eigen::seqN(0, n, 2), Eigen::seqN(0, p, 3))), X) <= rounding);
    CHECK(worst_product(design_of(X(Eigen::indexing::all, Eigen::seqN(0, p))), X) <= rounding);
}

TEST_CASE("Xw and Xᵀr are the same for a fixed-size X, a column, a row and whole numbers", "[designs]") {
    Random random(GENERATE(seeds()));
    const Eigen::Matrix<double, 7, 3> fixed = random.matrix(7, 3);
    CHECK(worst_product(design_of(fixed), fixed) <= rounding);
    const Eigen::Matrix<double, 7, 3, Eigen::RowMajor> fixed_rows = fixed;
    CHECK(worst_product(design_of(fixed_rows), fixed) <= rounding);
    CHECK(worst_product(design_of(Eigen::Matrix<double, 7, 3>(fixed)), fixed) <= rounding);
    const Eigen::Vector4d fixed_column = random.vector(4);
    CHECK(worst_product(design_of(fixed_column), fixed_column) <= rounding);

    const Eigen::VectorXd column = random.vector(20);
    CHECK(worst_product(design_of(column), column) <= rounding);
    CHECK(worst_product(design_of(column.segment(3, 9)), column.segment(3, 9)) <= rounding);
    const Eigen::RowVectorXd row = random.vector(20).transpose();
    CHECK(worst_product(design_of(row), row) <= rounding);
    const Eigen::MatrixXd X = random.matrix(6, 5);
    CHECK(worst_product(design_of(X.row(2)), X.row(2)) <= rounding);
    CHECK(worst_product(design_of(X.col(2)), X.col(2)) <= rounding);

    Eigen::MatrixXi whole(3, 2);
    whole << 1, 2, 3, 4, 5, 6;
    CHECK(worst_product(design_of(whole.cast<double>()), whole.cast<double>()) <= rounding);
}

TEST_CASE("Xw and Xᵀr are the same for every sparse X", "[designs]") {
    const int seed = GENERATE(seeds());
    Random random(seed);
    Eigen::MatrixXd X = random.sparse_matrix(37, 11);
    X.col(4).setZero();
    X.row(6).setZero();
    CAPTURE(seed);

    const SparseColumns columns = X.sparseView();
    const SparseRows rows = columns;
    CHECK(worst_product(design_of(columns), X) <= rounding);
    CHECK(worst_product(design_of(rows), X) <= rounding);
    CHECK(worst_product(design_of(SparseColumns(columns)), X) <= rounding);
    CHECK(worst_product(design_of(SparseRows(columns)), X) <= rounding);

    const auto loose_columns = uncompressed<SparseColumns>(X);
    const auto loose_rows = uncompressed<SparseRows>(X);
    REQUIRE_FALSE(loose_columns.isCompressed());
    REQUIRE_FALSE(loose_rows.isCompressed());
    CHECK(worst_product(design_of(loose_columns), X) <= rounding);
    CHECK(worst_product(design_of(loose_rows), X) <= rounding);
    CHECK(worst_product(design_of(uncompressed<SparseRows>(X)), X) <= rounding);

    const Eigen::Map<const SparseColumns> map(columns.rows(), columns.cols(), columns.nonZeros(),
                                              columns.outerIndexPtr(), columns.innerIndexPtr(),
                                              columns.valuePtr());
    CHECK(worst_product(design_of(map), X) <= rounding);
    const Eigen::Ref<const SparseColumns> ref(columns);
    CHECK(worst_product(design_of(ref), X) <= rounding);
    CHECK(worst_product(design_of(Eigen::Ref<const SparseColumns>(columns)), X) <= rounding);

    CHECK(worst_product(design_of(columns.middleCols(2, 5)), X.middleCols(2, 5)) <= rounding);
    CHECK(worst_product(design_of(loose_columns.middleCols(2, 5)), X.middleCols(2, 5)) <= rounding);
    CHECK(worst_product(design_of(rows.middleRows(3, 20)), X.middleRows(3, 20)) <= rounding);
    CHECK(worst_product(design_of(columns.transpose()), X.transpose()) <= rounding);
    CHECK(worst_product(design_of(loose_columns.transpose()), X.transpose()) <= rounding);
    CHECK(worst_product(design_of(columns * 1.0), X) <= rounding);
    CHECK(worst_product(design_of(columns.col(3)), X.col(3)) <= rounding);

    const Eigen::SparseMatrix<double, Eigen::ColMajor, long> wide_index(X.sparseView());
    CHECK(worst_product(design_of(wide_index), X) <= rounding);
    const Eigen::SparseMatrix<double, Eigen::RowMajor, short> short_index(X.sparseView());
    CHECK(worst_product(design_of(short_index), X) <= rounding);
    const SparseColumns empty(5, 3);
    CHECK(worst_product(design_of(empty), Eigen::MatrixXd::Zero(5, 3)) == 0);
    const SparseRows empty_rows(5, 3);
    CHECK(worst_product(design_of(empty_rows), Eigen::MatrixXd::Zero(5, 3)) == 0);
}

TEST_CASE("every Eigen matrix gives out columns", "[designs]") {
    STATIC_REQUIRE(ColumnDesign<design_of_t<Eigen::MatrixXd&>>);
    STATIC_REQUIRE(ColumnDesign<design_of_t<RowMajorFloat&>>);
    STATIC_REQUIRE(ColumnDesign<design_of_t<SparseColumns&>>);
    STATIC_REQUIRE(ColumnDesign<design_of_t<SparseRows&>>);
    STATIC_REQUIRE(ColumnDesign<design_of_t<Eigen::SparseMatrix<float, Eigen::RowMajor>&>>);
    STATIC_REQUIRE(ColumnDesign<design_of_t<const WithColumns&>>);
    STATIC_REQUIRE_FALSE(ColumnDesign<design_of_t<const Bare&>>);
}

TEST_CASE("a sparse vector is a sparse X of one column", "[designs]") {
    const Eigen::VectorXd x = Random(1).sparse_matrix(20, 1).col(0);
    const Eigen::SparseVector<double> column = x.sparseView();
    CHECK(worst_product(design_of(column), x) <= rounding);
    CHECK(worst_product(design_of(Eigen::SparseVector<double>(column)), x) <= rounding);
    const Eigen::SparseVector<double, Eigen::RowMajor> row = x.transpose().sparseView();
    CHECK(worst_product(design_of(row), x.transpose()) <= rounding);
}

TEST_CASE("a float X multiplies as its double does", "[designs]") {
    Random random(GENERATE(seeds()));
    const Eigen::MatrixXf X = random.sparse_matrix(37, 11, 2).cast<float>();
    const Eigen::MatrixXd truth = X.cast<double>();
    CHECK(worst_product(design_of(X), truth) <= rounding_float);
    const RowMajorFloat rows = X;
    CHECK(worst_product(design_of(rows), truth) <= rounding_float);
    const Eigen::SparseMatrix<float> sparse = X.sparseView();
    CHECK(worst_product(design_of(sparse), truth) <= rounding_float);
    const Eigen::SparseMatrix<float, Eigen::RowMajor> sparse_rows = sparse;
    CHECK(worst_product(design_of(sparse_rows), truth) <= rounding_float);
    CHECK(worst_product(design_of(X.row(3)), truth.row(3)) <= rounding_float);
    CHECK(worst_product(design_of(random.matrix(5, 3).cast<float>() * 1.0f), Random(0).matrix(5, 3)) >
          0.1);  // can fail
}

TEST_CASE("a float X is summed in double: 2²⁴ + 1 + 1 + … loses nothing", "[designs]") {
    // In float 2²⁴ + 1 = 2²⁴: a running float sum of these terms stays at 2²⁴ and is wrong by 6e-5.
    const Index n = 1024;
    Eigen::MatrixXf X = Eigen::MatrixXf::Ones(n, n);
    X.row(0).setConstant(0x1p24f);
    X.col(0).setConstant(0x1p24f);
    const Eigen::VectorXf ones = Eigen::VectorXf::Ones(n);
    const float truth = 0x1p24f + float(n);  // 2²⁴ + 1023, and this is the float nearest to it
    const auto last_of_Xw = [&](const auto& design) {
        Eigen::VectorXf z(n);
        design.apply(ones, z);
        return z[n - 1];
    };
    const auto last_of_Xr = [&](const auto& design) {
        Eigen::VectorXf g(n);
        design.apply_transpose(ones, g);
        return g[n - 1];
    };
    const RowMajorFloat rows = X;
    const Eigen::SparseMatrix<float> sparse = X.sparseView();
    const Eigen::SparseMatrix<float, Eigen::RowMajor> sparse_rows = sparse;
    CHECK(last_of_Xw(design_of(X)) == truth);
    CHECK(last_of_Xr(design_of(X)) == truth);
    CHECK(last_of_Xw(design_of(rows)) == truth);
    CHECK(last_of_Xr(design_of(rows)) == truth);
    CHECK(last_of_Xw(design_of(sparse)) == truth);
    CHECK(last_of_Xr(design_of(sparse)) == truth);
    CHECK(last_of_Xw(design_of(sparse_rows)) == truth);
    CHECK(last_of_Xr(design_of(sparse_rows)) == truth);
    // Every other row of a matrix of twice as many: no two neighbours are read.
    Eigen::MatrixXf twice = Eigen::MatrixXf::Zero(2 * n, n);
    const Eigen::Map<Eigen::MatrixXf, 0, Eigen::Stride<Eigen::Dynamic, 2>> strided(
        twice.data(), n, n, Eigen::Stride<Eigen::Dynamic, 2>(2 * n, 2));
    for (Index i = 0; i < n; ++i) twice.row(2 * i) = X.row(i);
    CHECK(last_of_Xw(design_of(strided)) == truth);
    CHECK(last_of_Xr(design_of(strided)) == truth);
}

TEST_CASE("a user's operator multiplies as its matrix does", "[designs]") {
    Random random(GENERATE(seeds()));
    const Bare lvalue{random.matrix(20, 6)};
    CHECK(worst_product(design_of(lvalue), lvalue.X) <= rounding);
    CHECK(worst_product(design_of(Bare{lvalue.X}), lvalue.X) <= rounding);
    CHECK(worst_product(design_of(WithColumns{lvalue}), lvalue.X) <= rounding);
    STATIC_REQUIRE(Design<Bare>);
    STATIC_REQUIRE_FALSE(Design<Eigen::MatrixXd>);
    STATIC_REQUIRE(std::is_same_v<design_scalar<Bare>, double>);
}

TEST_CASE("what an operator offers is offered by its design", "[designs]") {
    struct Rich : Bare {
        void column_squared_norms(const Eigen::VectorXd& v, Eigen::Ref<Eigen::VectorXd> h) const {
            h = X.cwiseAbs2().transpose() * v;
        }
        void column_squared_deviations(const Eigen::VectorXd& v, const Eigen::VectorXd& m,
                                       Eigen::Ref<Eigen::VectorXd> h) const {
            h = (X.rowwise() - m.transpose()).cwiseAbs2().transpose() * v;
        }
        // The rest is not what X says, to tell it from what else would be done.
        void survey(const Eigen::VectorXd& u, const Eigen::VectorXd&, Eigen::Ref<Eigen::VectorXd> g,
                    std::vector<ColumnMoments>& moments) const {
            g = 2 * X.transpose() * u;
            moments.assign(3, {4, 5});
        }
        void apply_transpose_all(const Eigen::MatrixXd& U, Eigen::MatrixXd& G) const {
            G = 2 * X.transpose() * U;
        }
        void apply_all(const std::vector<Index>& J, const Eigen::MatrixXd& W, Eigen::MatrixXd& Z) const {
            Z = 3 * X(Eigen::indexing::all, J) * W;
        }
        void apply_transpose_all(const std::vector<Index>& J, const Eigen::MatrixXd& U,
                                 Eigen::MatrixXd& G) const {
            G = 3 * X(Eigen::indexing::all, J).transpose() * U;
        }
        void apply_transpose_all(const std::vector<Index>& J, const Eigen::MatrixXd& U, Eigen::MatrixXd& G,
                                 Index square) const {
            G = double(square) * X(Eigen::indexing::all, J).transpose() * U;
        }
        std::vector<Index> constant_columns(const Eigen::VectorXd&) const { return {1}; }
        void check_finite(const char* name) const { throw std::invalid_argument(name); }
    };
    const Rich rich{{Random(1).matrix(9, 3)}};
    const auto design = design_of(rich);
    const Eigen::MatrixXd w = Random(2).matrix(1, 2), U = Random(3).matrix(9, 2);
    const Eigen::VectorXd v = Eigen::VectorXd::Constant(9, 1.0 / 9), m = rich.X.colwise().mean();
    const std::vector<Index> last{2}, last_but_one{1};
    Eigen::MatrixXd Z, G;
    Eigen::VectorXd h(3), g(3);
    std::vector<ColumnMoments> moments;
    design.column_squared_deviations(v, m, h);
    CHECK(difference(h, Eigen::VectorXd((rich.X.rowwise() - m.transpose()).colwise().squaredNorm() / 9)) <
          1e-15);
    design.survey(v, v, g, moments);
    CHECK(g == 2 * rich.X.transpose() * v);
    CHECK(moments[2].second == 5);
    transpose_products(design, U, G);
    CHECK(G == 2 * rich.X.transpose() * U);
    design.apply_all(last, w, Z);
    CHECK(difference(Z, Eigen::MatrixXd(3 * rich.X.col(2) * w)) < 1e-15);
    design.apply_transpose_all(last, U, G);
    CHECK(difference(G, Eigen::MatrixXd(3 * rich.X.col(2).transpose() * U)) < 1e-15);
    design.apply_transpose_all(last, U, G, 7);
    CHECK(difference(G, Eigen::MatrixXd(7 * rich.X.col(2).transpose() * U)) < 1e-15);
    CHECK(design.constant_columns(v) == last_but_one);
    CHECK_THROWS_WITH(design.check_finite("X"), "X");
}

TEST_CASE("some columns of a tall X are multiplied alike, for any number of vectors", "[designs]") {
    // Around the rows of a panel, 1024, and of a block of registers, 4 to 16.
    const Index n = GENERATE(1, 5, 16, 1023, 1024, 1025, 1024 + 19, 2 * 1024 + 1);
    const Eigen::MatrixXd X = Random(int(n)).matrix(n, 15);
    const RowMajor rows = X;
    const SparseColumns sparse = X.sparseView();
    CAPTURE(n);
    for (const Index count : {1, 4, 5, 8, 9, 14, 16, 17}) {
        CAPTURE(count);
        CHECK(worst_of_some_columns(design_of(X), X, count) <= 10 * rounding);
        CHECK(worst_of_some_columns(design_of(rows), X, count) <= 10 * rounding);
        CHECK(worst_of_some_columns(design_of(sparse), X, count) <= 10 * rounding);
        CHECK(worst_of_some_columns(threaded(X, 2), X, count) <= 10 * rounding);
    }
}

TEST_CASE("an operator of lines is shared by threads", "[designs]") {
    const Lines lines{{Random(4).matrix(700, 200)}};
    CHECK(worst_product(threaded(lines, 2), lines.X) <= 10 * rounding);  // sums of 700 terms
}

TEST_CASE("a float X is squared in double: 1e20² is no infinity", "[designs]") {
    const Eigen::VectorXf column = Eigen::VectorXf::Constant(3, 1e20f);
    const auto check = [&](const auto& x) {
        const auto design = design_of(x);
        CHECK(design.column_moments(0).second == Approx(3e40));
        CHECK(design.column_moments(0, Eigen::VectorXf::Ones(3)).second == Approx(3e40));
        CHECK(column_norms(design, Eigen::VectorXd::Ones(3))[0] == Approx(std::sqrt(3e40)));
    };
    check(Eigen::MatrixXf(column));
    check(RowMajorFloat(column));
    check(Eigen::SparseMatrix<float>(Eigen::MatrixXf(column).sparseView()));
}

TEST_CASE("X D and an X of threads multiply alike", "[designs]") {
    Random random(GENERATE(seeds()));
    const Eigen::MatrixXd X = random.matrix(37, 11);
    const Eigen::VectorXd c = random.vector(11);
    const Eigen::SparseMatrix<double> columns = X.sparseView();
    const SparseRows rows = X.sparseView();
    const auto check = [&](auto&& design) {
        CHECK(worst_product(design, X) <= rounding);
        CHECK(worst_product(ScaledDesign(design, c), X * c.asDiagonal()) <= rounding);
    };
    check(design_of(X));
    check(design_of(columns));
    check(design_of(rows));
    check(threaded(X, 2));
    check(threaded(columns, 2));
    check(threaded(rows, 2));
}

TEST_CASE("column norms of a user's operator are estimated within a factor of two", "[designs]") {
    // 32 probes: the squared estimate is off by a factor in [¼, 4] with probability below 1e-4 a column even for normal
    // data, whose kurtosis the bound √(2/32) already holds for.
    Random random(GENERATE(seeds()));
    const Bare matrix{random.matrix(200, 30) *
                      Eigen::VectorXd::LinSpaced(30, -5, 5).array().exp().matrix().asDiagonal()};
    const Eigen::VectorXd v = random.vector(200).cwiseAbs(), estimate = column_norms(design_of(matrix), v),
                          truth = (v.cwiseSqrt().asDiagonal() * matrix.X).colwise().norm();
    for (Index j = 0; j < 30; ++j) {
        CHECK(estimate[j] > 0.5 * truth[j]);
        CHECK(estimate[j] < 2.0 * truth[j]);
    }
    Bare with_zero{random.matrix(20, 2)};
    with_zero.X.col(1).setZero();
    CHECK(column_norms(design_of(with_zero), Eigen::VectorXd::Ones(20))[1] == 0);
}
