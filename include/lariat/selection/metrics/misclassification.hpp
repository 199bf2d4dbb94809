// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include <lariat/losses/response.hpp>
#include <lariat/selection/metrics/metric.hpp>

namespace lariat {

/// 1 where the predicted label is not y, else 0 (see `label`). Fits targets 0 and 1.
struct Misclassification {
    template <Loss L>
    double of_row(const L& loss, double z, double y) const {
        return label(loss, z) != y ? 1.0 : 0.0;
    }

    std::string complaint(const Vector<double>& y, const Vector<double>&) const {
        return detail::complaint_of_labels(y);
    }
};

}  // namespace lariat
