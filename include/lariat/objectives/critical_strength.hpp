// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/objectives/certificate/free_block.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

namespace detail {

/// Moves the predictions in a point, not its w, to where some columns of X and the intercept minimize L_data:
/// by Newton's method, or, where ℓ'' is not known, with its bound in place of it; a step is halved until
/// L_data falls.
template <Risk F, ColumnDesign D>
void fit_columns(const F& f, const D& X, std::vector<Index> columns, typename F::Point& at) {
    using Scalar = typename F::Scalar;
    constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
    FreeBlock<D> block(std::move(columns));
    Vector<Scalar> h, step;
    auto next = at;
    double value = f.value(at), last = Interval::infinity;
    const double start = value;
    for (int k = 0; k < 100; ++k) {
        f.renew_field(at);
        if constexpr (TwiceDifferentiableLoss<typename F::LossType>)
            f.curvature(at, h, 1e-3);
        else
            h = (f.loss().curvature_bound() * f.row_weights()).template cast<Scalar>();
        const double slope = block.newton(X, at.u, h, f.has_intercept(), step);
        // Near the minimum every step is far shorter than the last one, until there is no more than rounding.
        if (slope == 0 || (slope <= epsilon * (std::max)(value, epsilon * start) && slope > last / 2)) return;
        last = slope;
        double t = 1;
        const auto falls = [&] {
            next.z = at.z + static_cast<Scalar>(t) * step;
            return f.value(next) <= value - 0.25 * t * slope + 4 * epsilon * value;
        };
        while (!falls())
            if ((t /= 2) < epsilon) return;
        at.z.swap(next.z);
        value = f.value(at);
    }
}

/// The same; of an X that gives out no columns, those are made by a product each.
template <Risk F>
void fit_columns(const F& f, std::vector<Index> columns, typename F::Point& at) {
    using Scalar = typename F::Scalar;
    if constexpr (ColumnDesign<DesignOf<F>>) {
        fit_columns(f, f.design(), std::move(columns), at);
    } else {
        Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> X(f.rows(), static_cast<Index>(columns.size()));
        Vector<Scalar> unit = Vector<Scalar>::Zero(f.penalized());
        for (Index k = 0; k < X.cols(); ++k) {
            Index& j = columns[static_cast<std::size_t>(k)];
            unit[j] = 1;
            f.design().apply(unit, X.col(k));
            unit[j] = 0;
            j = k;
        }
        fit_columns(f, design_of(std::move(X)), std::move(columns), at);
    }
}

/// The gradient of L_data by w in the null model: w = 0, with the intercept and the coordinates without a
/// penalty fitted.
template <class Scalar>
struct NullGradient {
    Vector<Scalar> g;
    Vector<Wide<Scalar>> size{};  ///< a risk's: of what g_j was summed from
};

template <Function F, Penalty R>
NullGradient<typename F::Scalar> null_gradient(const F& f, const R& penalty) {
    using Scalar = typename F::Scalar;
    const Index p = f.penalized();
    std::vector<Index> free = free_coordinates(penalty, p);
    if (static_cast<Index>(free.size()) == p) free.clear();  // then nothing is penalized
    if constexpr (!is_smooth<F>)
        require(free.empty() && !f.has_intercept(), [] {
            return std::string(
                "the critical strength of a loss with kinks and an intercept, or coordinates without a "
                "penalty, is a linear program; choose the strengths");
        });
    else if constexpr (!Risk<F>)
        require(free.empty(), [] {
            return std::string(
                "the critical strength of a function that is not a risk is not known beside coordinates "
                "without "
                "a penalty; choose the strengths");
        });
    auto at = f.point();
    f.place(at);
    NullGradient<Scalar> null{Vector<Scalar>(f.size())};
    if constexpr (Risk<F>) {
        const Vector<Wide<Scalar>> norms = f.variable_norms();
        constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
        f.renew_field(at);
        null.size = f.gradient_rounding(at, norms) / epsilon;
        f.profile(at);
        if constexpr (is_smooth<F>)
            if (!free.empty()) fit_columns(f, std::move(free), at);
        f.gradient(at, null.g);
        null.size = (null.size + f.gradient_rounding(at, norms) / epsilon).head(p).eval();
        for (Index j = 0; j < p; ++j)
            if (std::abs(double(null.g[j])) <= 16 * epsilon * null.size[j]) null.g[j] = 0;
    } else {
        f.gradient(at, null.g);
    }
    null.g.conservativeResize(p);
    return null;
}

/// A λ that is large for the data where the critical strength is 0, and any λ leaves w = 0: the critical
/// strength of a gradient as large as what it was summed from, far above rounding; 1 where that is 0 too.
template <Risk F, Penalty R>
double strength_scale(const F& f, const R& penalty) {
    const Vector<Wide<typename F::Scalar>> size = null_gradient(f, penalty).size, opposite = -size;
    if (size.isZero(0)) return 1;
    return (std::max)(critical_strength(penalty, size), critical_strength(penalty, opposite));
}

}  // namespace detail

/// The smallest λ ≥ 0 for which w = 0 is stationary for L_data + λR: −∇L_data ∈ λ ∂R(0) in the null model,
/// where w = 0 but for the coordinates without a penalty (of weight 0), which are fitted, as the intercept
/// is; weights and offset are respected. For L1 it is ‖∇L_data‖_∞ over the others (the λ_max of Friedman,
/// Hastie and Tibshirani 2010, section 2.5); for L2 it is infinite, since no finite λ makes a coefficient
/// exactly zero. A derivative that is no more than rounding is 0. The objective's own λ multiplies:
/// critical_strength(risk + 0.1 * L1{}) is ten times that of risk + L1{}. Fits separable and group penalties.
/// A coordinate whose R is constant on one side, as of a nonnegative one of weight 0, does not count and
/// stays at 0. With a loss that has kinks, and an intercept or coordinates without a penalty, it is a linear
/// program, which is not solved here; nor are coordinates without a penalty fitted where the function is not
/// a risk.
/// Throws std::invalid_argument then, and when X has changed its shape or a setting of R is out of range.
template <Function F, Penalty R>
double critical_strength(const Regularized<F, R>& objective) {
    static_assert(
        !DomainRestricting<R> || SeparablePenalty<R>,
        "lariat: critical_strength asks what strength makes w = 0 stationary, and a set has no strength");
    checked(objective);
    return critical_strength(objective.penalty,
                             detail::null_gradient(objective.function, objective.penalty).g);
}

}  // namespace lariat
