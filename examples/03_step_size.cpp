// SPDX-License-Identifier: BSD-3-Clause
// What the step size η does: too small crawls, just right converges, beyond 2/λ_max diverges, and at 2/λ_max
// neither.
//     g++ -std=c++20 -O2 -Iinclude -I/usr/include/eigen3 examples/03_step_size.cpp && ./a.out
// Expect F(w) − min F by iteration, a column for each η, and how each run ended. λ_max is the largest
// eigenvalue of the Hessian: along its eigenvector a step multiplies the error by 1 − ηλ_max, which is −1 at
// η = 2/λ_max.
#include <cstdio>
#include <lariat/lariat.hpp>
#include <string>
#include <vector>

using namespace lariat;

int main() {
    // f(w) = ½wᵀAw − bᵀw with eigenvalues 1 and 4, lowest at w = (1, 1).
    const Eigen::Matrix2d A = Eigen::Vector2d(1, 4).asDiagonal();
    const Quadratic f(A, Eigen::Vector2d(1, 4));
    const double lowest = value(f, Eigen::Vector2d(1, 1));

    const double limit = largest_stable_step(f);  // 2/λ_max
    const std::vector<double> shares{0.001, 0.5, 0.95, 1, 1.05};
    std::printf("2/lambda_max = %g\n\n iteration", limit);
    for (const double share : shares) std::printf("  %9g x", share);

    std::vector<std::string> ends;
    std::vector<Trace> traces(shares.size());
    for (std::size_t k = 0; k < shares.size(); ++k) {
        const GradientDescent descent{ProximalUpdate{}, ConstantStep{shares[k] * limit}};
        const auto run = minimize(f, descent, {.max_iterations = 1000}, traces[k]);
        ends.push_back(to_string(run.status) + (run.detail.empty() ? "" : " (" + run.detail + ")"));
    }

    for (const auto iteration : std::vector<std::size_t>{1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000}) {
        std::printf("\n%10zu", iteration);
        for (const Trace& trace : traces)
            if (iteration <= trace.records.size())
                std::printf("  %11.3g", trace.records[iteration - 1].objective - lowest);
            else
                std::printf("  %11s", "");
    }
    std::printf("\n\n");
    for (std::size_t k = 0; k < shares.size(); ++k) std::printf("%5g x  %s\n", shares[k], ends[k].c_str());
}
