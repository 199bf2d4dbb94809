// expect: lariat: CoordinateDescent needs a smooth loss with second_derivative() and an X that gives out columns
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

struct Doubled {
    const Eigen::MatrixXd& X;

    Index rows() const { return X.rows(); }
    Index cols() const { return X.cols(); }
    void apply(const Eigen::Ref<const Eigen::VectorXd>& w, Eigen::Ref<Eigen::VectorXd> z) const {
        z = 2 * (X * w);
    }
    void apply_transpose(const Eigen::Ref<const Eigen::VectorXd>& r, Eigen::Ref<Eigen::VectorXd> g) const {
        g = 2 * (X.transpose() * r);
    }
};

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(minimize(EmpiricalRisk(SquaredError{}, 2 * X, y) + L1{}, CoordinateDescent{}));
#else
    (void)(minimize(EmpiricalRisk(SquaredError{}, Doubled{X}, y) + L1{}, CoordinateDescent{}));
#endif
}
