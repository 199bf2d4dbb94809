// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <lariat/core/concepts.hpp>
#include <lariat/designs/dense/layout.hpp>
#include <lariat/designs/dense_design.hpp>
#include <lariat/designs/operator_design.hpp>
#include <lariat/designs/sparse/layout.hpp>
#include <lariat/designs/sparse_design.hpp>

namespace lariat {

namespace detail {

template <class X>
concept SparseExpression = std::derived_from<X, Eigen::SparseMatrixBase<X>>;

template <class X>
inline constexpr bool is_const_ref = false;
template <class M, int Options, class Stride>
inline constexpr bool is_const_ref<Eigen::Ref<const M, Options, Stride>> = true;

}  // namespace detail

/// The design of whatever X is. An lvalue matrix or operator is borrowed: it must outlive what is made from
/// it. A view (Map, Block, Ref) is kept as a view, and what it looks at must outlive it. A temporary matrix
/// or operator is moved in; any other expression is evaluated; both are owned and shared by copies. A design
/// whose copies share already is copied.
template <class X>
auto design_of(X&& x) {
    using T = std::remove_cvref_t<X>;
    constexpr bool temporary = !std::is_lvalue_reference_v<X>;
    if constexpr (requires { requires T::copies_share; }) {
        return T(std::forward<X>(x));
    } else if constexpr (DenseExpression<T>) {
        static_assert(std::same_as<typename T::Scalar, double> || std::same_as<typename T::Scalar, float>,
                      "lariat: X must hold double or float; convert it by X.cast<double>()");
        // A temporary Ref<const …> may hold a copy of its own that dies with it.
        if constexpr (detail::DirectAccess<T> &&
                      !(temporary && (detail::PlainDense<T> || detail::is_const_ref<T>))) {
            return detail::DenseDesignOf<T>::borrow(x);
        } else {
            using Plain = typename T::PlainObject;
            return detail::DenseDesignOf<Plain>::own(Plain(std::forward<X>(x)));
        }
    } else if constexpr (detail::SparseExpression<T>) {
        static_assert(std::same_as<typename T::Scalar, double> || std::same_as<typename T::Scalar, float>,
                      "lariat: X must hold double or float; convert it by X.cast<double>()");
        using Plain = typename T::PlainObject;
        if constexpr (detail::SparseAccess<T> &&
                      !(temporary && (std::same_as<T, Plain> || detail::is_const_ref<T>)))
            return detail::SparseDesignOf<T>::borrow(x);
        else if constexpr (std::same_as<X, Plain>)
            return detail::SparseDesignOf<Plain>::own(std::move(x));
        else
            return detail::SparseDesignOf<Plain>::own(Plain(std::forward<X>(x)));
    } else {
        static_assert(Design<T>,
                      "lariat: X must be an Eigen matrix, dense or sparse, or a type with rows(), cols(), "
                      "apply(w, z) and apply_transpose(r, g) that take Eigen::Ref vectors");
        if constexpr (temporary)
            return OperatorDesign<T>::own(std::forward<X>(x));
        else
            return OperatorDesign<T>::borrow(x);
    }
}

/// The type of design_of(X).
template <class X>
using design_of_t = decltype(design_of(std::declval<X>()));

}  // namespace lariat
