// SPDX-License-Identifier: BSD-3-Clause
// The proximal step of a Box, which clamps, is one packed pass at -O2.
// expect: maxpd
// expect: minpd
// expect: subpd
// reject: (malloc|_Znwm|_ZNK6lariat[^\n]*prox)
#include <lariat/penalties/box.hpp>
#include <lariat/penalties/calculus.hpp>

extern "C" void proximal_step(double* w, const double* g, long n, double step, double lower, double upper) {
    Eigen::Map<Eigen::VectorXd> weights(w, n);
    const Eigen::Map<const Eigen::VectorXd> gradient(g, n);
    lariat::prox(lariat::Box{lower, upper}, weights - step * gradient, step, weights);
}
