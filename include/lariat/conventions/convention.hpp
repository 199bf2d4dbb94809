// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include <lariat/core/concepts.hpp>
#include <lariat/objectives/empirical_risk.hpp>
#include <lariat/objectives/regularized.hpp>

namespace lariat {

/// A penalty in the parameters of another program, whose scale depends on the data. Satisfied by a type with
///     penalty(risk)    the same in lariat's terms, for the rows, weights, offset and intercept of this risk
///     check()          throws std::invalid_argument naming a parameter out of range
template <class C, class F>
concept Convention = Risk<F> && !Penalty<C> && requires(const C& convention, const F& risk) {
    { convention.penalty(risk) } -> Penalty;
};

/// What a strength λ multiplies: a penalty, or a convention with its own parameters.
template <class R, class F>
concept PenaltyOrConvention = Penalty<R> || Convention<R, F>;

/// L_data + R, with R in another program's parameters.
template <Risk F, Convention<F> C>
auto operator+(F risk, const C& convention) {
    auto penalty = convention.penalty(risk);
    return std::move(risk) + std::move(penalty);
}

}  // namespace lariat
