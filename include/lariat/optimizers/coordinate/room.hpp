// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// A Gram matrix has at most so many rows and columns; 128 MB.
inline constexpr Index largest_gram = 4000;

/// Makes H at least `size` × `size` and keeps its first `known` rows and columns. It grows twofold or more,
/// up to the largest Gram matrix, since each new place costs a copy of what is known and, in a fresh page,
/// the kernel's time.
template <class Matrix>
void make_room(Matrix& H, Index size, Index known) {
    if (size <= H.cols()) return;
    const Index room = (std::max)(size, (std::min)(2 * H.cols(), largest_gram));
    Matrix larger(room, room);
    larger.topLeftCorner(known, known) = H.topLeftCorner(known, known);
    H.swap(larger);
}

}  // namespace lariat::detail
