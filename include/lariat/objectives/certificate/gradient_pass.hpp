// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/column_dots.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/transpose_products.hpp>
#include <lariat/objectives/certificate/field_line.hpp>
#include <lariat/objectives/certificate/safe_screen.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// The pass over X that a certificate takes, one certificate after another: of a risk g = (Xᵀu; Σu) for the
/// field in a point, the first time with the moments of the columns, later of the columns that matter alone;
/// else ∇f. Several points may share a pass.
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
            begin_screening(f, at.u);
        } else {
            f.gradient(at, g_);
        }
    }

    /// The same for the prepared fields of several points in one pass, which they do not count; `take` brings
    /// the gradient of each. Off the active columns their w is zero; of their penalties, which differ by a
    /// factor, the objective has the weakest.
    void operator()(const O& weakest, const std::vector<Point>& points,
                    [[maybe_unused]] const std::vector<bool>& active)
        requires Risk<F>
    {
        const F& f = weakest.function;
        const auto count = static_cast<Index>(points.size());
        U_.resize(f.rows(), count);
        for (Index k = 0; k < count; ++k) U_.col(k) = points[static_cast<std::size_t>(k)].u;
        if constexpr (may_screen_many)
            if (!screen_.empty()) {
                if (some_suffice(weakest, points, active) && !asked().empty())
                    return transpose_products(f.design(), asked(), U_, G_);
                screen_.forget();
            }
        transpose_products(f.design(), U_, G_);
    }

    /// g becomes that of the k-th of the points.
    void take(const F& f, Index k)
        requires Risk<F>
    {
        if (asked().empty())
            g_.head(f.penalized()) = G_.col(k);
        else
            for (std::size_t i = 0; i < asked().size(); ++i) g_[asked()[i]] = G_(static_cast<Index>(i), k);
        if (f.has_intercept()) g_[f.penalized()] = static_cast<Scalar>(f.mean_loss().sum(U_.col(k)));
    }
    /// Is it finite?
    bool is_finite(Index k) const { return G_.col(k).allFinite(); }

    /// The next pass begins at the k-th of the points.
    void go_on_from(const F& f, Index k)
        requires Risk<F>
    {
        take(f, k);
        if constexpr (may_screen_many) {
            line_.forget();
            if (!asked().empty()) return screen_.arrive(U_.col(k), distances_[static_cast<std::size_t>(k)]);
            begin_screening(f, U_.col(k));
            if (k > 0) line_.know(U_.middleCols(k - 1, 2), G_.middleCols(k - 1, 2));
        } else {
            screen_.forget();
        }
    }
    /// Or at a point whose gradient another pass has made.
    void go_on_from(const F& f, const Point& at, const Vector<Scalar>& g)
        requires Risk<F>
    {
        g_ = g;
        line_.forget();
        begin_screening(f, at.u);
    }

    /// Asks some columns more, at the point that the next pass begins at.
    void ask(const F& f, const Point& at, const std::vector<Index>& columns)
        requires Risk<F>
    {
        column_dots(f.design(), columns, at.u, g_);
        screen_.know(columns);
    }

    const Vector<Scalar>& gradient() const { return g_; }
    Vector<Scalar>& gradient() { return g_; }

    /// The coordinates that were asked, where some were left out (see SafeScreen); else none.
    const std::vector<Index>& asked() const { return screen_.needed(); }
    /// Is g_j of the last point? Otherwise w_j = 0 is optimal there, and g_j of an earlier one.
    bool knows(Index j) const { return screen_.knows(j); }

    /// The part of the columns that was asked.
    double share(const F& f) const
        requires Risk<F>
    {
        return asked().empty() ? 1.0 : double(asked().size()) / double(f.penalized());
    }

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
            return ColumnDesign<DesignOf<F>> && by_columns<DesignOf<F>>;
        } else {
            return false;
        }
    }();

    /// Several fields at once are worth it where X multiplies some of its columns as fast as all.
    static constexpr bool may_screen_many = [] {
        if constexpr (may_screen)
            return MultipliesColumns<DesignOf<F>>;
        else
            return false;
    }();

    void begin_screening(const F& f, const Vector<Scalar>& u)
        requires Risk<F>
    {
        if (may_screen && !moments(f).empty()) screen_.know_all(f.penalized(), u);
    }

    /// Are some of the columns all that these points need? Those that the fields near the last leave; or, where
    /// these are many, the fields near the line.
    bool some_suffice(const O& weakest, const std::vector<Point>& points, const std::vector<bool>& active) {
        const F& f = weakest.function;
        const auto& M = f.mean_loss();
        const auto& norms_of_x = norms(f);
        distances_.clear();
        for (const Point& at : points) distances_.push_back(screen_.distance(M, at.u));
        const double farthest = *std::max_element(distances_.begin(), distances_.end());
        const auto are_few = [&](const auto& possible) {
            return screen_.find_needed(
                weakest.penalty, [&](Index j) { return active[static_cast<std::size_t>(j)]; }, possible,
                f.penalized() / 2);
        };
        if (are_few(screen_.near_last(g_, norms_of_x, farthest))) return true;
        if (line_.empty()) return false;
        line_.bound(M, points);
        return are_few([&](Index j) { return line_.possible(j, norms_of_x[j]); });
    }

    /// One by one columns may take twice their share of a pass.
    bool look_at_some([[maybe_unused]] const O& objective, [[maybe_unused]] Point& at) {
        if constexpr (may_screen)
            if (!screen_.empty()) {
                const F& f = objective.function;
                const double distance = screen_.distance(f.mean_loss(), at.u);
                if (!screen_.find_needed(
                        objective.penalty, [&](Index j) { return at.w[j] != Scalar(0); },
                        screen_.near_last(g_, norms(f), distance), f.penalized() / 2)) {
                    screen_.forget();
                    return false;
                }
                f.transpose(at, g_, screen_.needed());
                screen_.arrive(at.u, distance);
                return true;
            }
        return false;
    }

    Vector<Scalar> g_;
    std::vector<ColumnMoments> moments_{};                             // where f had not known them
    Vector<Wide<Scalar>> norms_{};                                     // once needed,
    double norm_passes_ = 0;                                           // and what they cost
    SafeScreen<Scalar> screen_{};                                      // what of g_ is known
    FieldLine<Scalar> line_{};                                         // where all of it was twice
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> U_{}, G_{};  // of several points: fields, products
    std::vector<double> distances_{};                                  // and how far they are from the last
};

}  // namespace lariat::detail
