// expect: X must hold double or float; convert it by X.cast<double>()
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(EmpiricalRisk(SquaredError{}, Eigen::SparseMatrix<double>(X.sparseView()), y));
#else
    (void)(EmpiricalRisk(SquaredError{}, Eigen::SparseMatrix<int>(3, 3), y));
#endif
}
