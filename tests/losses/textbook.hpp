// SPDX-License-Identifier: BSD-3-Clause
// The seven losses as a textbook types them, in extended precision: the oracle of the tests. And what the
// laws run over.
#pragma once

#include <lariat/core/concepts.hpp>
#include <lariat/losses/hinge.hpp>
#include <lariat/losses/huber.hpp>
#include <lariat/losses/logistic.hpp>
#include <lariat/losses/pinball.hpp>
#include <lariat/losses/poisson.hpp>
#include <lariat/losses/squared_error.hpp>
#include <lariat/losses/squared_hinge.hpp>

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

namespace textbook {

using Real = long double;
using namespace lariat;

inline Real plus(Real x) { return x > 0 ? x : 0; }
inline Real entropy(Real x) { return x > 0 ? x * std::log(x) : 0; }
inline Real sign_of(Real y) { return 2 * y - 1; }

inline Real value(const SquaredError&, Real z, Real y) { return (z - y) * (z - y) / 2; }
inline Real value(const Logistic&, Real z, Real y) {
    return plus(z) + std::log1p(std::exp(-std::abs(z))) - y * z;
}
inline Real value(const Huber& l, Real z, Real y) {
    const Real d = std::abs(z - y), delta = l.delta;
    return d <= delta ? d * d / 2 : delta * d - delta * delta / 2;
}
inline Real value(const SquaredHinge&, Real z, Real y) {
    return std::pow(plus(1 - sign_of(y) * z), 2.0L) / 2;
}
inline Real value(const Hinge&, Real z, Real y) { return plus(1 - sign_of(y) * z); }
inline Real value(const Pinball& l, Real z, Real y) {
    return l.tau * plus(y - z) + (1 - l.tau) * plus(z - y);
}
inline Real value(const Poisson&, Real z, Real y) { return std::exp(z) - y * z + entropy(y) - y; }

inline Real derivative(const SquaredError&, Real z, Real y) { return z - y; }
inline Real derivative(const Logistic&, Real z, Real y) {
    return y > 0 ? -1 / (1 + std::exp(z)) : 1 / (1 + std::exp(-z));
}
inline Real derivative(const Huber& l, Real z, Real y) {
    const Real d = z - y, delta = l.delta;
    return std::abs(d) <= delta ? d : d > 0 ? delta : -delta;
}
inline Real derivative(const SquaredHinge&, Real z, Real y) { return -sign_of(y) * plus(1 - sign_of(y) * z); }
inline Real derivative(const Hinge&, Real z, Real y) { return sign_of(y) * z < 1 ? -sign_of(y) : 0; }
inline Real derivative(const Pinball& l, Real z, Real y) { return z < y ? -l.tau : z > y ? 1 - l.tau : 0; }
inline Real derivative(const Poisson&, Real z, Real y) { return std::exp(z) - y; }

/// For u inside the domain.
inline Real conjugate(const SquaredError&, Real u, Real y) { return u * u / 2 + u * y; }
inline Real conjugate(const Logistic&, Real u, Real y) { return entropy(u + y) + entropy(1 - u - y); }
inline Real conjugate(const Huber&, Real u, Real y) { return u * u / 2 + u * y; }
inline Real conjugate(const SquaredHinge&, Real u, Real y) { return sign_of(y) * u + u * u / 2; }
inline Real conjugate(const Hinge&, Real u, Real y) { return sign_of(y) * u; }
inline Real conjugate(const Pinball&, Real u, Real y) { return u * y; }
inline Real conjugate(const Poisson&, Real u, Real y) { return entropy(y + u) - (y + u) - entropy(y) + y; }

/// Every loss: the name a new one adds.
using Losses = std::tuple<SquaredError, Logistic, Huber, SquaredHinge, Hinge, Pinball, Poisson>;

/// A loss at its defaults and at settings far from them.
template <class L>
std::vector<L> settings() {
    return {L{}};
}
template <>
inline std::vector<Huber> settings<Huber>() {
    return {Huber{}, Huber{.delta = 0.01}, Huber{.delta = 1000}};
}
template <>
inline std::vector<Pinball> settings<Pinball>() {
    return {Pinball{}, Pinball{.tau = 0.1}, Pinball{.tau = 0.99}};
}

template <class L>
bool takes(const L& loss, double y) {
    if constexpr (requires { loss.valid_target(y); })
        return loss.valid_target(y);
    else
        return true;
}

/// Targets that the loss takes, out of these.
template <class L>
std::vector<double> targets(const L& loss) {
    std::vector<double> taken;
    for (double y : {-7.0, 0.0, 1e-3, 1.0, 3.5, 200.0})
        if (takes(loss, y)) taken.push_back(y);
    return taken;
}

/// Predictions in [−8, 8], dense enough to meet every piece of every loss, kinks at −1, 0, 1, 3.5 and ±δ of
/// it included.
inline std::vector<double> predictions() {
    std::vector<double> z;
    for (int i = -128; i <= 128; ++i) z.push_back(i / 16.0);
    for (double kink : {1.345, -1.345, 0.01, -0.01, 1.01, 0.99, 2.345, -0.345}) z.push_back(kink);
    return z;
}

/// Calls f(loss, y) for every setting and target.
template <class L, class F>
void each(F&& f) {
    for (const L& loss : settings<L>())
        for (double y : targets(loss)) f(loss, y);
}

}  // namespace textbook
