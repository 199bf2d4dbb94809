// SPDX-License-Identifier: BSD-3-Clause
// Products of a float matrix with double sums. Eigen's own product sums in float, and its `.cast<double>()`
// of a whole column gives up packets; casting fixed-size arrays of eight keeps them.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>

#include <lariat/core/types.hpp>

namespace lariat::detail {

using Float8 = Eigen::Map<const Eigen::Array<float, 8, 1>>;
using Double8 = Eigen::Array<double, 8, 1>;

/// out[k] = Σ_i a[k·stride + i] r[i] for k < lines: the dot products of r with contiguous lines, four lines
/// at a time.
inline void line_dots(const float* a, Index stride, Index lines, Index length, const float* r, float* out) {
    const Index whole = length - length % 8;
    for (Index first = 0; first < lines; first += 4) {
        const Index count = (std::min)(Index(4), lines - first);
        std::array<Double8, 4> sum;
        for (auto& s : sum) s.setZero();
        const float* line[4];
        for (Index k = 0; k < 4; ++k) line[k] = a + (first + (std::min)(k, count - 1)) * stride;
        for (Index i = 0; i < whole; i += 8) {
            const Double8 ri = Float8(r + i).cast<double>();
            for (std::size_t k = 0; k < 4; ++k) sum[k] += Float8(line[k] + i).cast<double>() * ri;
        }
        for (Index k = 0; k < count; ++k) {
            double total = sum[static_cast<std::size_t>(k)].sum();
            for (Index i = whole; i < length; ++i) total += double(line[k][i]) * double(r[i]);
            out[first + k] = static_cast<float>(total);
        }
    }
}

/// out[i] = Σ_k a[k·stride + i] w[k]: a combination of contiguous lines, a tile of the output at a time in
/// double.
inline void line_combination(const float* a, Index stride, Index lines, Index length, const float* w,
                             float* out) {
    constexpr Index tile = 512;
    std::array<double, tile> sum;
    for (Index first = 0; first < length; first += tile) {
        const Index count = (std::min)(tile, length - first);
        sum.fill(0);
        for (Index k = 0; k < lines; ++k) {
            const double wk = double(w[k]);
            if (wk == 0) continue;
            const float* line = a + k * stride + first;
            const Index whole = count - count % 8;
            for (Index i = 0; i < whole; i += 8)
                Eigen::Map<Double8>(sum.data() + i) += wk * Float8(line + i).cast<double>();
            for (Index i = whole; i < count; ++i) sum[static_cast<std::size_t>(i)] += wk * double(line[i]);
        }
        for (Index i = 0; i < count; ++i)
            out[first + i] = static_cast<float>(sum[static_cast<std::size_t>(i)]);
    }
}

}  // namespace lariat::detail
