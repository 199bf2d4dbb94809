// SPDX-License-Identifier: BSD-3-Clause
// What the code blocks of README.md take for granted; they are compiled against this, not linked.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <iostream>
#include <lariat/lariat.hpp>

using namespace lariat;

extern Eigen::MatrixXd X, X_new;
extern Eigen::VectorXd y, w, weights;
