// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/mean_loss.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// Which elements of a gradient g = Xᵀu a certificate needs.
///
/// By Cauchy and Schwarz x_j·u differs from x_j·u' by at most h = ‖x_j‖_v ‖θ − θ'‖_v, u = vθ. Where w_j = 0,
/// the known g'_j ± h lies in −∂R_j(0) and R_j is least at 0, coordinate j satisfies its KKT condition,
/// limits the scale of no dual point and adds 0 to a duality gap, whatever g_j is: the certificate is the
/// same with g'_j in its place. Distances add up from field to field, so that each g'_j may be of another.
/// This is the sphere test of El Ghaoui, Viallon and Rabbani 2012, section 3; but no column is removed: every
/// field asks anew.
template <class Scalar>
class SafeScreen {
public:
    /// Nothing is known.
    void forget() {
        known_at_.resize(0);
        needed_.clear();
    }
    bool empty() const { return known_at_.size() == 0; }

    /// All p elements are known, for the field u.
    void know_all(Index p, const Vector<Scalar>& u) {
        length_ = 0;
        known_at_.setZero(p);
        needed_.clear();
        u_ = u;
    }

    /// The elements that are needed at w, for the field u, given those before and ‖x_j‖_v: from now on these are
    /// the known ones. Where they are more than `most`, not all of them, and nothing is known.
    template <SeparablePenalty R, class L, class W>
    const std::vector<Index>& needed(const R& penalty, const MeanLoss<L, Scalar>& M,
                                     const Vector<double>& norms, const W& w, const Vector<Scalar>& g,
                                     const Vector<Scalar>& u, Index most) {
        constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
        const double rounding = 64 * epsilon * M.field_norm(u);
        u_ -= u;
        length_ += (1 + 1e-6) * M.field_norm(u_);
        u_ = u;
        needed_.clear();
        for (Index j = 0; j < w.size(); ++j) {
            const double h = norms[j] * (length_ - known_at_[j] + rounding), u_j = -double(g[j]);
            if (w[j] == 0 && rests(at(penalty, j).subdifferential(0.0), {u_j - h, u_j + h})) continue;
            if (static_cast<Index>(needed_.size()) == most) {
                forget();
                break;
            }
            needed_.push_back(j);
            known_at_[j] = length_;
        }
        return needed_;
    }

    /// Those that were needed for the last field; none where all of them are known.
    const std::vector<Index>& needed() const { return needed_; }
    /// Is g_j that of the last field?
    bool knows(Index j) const { return empty() || known_at_[j] == length_; }

private:
    static bool rests(const Interval& slopes, const Interval& possible) {
        return slopes.lower <= possible.lower && possible.upper <= slopes.upper && slopes.contains(0.0);
    }

    Vector<Scalar> u_;               // the last field,
    double length_ = 0;              // and the distance that fields have come to it
    Vector<Wide<Scalar>> known_at_;  // the distance at which each element was computed; empty: none was
    std::vector<Index> needed_;
};

}  // namespace lariat::detail
