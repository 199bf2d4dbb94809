// SPDX-License-Identifier: BSD-3-Clause
// Solution::predict, which is here because it must know what X may be.
#pragma once

#include <type_traits>

#include <lariat/core/check.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/design_of.hpp>

namespace lariat {

/// z = Xw + b in the number type of X.
template <class Scalar, class L>
template <class X>
Vector<Scalar> Solution<Scalar, L>::predict(const X& x) const {
    const auto design = design_of(x);
    using Number = typename std::remove_cvref_t<decltype(design)>::Scalar;
    require(design.cols() == coefficients.size(), [&] {
        return "X is " + shape(design.rows(), design.cols()) + "; the solution has " +
               text(coefficients.size()) + " coefficients";
    });
    if constexpr (requires { design.check_finite("X"); }) design.check_finite("X");
    Vector<Number> z(design.rows());
    design.apply(Vector<Number>(coefficients.template cast<Number>()), z);
    z.array() += static_cast<Number>(intercept);
    return z.template cast<Scalar>();
}

}  // namespace lariat
