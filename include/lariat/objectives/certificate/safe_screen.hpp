// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certificate/resting.hpp>
#include <lariat/objectives/mean_loss.hpp>
#include <lariat/penalties/calculus.hpp>

namespace lariat::detail {

/// How far fields u = vθ are from each other, given their difference: ‖θ − θ'‖_v, and what rounding may add to
/// products with fields whose norms sum to `size`.
template <class L, class Scalar, class U>
double field_distance(const MeanLoss<L, Scalar>& M, const U& difference, double size) {
    return (1 + 1e-6) * M.field_norm(difference) + 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * size;
}

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

    /// How far a field is from the last.
    template <class L>
    double distance(const MeanLoss<L, Scalar>& M, const Vector<Scalar>& u) const {
        return field_distance(M, u_ - u, M.field_norm(u));
    }

    /// Between which bounds each x_j·u is for the fields within a distance of the last, given the g_j before and
    /// ‖x_j‖_v, which outlive the answer.
    auto near_last(const Vector<Scalar>& g, const Vector<Wide<Scalar>>& norms, double distance) const {
        return [this, &g, &norms, distance](Index j) {
            const double h = norms[j] * (length_ - known_at_[j] + distance), g_j = double(g[j]);
            return Interval{g_j - h, g_j + h};
        };
    }

    /// Finds the elements that are needed for some fields, given between which bounds g_j is: where w_j ≠ 0,
    /// which `active(j)` tells, or j may not rest. Are they no more than `most`?
    template <SeparablePenalty R, class Active, class Possible>
    bool find_needed(const R& penalty, const Active& active, const Possible& g, Index most) {
        needed_.clear();
        for (Index j = 0; j < known_at_.size(); ++j) {
            const Interval g_j = g(j);
            if (!active(j) && rests(at(penalty, j).subdifferential(0.0), {-g_j.upper, -g_j.lower})) continue;
            if (static_cast<Index>(needed_.size()) == most) return false;
            needed_.push_back(j);
        }
        return true;
    }

    /// Those are known now, for a field u at such a distance.
    void arrive(const Vector<Scalar>& u, double distance) {
        u_ = u;
        length_ += distance;
        know(needed_);
    }

    /// Some more are known, for the last field.
    void know(const std::vector<Index>& some) {
        for (const Index j : some) known_at_[j] = length_;
    }

    /// Those that were needed for the last field; none where all of them are known.
    const std::vector<Index>& needed() const { return needed_; }
    /// Is g_j that of the last field?
    bool knows(Index j) const { return empty() || known_at_[j] == length_; }

private:
    Vector<Scalar> u_;               // the last field,
    double length_ = 0;              // and the distance that fields have come to it
    Vector<Wide<Scalar>> known_at_;  // the distance at which each element was computed; empty: none was
    std::vector<Index> needed_;
};

}  // namespace lariat::detail
