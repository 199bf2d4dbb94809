// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/certificate.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// Do the certificates of a run still improve?
template <class Scalar>
class CertificateTrend {
public:
    /// Takes the certificate of an iterate with F = value.
    void observe(const Certificate& certificate, double value) {
        const bool measurable = certificate.value > certificate.rounding;
        unmeasurable_ = !measurable && !(certificate.value < 0.9 * last_) ? unmeasurable_ + 1 : 0;
        const double resolution = 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(value);
        idle_ = certificate.value < 0.9 * smallest_ || value < lowest_ - resolution ? 0 : idle_ + 1;
        if (idle_ == 0) lowest_ = value;
        smallest_ = (std::min)(smallest_, certificate.value);
        last_ = certificate.value;
    }

    /// Were three running below their own rounding?
    bool drowned() const { return unmeasurable_ >= 3; }

    /// Did eight running improve neither themselves nor F?
    bool idle() const { return idle_ >= 8; }

private:
    double last_ = Interval::infinity;      // the last certificate
    double smallest_ = Interval::infinity;  // the smallest so far
    double lowest_ = Interval::infinity;    // F when either last improved
    int idle_ = 0;                          // certificates running without progress of either
    int unmeasurable_ = 0;  // certificates running that were below their rounding and did not improve
};

}  // namespace lariat::detail
