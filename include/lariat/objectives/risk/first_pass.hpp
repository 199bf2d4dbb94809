// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// What the one pass over X tells that a risk begins with: of every column its product with the field u of
/// the null model (w = 0, an intercept fitted), and its moments under the weights of the rows. It is finite
/// where X is, but for sums that overflow.
template <class Scalar>
struct FirstPass {
    Vector<Scalar> u{}, g{};               ///< g = Xᵀu; empty: there was no such pass
    std::vector<ColumnMoments> moments{};  ///< {Σ v x, Σ v x²}; empty: X does not tell

    bool finite() const {
        return first_nonfinite(g.data(), g.size()) < 0 &&
               std::all_of(moments.begin(), moments.end(),
                           [](const ColumnMoments& m) { return is_finite(m.second); });
    }

    /// Does it know Xᵀr?
    bool knows(const Vector<Scalar>& r) const { return u.size() == r.size() && u == r; }
};

}  // namespace lariat::detail
