// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <memory>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/numeric.hpp>
#include <lariat/core/values.hpp>
#include <lariat/designs/column_norms.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/objectives/lanczos.hpp>

namespace lariat {

/// f(w) = ½ wᵀAw − bᵀw, with A symmetric positive semidefinite, p × p: dense, sparse or an operator, read
/// where it lies (see design_of). b is copied. The Hessian is A everywhere.
/// Throws std::invalid_argument when A is not square, sizes disagree, a value is infinite or NaN, A is not
/// symmetric (seen on two random vectors) or has a negative eigenvalue (seen by a Lanczos process).
template <Design D>
class Quadratic {
public:
    using Scalar = typename D::Scalar;

    struct Point {
        Vector<Scalar> w;   ///< coefficients
        Vector<Scalar> Aw;  ///< A w
        double passes = 0;  ///< products with A spent on this point
    };

    template <class A>
        requires std::same_as<design_of_t<A>, D>
    Quadratic(A&& a, const Values& b)
        : data_(std::make_shared<const Data>(design_of(std::forward<A>(a)), b)) {}

    const D& design() const { return data_->A; }
    Index size() const { return data_->b.size(); }
    Index penalized() const { return size(); }
    Point point() const { return {Vector<Scalar>::Zero(size()), Vector<Scalar>::Zero(size()), 0}; }

    void place(Point& at) const {
        data_->A.apply(at.w, at.Aw);
        at.passes += 1;
    }

    void extrapolate(const Point& x, const Point& y, double beta, Point& at) const {
        const auto c = static_cast<Scalar>(beta);
        at.w = x.w + c * (x.w - y.w);
        at.Aw = x.Aw + c * (x.Aw - y.Aw);
    }

    double value(const Point& at) const {
        return lane_sum(size(), [&](Index j) {
            return double(at.w[j]) * (0.5 * double(at.Aw[j]) - double(data_->b[j]));
        });
    }

    void gradient(const Point& at, Vector<Scalar>& g) const { g = at.Aw - data_->b; }

    /// h_j = |(Aw)_j| + |b_j|, the two that ∂f/∂w_j is the difference of. (‖a_j‖‖w‖ in place of the first
    /// would hide a soft direction of A behind a stiff one.)
    Vector<double> gradient_scale(const Point& at, const Vector<double>&, const Point&) const {
        return at.Aw.template cast<double>().cwiseAbs() + data_->b.template cast<double>().cwiseAbs();
    }

    /// What rounding may have done to ∂f/∂w_j: ε (‖a_j‖‖w‖ + |b_j|).
    Vector<double> gradient_rounding(const Point& at, const Vector<double>& norms) const {
        return epsilon * (norms * norm(at.w) + data_->b.template cast<double>().cwiseAbs());
    }

    /// μ ≤ λ_min(A), by a complete Lanczos process; 0 where it drowns in rounding, and for more than 500
    /// variables.
    double strong_convexity(double& passes) const {
        if (size() > 500) return 0;
        const auto ends = detail::lanczos<Scalar>(
            size(), [this](const Vector<Scalar>& in, Vector<Scalar>& out) { data_->A.apply(in, out); },
            static_cast<int>(size()));
        passes += ends.steps;
        return (std::max)(ends.smallest - 16 * epsilon * double(size()) * ends.largest, 0.0);
    }

    /// The slope of f along w where that is the same forever, because Aw is rounding: −b·w; else 0.
    double slope_forever_along(const Point& at) const {
        const bool straight = norm(at.Aw) <= 1e3 * epsilon * data_->largest * norm(at.w);
        return straight ? -dot(at.w, data_->b) : 0.0;
    }

    static constexpr int norm_passes = column_norm_passes<D>;
    Vector<double> variable_norms() const { return column_norms(data_->A, Vector<double>::Ones(size())); }

    /// out = A in.
    void curvature_product(const Vector<Scalar>& in, Vector<Scalar>& out) const { data_->A.apply(in, out); }

    void check() const { data_->A.check(); }

private:
    static constexpr double epsilon = double(Eigen::NumTraits<Scalar>::epsilon());

    struct Data {
        D A;
        Vector<Scalar> b;
        double largest = 0;  // a lower bound of λ_max(A), and near it

        Data(D a, const Values& right) : A(std::move(a)) {
            require(A.rows() == A.cols(),
                    [&] { return "A is " + shape(A.rows(), A.cols()) + "; it must be square"; });
            const Vector<double>& given = right.vector("b");
            require_size("b", given.size(), A.rows(), "A, by rows,");
            if constexpr (requires { A.check_finite("A"); }) A.check_finite("A");
            require_finite("b", given.data(), given.size());
            b = given.template cast<Scalar>();
            require_finite("b", b.data(), b.size());
            check_convex();
        }

        void check_convex() {
            if (b.size() == 0) return;
            const auto multiply = [this](const Vector<Scalar>& in, Vector<Scalar>& out) { A.apply(in, out); };
            const Vector<Scalar> x = detail::random_unit<Scalar>(b.size(), 1),
                                 y = detail::random_unit<Scalar>(b.size(), 2);
            Vector<Scalar> Ax(b.size()), Ay(b.size());
            multiply(x, Ax);
            multiply(y, Ay);
            const double left = dot(y, Ax), right = dot(x, Ay), size = norm(Ax) + norm(Ay);
            require(std::abs(left - right) <= 1e3 * epsilon * size, [&] {
                return "A is not symmetric: y'Ax = " + text(left) + " but x'Ay = " + text(right) +
                       " for two random unit vectors x and y";
            });
            const bool keep = b.size() <= 1000;  // 50 vectors are then small beside A
            const auto ends = detail::lanczos<Scalar>(b.size(), multiply, 50, keep);
            largest = ends.largest;
            require(ends.smallest >= -1e3 * epsilon * ends.largest, [&] {
                return "A has an eigenvalue at or below " + text(ends.smallest) +
                       "; it must be positive semidefinite";
            });
        }
    };

    std::shared_ptr<const Data> data_;
};

template <class A>
Quadratic(A&&, const Values&) -> Quadratic<design_of_t<A>>;

}  // namespace lariat
