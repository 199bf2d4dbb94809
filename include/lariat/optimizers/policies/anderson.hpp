// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <lariat/core/check.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// Anderson extrapolation of the iterates x_k of a fixed-point method, together with a field that is affine
/// in x (Bertrand and Massias 2021, algorithm 2): with U the last K differences of x, the combination Σ c_k
/// x_k, Σ c_k = 1, that minimizes ‖U c‖. Every K + 1 pushes it can make one; the caller takes it when the
/// objective drops.
template <class Scalar>
class Anderson {
public:
    static constexpr std::size_t depth = 5;  // K

    /// Forgets everything.
    void reset() { count_ = 0; }

    /// Records an iterate; true when there are enough to extrapolate from.
    bool push(const Vector<double>& x, const Vector<Scalar>& field) {
        x_[count_] = x;
        field_[count_] = field;
        if (++count_ <= depth) return false;
        count_ = 0;
        return true;
    }

    /// Follows the last difference from the last x on until the first element is zero; false when none will
    /// be. Where the optimum is not unique, iterates drift at constant speed, which no combination of them
    /// finds.
    bool follow() {
        const Vector<double>& last = x_[depth];
        const Vector<double>& before = x_[depth - 1];
        double far = std::numeric_limits<double>::infinity();
        for (Index k = 0; k < last.size(); ++k) {
            const double change = last[k] - before[k];
            if (last[k] * change < 0) far = (std::min)(far, -last[k] / change);
        }
        if (!(far > 1) || !is_finite(far)) return false;
        best_x_.resize(last.size());
        for (Index k = 0; k < last.size(); ++k) best_x_[k] = last[k] + far * (last[k] - before[k]);
        best_field_ = field_[depth] + static_cast<Scalar>(far) * (field_[depth] - field_[depth - 1]);
        amplification_ = 2 * far + 1;
        return true;
    }

    /// By how much rounding of the iterates may be larger in what was made of them.
    double amplification() const { return amplification_; }

    const Vector<double>& x() const { return best_x_; }
    const Vector<Scalar>& field() const { return best_field_; }

    /// Makes the combination; false when there is none.
    bool extrapolate() {
        // Solve (UᵀU) c = 1 and scale to Σ c = 1; the Gram matrix is tiny and may be singular near a
        // solution.
        std::array<std::array<double, depth + 1>, depth> a{};
        double trace = 0;
        for (std::size_t i = 0; i < depth; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                const double g = lane_sum(x_[0].size(), [&](Index n) {
                    return (x_[i + 1][n] - x_[i][n]) * (x_[j + 1][n] - x_[j][n]);
                });
                a[i][j] = a[j][i] = g;
            }
            a[i][depth] = 1;
            trace += a[i][i];
        }
        if (!(trace > 0)) return false;
        for (std::size_t i = 0; i < depth; ++i) a[i][i] += 1e-14 * trace;
        for (std::size_t k = 0; k < depth; ++k) {  // Gauss, without pivoting: the matrix is positive definite
            if (!(a[k][k] > 0)) return false;
            for (std::size_t i = k + 1; i < depth; ++i) {
                const double f = a[i][k] / a[k][k];
                for (std::size_t j = k; j <= depth; ++j) a[i][j] -= f * a[k][j];
            }
        }
        std::array<double, depth> c{};
        double sum = 0;
        for (std::size_t k = depth; k-- > 0;) {
            c[k] = a[k][depth];
            for (std::size_t j = k + 1; j < depth; ++j) c[k] -= a[k][j] * c[j];
            c[k] /= a[k][k];
            sum += c[k];
        }
        if (!is_finite(sum) || sum == 0) return false;
        best_x_.setZero(x_[0].size());
        best_field_.setZero(field_[0].size());
        amplification_ = 0;
        for (std::size_t k = 0; k < depth; ++k) {
            amplification_ += std::abs(c[k] / sum);
            for (Index n = 0; n < best_x_.size(); ++n) best_x_[n] += (c[k] / sum) * x_[k + 1][n];
            best_field_ += static_cast<Scalar>(c[k] / sum) * field_[k + 1];
        }
        return true;
    }

private:
    std::array<Vector<double>, depth + 1> x_;
    std::array<Vector<Scalar>, depth + 1> field_;
    Vector<double> best_x_;
    Vector<Scalar> best_field_;
    double amplification_ = 1;
    std::size_t count_ = 0;
};

}  // namespace lariat
