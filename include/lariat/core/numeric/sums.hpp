// SPDX-License-Identifier: BSD-3-Clause
// Sums with a fixed order: the same bits whenever the sizes are the same, in double whatever is summed.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <limits>

#include <lariat/core/types.hpp>

namespace lariat {

/// Σ_{i<n} f(i) in eight interleaved lanes joined in a fixed tree: the same bits whenever n is the same, and
/// eight times the throughput of one running sum.
template <class F>
double lane_sum(Index n, F&& f) {
    std::array<double, 8> lane{};
    Index i = 0;
    for (; i + 8 <= n; i += 8)
        for (std::size_t k = 0; k < 8; ++k) lane[k] += f(i + static_cast<Index>(k));
    for (std::size_t k = 0; k < 8 && i < n; ++i, ++k) lane[k] += f(i);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/// Rows are summed in blocks, each block by itself, so the sum does not depend on who computed which block.
inline constexpr Index block_rows = 512;

/// Σ over the fixed blocks [first, first + count) of [0, n) of f(first, count).
template <class F>
double block_sum(Index n, F&& f) {
    double total = 0;
    for (Index first = 0; first < n; first += block_rows)
        total += f(first, (std::min)(block_rows, n - first));
    return total;
}

/// a · b, summed in double whatever the precision of a and b.
template <class A, class B>
double dot(const A& a, const B& b) {
    if constexpr (std::same_as<typename A::Scalar, double> && std::same_as<typename B::Scalar, double>)
        return a.dot(b);
    else
        return lane_sum(a.size(), [&](Index i) { return double(a[i]) * double(b[i]); });
}

/// ‖a‖², summed in double.
template <class A>
double squared_norm(const A& a) {
    return dot(a, a);
}

/// ‖a‖₂ without overflow or underflow in the squares.
template <class A>
double norm(const A& a) {
    const double squared = squared_norm(a);
    if (squared > 1e-280 && squared < 1e300) return std::sqrt(squared);
    const double largest = a.size() > 0 ? double(a.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>()) : 0.0;
    if (!(largest > 0) || !(largest < std::numeric_limits<double>::infinity())) return largest;
    return largest * std::sqrt(lane_sum(a.size(), [&](Index i) {
               const double x = double(a[i]) / largest;
               return x * x;
           }));
}

}  // namespace lariat
