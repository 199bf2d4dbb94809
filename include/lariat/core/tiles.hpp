// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <lariat/core/numeric.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// The numbers of a vector lie one after another in memory: a Vector, a part of one, a Map, a Ref.
template <class V>
concept ContiguousVector = bool(V::IsVectorAtCompileTime) && (V::Flags & Eigen::DirectAccessBit) != 0 &&
                           V::InnerStrideAtCompileTime == 1;

/// Those of all of these vectors, which are of one type.
template <class V, class... Vs>
concept Contiguous = (ContiguousVector<V> && ... &&
                      ContiguousVector<Vs>)&&(std::same_as<typename V::Scalar, typename Vs::Scalar> && ...);

/// A tile: so few numbers that they live in registers, as an array whose size the compiler knows.
template <class Scalar, int size>
using Tile = Eigen::Array<Scalar, size, 1>;

/// The tile at p.
template <int size, class Scalar>
Tile<Scalar, size> tile_at(const Scalar* p) {
    return Eigen::Map<const Tile<Scalar, size>>(p);
}

/// How many numbers fill a cache line, and a register of any processor.
template <class Scalar>
inline constexpr int tile_size = 64 / int(sizeof(Scalar));

/// A copy of what a kernel reads, which its writing cannot change; of what owns memory, a reference.
template <class T>
using Local = std::conditional_t<std::is_trivially_copyable_v<T>, const T, const T&>;

/// Asks for the memory so many bytes after p, which need not exist. A loop that computes much on each cache
/// line has fewer loads under way than memory can answer.
inline void prefetch_after([[maybe_unused]] const void* p, [[maybe_unused]] std::size_t bytes = 1024) {
#if defined(__GNUC__)
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(p) + bytes));
#endif
}

/// out = f(parameter, in…) for n numbers, elementwise, a tile at a time; out may be one of the inputs.
///
/// So written, an elementwise formula is packed code without a branch, with its constants in registers and
/// each input read once, at plain -O2 too. An Eigen expression over whole vectors is all that only when the
/// compiler inlines the whole of Eigen's loop, which depends on what stands around it.
template <class Parameter, class F, class Scalar, std::same_as<Scalar>... In>
void transform(Index n, const F& formula, const Parameter& parameter, Scalar* out, const In*... in) {
    const F f = formula;
    Local<Parameter> local = parameter;
    constexpr int size = tile_size<Scalar>;
    Index j = 0;
    for (; j + size <= n; j += size) {
        (prefetch_after(in + j), ...);
        Eigen::Map<Tile<Scalar, size>>(out + j) = f(local, tile_at<size>(in + j)...);
    }
    for (; j < n; ++j) Eigen::Map<Tile<Scalar, 1>>(out + j) = f(local, tile_at<1>(in + j)...);
}

}  // namespace lariat::detail
