// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// What one pass over X tells: g = Xᵀu of one field u, and the moments {Σ_i v_i x_ij, Σ_i v_i x_ij²} of every column
/// under weights v. Empty where nothing is known.
template <class Scalar>
struct Survey {
    Vector<Scalar> u{};                    ///< n elements
    Vector<Scalar> g{};                    ///< p elements
    std::vector<ColumnMoments> moments{};  ///< of p columns
};

/// The survey of a design that can make one, v empty standing for 1/n everywhere. It is the check of X, too: an
/// element that is infinite or NaN shows in the second moment of its column. Throws std::invalid_argument then,
/// naming the first. A design without survey(u, v, g, moments) is not looked at, and what overflows is not known.
template <Design D>
Survey<design_scalar<D>> survey(const D& X, Vector<design_scalar<D>> u, const Vector<double>& v) {
    Survey<design_scalar<D>> s;
    if constexpr (requires { X.survey(u, v, VectorRef<design_scalar<D>>(s.g), s.moments); }) {
        s.u = std::move(u);
        s.g.resize(X.cols());
        s.moments.resize(static_cast<std::size_t>(X.cols()));
        X.survey(s.u, v, VectorRef<design_scalar<D>>(s.g), s.moments);
        if (v.size() == 0)
            for (ColumnMoments& m : s.moments) m = {m.first / double(X.rows()), m.second / double(X.rows())};
        bool known = first_nonfinite(s.g.data(), s.g.size()) < 0;
        for (const ColumnMoments& m : s.moments) known = known && is_finite(m.second);
        if (!known) {
            X.check_finite("X");
            return {};
        }
    }
    return s;
}

namespace detail {

/// The survey of one column: Σ x u, and Σ v x and Σ v x².
struct ColumnSurvey {
    double product = 0;
    ColumnMoments moments{};

    /// Takes in an element x of a row with field u and weight v.
    void add(double x, double u, double v) {
        product += x * u;
        moments.first += v * x;
        moments.second += v * x * x;
    }
    ColumnSurvey operator+(const ColumnSurvey& other) const {
        return {product + other.product,
                {moments.first + other.moments.first, moments.second + other.moments.second}};
    }
    template <class Scalar>
    void store(Index j, VectorRef<Scalar>& g, std::vector<ColumnMoments>& all) const {
        g[j] = static_cast<Scalar>(product);
        all[static_cast<std::size_t>(j)] = moments;
    }
};

/// The weights of rows: those given, or 1 everywhere; of one, and of the eight from the i-th on.
struct RowWeights {
    const Vector<double>& v;
    double operator()(Index i) const { return v[i]; }
    auto eight(Index i) const { return v.segment<8>(i).array(); }
};
struct EqualWeights {
    double operator()(Index) const { return 1; }
    double eight(Index) const { return 1; }
};
template <class F>
void with_weights(const Vector<double>& v, F&& f) {
    if (v.size() > 0)
        f(RowWeights{v});
    else
        f(EqualWeights{});
}

/// The survey of a column whose elements lie evenly, in eight lanes that g++ keeps in registers.
template <class Column, class U, class Weights>
ColumnSurvey survey_column(const Column& x, const U& u, const Weights& v) {
    using Lanes = Eigen::Array<double, 8, 1>;
    Lanes product = Lanes::Zero(), first = product, second = product;
    const Index n = x.size();
    Index i = 0;
    for (; i + 8 <= n; i += 8) {
        const Lanes x_i = x.template segment<8>(i).array().template cast<double>();
        const Lanes vx = v.eight(i) * x_i;
        product += x_i * u.template segment<8>(i).array().template cast<double>();
        first += vx;
        second += vx * x_i;
    }
    ColumnSurvey sum{product.sum(), {first.sum(), second.sum()}};
    for (; i < n; ++i) sum.add(double(x[i]), double(u[i]), v(i));
    return sum;
}

}  // namespace detail

}  // namespace lariat
