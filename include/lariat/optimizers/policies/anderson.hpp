// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// Anderson extrapolation of the iterates x_k of a fixed-point method, together with a field that is affine
/// in x (Bertrand and Massias 2021, algorithm 2): with U the last K differences of x, the combination Σ c_k
/// x_k, Σ c_k = 1, that minimizes ‖U c‖. Every K + 1 pushes it offers one; the caller takes it when the
/// objective drops.
template <class Scalar>
class Anderson {
public:
    static constexpr std::size_t depth = 5;  // K

    /// Forgets everything.
    void reset() { count_ = 0; }

    /// Records an iterate; true when (x, field) of an extrapolated one were made.
    bool push(const Vector<double>& x, const Vector<Scalar>& field) {
        x_[count_] = x;
        field_[count_] = field;
        if (++count_ <= depth) return false;
        count_ = 0;
        return extrapolate();
    }

    const Vector<double>& x() const { return best_x_; }
    const Vector<Scalar>& field() const { return best_field_; }

private:
    bool extrapolate() {
        // Solve (UᵀU) c = 1 and scale to Σ c = 1; the Gram matrix is tiny and may be singular near a
        // solution.
        std::array<std::array<double, depth + 1>, depth> a{};
        double trace = 0;
        for (std::size_t i = 0; i < depth; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                const double g = (x_[i + 1] - x_[i]).dot(x_[j + 1] - x_[j]);
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
        for (std::size_t k = 0; k < depth; ++k) {
            best_x_ += (c[k] / sum) * x_[k + 1];
            best_field_ += static_cast<Scalar>(c[k] / sum) * field_[k + 1];
        }
        return true;
    }

    std::array<Vector<double>, depth + 1> x_;
    std::array<Vector<Scalar>, depth + 1> field_;
    Vector<double> best_x_;
    Vector<Scalar> best_field_;
    std::size_t count_ = 0;
};

}  // namespace lariat
