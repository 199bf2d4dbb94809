// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// Makes H at least `size` × `size` and keeps its first `known` rows and columns. It grows by half or more, since each
/// new place costs a copy of what is known and, in a fresh page, the kernel's time.
template <class Matrix>
void make_room(Matrix& H, Index size, Index known) {
    if (size <= H.cols()) return;
    const Index room = (std::max)(size, H.cols() + H.cols() / 2);
    Matrix larger(room, room);
    larger.topLeftCorner(known, known) = H.topLeftCorner(known, known);
    H.swap(larger);
}

}  // namespace lariat::detail
