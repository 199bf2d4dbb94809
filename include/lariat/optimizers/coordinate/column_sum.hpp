// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// q += Σ d_k H_k, four columns at a time, for which q is read and written once; the rest of them at the end
/// of its life.
template <class Matrix, class Field>
class ColumnSum {
public:
    ColumnSum(const Matrix& H, Field& q) : H_(H), q_(q) {}
    ~ColumnSum() {
        for (std::size_t l = 0; l < count_; ++l) q_ += d_[l] * column(l);
    }

    void add(double d, Index k) {
        d_[count_] = d;
        k_[count_] = k;
        if (++count_ < 4) return;
        q_ += d_[0] * column(0) + d_[1] * column(1) + d_[2] * column(2) + d_[3] * column(3);
        count_ = 0;
    }

private:
    auto column(std::size_t l) const { return H_.col(k_[l]).head(q_.size()); }

    const Matrix& H_;
    Field& q_;
    std::array<double, 4> d_{};
    std::array<Index, 4> k_{};
    std::size_t count_ = 0;
};

}  // namespace lariat::detail
