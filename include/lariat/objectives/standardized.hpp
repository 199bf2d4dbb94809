// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include <lariat/core/values.hpp>
#include <lariat/designs/column_deviations.hpp>
#include <lariat/designs/scaled_design.hpp>
#include <lariat/objectives/empirical_risk.hpp>

namespace lariat {

/// The risk seen through standardized columns: `standardized(risk) + R` is L_data(w, b) + R(s∘w), with s_j
/// the standard deviation of column j under the risk's weights (1/n, as glmnet). Whatever goes in or comes
/// out, starts, solutions, the w of `certify`, `value` and `gradient`, is on the scale of X. X is neither
/// copied nor changed, and sparse X stays sparse: columns are scaled, not centred, since centring is what an
/// intercept does. A column that is constant up to rounding has coefficient 0, and is named in
/// Solution::constant_columns. Costs two passes.
template <Loss L, Design D>
EmpiricalRisk<L, ScaledDesign<D>> standardized(const EmpiricalRisk<L, D>& risk) {
    Vector<double> factors = column_deviations(risk.design(), risk.row_weights());
    for (double& s : factors) s = s > 0 ? 1 / s : 0.0;
    return risk.scaled(std::move(factors));
}

/// The same risk under other weights ω (one a row, as in RiskOptions; 0 removes a row). X is shared.
template <Loss L, Design D>
EmpiricalRisk<L, D> reweighted(const EmpiricalRisk<L, D>& risk, const Values& weights) {
    return risk.with_weights(weights);
}

/// A standardized risk is standardized anew: by the rows that count.
template <Loss L, Design D>
EmpiricalRisk<L, ScaledDesign<D>> reweighted(const EmpiricalRisk<L, ScaledDesign<D>>& risk,
                                             const Values& weights) {
    return standardized(risk.with_design(risk.design().unscaled()).with_weights(weights));
}

}  // namespace lariat
