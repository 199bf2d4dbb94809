// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <lariat/core/types.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat {

/// w_new = w − η d, with d the element of ∇L_data(w) + ∂R(w) nearest zero (of least norm). For L1 that is
/// ∂L/∂w + λ sign(w) off zero, and S_λ(∂L/∂w) at zero: a weight at zero stays there while |∂L/∂w| ≤ λ. A step
/// that crosses zero goes on to the other side (Nesterov 2004, section 3.2.3; for L1, d is the
/// pseudo-gradient of Andrew and Gao 2007). Fits convex penalties that are finite everywhere. One fused pass.
struct SubgradientUpdate {
    template <class R>
    static constexpr bool fits = ConvexPenalty<R> && !DomainRestricting<R>;

    template <class R, class W, class G, class Out>
    void operator()(const R& penalty, const W& w, const G& gradient, double step, Out&& out) const {
        using Scalar = typename W::Scalar;
        const Scalar eta = detail::step_in<Scalar>(step);
        if constexpr (SeparablePenalty<R>)
            each_coordinate(penalty, w, gradient, out, Move{eta});
        else
            detail::visit_minimum_norm_subgradient(penalty, w, gradient, [&](Index j, double d_j) {
                out.coeffRef(j) = w.coeff(j) - eta * static_cast<Scalar>(d_j);
            });
    }

    /// w − η · (the element of g + ∂R(w) nearest zero), for numbers and for arrays.
    template <class Scalar>
    struct Move {
        Scalar eta;

        template <class R, class W, class G>
        auto operator()(const R& penalty, const W& w, const G& g) const {
            return w - eta * detail::minimum_norm(g, penalty.subdifferential(w));
        }
    };
    template <class Scalar>
    Move(Scalar) -> Move<Scalar>;
};

}  // namespace lariat
