// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// A unit vector of uniformly distributed components, the same for the same size and seed.
template <class Scalar>
Vector<Scalar> random_unit(Index size, std::uint64_t seed) {
    Vector<Scalar> v(size);
    std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 0x632be59bd9b4e019u;
    for (Index j = 0; j < size; ++j) {  // splitmix64, Steele, Lea and Flood 2014
        std::uint64_t x = (state += 0x9e3779b97f4a7c15u);
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        v[j] = static_cast<Scalar>(double((x ^ (x >> 31)) >> 11) * 0x1p-52 - 1.0);
    }
    return v / static_cast<Scalar>(norm(v));
}

/// How many eigenvalues of the symmetric tridiagonal matrix (diagonal a, off-diagonal b) are below x: the
/// number of negative pivots of its LDLᵀ (Golub and Van Loan, section 8.4.1).
template <class Reals>
int eigenvalues_below(const Reals& a, const Reals& b, double x) {
    int count = 0;
    double pivot = 1;
    for (std::size_t k = 0; k < a.size(); ++k) {
        pivot = a[k] - x - (k > 0 ? b[k - 1] * b[k - 1] / pivot : 0.0);
        if (pivot == 0) pivot = std::numeric_limits<double>::min();
        count += pivot < 0;
    }
    return count;
}

/// The smallest (count = 1) or largest (count = a.size()) eigenvalue of a tridiagonal matrix, by bisection.
template <class Reals>
double tridiagonal_eigenvalue(Reals a, Reals b, int count) {
    double largest = 0;  // the pivots square b, which must not overflow
    for (const double x : a) largest = (std::max)(largest, std::abs(x));
    for (const double x : b) largest = (std::max)(largest, std::abs(x));
    if (!(largest > 0)) return 0;
    for (double& x : a) x /= largest;
    for (double& x : b) x /= largest;
    double lower = std::numeric_limits<double>::infinity(), upper = -lower;
    for (std::size_t k = 0; k < a.size(); ++k) {  // Gershgorin
        const double radius = (k > 0 ? std::abs(b[k - 1]) : 0.0) + (k + 1 < a.size() ? std::abs(b[k]) : 0.0);
        lower = (std::min)(lower, a[k] - radius);
        upper = (std::max)(upper, a[k] + radius);
    }
    for (int k = 0; k < 200; ++k) {
        const double middle = lower + (upper - lower) / 2;
        if (middle <= lower || middle >= upper) break;
        (eigenvalues_below(a, b, middle) < count ? lower : upper) = middle;
    }
    return upper * largest;
}

struct SpectrumEnds {
    double smallest = 0, largest = 0;  // the extreme Ritz values; the true eigenvalues lie outside or on them
    double residual = 0;               // an eigenvalue lies within this distance of `largest`
    int steps = 0;
    bool exhausted = false;  // the Krylov space is complete: the ends are exact up to rounding
};

/// The Lanczos process of a symmetric operator from a random vector (Golub and Van Loan, algorithm 10.1.1),
/// at most `steps` products. With `keep`, every vector is kept and orthogonalized against all before it, so
/// that the process ends where the Krylov space does; without, three vectors are enough and only the extreme
/// Ritz values mean something.
template <class Scalar, class Multiply>
SpectrumEnds lanczos(Index size, Multiply&& multiply, int steps, bool keep = true) {
    SpectrumEnds ends;
    if (size == 0) return ends;
    std::vector<Wide<Scalar>> a, b;
    std::vector<Vector<Scalar>> basis;
    Vector<Scalar> q = random_unit<Scalar>(size, 7), previous = Vector<Scalar>::Zero(size), next(size);
    const double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());
    double beta = 0, largest_seen = 0;
    for (int k = 0; k < steps; ++k) {
        multiply(q, next);
        const double alpha = dot(q, next);
        next -= static_cast<Scalar>(alpha) * q + static_cast<Scalar>(beta) * previous;
        if (keep) {
            basis.push_back(q);
            for (int twice = 0; twice < 2; ++twice)  // "twice is enough", Giraud, Langou and Rozložník 2005
                for (const auto& v : basis) next -= static_cast<Scalar>(dot(v, next)) * v;
        }
        a.push_back(alpha);
        beta = norm(next);
        largest_seen = (std::max)({largest_seen, std::abs(alpha), beta});
        ends.exhausted = !(beta > 4 * epsilon * largest_seen) || (keep && Index(k) + 1 == size);
        if (ends.exhausted) break;
        b.push_back(beta);
        previous = q;
        q = next / static_cast<Scalar>(beta);
    }
    ends.steps = static_cast<int>(a.size());
    ends.smallest = tridiagonal_eigenvalue(a, b, 1);
    ends.largest = tridiagonal_eigenvalue(a, b, ends.steps);
    ends.residual = ends.exhausted ? 0.0 : beta;
    return ends;
}

/// λ_max of a positive semidefinite operator of this size, from above, by the ends of Lanczos from a random
/// vector: the error that is exceeded with probability below 1e-9 over the start is λ_max ≤ largest/(1 − ε),
/// √ε = log(1.648 √p/1e-9)/(2k − 1) (Kuczyński and Woźniakowski 1992, theorem 4.2); rounding alone where the
/// Krylov space is complete.
inline double upper_end(const SpectrumEnds& ends, Index size, double rounding) {
    if (ends.exhausted) return ends.largest * (1 + rounding);
    const double root = std::log(1.648 * std::sqrt(double(size)) / 1e-9) / (2.0 * ends.steps - 1);
    return ends.largest / (1 - (std::min)(root * root, 0.5));
}

/// λ_max of a small symmetric matrix, from above by no more than rounding.
template <class H>
double largest_eigenvalue(const H& matrix) {
    const auto ends = lanczos<double>(
        matrix.rows(), [&](const Vector<double>& in, Vector<double>& out) { out.noalias() = matrix * in; },
        static_cast<int>(matrix.rows()));
    return ends.largest * (1 + 1e-14 * double(matrix.rows()));
}

}  // namespace lariat::detail
