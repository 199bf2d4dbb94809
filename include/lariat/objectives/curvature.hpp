// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/objectives/lanczos.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// A function with a matrix C at least its Hessian everywhere (its Hessian itself for a Quadratic and for
/// squared error): `curvature_product(in, out)` writes C·in.
template <class F>
concept CurvatureBounded =
    Function<F> && requires(const F& f, const Vector<typename F::Scalar>& in,
                            Vector<typename F::Scalar>& out) { f.curvature_product(in, out); };

/// λ_max of the Hessian, or of the best constant bound of it: lower ≤ λ_max ≤ upper.
struct Curvature {
    double lower = 0;
    double upper = 0;
    double passes = 0;  ///< over X, two a product with the Hessian of a risk; else products with it
};

/// λ_max of f's Hessian. With at most 500 variables or 500 rows a complete Lanczos process, in the smaller of
/// the two spaces: both ends agree up to rounding. Above, 40 Lanczos products from a random vector: lower is
/// a Ritz value; upper adds the error that is exceeded with probability below 1e-9 over the random start,
/// λ_max ≤ lower/(1 − ε), √ε = log(1.648 √p/1e-9)/(2k − 1) (Kuczyński and Woźniakowski 1992, theorem 4.2).
/// The start is the same in every call.
/// Throws std::invalid_argument when X or A has changed its shape.
template <CurvatureBounded F>
Curvature largest_curvature(const F& f) {
    using Scalar = typename F::Scalar;
    checked(f);
    const auto multiply = [&f](const Vector<Scalar>& in, Vector<Scalar>& out) {
        f.curvature_product(in, out);
    };
    constexpr double passes = Risk<F> ? 2 : 1;
    const Index p = f.size();
    const double rounding = 16 * double(Eigen::NumTraits<Scalar>::epsilon());
    constexpr Index few = 500;
    if (p <= few) {
        const auto ends = detail::lanczos<Scalar>(p, multiply, static_cast<int>(p));
        return {ends.largest, ends.largest * (1 + rounding), passes * ends.steps};
    }
    if constexpr (requires(const Vector<Scalar>& in, Vector<Scalar>& out) {
                      f.dual_curvature_product(in, out);
                  }) {
        if (const Index n = f.rows(); n <= few) {
            const auto by_rows = [&f](const Vector<Scalar>& in, Vector<Scalar>& out) {
                f.dual_curvature_product(in, out);
            };
            const auto ends = detail::lanczos<Scalar>(n, by_rows, static_cast<int>(n));
            return {ends.largest, ends.largest * (1 + rounding), passes * ends.steps};
        }
    }
    const auto ends = detail::lanczos<Scalar>(p, multiply, 40, false);
    return {ends.largest, detail::upper_end(ends, p, rounding), passes * ends.steps};
}

template <Function F>
    requires(!CurvatureBounded<F>)
Curvature largest_curvature(const F&) {
    static_assert(CurvatureBounded<F>,
                  "lariat: largest_curvature and largest_stable_step need a bounded curvature, a loss with "
                  "curvature_bound() or a Quadratic");
    return {};
}

/// The step beyond which plain gradient descent on f cannot be trusted: 2/λ_max, with λ_max at its upper
/// bound. On a quadratic a larger step diverges from almost every start; infinite when f is linear.
template <Function F>
double largest_stable_step(const F& f) {
    return 2 / largest_curvature(f).upper;
}

/// The same of F = f + R, with the supremum of R'' where R is smooth: exact for λ‖w‖², whose Hessian is 2λ
/// everywhere. A proximal step takes care of any other R, and of its curvature, by itself.
template <Function F, class R>
Curvature largest_curvature(const Regularized<F, R>& objective) {
    Curvature curvature = largest_curvature(objective.function);
    if constexpr (CurvatureBoundedPenalty<R>) {
        if constexpr (ScalarPenalty<R>) curvature.lower += objective.penalty.curvature_bound();
        curvature.upper += objective.penalty.curvature_bound();
    }
    return curvature;
}
template <Function F, class R>
double largest_stable_step(const Regularized<F, R>& objective) {
    return 2 / largest_curvature(objective).upper;
}

}  // namespace lariat
