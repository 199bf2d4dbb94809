// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <string>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/variable_scale.hpp>

namespace lariat {

/// Something fitted: a Solution, a LinearModel, anything with its `coefficients` and `intercept`.
template <class T>
concept Fitted = requires(const T& fit) {
    { fit.coefficients.size() } -> std::convertible_to<Index>;
    { fit.coefficients[0] } -> std::convertible_to<double>;
    { fit.intercept } -> std::convertible_to<double>;
};

/// Anybody's coefficients: the numbers, or something fitted.
template <class T>
concept Coefficients = std::constructible_from<Values, const T&> || Fitted<T>;

/// The point of a function at coefficients w: p of them, an intercept then being fitted to them exactly, or
/// p + 1 with the intercept last. Throws std::invalid_argument when there are others, or one is infinite or
/// NaN, naming `name`.
template <Function F>
typename F::Point placed(const F& f, const Values& w, const char* name = "w") {
    checked(f);
    const Vector<double>& given = w.vector(name);
    const bool whole = given.size() == f.size();
    if (!whole) require_size(name, given.size(), f.penalized(), "the objective");
    require_finite(name, given.data(), given.size());
    auto at = f.point();
    at.w.head(given.size()) = given.template cast<typename F::Scalar>();
    require_finite(name, at.w.data(), at.w.size());
    detail::divide_by_factors(f, at.w);
    f.place(at);
    if constexpr (requires { f.profile(at); })
        if (!whole) f.profile(at);
    return at;
}

/// The same of something fitted, its intercept as it is. Throws, too, when it has an intercept and f none.
template <Function F, Fitted Fit>
typename F::Point placed(const F& f, const Fit& fit, const std::string& name = "w") {
    const Index p = f.penalized();
    require_size((name + ".coefficients").c_str(), fit.coefficients.size(), p, "the objective");
    require(f.size() > p || fit.intercept == 0, [&] {
        return name + ".intercept = " + text(double(fit.intercept)) + "; the objective has no intercept";
    });
    Vector<double> w(f.size());
    for (Index j = 0; j < p; ++j) w[j] = static_cast<double>(fit.coefficients[j]);
    if (f.size() > p) w[p] = fit.intercept;
    return placed(f, Values(w), name.c_str());
}

}  // namespace lariat
