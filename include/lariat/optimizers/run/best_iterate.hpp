// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include <lariat/core/check.hpp>
#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The iterate of a run with the smallest F, where each has a certificate the one that it proves the best; no
/// copy is made while that is the current one.
template <class Scalar>
class BestIterate {
public:
    BestIterate() = default;

    template <class State>
    explicit BestIterate(const State& start)
        : w_(start.x.w), value_(is_finite(start.value) ? start.value : Interval::infinity) {}

    /// Takes the iterate that a step has made, if it is finite and no worse, or keeps the one before it.
    template <class State>
    void observe(const State& s, bool finite) {
        // Values that differ by rounding do not rank: the later iterate is the more optimal one.
        const double rounding = 16 * double(Eigen::NumTraits<Scalar>::epsilon()) * std::abs(value_);
        const double certified = certificate_of(s);
        if (finite && (!(s.value > value_ + rounding) || certified < certified_)) {
            value_ = (std::min)(value_, s.value);
            certified_ = certified;
            is_current_ = true;
        } else if (is_current_) {  // the iterate about to be lost was the best
            w_ = s.previous.w;
            is_current_ = false;
        }
    }

    bool is_current() const { return is_current_; }

    template <class State>
    const Vector<Scalar>& w(const State& s) const {
        return is_current_ ? s.x.w : w_;
    }

private:
    template <class State>
    static double certificate_of([[maybe_unused]] const State& s) {
        if constexpr (requires { s.certificate->value; })
            return s.certificate->value;
        else
            return Interval::infinity;
    }

    Vector<Scalar> w_;                       // the best iterate, unless it is the current one
    bool is_current_ = true;                 // it is
    double value_ = 0;                       // F there
    double certified_ = Interval::infinity;  // and its certificate
};

}  // namespace lariat::detail
