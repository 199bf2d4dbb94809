// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

namespace lariat {

/// Sizes and positions, counted from 0.
using Index = Eigen::Index;

/// A dense column of numbers.
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// What a function reads: any contiguous column, a whole vector or a part of one, never copied.
template <class Scalar>
using VectorView = Eigen::Ref<const Vector<Scalar>>;

/// What a function writes: any contiguous column of the right length.
template <class Scalar>
using VectorRef = Eigen::Ref<Vector<Scalar>>;

namespace detail {

template <class Scalar>
struct WideOf {
    using type = double;
};

template <class X>
void takes_dense(const Eigen::DenseBase<X>&);
}  // namespace detail

/// What Scalars are summed in: double. It depends on Scalar, so that Eigen's expressions of it in a template
/// cost nothing where the template is not used.
template <class Scalar>
using Wide = typename detail::WideOf<Scalar>::type;

/// Satisfied by every dense Eigen matrix, array and expression, and by what is derived from one (y.head(n)
/// is).
template <class X>
concept DenseExpression = requires(const X& x) { detail::takes_dense(x); };

}  // namespace lariat
