// SPDX-License-Identifier: BSD-3-Clause
// Products of a float matrix with double sums. Eigen's own product sums in float, and its `.cast<double>()`
// of a whole column gives up packets; casting fixed-size arrays of eight keeps them.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <type_traits>

#include <lariat/core/types.hpp>

namespace lariat::detail {

template <class Scalar>
using Eight = Eigen::Map<const Eigen::Array<Scalar, 8, 1>>;
template <class Scalar>  // double, but said so that nothing is instantiated before it is used
using EightSums = Eigen::Array<std::conditional_t<sizeof(Scalar) != 0, double, Scalar>, 8, 1>;

/// out[k] = Σ_i a[k·stride + i] r[i] for k < lines: the dot products of r with contiguous lines, four lines
/// at a time.
template <class Scalar>
void line_dots(const Scalar* a, Index stride, Index lines, Index length, const Scalar* r, Scalar* out) {
    const Index whole = length - length % 8;
    for (Index first = 0; first < lines; first += 4) {
        const Index count = (std::min)(Index(4), lines - first);
        std::array<EightSums<Scalar>, 4> sum;
        for (auto& s : sum) s.setZero();
        const Scalar* line[4];
        for (Index k = 0; k < 4; ++k) line[k] = a + (first + (std::min)(k, count - 1)) * stride;
        for (Index i = 0; i < whole; i += 8) {
            const EightSums<Scalar> ri = Eight<Scalar>(r + i).template cast<double>();
            for (std::size_t k = 0; k < 4; ++k)
                sum[k] += Eight<Scalar>(line[k] + i).template cast<double>() * ri;
        }
        for (Index k = 0; k < count; ++k) {
            double total = sum[static_cast<std::size_t>(k)].sum();
            for (Index i = whole; i < length; ++i) total += double(line[k][i]) * double(r[i]);
            out[first + k] = static_cast<Scalar>(total);
        }
    }
}

/// out[i] = Σ_k a[k·stride + i] w[k]: a combination of contiguous lines, a tile of the output at a time in
/// double.
template <class Scalar>
void line_combination(const Scalar* a, Index stride, Index lines, Index length, const Scalar* w,
                      Scalar* out) {
    constexpr Index tile = 512;
    std::array<double, tile> sum;
    for (Index first = 0; first < length; first += tile) {
        const Index count = (std::min)(tile, length - first);
        sum.fill(0);
        for (Index k = 0; k < lines; ++k) {
            const double wk = double(w[k]);
            if (wk == 0) continue;
            const Scalar* line = a + k * stride + first;
            const Index whole = count - count % 8;
            for (Index i = 0; i < whole; i += 8)
                Eigen::Map<EightSums<Scalar>>(sum.data() + i) +=
                    wk * Eight<Scalar>(line + i).template cast<double>();
            for (Index i = whole; i < count; ++i) sum[static_cast<std::size_t>(i)] += wk * double(line[i]);
        }
        for (Index i = 0; i < count; ++i)
            out[first + i] = static_cast<Scalar>(sum[static_cast<std::size_t>(i)]);
    }
}

}  // namespace lariat::detail
