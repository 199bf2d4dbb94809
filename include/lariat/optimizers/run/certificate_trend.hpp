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
    /// Takes the certificate of an iterate with F = value, and the scale of F there.
    void observe(const Certificate& certificate, double value, double scale) {
        const bool measurable = certificate.value > certificate.rounding;
        unmeasurable_ = !measurable && !(certificate.value < 0.9 * smallest_) ? unmeasurable_ + 1 : 0;
        idle_ = certificate.value < 0.9 * smallest_ || value < lowest_ - least_fall(certificate, value, scale)
                    ? 0
                    : idle_ + 1;
        if (idle_ == 0) lowest_ = value;
        smallest_ = (std::min)(smallest_, certificate.value);
    }

    /// Were three running below their own rounding?
    bool drowned() const { return unmeasurable_ >= 3; }

    /// Did three running, or eight, improve neither themselves nor F?
    bool slow() const { return idle_ >= 3; }
    bool idle() const { return idle_ >= 8; }

private:
    /// By how much F must fall to count: beyond rounding, and by a millionth of what is open, which is a gap,
    /// or F itself where a residual is near its rounding and can tell no more. F creeps where no model of it
    /// can be minimized any more: at the end of counts that are met but for zeros, whose means, and their
    /// part of the Hessian, are 1e-13 of the others.
    static double least_fall(const Certificate& certificate, double value, double scale) {
        const double rounding = 64 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(value);
        double open = 0;
        if (certificate.kind == Certificate::Kind::DualityGap)
            open = (std::min)(certificate.value, scale);
        else if (certificate.value <= 64 * certificate.rounding)
            open = scale;
        return (std::max)(rounding, 1e-6 * open);
    }

    double smallest_ = Interval::infinity;  // the smallest so far
    double lowest_ = Interval::infinity;    // F when either last improved
    int idle_ = 0;                          // certificates running without progress of either
    int unmeasurable_ = 0;  // certificates running that were below their rounding and did not improve
};

}  // namespace lariat::detail
