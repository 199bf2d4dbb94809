// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/dense_kernels.hpp>
#include <lariat/designs/lent_matrix.hpp>

namespace lariat {

namespace detail {

/// An Eigen matrix or array whose elements lie in memory: a plain one, a Map, a Block, a Ref, a transpose of
/// those. (An indexed view has the flag but, in Eigen 3.4, does not say where its data are.)
template <class X>
concept DirectAccess =
    DenseExpression<X> && (X::Flags & Eigen::DirectAccessBit) != 0 && requires(const X& x) { x.data(); };

template <class X>
concept PlainDense = std::derived_from<X, Eigen::PlainObjectBase<X>>;

}  // namespace detail

/// A dense X in either storage order. It reads X where it lies and never copies it: an lvalue or a view must
/// outlive the design; a temporary is moved in, and copies of the design share it.
/// A float X multiplies with double sums when its inner stride is 1.
template <class Scalar_, int Order, bool UnitStride>
class DenseDesign {
public:
    using Scalar = Scalar_;

    /// Reads a plain matrix through its address, so that a later change of its shape is noticed; a view is
    /// kept as a view.
    template <detail::DirectAccess X>
    static DenseDesign borrow(const X& matrix) {
        if constexpr (detail::PlainDense<X>)
            return DenseDesign(Lent::borrow(matrix));
        else
            return DenseDesign(Lent::look_at(matrix));
    }
    template <detail::PlainDense X>
    static DenseDesign own(X matrix) {
        return DenseDesign(Lent::own(std::move(matrix)));
    }

    Index rows() const { return lent_.rows(); }
    Index cols() const { return lent_.cols(); }

    /// z = X w.
    void apply(const VectorView<Scalar>& w, VectorRef<Scalar> z) const {
        const Layout x = lent_.layout();
        if constexpr (sums_in_double)
            Order == Eigen::RowMajor
                ? detail::line_dots(x.data, x.outer, x.rows, x.cols, w.data(), z.data())
                : detail::line_combination(x.data, x.outer, x.cols, x.rows, w.data(), z.data());
        else if (Order == Eigen::ColMajor && 4 * (w.array() != Scalar(0)).count() < cols())
            add_support(view(x), w, z);
        else
            z.noalias() = view(x) * w;
    }

    /// g = Xᵀ r.
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        const Layout x = lent_.layout();
        if constexpr (sums_in_double)
            Order == Eigen::RowMajor
                ? detail::line_combination(x.data, x.outer, x.rows, x.cols, r.data(), g.data())
                : detail::line_dots(x.data, x.outer, x.cols, x.rows, r.data(), g.data());
        else
            g.noalias() = view(x).transpose() * r;
    }

    /// h_j = ‖x_j‖².
    void column_squared_norms(VectorRef<double> h) const {
        const auto X = view(lent_.layout());
        if constexpr (Order == Eigen::RowMajor) {
            h.setZero();
            for (Index i = 0; i < rows(); ++i) h += X.row(i).transpose().template cast<double>().cwiseAbs2();
        } else {
            for (Index j = 0; j < cols(); ++j) h[j] = squared_norm(X.col(j));
        }
    }

    /// x_j · u.
    double column_dot(Index j, const Vector<Scalar>& u) const { return dot(view(lent_.layout()).col(j), u); }

    /// u += a x_j.
    void add_column(Index j, double a, Vector<Scalar>& u) const {
        u += static_cast<Scalar>(a) * view(lent_.layout()).col(j);
    }

    /// u += a h∘x_j.
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const {
        u.array() += (static_cast<Scalar>(a) * h.array()) * view(lent_.layout()).col(j).array();
    }

    /// {Σ x, Σ x²} and {Σ h x, Σ h x²} of a column.
    ColumnMoments column_moments(Index j) const {
        const auto x = view(lent_.layout()).col(j);
        return {lane_sum(x.size(), [&](Index i) { return double(x[i]); }), squared_norm(x)};
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const {
        const auto x = view(lent_.layout()).col(j);
        return {dot(x, h), dot(x.cwiseAbs2(), h)};
    }

    /// Throws when the matrix has changed its shape since the design was made.
    void check() const { lent_.check(); }

    /// Throws when an element of X is infinite or NaN, naming the first.
    void check_finite(const char* name) const {
        const Layout x = lent_.layout();
        const bool by_rows = Order == Eigen::RowMajor;
        const Index lines = by_rows ? x.rows : x.cols;
        for (Index k = 0; k < lines; ++k) {
            const Scalar* line = x.data + k * x.outer;
            const Index i = first_nonfinite(line, by_rows ? x.cols : x.rows, x.inner);
            require(i < 0, [&] {
                return std::string(name) + "(" + text(by_rows ? k : i) + ", " + text(by_rows ? i : k) +
                       ") = " + text(double(line[i * x.inner])) + "; must be finite";
            });
        }
    }

private:
    struct Layout {
        const Scalar* data;
        Index rows, cols, outer, inner;  // the strides: from line to line, and within a line

        template <class X>
        static Layout of(const X& x) {
            return {x.data(), x.rows(), x.cols(), x.outerStride(), x.innerStride()};
        }
    };
    using Lent = detail::LentMatrix<Layout>;
    using Stride = Eigen::Stride<Eigen::Dynamic, UnitStride ? 0 : Eigen::Dynamic>;
    using View = Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order>, 0, Stride>;

    static constexpr bool sums_in_double = std::is_same_v<Scalar, float> && UnitStride;

    explicit DenseDesign(Lent lent) : lent_(std::move(lent)) {}

    static View view(const Layout& x) {
        return View(x.data, x.rows, x.cols, Stride(x.outer, UnitStride ? 0 : x.inner));
    }

    /// z = Σ w_j x_j over w_j ≠ 0: reads only the columns of the support.
    static void add_support(const View& X, const VectorView<Scalar>& w, VectorRef<Scalar>& z) {
        z.setZero();
        for (Index j = 0; j < w.size(); ++j)
            if (w[j] != Scalar(0)) z += w[j] * X.col(j);
    }

    Lent lent_;
};

namespace detail {

template <class X>
using DenseDesignOf = DenseDesign<typename X::Scalar, X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor,
                                  X::InnerStrideAtCompileTime == 1>;

}  // namespace detail

}  // namespace lariat
