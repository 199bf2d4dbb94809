// SPDX-License-Identifier: BSD-3-Clause
// The proximal step of L1 is one pass of packed minima and maxima, two numbers at a time, already at -O2.
// expect: maxpd
// expect: minpd
// expect: mulpd
// expect: subpd
// reject: (malloc|_Znwm|_ZNK6lariat[^\n]*prox)
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/operators.hpp>

extern "C" void proximal_step(double* w, const double* g, long n, double step, double strength) {
    Eigen::Map<Eigen::VectorXd> weights(w, n);
    const Eigen::Map<const Eigen::VectorXd> gradient(g, n);
    lariat::prox(lariat::Scaled<lariat::L1>(strength), weights - step * gradient, step, weights);
}
