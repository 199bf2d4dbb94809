// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/values.hpp>
#include <lariat/objectives/variable_scale.hpp>

namespace lariat {

/// The point of a function at coefficients w: p of them, an intercept then being fitted to them exactly, or
/// p + 1 with the intercept last. Throws std::invalid_argument when there are others, or one is infinite or
/// NaN, naming `name`.
template <Function F>
typename F::Point placed(const F& f, const Values& w, const char* name = "w") {
    checked(f);
    const bool whole = w.size() == f.size();
    if (!whole) require_size(name, w.size(), f.penalized(), "the objective");
    require_finite(name, w.vector().data(), w.size());
    auto at = f.point();
    at.w.head(w.size()) = w.vector().template cast<typename F::Scalar>();
    require_finite(name, at.w.data(), at.w.size());
    detail::divide_by_factors(f, at.w);
    f.place(at);
    if constexpr (requires { f.profile(at); })
        if (!whole) f.profile(at);
    return at;
}

}  // namespace lariat
