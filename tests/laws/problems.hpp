// SPDX-License-Identifier: BSD-3-Clause
// Random problems for the tests, the same on every machine: numbers come from a generator written here, not
// from the distributions of the standard library, which differ between its implementations.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <lariat/lariat.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace lariat::test {

/// Numbers from a seed: splitmix64 (Steele, Lea and Flood 2014).
class Random {
public:
    explicit Random(int seed) : state_(static_cast<std::uint64_t>(seed) * 0x9e3779b97f4a7c15u) {}

    std::uint64_t bits() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    /// Uniform in (0, 1).
    double uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; }
    double uniform(double lower, double upper) { return lower + (upper - lower) * uniform(); }
    /// Standard normal (Box and Muller).
    double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }
    Index below(Index n) { return static_cast<Index>(bits() % static_cast<std::uint64_t>(n)); }

    Eigen::VectorXd vector(Index n, double scale = 1) {
        Eigen::VectorXd v(n);
        for (Index i = 0; i < n; ++i) v[i] = scale * normal();
        return v;
    }
    Eigen::MatrixXd matrix(Index rows, Index cols) {
        Eigen::MatrixXd m(rows, cols);
        for (Index j = 0; j < cols; ++j)
            for (Index i = 0; i < rows; ++i) m(i, j) = normal();
        return m;
    }
    /// About one element in `one_in` is not zero.
    Eigen::MatrixXd sparse_matrix(Index rows, Index cols, Index one_in = 3) {
        Eigen::MatrixXd m = matrix(rows, cols);
        for (Index j = 0; j < cols; ++j)
            for (Index i = 0; i < rows; ++i)
                if (below(one_in) != 0) m(i, j) = 0;
        return m;
    }

private:
    std::uint64_t state_;
};

/// X and a y that suits the loss: X w + noise for a regression, labels 0 and 1, or counts; correlated
/// columns, so that nothing converges in one step.
struct Problem {
    Eigen::MatrixXd X;
    Eigen::VectorXd y;

    template <class L>
    static Problem of(const L&, int seed, Index n = 40, Index p = 8) {
        Random random(seed);
        Problem problem{random.matrix(n, p), Eigen::VectorXd(n)};
        for (Index j = 1; j < p; ++j) problem.X.col(j) += 0.5 * problem.X.col(j - 1);
        Eigen::VectorXd w = Eigen::VectorXd::Zero(p);
        for (Index j = 0; j < p; j += 2) w[j] = random.uniform(-1, 1);
        const Eigen::VectorXd z = problem.X * w;
        for (Index i = 0; i < n; ++i) {
            if constexpr (std::is_same_v<L, Poisson>)
                problem.y[i] = std::floor(std::exp(0.5 * z[i]) + random.uniform());
            else if constexpr (requires(const L& loss) { loss.valid_target(0.5); })
                problem.y[i] = z[i] + random.normal() > 0 ? 1 : 0;
            else
                problem.y[i] = z[i] + 0.5 * random.normal();
        }
        return problem;
    }
};

/// A user's operator with the four members that a design must have, and no other.
struct Bare {
    Eigen::MatrixXd X;

    Index rows() const { return X.rows(); }
    Index cols() const { return X.cols(); }
    void apply(const Eigen::Ref<const Eigen::VectorXd>& w, Eigen::Ref<Eigen::VectorXd> z) const {
        z.noalias() = X * w;
    }
    void apply_transpose(const Eigen::Ref<const Eigen::VectorXd>& r, Eigen::Ref<Eigen::VectorXd> g) const {
        g.noalias() = X.transpose() * r;
    }
};

/// The same operator, which also gives out its columns.
struct WithColumns : Bare {
    double column_dot(Index j, const Eigen::VectorXd& u) const { return X.col(j).dot(u); }
    void add_column(Index j, double a, Eigen::VectorXd& u) const { u += a * X.col(j); }
    void add_column(Index j, double a, const Eigen::VectorXd& h, Eigen::VectorXd& u) const {
        u += a * h.cwiseProduct(X.col(j));
    }
    ColumnMoments column_moments(Index j) const { return {X.col(j).sum(), X.col(j).squaredNorm()}; }
    ColumnMoments column_moments(Index j, const Eigen::VectorXd& h) const {
        return {h.dot(X.col(j)), h.dot(X.col(j).cwiseAbs2())};
    }
};

/// What a user would write: ℓ(z, y) = log cosh(z − y), with the least that a smooth loss needs.
struct LogCosh {
    double value(double z, double y) const { return log_cosh(z - y); }
    double derivative(double z, double y) const { return std::tanh(z - y); }
    double curvature_bound() const { return 1.0; }
};

/// The same, written naively: infinite from |z − y| = 711 on, where its derivative is ±1.
struct OverflowingLogCosh : LogCosh {
    double value(double z, double y) const { return std::log(std::cosh(z - y)); }
    double second_derivative(double z, double y) const { return 1 - std::pow(std::tanh(z - y), 2); }
};

/// What a user would write: counts nonzeros.
struct L0 : PenaltyBase {
    double value(double w) const { return w != 0; }
    double prox(double v, double step) const { return v * v > 2 * step ? v : 0.0; }
    Interval subdifferential(double w) const { return w != 0 ? Interval{0, 0} : Interval::everything(); }
};

/// What std::invalid_argument the call throws; "" if none. Another exception passes.
template <class F>
std::string complaint(F&& call) {
    try {
        call();
    } catch (const std::invalid_argument& refused) {
        return refused.what();
    }
    return "";
}

/// Does text say every one of the words?
inline bool says(const std::string& text, const std::vector<std::string>& words) {
    for (const auto& word : words)
        if (text.find(word) == std::string::npos) return false;
    return true;
}

/// max |a − b| relative to the size of either.
template <class A, class B>
double difference(const A& a, const B& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return Interval::infinity;
    if (a.size() == 0) return 0;
    const Eigen::MatrixXd x = a.template cast<double>(), y = b.template cast<double>();
    const double size = std::max(x.cwiseAbs().maxCoeff(), y.cwiseAbs().maxCoeff());
    return size == 0 ? 0.0 : (x - y).cwiseAbs().template maxCoeff<Eigen::PropagateNaN>() / size;
}

/// The same bits?
template <class Scalar>
bool identical(const Vector<Scalar>& a, const Vector<Scalar>& b) {
    return a.size() == b.size() &&
           std::memcmp(a.data(), b.data(), sizeof(Scalar) * static_cast<std::size_t>(a.size())) == 0;
}

}  // namespace lariat::test
