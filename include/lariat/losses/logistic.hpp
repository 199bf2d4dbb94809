// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cmath>

#include <lariat/core/interval.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// ℓ(z, y) = log(1 + e^z) − yz: logistic regression. Labels y are 0 and 1. ℓ'' ≤ ¼.
/// With s = 2y − 1 this is log(1 + e^−sz), and that is how it is computed: ℓ' = −s σ(−sz) and not σ(z) − y,
/// which would lose all digits of a row that is fitted well.
/// (Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, equation 4.20.)
struct Logistic {
    static constexpr const char* name = "Logistic";
    static constexpr bool labels = true;

    double value(double z, double y) const { return softplus((1.0 - 2.0 * y) * z); }
    template <ArrayExpression Z, ArrayExpression Y>
    double total(const Z& z, const Y& y) const {
        return softplus_sum((1.0 - 2.0 * y) * z);
    }

    template <Elementwise Z, Elementwise Y>
    auto derivative(const Z& z, const Y& y) const {
        using T = scalar_of<Z>;
        const auto away = T(1) - T(2) * y;
        return away * sigmoid(away * z);
    }
    template <Elementwise Z, Elementwise Y>
    auto second_derivative(const Z& z, const Y&) const {
        return sigmoid(z) * sigmoid(-z);
    }
    double curvature_bound() const { return 0.25; }

    /// ℓ*(u, y) = a log a + (1 − a) log(1 − a), a = −su in [0, 1].
    double conjugate(double u, double y) const {
        const double a = (1.0 - 2.0 * y) * u;
        if (!in_domain(a, 0.0, 1.0)) return Interval::infinity;
        return x_log_x(a) + (a < 1.0 ? (1.0 - a) * std::log1p(-a) : 0.0);
    }
    /// The relative entropy of the label probabilities (t e, 1 − t e) against those of the model, (e, 1 − e).
    double remainder(double z, double y, double t) const {
        const double away = (1.0 - 2.0 * y) * z;
        const double tail = std::exp(-std::abs(away)), larger = 1.0 / (1.0 + tail), smaller = tail * larger;
        const double e = away > 0 ? larger : smaller, moved = (1.0 - t) * e;
        return e * relative_entropy(t, 1.0) + relative_entropy((away > 0 ? smaller : larger) + moved, -moved,
                                                               [&] { return -softplus(away); });
    }
    /// Σ remainder(z_i, y_i, t_i) with t = `up` where ℓ' > 0, which is where y = 0, and `down` where y = 1.
    template <ArrayExpression Z, ArrayExpression Y>
    double total_remainder(const Z& z, const Y& y, double up, double down) const {
        constexpr int size = 64;
        using Rows = Eigen::Array<typename Z::Scalar, size, 1>;
        const double scale_up = relative_entropy(up, 1.0), scale_down = relative_entropy(down, 1.0);
        double sum = 0;
        const auto add_one_by_one = [&](Index from, Index to) {
            for (Index i = from; i < to; ++i) sum += remainder(z[i], y[i], y[i] == 0 ? up : down);
        };
        Index first = 0;
        for (; first + size <= z.size(); first += size) {
            const Rows label = y.template segment<size>(first);
            const Rows away = (1.0 - 2.0 * label) * z.template segment<size>(first);
            if (!(away.abs().maxCoeff() < 600)) {  // e^−|z| may underflow
                add_one_by_one(first, first + size);
                continue;
            }
            const Rows tail = (-away.abs()).exp(), larger = (1.0 + tail).inverse(), smaller = tail * larger;
            const Rows e = (away > 0).select(larger, smaller), rest = (away > 0).select(smaller, larger);
            const Rows moved = ((1.0 - up) + (up - down) * label) * e, q = rest + moved, r = -moved / q;
            const Rows far = r - (rest / q).log(), near = log1p_gap_series(r);
            sum += (e * (scale_up + (scale_down - scale_up) * label) +
                    q * (r.abs() < log1p_gap_reach).select(near, far))
                       .sum();
        }
        add_one_by_one(first, z.size());
        return sum;
    }

    /// Towards its label, down to 0.
    bool falls_forever(double d, double y) const { return (2.0 * y - 1.0) * d > 0.0; }

    double mean(double z) const { return sigmoid(z); }

    /// −2 log-likelihood of n observations of this mean loss, up to a constant of the targets: the deviance.
    double minus_two_log_likelihood(double mean_loss, double n) const { return 2.0 * n * mean_loss; }
    bool valid_target(double y) const { return y == 0.0 || y == 1.0; }
    const char* target_domain() const { return "labels must be 0 or 1; convert -1/+1 by (y + 1) / 2"; }
};

}  // namespace lariat
