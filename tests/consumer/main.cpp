// SPDX-License-Identifier: BSD-3-Clause
// Somebody else's program.
#include <Eigen/Core>
#include <lariat/version.hpp>

int main() { return Eigen::Vector2d(LARIAT_VERSION, 1).sum() > 1 ? 0 : 1; }
