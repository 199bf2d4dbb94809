// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_dots.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/objectives/certificate/safe_screen.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// The pass over X that a certificate takes, one certificate after another: of a risk g = (Xᵀu; Σu) for the
/// field in a point, the first time with the moments of the columns, later of the columns that matter alone;
/// else ∇f.
template <Objective O>
class GradientPass {
public:
    using F = FunctionOf<O>;
    using R = PenaltyOf<O>;
    using Scalar = typename F::Scalar;
    using Point = typename F::Point;

    explicit GradientPass(Index size) : g_(size) {}

    void operator()(const O& objective, Point& at) {
        const F& f = objective.function;
        if constexpr (Risk<F>) {
            if (look_at_some(objective, at)) return;
            moments(f).empty() ? f.survey(at, g_, moments_) : f.transpose(at, g_);
            if (may_screen && !moments(f).empty()) screen_.know_all(f.penalized(), at.u);
        } else {
            f.gradient(at, g_);
        }
    }

    /// Another pass has made it.
    template <class Gradient>
    void take(const Gradient& g) {
        g_ = g;
        screen_.forget();
    }

    const Vector<Scalar>& gradient() const { return g_; }
    Vector<Scalar>& gradient() { return g_; }

    /// The coordinates that were asked, where some were left out (see SafeScreen); else none.
    const std::vector<Index>& asked() const { return screen_.needed(); }
    /// Is g_j of the last point? Otherwise w_j = 0 is optimal there, and g_j of an earlier one.
    bool knows(Index j) const { return screen_.knows(j); }

    /// {Σ v x, Σ v x²} of every column of a risk's X, where its first pass told; else empty.
    const std::vector<ColumnMoments>& moments(const F& f) const
        requires Risk<F>
    {
        return f.moments().empty() ? moments_ : f.moments();
    }

    /// ‖x_j‖_v, computed once, from the moments where they are known.
    const Vector<double>& norms(const F& f) {
        if (norms_.size() > 0) return norms_;
        if constexpr (Risk<F>)
            if (const auto& known = moments(f); !known.empty()) return norms_ = column_norms(known, f.size());
        norms_ = f.variable_norms();
        norm_passes_ = F::norm_passes;
        return norms_;
    }

    /// Spent on the norms.
    double norm_passes() const { return norm_passes_; }

private:
    /// Can columns be left out, at a gain?
    static constexpr bool may_screen = [] {
        if constexpr (Risk<F> && SeparablePenalty<R> && ConvexPenalty<R>) {
            using D = std::remove_cvref_t<decltype(std::declval<const F&>().design())>;
            return ColumnDesign<D> && by_columns<D>;
        } else {
            return false;
        }
    }();

    /// One by one columns may take twice their share of a pass.
    bool look_at_some([[maybe_unused]] const O& objective, [[maybe_unused]] Point& at) {
        if constexpr (may_screen)
            if (!screen_.empty()) {
                const F& f = objective.function;
                const auto& needed = screen_.needed(objective.penalty, f.mean_loss(), norms(f),
                                                    objective.penalized(at.w), g_, at.u, f.penalized() / 2);
                if (screen_.empty()) return false;
                f.transpose(at, g_, needed);
                return true;
            }
        return false;
    }

    Vector<Scalar> g_;
    std::vector<ColumnMoments> moments_{};  // where f had not known them
    Vector<Wide<Scalar>> norms_{};          // once needed,
    double norm_passes_ = 0;                // and what they cost
    SafeScreen<Scalar> screen_{};           // what of g_ is known
};

}  // namespace lariat::detail
