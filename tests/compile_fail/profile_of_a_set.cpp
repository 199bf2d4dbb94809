// expect: lariat: the profile of Grouped is a penalty of the norm
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>

using namespace lariat;

void misfit(const Eigen::MatrixXd& X, const Eigen::VectorXd& y) {
#ifdef CONTROL
    (void)(Grouped{L1{}, {{0, 1}}});
#else
    (void)(Grouped{Box{-1, 1}, {{0, 1}}});
#endif
}
