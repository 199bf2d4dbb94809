// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// Some columns of X, in the order given: X is neither copied nor changed. Gives out columns where X does.
template <Design D>
class ColumnSubset {
public:
    using Scalar = design_scalar<D>;

    ColumnSubset(D design, std::vector<Index> columns)
        : design_(std::move(design)),
          columns_(std::make_shared<const std::vector<Index>>(std::move(columns))) {}

    Index rows() const { return design_.rows(); }
    Index cols() const { return static_cast<Index>(columns_->size()); }

    /// z = Σ_k w_k x_{j_k}.
    void apply(const VectorView<Scalar>& w, VectorRef<Scalar> z) const {
        Vector<Scalar> whole = Vector<Scalar>::Zero(design_.cols());
        whole(*columns_) = w;
        design_.apply(whole, z);
    }

    /// g_k = x_{j_k} · r.
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        if constexpr (ColumnDesign<D>) {
            const Vector<Scalar> u = r;
            for (Index k = 0; k < cols(); ++k) g[k] = static_cast<Scalar>(column_dot(k, u));
        } else {
            Vector<Scalar> whole(design_.cols());
            design_.apply_transpose(r, whole);
            g = whole(*columns_);
        }
    }

    void column_squared_norms(const Vector<double>& v, VectorRef<double> h) const
        requires requires(const D& X, VectorRef<double> out) { X.column_squared_norms(v, out); }
    {
        Vector<double> whole(design_.cols());
        design_.column_squared_norms(v, whole);
        for (Index k = 0; k < cols(); ++k) h[k] = whole[column(k)];
    }

    double column_dot(Index k, const Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        return design_.column_dot(column(k), u);
    }
    void add_column(Index k, double a, Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        design_.add_column(column(k), a, u);
    }
    void add_column(Index k, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        design_.add_column(column(k), a, h, u);
    }
    ColumnMoments column_moments(Index k) const
        requires ColumnDesign<D>
    {
        return design_.column_moments(column(k));
    }
    ColumnMoments column_moments(Index k, const Vector<Scalar>& h) const
        requires ColumnDesign<D>
    {
        return design_.column_moments(column(k), h);
    }

    void check() const { checked(design_); }

private:
    Index column(Index k) const { return (*columns_)[static_cast<std::size_t>(k)]; }

    D design_;
    std::shared_ptr<const std::vector<Index>> columns_;
};

}  // namespace lariat
