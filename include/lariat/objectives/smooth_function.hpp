// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>

namespace lariat {

/// Any differentiable f of p variables: a callable `double f(const Vector<double>& w, Vector<double>&
/// gradient)` that returns the value and writes the gradient (p elements, already of the right size).
/// check_gradient tells whether the two agree. f need not be convex, so its certificate is stationarity. An
/// exception thrown by f passes through `minimize`.
/// Throws std::invalid_argument when p < 0.
template <class F>
class SmoothFunction {
    static_assert(std::is_invocable_r_v<double, const F&, const Vector<double>&, Vector<double>&>,
                  "lariat: the f of SmoothFunction{p, f} is called as f(w, gradient), with a const "
                  "Eigen::VectorXd& and an Eigen::VectorXd& that it fills; it is const and returns f(w)");

public:
    using Scalar = double;

    struct Point {
        Vector<double> w;         ///< variables
        Vector<double> gradient;  ///< ∇f(w)
        double value = 0;         ///< f(w)
        double passes = 0;        ///< calls of f
    };

    SmoothFunction(Index size, F function) : size_(size), function_(std::move(function)) {
        require(size >= 0, [&] { return "size = " + text(size) + "; must be >= 0"; });
    }

    Index size() const { return size_; }
    Index penalized() const { return size_; }
    Point point() const {
        Point at;
        at.w.setZero(size_);
        at.gradient.setZero(size_);
        return at;
    }

    void place(Point& at) const {
        at.gradient.setConstant(std::numeric_limits<double>::quiet_NaN());  // shows what f leaves unwritten
        at.value = function_(std::as_const(at.w), at.gradient);
        at.passes += 1;
        require(at.gradient.size() == size_, [&] {
            return "the function left a gradient of " + text(at.gradient.size()) + " elements; it has " +
                   text(size_) + " variables";
        });
    }

    void extrapolate(const Point& x, const Point& y, double beta, Point& at) const {
        at.w = x.w + beta * (x.w - y.w);
        place(at);
    }

    double value(const Point& at) const { return at.value; }
    void gradient(const Point& at, Vector<double>& g) const { g = at.gradient; }

    /// h_j = ‖∇f(null)‖_∞ + |f(w) − f(null)|/‖w‖_∞: the size of slopes met between the null point and w.
    Vector<double> gradient_scale(const Point& at, const Vector<double>&, const Point& null) const {
        if (size_ == 0) return {};
        const double reach = (at.w - null.w).cwiseAbs().maxCoeff();
        const double slope = reach > 0 ? std::abs(at.value - null.value) / reach : 0.0;
        Vector<double> h(size_);
        h.setConstant(null.gradient.cwiseAbs().maxCoeff() + slope);
        return h;
    }

    static constexpr int norm_passes = 0;
    Vector<double> variable_norms() const { return {}; }

private:
    Index size_;
    F function_;
};

}  // namespace lariat
