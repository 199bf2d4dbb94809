// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_dots.hpp>
#include <lariat/designs/survey.hpp>

namespace lariat {

/// X D with D = diag(c): X seen with column j multiplied by c_j. X itself is neither copied nor changed, and
/// offers through it whatever it offers.
template <Design D>
class ScaledDesign {
public:
    using Scalar = design_scalar<D>;
    static constexpr bool by_columns = detail::by_columns<D>;

    ScaledDesign(D design, Vector<Wide<Scalar>> factors)
        : design_(std::move(design)),
          factors_(std::make_shared<const Vector<Wide<Scalar>>>(std::move(factors))) {}

    /// X, as it is.
    const D& unscaled() const { return design_; }
    /// c, p elements.
    const Vector<Wide<Scalar>>& factors() const { return *factors_; }

    Index rows() const { return design_.rows(); }
    Index cols() const { return design_.cols(); }
    Index stored() const
        requires requires(const D& X) { X.stored(); }
    {
        return design_.stored();
    }
    Index stored(Index j) const
        requires requires(const D& X) { X.stored(j); }
    {
        return design_.stored(j);
    }

    /// z = X (c∘w).
    void apply(const VectorView<Scalar>& w, VectorRef<Scalar> z) const { design_.apply(times(w), z); }

    /// g = c∘Xᵀr.
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        design_.apply_transpose(r, g);
        multiply(g);
    }

    template <class Matrix>
    void apply_all(const std::vector<Index>& columns, const Matrix& W, Matrix& Z) const
        requires requires(const D& X) { X.apply_all(columns, W, Z); }
    {
        design_.apply_all(columns, Matrix(factors_of(columns).asDiagonal() * W), Z);
    }
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G) const
        requires requires(const D& X) { X.apply_transpose_all(columns, U, G); }
    {
        design_.apply_transpose_all(columns, U, G);
        G = factors_of(columns).asDiagonal() * G;
    }
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G,
                             Index square) const
        requires requires(const D& X) { X.apply_transpose_all(columns, U, G, square); }
    {
        design_.apply_transpose_all(columns, U, G, square);
        G = factors_of(columns).asDiagonal() * G;
    }
    template <class Matrix>
    void column_products(const std::vector<Index>& J, const std::vector<Index>& K, Matrix& G,
                         Index square) const
        requires requires(const D& X) { X.column_products(J, K, G, square); }
    {
        design_.column_products(J, K, G, square);
        G = factors_of(J).asDiagonal() * G * factors_of(K).asDiagonal();
    }
    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const
        requires requires(const D& X) { X.apply_transpose_all(U, G); }
    {
        design_.apply_transpose_all(U, G);
        for (Index k = 0; k < G.cols(); ++k) G.col(k) = times(G.col(k));
    }

    /// g = c∘Xᵀu and the moments of every column under v.
    template <class V>
    void survey(const VectorView<Scalar>& u, const V& v, VectorRef<Scalar> g,
                std::vector<ColumnMoments>& moments) const
        requires SurveyedDesign<D>
    {
        design_.survey(u, v, g, moments);
        scale(g, moments);
    }
    /// What a survey of X told, as seen here.
    void scale(VectorRef<Scalar> g, std::vector<ColumnMoments>& moments) const {
        if (g.size() > 0) multiply(g);
        for (std::size_t j = 0; j < moments.size(); ++j)
            moments[j] = scaled(static_cast<Index>(j), moments[j]);
    }

    /// h_j = c_j² Σ_i v_i x_ij².
    void column_squared_norms(const Vector<Wide<Scalar>>& v, VectorRef<double> h) const
        requires requires(const D& X) { X.column_squared_norms(v, h); }
    {
        design_.column_squared_norms(v, h);
        for (Index j = 0; j < cols(); ++j) h[j] *= (*factors_)[j] * (*factors_)[j];
    }

    double column_dot(Index j, const Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        return (*factors_)[j] * design_.column_dot(j, u);
    }
    void column_dots(const std::vector<Index>& columns, const Vector<Scalar>& u, Vector<Scalar>& g) const
        requires ColumnDesign<D>
    {
        lariat::column_dots(design_, columns, u, g);
        for (const Index j : columns) g[j] = static_cast<Scalar>(double(g[j]) * (*factors_)[j]);
    }
    void add_column(Index j, double a, Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        design_.add_column(j, a * (*factors_)[j], u);
    }
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        design_.add_column(j, a * (*factors_)[j], h, u);
    }
    ColumnMoments column_moments(Index j) const
        requires ColumnDesign<D>
    {
        return scaled(j, design_.column_moments(j));
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const
        requires ColumnDesign<D>
    {
        return scaled(j, design_.column_moments(j, h));
    }

    template <class F>
    void share(Index count, const F& f) const
        requires requires(const D& X) { X.share(count, f); }
    {
        design_.share(count, f);
    }

    void check() const { checked(design_); }

private:
    void multiply(VectorRef<Scalar>& g) const {
        for (Index j = 0; j < cols(); ++j) g[j] = static_cast<Scalar>(double(g[j]) * (*factors_)[j]);
    }
    Vector<Scalar> times(const VectorView<Scalar>& w) const {
        return (w.template cast<double>().cwiseProduct(*factors_)).template cast<Scalar>();
    }
    Vector<Scalar> factors_of(const std::vector<Index>& columns) const {
        return (*factors_)(columns).template cast<Scalar>();
    }
    ColumnMoments scaled(Index j, const ColumnMoments& m) const {
        const double c = (*factors_)[j];
        return {c * m.first, c * (c * m.second)};
    }

    D design_;
    std::shared_ptr<const Vector<Wide<Scalar>>> factors_;
};

}  // namespace lariat
