// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// d + argmin over δ of ‖X_H (d + δ)‖², of least length and zero where d is zero: the direction nearest d
/// that leaves the predictions of the rows H where they are, if one does. `stands[i]` tells whether row i is
/// in H; an intercept counts as a column of ones. By at most 100 steps of conjugate gradients, two passes
/// each, which are counted in `passes`. (CGLS: Björck 1996, Numerical Methods for Least Squares Problems,
/// algorithm 7.4.1.)
template <Risk F>
Vector<typename F::Scalar> with_rows_standing(const F& f, Vector<typename F::Scalar> d,
                                              const std::vector<bool>& stands, double& passes) {
    using Scalar = typename F::Scalar;
    typename F::Point way = f.point();
    const auto predictions = [&](const Vector<Scalar>& w) -> Vector<Scalar>& {
        way.w = w;
        f.place(way);
        if (f.offset().size() > 0) way.z -= f.offset();
        for (Index i = 0; i < f.rows(); ++i)
            if (!stands[static_cast<std::size_t>(i)]) way.z[i] = Scalar(0);
        return way.z;
    };
    Vector<Scalar> g(f.size());
    const auto slopes = [&](const Vector<Scalar>& rest) -> Vector<Scalar>& {
        way.u = rest;
        f.transpose(way, g);
        g = (d.array() == Scalar(0)).select(Scalar(0), g);
        return g;
    };
    Vector<Scalar> rest = -predictions(d);
    Vector<Scalar> step = slopes(rest);
    const double start = squared_norm(step);
    constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
    double steepness = start;
    for (int k = 0; k < 100 && steepness > epsilon * epsilon * start; ++k) {
        const Vector<Scalar>& moved = predictions(step);
        const double size = squared_norm(moved);
        if (!(size > 0)) break;
        const auto length = static_cast<Scalar>(steepness / size);
        d += length * step;
        rest -= length * moved;
        const double before = steepness;
        steepness = squared_norm(slopes(rest));
        step = g + static_cast<Scalar>(steepness / before) * step;
    }
    passes += way.passes;
    return d;
}

}  // namespace lariat::detail
