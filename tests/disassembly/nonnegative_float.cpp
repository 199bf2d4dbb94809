// SPDX-License-Identifier: BSD-3-Clause
// The proximal step of Nonnegative{λ L1} in float is one packed pass at -O2, four numbers at a time.
// expect: maxps
// expect: minps
// expect: mulps
// expect: subps
// reject: (malloc|_Znwm|_ZNK6lariat[^\n]*prox)
#include <lariat/penalties/calculus.hpp>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/operators.hpp>

extern "C" void proximal_step(float* w, const float* g, long n, float step, double strength) {
    Eigen::Map<Eigen::VectorXf> weights(w, n);
    const Eigen::Map<const Eigen::VectorXf> gradient(g, n);
    lariat::prox(lariat::Nonnegative{lariat::Scaled<lariat::L1>(strength)}, weights - step * gradient, step,
                 weights);
}
