// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <string>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// How good predictions are, of which the mean over rows is taken. Satisfied by a type with
///     of_row(loss, z, y)   for one row with prediction z and target y; smaller is better
/// and, where it does not suit all targets,
///     complaint(y, v)      "" or what is wrong with the targets y of a fold, their weights being v
template <class M, class L>
concept RowMetric = Loss<L> && requires(const M& metric, const L& loss, double z, double y) {
    { metric.of_row(loss, z, y) } -> std::convertible_to<double>;
};

/// One that is asked of all rows at once:
///     score(loss, z, y, v)        of n predictions, targets and weights
///     larger_is_better            true when it is
template <class M, class L>
concept WholeMetric = Loss<L> && requires(const M& metric, const L& loss, const Vector<double>& values) {
    { metric.score(loss, values, values, values) } -> std::convertible_to<double>;
    { M::larger_is_better } -> std::convertible_to<bool>;
};

template <class M, class L>
concept Metric = RowMetric<M, L> || WholeMetric<M, L>;

/// The metric of rows with predictions z, targets y and weights v, n each: Σ v m(z, y)/Σ v over the rows of
/// positive weight, or what the metric says of them all.
template <Loss L, Metric<L> M>
double score(const M& metric, const L& loss, const Vector<double>& z, const Vector<double>& y,
             const Vector<double>& v) {
    if constexpr (WholeMetric<M, L>) {
        return metric.score(loss, z, y, v);
    } else {
        const auto term = [&](Index i) {
            return v[i] > 0 ? v[i] * double(metric.of_row(loss, z[i], y[i])) : 0.0;
        };
        return lane_sum(z.size(), term) / lane_sum(z.size(), [&](Index i) { return v[i]; });
    }
}

namespace detail {

template <class M>
constexpr bool larger_is_better() {
    if constexpr (requires { M::larger_is_better; })
        return M::larger_is_better;
    else
        return false;
}

/// What is wrong with targets for a classification metric; "" when nothing is.
inline std::string complaint_of_labels(const Vector<double>& y) {
    for (Index i = 0; i < y.size(); ++i)
        if (y[i] != 0 && y[i] != 1) return "a target is " + text(y[i]) + "; must be 0 or 1";
    return "";
}

}  // namespace detail

}  // namespace lariat
