// SPDX-License-Identifier: BSD-3-Clause
// Products of a float matrix with double sums. (Eigen's own sum in float, and its `.cast<double>()` of a
// whole column gives up packets; casting fixed-size arrays of eight keeps them.)
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

/// Lines of numbers in memory: line k is a[k·outer], a[k·outer + inner], …
template <class Scalar>
struct Lines {
    const Scalar* a;
    Index outer, inner;
    Index lines, length;

    /// How many numbers of a line can be read in eights.
    Index in_eights(Index count) const { return inner == 1 ? count - count % 8 : 0; }
};

/// out[k] = Σ_i a_ki r[i] for k < lines: the dot products of r with the lines, four lines at a time.
template <class Scalar>
void line_dots(const Lines<Scalar>& a, const Scalar* r, Scalar* out) {
    const Index whole = a.in_eights(a.length);
    for (Index first = 0; first < a.lines; first += 4) {
        const Index count = (std::min)(Index(4), a.lines - first);
        std::array<EightSums<Scalar>, 4> sum;
        for (auto& s : sum) s.setZero();
        const Scalar* line[4];
        for (Index k = 0; k < 4; ++k) line[k] = a.a + (first + (std::min)(k, count - 1)) * a.outer;
        for (Index i = 0; i < whole; i += 8) {
            const EightSums<Scalar> ri = Eight<Scalar>(r + i).template cast<double>();
            for (std::size_t k = 0; k < 4; ++k)
                sum[k] += Eight<Scalar>(line[k] + i).template cast<double>() * ri;
        }
        for (Index k = 0; k < count; ++k) {
            double total = sum[static_cast<std::size_t>(k)].sum();
            for (Index i = whole; i < a.length; ++i) total += double(line[k][i * a.inner]) * double(r[i]);
            out[first + k] = static_cast<Scalar>(total);
        }
    }
}

/// out[i] = Σ_k a_ki w[k]: a combination of the lines, a tile of the output at a time in double.
template <class Scalar, class Out>
void line_combination(const Lines<Scalar>& a, const Scalar* w, Out* out) {
    constexpr Index tile = 512;
    std::array<double, tile> sum;
    for (Index first = 0; first < a.length; first += tile) {
        const Index count = (std::min)(tile, a.length - first), whole = a.in_eights(count);
        sum.fill(0);
        for (Index k = 0; k < a.lines; ++k) {
            const double wk = double(w[k]);
            if (wk == 0) continue;
            const Scalar* line = a.a + k * a.outer + first * a.inner;
            for (Index i = 0; i < whole; i += 8)
                Eigen::Map<EightSums<Scalar>>(sum.data() + i) +=
                    wk * Eight<Scalar>(line + i).template cast<double>();
            for (Index i = whole; i < count; ++i)
                sum[static_cast<std::size_t>(i)] += wk * double(line[i * a.inner]);
        }
        for (Index i = 0; i < count; ++i) out[first + i] = static_cast<Out>(sum[static_cast<std::size_t>(i)]);
    }
}

}  // namespace lariat::detail
