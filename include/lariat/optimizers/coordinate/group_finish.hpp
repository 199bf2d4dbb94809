// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/follow_move.hpp>

namespace lariat::detail {

/// The end of a descent on groups in a Gram matrix: Newton's steps
///     (H_SS + ∇²R_SS) d = −(q + ∇R)_S
/// on the groups that are not zero, where R_b = φ(r) of the norm r = ‖w_b‖ is smooth,
///     ∇R_b = φ'(r) w_b/r,   ∇²R_b = φ'(r)/r (I − w_b w_bᵀ/r²) + φ''(r) w_b w_bᵀ/r²,
/// and on coordinates without a penalty, each halved until F falls, and cut where a group of one would change
/// its sign, which leaves S. As in ExactFinish there are none before sweeps have cost as much.
///
/// Along itself a group has no curvature but φ'', so that where columns depend on others the matrix is
/// singular: a step that is very long says so, and a share of 10⁻¹² is added to the diagonal.
template <class Matrix>
class GroupFinish {
public:
    using Field = Vector<typename Matrix::Scalar>;

    /// Forgets the sweeps.
    void reset() { spent_ = 0; }

    /// After a sweep: true when (w, q) of some steps were made. The caller takes them when F drops.
    template <class Blocks>
    bool offer(const Blocks& blocks, const std::vector<Index>& B, const Matrix& H, const Field& w,
               const Field& q) {
        support_.clear();
        places_.clear();
        Index k = 0;
        for (const Index b : B) {
            const auto size = static_cast<Index>(blocks.columns(b).size());
            if (blocks.free(b) || !w.segment(k, size).isZero(0)) {
                support_.push_back({b, k, size});
                for (Index i = 0; i < size; ++i) places_.push_back(k + i);
            }
            k += size;
        }
        const double s = double(places_.size());
        spent_ += 2 * s * double(w.size());
        if (support_.empty() || spent_ < s * s * s / 3) return false;
        spent_ = 0;
        w_ = w;
        q_ = q;
        for (int newton = 0; newton < most_steps && step(blocks, H); ++newton) {
        }
        q_ = q;
        rounding_ = follow_move(H, w, w_, q_);
        return true;
    }

    const Field& w() const { return w_; }
    const Field& q() const { return q_; }
    void swap(Field& w, Field& q) {
        w_.swap(w);
        q_.swap(q);
    }
    double rounding() const { return rounding_; }

private:
    static constexpr int most_steps = 20;
    static constexpr double singular = 1e-12, far = 1e3;

    struct Part {
        Index block, first, size;  // where it is in w
    };

    /// Moves w_ and q_; false when it is the last step.
    template <class Blocks>
    bool step(const Blocks& blocks, const Matrix& H) {
        A_ = H(places_, places_);
        g_ = q_(places_);
        double penalty = 0;
        Index l = 0;
        for (const Part& part : support_) {
            add_curvature(blocks, part, l);
            penalty += blocks.value(part.block, w_.data() + part.first);
            l += part.size;
        }
        Field d_S = Eigen::LDLT<Matrix>(A_).solve(-g_);
        if (!(length(H, d_S) < far * length(H, w_(places_)))) {
            A_.diagonal() *= 1 + singular;
            d_S = Eigen::LDLT<Matrix>(A_).solve(-g_);
        }
        if (!d_S.allFinite()) return false;
        d_.setZero(w_.size());
        d_(places_) = d_S;
        double reach = 1;
        auto cut = support_.end();
        for (auto part = support_.begin(); part != support_.end(); ++part) {
            const double at = w_[part->first];
            if (part->size > 1 || blocks.free(part->block) || at * (at + reach * d_[part->first]) >= 0)
                continue;
            reach = -at / d_[part->first];
            cut = part;
        }
        Hd_.setZero(q_.size());
        for (const Index k : places_) Hd_ += d_[k] * H.col(k).head(q_.size());
        const double linear = q_.dot(d_), bend = 0.5 * d_.dot(Hd_), slope = g_.dot(d_S);
        const double rounding_of_bend = form_rounding(length(H, d_S));
        for (double t = reach; slope < 0 && t > singular * reach; t /= 2) {
            moved_ = w_ + t * d_;
            if (t == reach && cut != support_.end()) moved_[cut->first] = 0;
            double after = 0;
            for (const Part& part : support_) after += blocks.value(part.block, moved_.data() + part.first);
            const double rounding =
                1e-15 * (t * std::abs(linear) + t * t * std::abs(bend) + penalty + std::abs(after)) +
                t * t * rounding_of_bend;
            if (!(t * linear + t * t * bend + after - penalty < 1e-4 * t * slope - rounding)) continue;
            w_.swap(moved_);
            q_ += t * Hd_;
            if (t == reach && cut != support_.end()) {
                std::erase(places_, cut->first);
                support_.erase(cut);
            }
            return !support_.empty();
        }
        return false;
    }

    /// Σ √H_kk |d_k| of a d on the support.
    template <class D>
    double length(const Matrix& H, const D& d) const {
        double sum = 0;
        for (std::size_t l = 0; l < places_.size(); ++l)
            sum += std::sqrt(H(places_[l], places_[l])) * std::abs(d[static_cast<Index>(l)]);
        return sum;
    }

    /// Adds ∇²R_b to A_, and ∇R_b to g_, from l on.
    template <class Blocks>
    void add_curvature(const Blocks& blocks, const Part& part, Index l) {
        const double r = norm(w_.segment(part.first, part.size));
        if (blocks.free(part.block) || r == 0) return;
        const Field u = w_.segment(part.first, part.size) / r;
        const double slope = blocks.slope(part.block, r), along = blocks.curvature(part.block, r);
        g_.segment(l, part.size) += slope * u;
        auto block = A_.block(l, l, part.size, part.size);
        block.diagonal().array() += slope / r;
        block += (along - slope / r) * u * u.transpose();
    }

    std::vector<Part> support_;
    std::vector<Index> places_;  // of its coordinates in w
    double spent_ = 0;           // arithmetic of the sweeps since the last steps
    double rounding_ = 0;
    Matrix A_;
    Field w_, q_, g_, d_, Hd_, moved_;
};

}  // namespace lariat::detail
