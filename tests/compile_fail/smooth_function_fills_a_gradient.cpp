// expect: lariat: the f of SmoothFunction{p, f} is called as f(w, gradient)
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(SmoothFunction(3, [&](const Eigen::VectorXd& w, Eigen::VectorXd& gradient) {
        gradient = X * w;
        return w.dot(y);
    }));
#else
    (void)(SmoothFunction(3, [&](const Eigen::VectorXd& w) { return (X * w).dot(y); }));
#endif
}
