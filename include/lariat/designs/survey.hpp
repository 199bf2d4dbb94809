// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// A design that tells in one pass over X both g = Xᵀu of a field u, and the moments
/// {Σ_i v_i x_ij, Σ_i v_i x_ij²} of every column under the weights v of the rows: by survey(u, v, g,
/// moments), all of their full lengths.
template <class D>
concept SurveyedDesign =
    Design<D> && requires(const D& X, const VectorView<design_scalar<D>>& u, const Vector<double>& v,
                          VectorRef<design_scalar<D>> g,
                          std::vector<ColumnMoments>& moments) { X.survey(u, v, g, moments); };

}  // namespace lariat
