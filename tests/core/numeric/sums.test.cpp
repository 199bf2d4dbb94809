// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/core/numeric/sums.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "numbers.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("lane_sum: every index once, joined more precisely than one running sum", "[numeric]") {
    for (Index n = 0; n <= 40; ++n) {
        std::vector<int> asked(static_cast<std::size_t>(n), 0);
        const double sum = lane_sum(n, [&](Index i) {
            ++asked[static_cast<std::size_t>(i)];
            return static_cast<double>(i * i);
        });
        CHECK(sum == static_cast<double>((n - 1) * n * (2 * n - 1) / 6));
        CHECK(asked == std::vector<int>(static_cast<std::size_t>(n), 1));
    }
    // Worst case of a lane of n/8 terms: eps n/8 = 3e-11 relative; one running sum is off by 1.3e-11 here,
    // lanes by less.
    const double tenth = lane_sum(1'000'000, [](Index) { return 0.1; });
    CHECK(std::abs(tenth - 1e5) < 1e-6);
    // The lane of an index is its remainder by 8, in the rest too: 1 is lost beside 1e16 in its own lane
    // only.
    std::array<double, 9> x{1e16, 0, 0, 0, 0, 0, 0, 0, 1};
    CHECK(lane_sum(9, [&](Index i) { return x[static_cast<std::size_t>(i)]; }) == 1e16);
    CHECK(lane_sum(4, [](Index i) { return i == 0 ? 1e16 : 1.0; }) ==
          1e16 + 2);  // (1e16 + 1) + (1 + 1)… in the tree
}

TEST_CASE("block_sum: the same blocks for every n", "[numeric]") {
    for (Index n :
         {Index(0), Index(1), block_rows - 1, block_rows, block_rows + 1, 4 * block_rows, Index(5000)}) {
        std::vector<std::pair<Index, Index>> blocks;
        const double rows = block_sum(n, [&](Index first, Index count) {
            blocks.emplace_back(first, count);
            return static_cast<double>(count);
        });
        CHECK(rows == static_cast<double>(n));
        Index next = 0;
        for (const auto& [first, count] : blocks) {
            CHECK(first == next);
            CHECK(count == std::min(block_rows, n - first));
            next = first + count;
        }
        CHECK(next == n);
    }
}

TEST_CASE("dot and squared_norm: summed in double, whatever the precision of the vectors", "[numeric]") {
    const Eigen::Vector3f a(1e8f, 1, -1e8f), ones(1, 1, 1);
    CHECK(dot(a, ones) == 1);  // in float: 0
    CHECK(dot(a.cast<double>().eval(), ones) == 1);
    CHECK(dot(Eigen::VectorXf::Constant(3, 3e38f).eval(), Eigen::VectorXf::Constant(3, 3e38f).eval()) ==
          3 * (double(3e38f) * double(3e38f)));
    CHECK(squared_norm(Eigen::Vector2d(3, 4)) == 25);
    CHECK(squared_norm(Eigen::Vector2f(3, 4)) == 25);
    CHECK(dot(Eigen::VectorXd(), Eigen::VectorXd()) == 0);
    for (Index n = 1; n < 40; ++n) {  // whole numbers: exact, whatever the order
        const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(n, 1, static_cast<double>(n));
        CHECK(dot(x, x) == static_cast<double>(n * (n + 1) * (2 * n + 1) / 6));
        CHECK(dot(x.cast<float>().eval(), x) == dot(x, x));
    }
}

TEST_CASE("norm: neither overflow nor underflow nor a lost NaN", "[numeric]") {
    const auto of = [](double a, double b) { return norm(Eigen::Vector2d(a, b)); };
    // Scaling by the largest element and back rounds twice, the root once.
    for (double scale :
         {1e-300, 1e-200, 1e-160, 1e-155, 1e-150, 1e-140, 1e-100, 1.0, 1e100, 1e149, 1e150, 1e200, 1e307}) {
        CAPTURE(scale);
        CHECK(of(3 * scale, -4 * scale) == Approx(5 * scale).epsilon(1e-15));
    }
    const double tiny = std::numeric_limits<double>::denorm_min();
    CHECK(of(3 * tiny, 4 * tiny) == 5 * tiny);
    CHECK(of(1, 1e-200) == 1);
    CHECK(of(1e-200, 1) == 1);
    CHECK(of(0, 0) == 0);
    CHECK(norm(Eigen::VectorXd()) == 0);
    CHECK(of(infinity, 1) == infinity);
    CHECK(of(1, -infinity) == infinity);
    CHECK(std::isnan(of(NaN, 0)));
    CHECK(std::isnan(of(0, NaN)));
    CHECK(std::isnan(of(infinity, NaN)));
    CHECK(norm(Eigen::Vector2f(3e38f, 0)) == double(3e38f));
    CHECK(norm(Eigen::Vector2f(3e-45f, 0)) == double(3e-45f));
    Eigen::VectorXd many = Eigen::VectorXd::Constant(10000, 1e200);
    CHECK(norm(many) == Approx(1e202).epsilon(1e-13));
}
