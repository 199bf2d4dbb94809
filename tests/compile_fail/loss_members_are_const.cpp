// expect: lariat: a loss needs value(z, y) and derivative(z, y), both const
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

#ifdef CONTROL
#define MEMBER const
#else
#define MEMBER
#endif
struct LeastSquares {
    double value(double z, double y) MEMBER { return (z - y) * (z - y) / 2; }
    double derivative(double z, double y) MEMBER { return z - y; }
};

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) { EmpiricalRisk(LeastSquares{}, X, y); }
