// SPDX-License-Identifier: BSD-3-Clause
// The proximal step of λ L2 is one packed pass at -O2: a product, no quotient.
// expect: mulpd
// expect: subpd
// reject: (divpd|malloc|_Znwm|_ZNK6lariat[^\n]*prox)
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/operators.hpp>

extern "C" void proximal_step(double* w, const double* g, long n, double step, double strength) {
    Eigen::Map<Eigen::VectorXd> weights(w, n);
    const Eigen::Map<const Eigen::VectorXd> gradient(g, n);
    lariat::prox(lariat::Scaled<lariat::L2>(strength), weights - step * gradient, step, weights);
}
