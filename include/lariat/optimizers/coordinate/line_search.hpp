// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/coordinate/blocks.hpp>
#include <lariat/optimizers/coordinate/damping.hpp>
#include <lariat/optimizers/coordinate/state.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// w += α d for the first α in 1, ½, ¼, … with
///     F(w + α d) ≤ F(w) + 10⁻⁴ α (∇L_data·d + R(w + d) − R(w)),
/// the intercept fitted after each: d leads from w on W to the minimum w_W of a model (the rule of Tseng and
/// Yun 2009, (9)). A short step says that the model was too flat, and one whose minimum was not found that it
/// was too flat in places: the next is damped. Where R is not convex the minimum of a flat model may lie
/// beyond a hill: part of the way there must itself go down, by α ∇L_data·d + R(w + α d) − R(w), and where it
/// does not the next is stiffer.
template <class O, class B>
void line_search(const O& objective, const B& blocks, CoordinateState<O>& s) {
    using Scalar = typename O::Scalar;
    const auto& f = objective.function;
    const auto m = static_cast<Index>(s.W.size());
    const Vector<Scalar> z = s.x.z, shift = s.x.w.tail(s.x.w.size() - f.penalized());
    Vector<Scalar> change = Vector<Scalar>::Zero(z.size());
    Vector<double> start(m), moved(m);
    for (Index k = 0; k < m; ++k) {
        const Index j = s.W[static_cast<std::size_t>(k)];
        start[k] = double(s.x.w[j]);
        const double d = s.w_W[k] - start[k];
        if (d != 0) f.design().add_column(j, d, change);
    }
    const double penalty = total_on(blocks, s.B, start);  // outside W it stays
    const double linear = dot(s.x.u, change), slope = linear + total_on(blocks, s.B, s.w_W) - penalty;
    const double before = f.value(s.x) + penalty;
    constexpr bool convex = ConvexPenalty<PenaltyOf<O>>;
    constexpr int halvings = convex ? 40 : 20;
    double alpha = 1;
    for (int k = 0; k < halvings; ++k, alpha /= 2) {
        for (Index i = 0; i < m; ++i) {
            const Index j = s.W[static_cast<std::size_t>(i)];
            s.x.w[j] = static_cast<Scalar>(start[i] + alpha * (s.w_W[i] - start[i]));
            moved[i] = double(s.x.w[j]);
        }
        s.x.z = z + static_cast<Scalar>(alpha) * change;
        s.x.w.tail(shift.size()) = shift;
        f.profile(s.x);
        const double penalty_after = total_on(blocks, s.B, moved), after = f.value(s.x) + penalty_after;
        const double rounding = 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(before);
        const bool beside_hill = !convex && k > 0;
        const double foreseen =
            beside_hill ? alpha * linear + penalty_after - penalty : alpha * (std::min)(slope, 0.0);
        if (beside_hill ? foreseen < 0 && after <= before + 1e-4 * foreseen
                        : after <= before + 1e-4 * foreseen + rounding) {
            k == 0 && s.settled ? s.damping.ease() : s.damping.strengthen();
            return;
        }
    }
    for (Index k = 0; k < m; ++k) s.x.w[s.W[static_cast<std::size_t>(k)]] = static_cast<Scalar>(start[k]);
    s.x.w.tail(shift.size()) = shift;
    s.x.z = z;
    convex ? s.damping.strengthen_fully() : s.damping.stiffen();
}

}  // namespace lariat::detail
