// SPDX-License-Identifier: BSD-3-Clause
// Shared by the tests of the documented examples: the claims and numbers of the text "Gradient,
// Regularization, and Sparsity", section by section, run through the library. The text speaks of real numbers
// and of the generic case. Where floating point differs, a test says for which update, number type and
// contraction (a compiler may fuse w − η·d into one rounding where the machine has such an instruction: g++
// and clang do so with -mfma or -march=native). Where a claim is generic only, a second test, "… is not
// general", holds the counterexample.
#pragma once

#include <lariat/lariat.hpp>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace documented {

using namespace lariat;

template <class Scalar = double>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// An update and the number type it runs in: what a templated test is given.
template <class Update_, class Scalar_>
struct In {
    using Update = Update_;
    using Scalar = Scalar_;
};

inline Vector<double> vector(std::initializer_list<double> values) {
    return Eigen::Map<const Vector<double>>(values.begin(), static_cast<Index>(values.size()));
}

/// f(w) = ½ wᵀAw − bᵀw of two weights, A = [a, c; c, d].
inline auto two_weights(double a, double c, double d, const Vector<double>& b) {
    return Quadratic(Matrix<>((Matrix<>(2, 2) << a, c, c, d).finished()), b);
}

/// One weight whose data gradient is `slope` everywhere: f(w) = slope · w. The text's "assume ∂L_data/∂w = 0"
/// is slope 0.
template <class Scalar = double>
auto one_weight(double slope = 0) {
    return Quadratic(Matrix<Scalar>(Matrix<Scalar>::Zero(1, 1)), vector({-slope}));
}

/// w after one step of an update at η. (minimize would answer with the best point so far, were it not the
/// last.)
template <class Update, class O>
Vector<typename O::Scalar> after_one_step(const O& objective, const Values& w, double eta) {
    const auto whole = as_objective(objective);
    const GradientDescent optimizer{Update{}, ConstantStep{eta}};
    auto state = optimizer.init(whole, placed(whole.function, w));
    optimizer.step(whole, state);
    return state.x.w;
}

/// w_0, w_1, …, w_steps of an objective of one weight, by an update at a constant η.
template <class Update, class O>
std::vector<typename O::Scalar> trajectory(const O& objective, double start, double eta, int steps) {
    const auto whole = as_objective(objective);
    const GradientDescent optimizer{Update{}, ConstantStep{eta}};
    auto state = optimizer.init(whole, placed(whole.function, vector({start})));
    std::vector<typename O::Scalar> w{state.x.w[0]};
    for (int k = 0; k < steps; ++k) {
        optimizer.step(whole, state);
        w.push_back(state.x.w[0]);
    }
    return w;
}

/// Normal deviates from a seed, the same with every standard library (std::normal_distribution is not).
class Normal {
public:
    explicit Normal(std::uint64_t seed) : engine_(seed) {}

    double operator()() {
        const double u = (double(engine_() >> 11) + 0.5) * 0x1p-53, v = double(engine_() >> 11) * 0x1p-53;
        return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v);
    }
    Vector<double> vector(Index n) {
        return Vector<double>::NullaryExpr(n, [this] { return (*this)(); });
    }
    Matrix<> matrix(Index n, Index p) {
        return Matrix<>::NullaryExpr(n, p, [this] { return (*this)(); });
    }
    /// ±1 with equal chances.
    double sign() { return engine_() >> 63 ? 1.0 : -1.0; }

private:
    std::mt19937_64 engine_;
};

inline Index zeros(const Vector<double>& w) { return (w.array() == 0).count(); }

}  // namespace documented
