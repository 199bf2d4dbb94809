// SPDX-License-Identifier: BSD-3-Clause
// Coordinate descent in a quadratic model of L_data, be it of residuals or in a Gram matrix: block after
// block of the working set, with all that makes it faster.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>

namespace lariat::detail {

/// A step whose prox minimizes R_b.
inline constexpr double endless = 1e300;

/// w_b = prox_{R_b/L}(w − g_b/L); returns L ‖w_b − w‖.
template <class B, class W, class S>
double move_from(const W& w, const B& blocks, Index b, double L, S& s) {
    s.w_b = w - s.g_b / L;
    blocks.prox(b, s.w_b.data(), 1 / L);
    return L * norm(s.w_b - w);
}

/// L_b of the block whose first column is the k-th of W.
template <class B, class Model, class S>
double block_curvature([[maybe_unused]] const B& blocks, const Model& model, [[maybe_unused]] Index b,
                       Index k, [[maybe_unused]] S& s) {
    if constexpr (B::single) {
        return model.curvature(k);
    } else {
        double& L = s.curvatures[static_cast<std::size_t>(b)];
        if (L < 0) L = model.curvature(k, static_cast<Index>(blocks.columns(b).size()));
        return L;
    }
}

/// The largest violation of a block in W, in the model.
template <class B, class Model, class S>
double violation_in(const B& blocks, const Model& model, S& s) {
    double worst = 0;
    Index k = 0;
    for (const Index b : s.B) {
        s.g_b.resize(static_cast<Index>(blocks.columns(b).size()));
        for (Index i = 0; i < s.g_b.size(); ++i) s.g_b[i] = model.gradient(k + i);
        worst = (std::max)(worst, blocks.violation(b, s.w_W.data() + k, s.g_b.data()));
        k += s.g_b.size();
    }
    return worst;
}

/// One step of each of `size` coordinates without penalty, from the k-th of W on; returns their violation
/// before.
template <class Model, class S>
double descend_coordinates(Model& model, Index k, Index size, S& s) {
    double violation = 0;
    for (Index i = k; i < k + size; ++i) {
        const double g = model.gradient(i), L = model.curvature(i);
        if (!(L > 0)) s.w_W[i] = 0;
        if (!(L > 0) || g == 0) continue;
        violation = std::hypot(violation, g);
        s.w_W[i] -= g / L;
        model.move(i, -g / L);
    }
    return violation;
}

/// One step of the block whose first column is the k-th of W; returns its violation before.
template <class B, class Model, class S>
double descend_block(const B& blocks, Model& model, Index b, Index k, S& s) {
    if constexpr (B::single) {
        const double g = model.gradient(k), w = s.w_W[k], violation = blocks.violation(b, &w, &g);
        if (B::convex && w == 0 && violation == 0) return 0;  // it stays, however curved the model is
        const double L = block_curvature(blocks, model, b, k, s);
        // The column is zero, or constant beside an intercept: R_b alone decides, for 0 if it can.
        if (!(L > 0)) {
            s.w_W[k] = 0;
            blocks.prox(b, &s.w_W[k], endless);
            return 0;
        }
        double moved = w - g / L;
        blocks.prox(b, &moved, 1 / L);
        if (moved != w) {
            s.w_W[k] = moved;
            model.move(k, moved - w);
        }
        return blocks.jumps() ? L * std::abs(moved - w) : violation;
    } else {
        const auto size = static_cast<Index>(blocks.columns(b).size());
        if (blocks.free(b)) return descend_coordinates(model, k, size, s);
        const double L = block_curvature(blocks, model, b, k, s);
        if (!(L > 0)) {
            s.w_W.segment(k, size).setZero();
            blocks.prox(b, s.w_W.data() + k, endless);
            return 0;
        }
        const auto w = s.w_W.segment(k, size);
        s.g_b.resize(size);
        for (Index i = 0; i < size; ++i) s.g_b[i] = model.gradient(k + i);
        const double violation = blocks.violation(b, w.data(), s.g_b.data());
        const double moved = move_from(w, blocks, b, L, s);
        for (Index i = 0; i < size; ++i) {
            const double d = s.w_b[i] - s.w_W[k + i];
            if (d == 0) continue;
            s.w_W[k + i] = s.w_b[i];
            model.move(k + i, d);
        }
        return blocks.jumps() ? moved : violation;
    }
}

/// (w, field) in place of the model's, if F is lower there, by more than what a field whose rounding was
/// amplified a thousandfold or more may feign.
template <class B, class Model, class S, class Field>
bool accept_if_better(const B& blocks, Model& model, S& s, const Vector<double>& w, const Field& field,
                      double amplification) {
    const double value = model.value(s.w_W, model.field()), penalty = total_on(blocks, s.B, s.w_W);
    constexpr double epsilon = double(Eigen::NumTraits<typename Field::Scalar>::epsilon());
    const double feigned =
        amplification < 1e3 ? 0.0 : 4 * amplification * epsilon * (std::abs(value) + std::abs(penalty));
    if (!(model.value(w, field) + total_on(blocks, s.B, w) < value + penalty - feigned)) return false;
    s.w_W = w;
    model.field() = field;
    return true;
}

/// What a finish has made in place of the model's, if F is lower there; where its change drowns in rounding,
/// if the violations are smaller.
template <class B, class Model, class S>
bool accept_finish(const B& blocks, Model& model, S& s) {
    const auto value = [&](const auto& w, const auto& q) {
        return model.value(w, q) + total_on(blocks, s.B, w);
    };
    const double change = value(s.finish.w(), s.finish.q()) - value(s.w_W, model.field());
    if (!(change < s.finish.rounding())) return false;
    const bool lower = change < -s.finish.rounding();
    const double violation = lower ? 0 : violation_in(blocks, model, s);
    s.finish.swap(s.w_W, model.field());
    if (lower || violation_in(blocks, model, s) < violation) return true;
    s.finish.swap(s.w_W, model.field());
    return false;
}

/// Sweeps over W until the violations met in a sweep are at most the target, or the solve has cost so many
/// visits; returns the violations of the first. Where a visit costs columns of X and most blocks are zero, sweeps
/// over the others come before the next over all.
template <class B, class Model, class S, class Extrapolation>
double descend(const B& blocks, Model& model, S& s, Extrapolation& anderson, double target, Index sweeps,
               double visits = Interval::infinity) {
    constexpr bool visits_cost = !requires { model.hessian(); };
    double first = 0;
    bool all = true;
    anderson.reset();
    s.finish.reset();
    s.settled = true;
    for (Index sweep = 0; sweep < sweeps && s.visits < visits; ++sweep) {
        double violation = 0;
        Index k = 0, visited = 0, nonzero = 0;
        for (const Index b : s.B) {
            const auto size = static_cast<Index>(blocks.columns(b).size());
            const auto w_b = s.w_W.segment(k, size);
            if (all || !w_b.isZero(0)) {
                violation = (std::max)(violation, descend_block(blocks, model, b, k, s));
                visited += size;
            }
            if (!w_b.isZero(0)) nonzero += size;
            k += size;
        }
        model.settle();
        s.visits += double(visited);
        if (sweep == 0) first = violation;
        if (!(violation > target)) {
            if (all) return first;
            all = true;
            continue;
        }
        if (all) all = !visits_cost || 2 * nonzero > visited;
        if constexpr (requires { model.hessian(); })
            if (s.finish.offer(blocks, s.B, model.hessian(), s.w_W, model.field()) &&
                accept_finish(blocks, model, s)) {
                if (!blocks.jumps() && !(violation_in(blocks, model, s) > target)) return first;
                anderson.reset();
                continue;
            }
        if (!anderson.push(s.w_W, model.field())) continue;
        if (anderson.extrapolate())
            accept_if_better(blocks, model, s, anderson.x(), anderson.field(), anderson.amplification());
        if (S::exact && anderson.follow())
            accept_if_better(blocks, model, s, anderson.x(), anderson.field(), anderson.amplification());
    }
    s.settled = false;
    return first;
}

}  // namespace lariat::detail
