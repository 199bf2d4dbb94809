// SPDX-License-Identifier: BSD-3-Clause
// A small problem given by formulas, so that other programs can be run on the same numbers. In R:
//     n <- 40; p <- 5; X <- outer(0:(n-1), 0:(p-1), function(i, j) (j+1)*sin(1 + i*(j+2)) + j)
//     y <- 2*X[,1] - 0.5*X[,3] + cos(0:(n-1)*7);  w <- 1 + (0:(n-1)) %% 3
//     labels <- sin(0:(n-1)*3) + X[,2]/2 > 0.4;  counts <- floor(exp(0.5 + 0.3*X[,1] + 0.3*cos(0:(n-1)*5)))
#pragma once

#include <Eigen/Core>
#include <cmath>

namespace lariat::test {

struct ReferenceData {
    static constexpr int n = 40, p = 5;
    Eigen::MatrixXd X{n, p};
    Eigen::VectorXd y{n}, weights{n}, labels{n}, counts{n};

    ReferenceData() {
        for (int i = 0; i < n; ++i) {
            for (int j = 0; j < p; ++j) X(i, j) = (j + 1) * std::sin(1.0 + i * (j + 2)) + j;
            y[i] = 2 * X(i, 0) - 0.5 * X(i, 2) + std::cos(i * 7.0);
            weights[i] = 1 + i % 3;
            labels[i] = std::sin(i * 3.0) + X(i, 1) / 2 > 0.4 ? 1 : 0;
            counts[i] = std::floor(std::exp(0.5 + 0.3 * X(i, 0) + 0.3 * std::cos(i * 5.0)));
        }
    }
};

}  // namespace lariat::test
