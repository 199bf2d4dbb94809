// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certificate/safe_screen.hpp>
#include <lariat/objectives/mean_loss.hpp>

namespace lariat::detail {

/// Two fields whose gradients g = Xᵀu are known, one after the other on a path: so is the gradient of each of
/// their combinations, and of a field beside one up to h = ‖x_j‖_v d, d its distance (see SafeScreen). Along a
/// path fields nearly go on as they did, and stay near.
template <class Scalar>
class FieldLine {
public:
    bool empty() const { return fields_.size() == 0; }
    void forget() { fields_.resize(0, 2); }

    template <class Fields, class Gradients>
    void know(const Fields& fields, const Gradients& gradients) {
        fields_ = fields;
        gradients_ = gradients;
    }

    /// Prepares possible() for the fields of these points, at least one.
    template <class L, class Points>
    void bound(const MeanLoss<L, Scalar>& M, const Points& points) {
        const Eigen::LDLT<Square> products(Square((fields_.transpose() * fields_).template cast<double>()));
        const double sizes[] = {M.field_norm(fields_.col(0)), M.field_norm(fields_.col(1))};
        combinations_.clear();
        distance_ = 0;
        for (const auto& at : points) {
            const Pair c =  // the nearest combination, but any is right
                products.solve(Pair((fields_.transpose() * at.u).template cast<double>()));
            const Eigen::Matrix<Scalar, 2, 1> combination = c.template cast<Scalar>();
            combinations_.push_back(combination.template cast<double>());
            const double d = field_distance(M, at.u - fields_ * combination,
                                            std::abs(c[0]) * sizes[0] + std::abs(c[1]) * sizes[1]);
            distance_ = d > distance_ || is_nan(d) ? d : distance_;
        }
    }
    /// Between which bounds x_j·u is for all of those fields u, given ‖x_j‖_v.
    Interval possible(Index j, double norm) const {
        const auto product = [&](const auto& c) {
            return c[0] * double(gradients_(j, 0)) + c[1] * double(gradients_(j, 1));
        };
        double lower = product(combinations_.front()), upper = lower;  // NaN if a g_j is, and so they stay
        for (const auto& c : combinations_) {
            lower = (std::min)(lower, product(c));
            upper = (std::max)(upper, product(c));
        }
        const double h = norm * distance_;
        return {lower - h, upper + h};
    }

private:
    // double, but said so that nothing is instantiated before it is used
    using Pair = Eigen::Matrix<Wide<Scalar>, 2, 1>;
    using Square = Eigen::Matrix<Wide<Scalar>, 2, 2>;

    Eigen::Matrix<Scalar, Eigen::Dynamic, 2> fields_{0, 2}, gradients_{0, 2};
    std::vector<Pair> combinations_{};  // of both, one near each of the points,
    double distance_ = 0;               // and none farther than this
};

}  // namespace lariat::detail
