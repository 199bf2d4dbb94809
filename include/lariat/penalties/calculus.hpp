// SPDX-License-Identifier: BSD-3-Clause
// A penalty over a whole vector, whatever its kind: what optimizers and certificates call. For every kind
//     total(R, w)                    R(w)
//     prox(R, v, step, out)          out = argmin over x of ‖x − v‖²/(2·step) + R(x)
//     conjugate_gap(R, w, g, s)      R(w) + R*(−s g) + s g·w
//     conjugate_gap_nearby(R, w, g, μ)   R(w) + R*(u) − u·w + ‖g + u‖²/(2μ), u nearest to −g in dom R*
//     dual_scale(R, g)               the largest s in [0, 1] with −s g in the domain of R*
//     conjugate_is_finite(R, p)      is that domain everything?
//     conjugate_reachable(R, p)      is 0 inside it, but for the free coordinates?
//     free_coordinates(R, p)         those with R_j = 0
//     jumps(R, p)                    does R jump away from 0?
//     nearest_to_zero(R, out)        out = the point nearest to 0 at which R is finite
//     check_penalty(R, p)            throws what is wrong with R, or with R for p coordinates
// and for separable and block penalties
//     minimum_norm_subgradient(R, w, g, d)    d = the element of g + ∂R(w) nearest to 0
//     kkt_violation(R, w, g, scale)           the largest relative distance of −g_j from ∂R_j(w_j)
//     critical_strength(R, g)                 the smallest λ ≥ 0 with −g in λ ∂R(0)
// Vectors may be of double or float, whole or parts of others; sums are in double, in a fixed order.
#pragma once

#include <lariat/penalties/calculus/block.hpp>
#include <lariat/penalties/calculus/constraint.hpp>
#include <lariat/penalties/calculus/separable.hpp>
#include <lariat/penalties/calculus/whole.hpp>
