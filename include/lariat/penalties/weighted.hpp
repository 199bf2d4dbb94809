// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) = Σ_j factor_j R_j(w_j): one factor a coordinate, or one a group when R is a block penalty. A factor means what
/// λ * R means, so for MCP and SCAD it is a strength; factor 0 leaves a coordinate unpenalized, in R's domain.
/// Factors are used as given, never rescaled. Throws std::invalid_argument unless they are finite and ≥ 0, and in
/// check(p) unless there are as many as coordinates (groups). Copies share the factors.
template <class R>
requires(SeparablePenalty<R> || BlockPenalty<R>) class Weighted : public PenaltyBase {
public:
    [[no_unique_address]] R penalty;

    Weighted(R penalty_, const std::vector<double>& factors)
        : Weighted(std::move(penalty_), share(Eigen::Map<const Vector<double>>(
                                            factors.data(), static_cast<Index>(factors.size())))) {}
    template <class Number>
    requires std::is_arithmetic_v<Number> Weighted(R penalty_, const std::vector<Number>& factors)
        : Weighted(std::move(penalty_), share(Eigen::Map<const Vector<Number>>(
                                            factors.data(), static_cast<Index>(factors.size())))) {}
    template <class Derived>
    Weighted(R penalty_, const Eigen::DenseBase<Derived>& factors)
        : Weighted(std::move(penalty_), share(factors.derived())) {}
    Weighted(R penalty_, detail::Shared<Vector<double>> factors)
        : penalty(std::move(penalty_)), factors_(std::move(factors)) {
        check();
    }

    const Vector<double>& factors() const { return *factors_; }

    auto scaled(double c) const { return Weighted<scaled_type<R>>(lariat::scaled(penalty, c), factors_); }
    auto at(Index j) const requires SeparablePenalty<R> {
        return lariat::scaled(lariat::at(penalty, j), (*factors_)[j]);
    }
    auto profile(Index g) const requires BlockPenalty<R> {
        return lariat::scaled(penalty.profile(g), (*factors_)[g]);
    }
    decltype(auto) groups() const requires BlockPenalty<R> { return penalty.groups(); }

    /// Of all coordinates at once, where a factor only multiplies the step and R's prox takes an array of steps.
    template <ArrayExpression V>
    requires(std::same_as<scalar_of<V>, double>&& detail::scales_by_step<R>&& ElementwiseProx<
             R, V, decltype(times(std::declval<Eigen::ArrayXd>(), 1.0))>) auto prox(const V& v,
                                                                                    double step) const {
        return penalty.prox(v, times((*factors_).array(), step));
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
    detail::Shared<Vector<double>> factors_;

    template <class Derived>
    static detail::Shared<Vector<double>> share(const Derived& factors) {
        Vector<double> owned(factors.size());
        for (Index j = 0; j < factors.size(); ++j) owned[j] = static_cast<double>(factors(j));
        return detail::Shared(std::move(owned));
    }
};

}  // namespace lariat
