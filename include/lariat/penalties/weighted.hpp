// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <concepts>
#include <memory>
#include <utility>

#include <lariat/core/values.hpp>
#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) = Σ_j factor_j R_j(w_j): one factor a coordinate, or one a group when R is a block penalty. A factor
/// means what λ * R means, so for MCP and SCAD it is a strength; factor 0 leaves a coordinate unpenalized, in
/// R's domain. Factors are used as given, never rescaled. Throws std::invalid_argument unless they are finite
/// and ≥ 0, and in check(p) unless there are as many as coordinates (groups). Copies share the factors.
template <class R>
class Weighted : public PenaltyBase {
    static_assert(SeparablePenalty<R> || BlockPenalty<R>,
                  "lariat: Weighted{R, factors} needs an R of single coordinates or of groups: a set that "
                  "couples coordinates (L1Ball, L2Ball, Simplex) has nothing that a factor could scale");

public:
    [[no_unique_address]] R penalty;

    /// The factors: any Eigen vector or std::vector of numbers, or a list in braces.
    Weighted(R penalty_, const Values& factors)
        : Weighted(std::move(penalty_), std::make_shared<const Vector<double>>(factors.vector("factors")),
                   detail::Sharing{}) {}
    Weighted(R penalty_, std::shared_ptr<const Vector<double>> factors, detail::Sharing)
        : penalty(std::move(penalty_)), factors_(std::move(factors)) {
        check();
    }

    const Vector<double>& factors() const { return *factors_; }

    auto scaled(double c) const {
        return Weighted<scaled_type<R>>(lariat::scaled(penalty, c), factors_, detail::Sharing{});
    }
    template <SeparablePenalty = R>
    auto at(Index j) const {
        return lariat::scaled(lariat::at(penalty, j), (*factors_)[j]);
    }
    template <BlockPenalty = R>
    auto profile(Index g) const {
        return lariat::scaled(penalty.profile(g), (*factors_)[g]);
    }
    template <BlockPenalty = R>
    decltype(auto) groups() const {
        return penalty.groups();
    }

    /// Of all coordinates at once, where a factor only multiplies the step and R's prox takes an array of
    /// steps.
    template <ArrayExpression V, std::floating_point Step>
        requires(
            std::same_as<scalar_of<V>, double> && detail::scales_by_step<R> &&
            ElementwiseProx<
                R, V, decltype(times(std::declval<Eigen::Array<scalar_of<V>, Eigen::Dynamic, 1>>(), 1.0))>)
    auto prox(const V& v, Step step) const {
        const auto prox_with = [&](const auto& factors) {
            return penalty.prox(v, times(factors.array(), step));
        };
        return prox_with(*factors_);
    }

    double curvature_bound() const
        requires CurvatureBoundedPenalty<scaled_type<scalar_part<R>>>
    {
        double bound = 0.0;
        for (Index k = 0; k < factors_->size(); ++k) {
            if constexpr (BlockPenalty<R>)
                bound = (std::max)(bound, profile(k).curvature_bound());
            else
                bound = (std::max)(bound, at(k).curvature_bound());
        }
        return bound;
    }

    void check() const {
        const Vector<double>& f = *factors_;
        for (Index j = 0; j < f.size(); ++j)
            require(is_finite(f[j]) && f[j] >= 0,
                    [&] { return "factors[" + text(j) + "] = " + text(f[j]) + "; must be finite and >= 0"; });
        checked(penalty);
    }
    void check(Index p) const {
        if constexpr (BlockPenalty<R>)
            require_size("factors", factors().size(), static_cast<Index>(groups().size()),
                         "the list of groups");
        else
            require_size("factors", factors().size(), p, "the penalized part of w");
        detail::check_size(penalty, p);
    }

private:
    std::shared_ptr<const Vector<double>> factors_;
};

}  // namespace lariat
