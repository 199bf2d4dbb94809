// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <algorithm>
#include <vector>

#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The end of a descent in a Gram matrix: when a sweep has left the support and its signs as they were, Newton's step
///     (H_SS + diag R_j''(w_j)) d = −(q_j + R_j'(w_j))_S
/// on them and on the coordinates whose R_j has no kink at 0, cut where the first of the others would change its sign, leads to the minimum that further sweeps only
/// approach. It is tried once sweeps since the last trial have cost half as much, so that it never costs much
/// more than it saves. The caller takes it when F drops.
template <class Matrix>
class ExactFinish {
public:
    using Field = Vector<typename Matrix::Scalar>;

    /// Forgets the sweeps.
    void reset() {
        signs_.clear();
        spent_ = 0;
    }

    /// After a sweep: true when (w, q) of a step were made.
    template <class Blocks>
    bool offer(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H, const Field& w,
               const Field& q) {
        before_.swap(signs_);
        signs_.clear();
        for (Index k = 0; k < w.size(); ++k)
            if (smooth_at_zero(blocks, B, k))
                signs_.push_back(k);
            else if (w[k] != 0)
                signs_.push_back(w[k] > 0 ? k : ~k);
        const double s = double(signs_.size()), m = double(w.size());
        spent_ += 2 * s * m;
        // In the time of a sweep a factorization does no more arithmetic than a sweep.
        if (signs_.empty() || signs_ != before_ || 2 * spent_ < s * s * s / 3 + 2 * s * m) return false;
        spent_ = 0;
        return step(blocks, B, H, w, q);
    }

    const Field& w() const { return w_; }
    const Field& q() const { return q_; }

private:
    template <class Blocks>
    static bool smooth_at_zero(const Blocks& blocks, const std::vector<Index>& B, Index k) {
        return blocks.is_smooth_at(B[static_cast<std::size_t>(k)], 0.0);
    }

    template <class Blocks>
    bool step(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H, const Field& w,
              const Field& q) {
        support_.clear();
        for (const Index k : signs_) {
            const Index j = k < 0 ? ~k : k;
            if (blocks.is_smooth_at(B[static_cast<std::size_t>(j)], w[j])) support_.push_back(j);
        }
        const auto s = static_cast<Index>(support_.size());
        A_.resize(s, s);
        d_.resize(s);
        for (Index l = 0; l < s; ++l) {
            const Index j = support_[static_cast<std::size_t>(l)], b = B[static_cast<std::size_t>(j)];
            for (Index k = l; k < s; ++k) A_(k, l) = H(support_[static_cast<std::size_t>(k)], j);
            A_(l, l) += blocks.curvature(b, w[j]);
            d_[l] = -(q[j] + blocks.slope(b, w[j]));
        }
        Eigen::LLT<Eigen::Ref<Matrix>> factor(A_);
        if (factor.info() != Eigen::Success) return false;
        factor.solveInPlace(d_);
        double length = 1;
        for (Index l = 0; l < s; ++l) {
            const Index j = support_[static_cast<std::size_t>(l)];
            const double w_l = w[j];
            if (w_l * (w_l + d_[l]) < 0 && !smooth_at_zero(blocks, B, j))
                length = (std::min)(length, -w_l / d_[l]);
        }
        w_ = w;
        q_ = q;
        for (Index l = 0; l < s; ++l) {
            const Index j = support_[static_cast<std::size_t>(l)];
            w_[j] = w[j] + length * d_[l];
            if (!(w[j] * w_[j] > 0) && !smooth_at_zero(blocks, B, j)) w_[j] = 0;
            q_ += (w_[j] - w[j]) * H.col(j).head(q.size());
        }
        return true;
    }

    std::vector<Index> signs_, before_;  // k where w_k > 0 or its sign does not matter, ~k where w_k < 0
    std::vector<Index> support_;
    double spent_ = 0;  // arithmetic of the sweeps since the last trial
    Matrix A_;
    Field d_, w_, q_;
};

}  // namespace lariat::detail
