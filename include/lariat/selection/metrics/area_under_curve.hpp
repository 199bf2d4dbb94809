// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// AUC = Σ v_i v_j [z_i > z_j] / Σ v_i v_j over the pairs of a row i of class 1 and a row j of class 0, a tie
/// counting ½: the probability that a row of class 1 is ranked above one of class 0. Fits targets 0 and 1
/// with both classes in every fold. As cv.glmnet's "auc". Source: Hanley and McNeil 1982.
struct AreaUnderCurve {
    static constexpr bool larger_is_better = true;

    template <Loss L>
    double score(const L&, const Vector<double>& z, const Vector<double>& y, const Vector<double>& v) const {
        for (Index i = 0; i < z.size(); ++i)
            if (is_nan(z[i])) return z[i];
        std::vector<Index> order(static_cast<std::size_t>(z.size()));
        std::iota(order.begin(), order.end(), Index(0));
        std::sort(order.begin(), order.end(), [&](Index a, Index b) { return z[a] < z[b]; });
        double below = 0, won = 0, ones = 0;  // below: the weight of class 0 ranked lower
        for (std::size_t first = 0; first < order.size();) {
            double tied[2] = {0, 0};
            std::size_t last = first;
            for (; last < order.size() && z[order[last]] == z[order[first]]; ++last)
                tied[y[order[last]] == 1 ? 1 : 0] += v[order[last]];
            won += tied[1] * (below + tied[0] / 2);
            below += tied[0];
            ones += tied[1];
            first = last;
        }
        return won / (ones * below);
    }

    std::string complaint(const Vector<double>& y, const Vector<double>& v) const {
        const auto has = [&](double label) {
            for (Index i = 0; i < y.size(); ++i)
                if (y[i] == label && v[i] > 0) return true;
            return false;
        };
        if (auto labels = detail::complaint_of_labels(y); !labels.empty()) return labels;
        return has(0) && has(1) ? "" : "it has one class only, and AUC compares two";
    }
};

}  // namespace lariat
