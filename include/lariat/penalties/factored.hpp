// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>

#include <lariat/core/tiles.hpp>
#include <lariat/penalties/capabilities.hpp>

namespace lariat::detail {

/// An indexed penalty that is one elementwise penalty under a factor for each coordinate, c_j R: it shows R
/// as `penalty` and c as `factors()`. Weighted is one, unless a factor means more than multiplication to R.
template <class R>
concept FactoredPenalty = IndexedPenalty<R> && requires(const R& penalty) {
    requires ScalarPenalty<std::remove_cvref_t<decltype(penalty.penalty)>>;
    { penalty.factors() } -> std::same_as<const Vector<double>&>;
    requires scales_by_step<std::remove_cvref_t<decltype(penalty.penalty)>>;
};

/// c_j R for a tile of coordinates.
template <class R, ArrayExpression C>
struct Factored {
    const R& penalty;
    const C& factors;

    template <ArrayExpression V, ScalarNumber T>
    auto prox(const V& v, T step) const {
        return penalty.prox(v, times(factors, double(step)));
    }
    template <ArrayExpression W>
    auto subdifferential(const W& w) const {
        const auto slopes = penalty.subdifferential(w);
        return Intervals{factors * slopes.lower, factors * slopes.upper};
    }
};

/// R's prox runs over tiles of Scalar. (Factors are of double: a tile of float would spend its time
/// converting them.)
template <class R, class Scalar, class Some = Eigen::Array<Scalar, 8, 1>>
concept TiledProx = (ScalarPenalty<R> && ElementwiseProx<R, Some, Scalar>) ||
                    (FactoredPenalty<R> && std::same_as<Scalar, double> &&
                     requires(const R& r) { requires ElementwiseProx<decltype(r.penalty), Some, Some>; });

/// R's subdifferential runs over tiles of Scalar.
template <class R, class Scalar, class Some = Eigen::Array<Scalar, 8, 1>>
concept TiledSubdifferential = (ScalarPenalty<R> && ElementwiseSubdifferential<R, Some>) ||
                               (FactoredPenalty<R> && std::same_as<Scalar, double> && requires(const R& r) {
                                   requires ElementwiseSubdifferential<decltype(r.penalty), Some>;
                               });

/// out_j = formula(R_j, in_j…) for n coordinates, a tile at a time.
template <class R, class F, class Scalar, class... In>
void by_tiles(Index n, const R& penalty, const F& formula, Scalar* out, const In*... in) {
    if constexpr (FactoredPenalty<R>)
        transform(
            n,
            [formula]<class Unit, class C>(const Unit& unit, const C& factors, const auto&... x) {
                return formula(Factored<Unit, C>{unit, factors}, x...);
            },
            penalty.penalty, out, penalty.factors().data(), in...);
    else
        transform(n, formula, penalty, out, in...);
}

}  // namespace lariat::detail
