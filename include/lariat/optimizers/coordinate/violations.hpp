// SPDX-License-Identifier: BSD-3-Clause
// How far blocks are from optimal: dist(−g_b, ∂R_b(w_b)).
#pragma once

#include <algorithm>
#include <numeric>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/model_of.hpp>
#include <lariat/optimizers/coordinate/state.hpp>
#include <lariat/optimizers/coordinate/sweeps.hpp>

namespace lariat::detail {

/// Xᵀu, one element when it is asked for.
template <class D, class Field>
struct GradientByColumns {
    const D& X;
    const Field& u;
    double operator[](Index j) const { return X.column_dot(j, u); }
};
template <class D, class Field>
GradientByColumns(const D&, const Field&) -> GradientByColumns<D, Field>;

/// Of block b at s.x, whose field is right: asks X for its columns alone.
template <class O, class B>
double violation_by_columns(const O& objective, const B& blocks, Index b, CoordinateState<O>& s) {
    return violation_among(blocks, b, s.x.w, GradientByColumns{objective.function.design(), s.x.u}, s.w_b,
                           s.g_b);
}

/// The largest within the working set, of F itself at s.x, of which w and z are right and the intercept is
/// fitted.
template <class O>
double violation_on_blocks(const O& objective, CoordinateState<O>& s) {
    const auto blocks = blocks_of(objective);
    objective.function.renew_field(s.x);
    if (objective.function.has_intercept()) balance(s.x.u);
    double worst = 0;
    for (const Index b : s.B) worst = (std::max)(worst, violation_by_columns(objective, blocks, b, s));
    return worst;
}

/// Where R jumps at zero, as a count does, every w_b = 0 satisfies the KKT conditions: what counts is how far
/// a step of its own would move w_b.
template <class O, class B>
void score_moves(const O& objective, const B& blocks, CoordinateState<O>& s) {
    s.B.resize(s.score.size());
    std::iota(s.B.begin(), s.B.end(), Index(0));
    flatten(blocks, s);
    auto model = model_of(objective, s, s.W, s.x.u);
    for (Index k = 0, b = 0; b < blocks.count(); ++b) {
        const auto size = static_cast<Index>(blocks.columns(b).size());
        gather(blocks.columns(b), s.x.w, s.w_b);
        gather(blocks.columns(b), s.g, s.g_b);
        const double L = block_curvature(blocks, model, b, k, s);
        s.score[static_cast<std::size_t>(b)] =
            L > 0 ? move_from(Vector<double>(s.w_b), blocks, b, L, s) : 0.0;
        k += size;
    }
}

template <class B, class S>
void score_violations(const B& blocks, S& s) {
    const auto score = [&](Index b) {
        s.score[static_cast<std::size_t>(b)] = violation_among(blocks, b, s.x.w, s.g, s.w_b, s.g_b);
    };
    if (const auto& asked = s.certifier.pass().asked(); B::single && !asked.empty()) {
        std::fill(s.score.begin(), s.score.end(), 0.0);  // the others are optimal at zero
        std::for_each(asked.begin(), asked.end(), score);
    } else {
        for (Index b = 0; b < blocks.count(); ++b) score(b);
    }
}

/// The scores of all blocks at s.x, with gradient s.g, and the largest.
template <class O>
void score_blocks(const O& objective, CoordinateState<O>& s) {
    const auto blocks = blocks_of(objective);
    if (blocks.jumps())
        score_moves(objective, blocks, s);
    else
        score_violations(blocks, s);
    s.residual = 0;
    for (const double distance : s.score) s.residual = (std::max)(s.residual, distance);
}

}  // namespace lariat::detail
