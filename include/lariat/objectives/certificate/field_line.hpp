// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>

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

    /// Between which bounds the gradients of these fields are.
    template <class L, class Points>
    void bound(const MeanLoss<L, Scalar>& M, const Points& points) {
        const Eigen::LDLT<Square> products(Square((fields_.transpose() * fields_).template cast<double>()));
        const double sizes[] = {M.field_norm(fields_.col(0)), M.field_norm(fields_.col(1))};
        lower_.setConstant(gradients_.rows(), Interval::infinity);
        upper_ = -lower_;
        distance_ = 0;
        for (const auto& at : points) {
            const Pair c =  // the nearest combination, but any is right
                products.solve(Pair((fields_.transpose() * at.u).template cast<double>()));
            const Vector<Scalar> combination = c.template cast<Scalar>();
            const Vector<Scalar> g = gradients_ * combination;
            lower_ = lower_.cwiseMin(g.template cast<double>());
            upper_ = upper_.cwiseMax(g.template cast<double>());
            const double d = field_distance(M, at.u - fields_ * combination,
                                            std::abs(c[0]) * sizes[0] + std::abs(c[1]) * sizes[1]);
            distance_ = d > distance_ || is_nan(d) ? d : distance_;
        }
    }
    /// Those of the product of x_j, whose norm this is.
    Interval possible(Index j, double norm) const {
        const double h = norm * distance_;
        return {lower_[j] - h, upper_[j] + h};
    }

private:
    // double, but said so that nothing is instantiated before it is used
    using Pair = Eigen::Matrix<Wide<Scalar>, 2, 1>;
    using Square = Eigen::Matrix<Wide<Scalar>, 2, 2>;

    Eigen::Matrix<Scalar, Eigen::Dynamic, 2> fields_{0, 2}, gradients_{0, 2};
    Vector<Wide<Scalar>> lower_{}, upper_{};
    double distance_ = 0;
};

}  // namespace lariat::detail
