// SPDX-License-Identifier: BSD-3-Clause
// The proximal step of λ₁ L1 + λ₂ L2 is one packed pass at -O2: the ridge only scales.
// expect: maxpd
// expect: minpd
// expect: mulpd
// expect: subpd
// reject: (malloc|_Znwm|_ZNK6lariat[^\n]*prox)
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/operators.hpp>

extern "C" void proximal_step(double* w, const double* g, long n, double step, double l1, double l2) {
    Eigen::Map<Eigen::VectorXd> weights(w, n);
    const Eigen::Map<const Eigen::VectorXd> gradient(g, n);
    lariat::prox(lariat::Ridged(lariat::Scaled<lariat::L1>(l1), l2), weights - step * gradient, step,
                 weights);
}
