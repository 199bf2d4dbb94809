// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <type_traits>
#include <utility>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// S = Σ_t a_t b_tᵀ, a sum of outer products: S has `height` rows of `packets` vector registers, and lives in
/// them. An element of a multiplies all of b at once, and all rows share what was read of b.
///
/// Every loop over registers is an expansion, which a compiler need not unroll to keep S out of memory, at -O2
/// neither. A function stores its S and does not return it: what is returned has an address, and clang writes it
/// there at every step.
template <class Scalar, int packets>
class RegisterBlock {
    using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
    static constexpr int lanes = Eigen::internal::unpacket_traits<Packet>::size;
    template <int n>
    using UpTo = std::make_integer_sequence<int, n>;

public:
    /// With two packets 16 of 32 registers are sums, or ten of 16; b and a take three more.
    static constexpr int height = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 8 : 5;
    static constexpr int width = packets * lanes;

    EIGEN_ALWAYS_INLINE RegisterBlock() { clear(UpTo<height * packets>{}); }

    /// Lays b_t = (u_1[t], …, u_width[t]) at out + t width, for t = 0, …, terms − 1.
    static void interleave(const Scalar* const* u, Index terms, Scalar* out) {
        Index t = 0;
        for (; t + lanes <= terms; t += lanes)
            for (int z = 0; z < width; z += lanes) transpose(u + z, t, out + width * t + z, UpTo<lanes>{});
        for (; t < terms; ++t)
            for (int l = 0; l < width; ++l) out[width * t + l] = u[l][t];
    }

    /// Adds a_t b_tᵀ for t = 0, …, terms − 1: a(j, t) is the element j of a_t, and b(t) where b_t begins.
    template <int terms, class A, class B>
    EIGEN_ALWAYS_INLINE void add(const A& a, const B& b) {
        add_terms(a, b, UpTo<terms>{});
    }

    /// Writes S, one row after another.
    EIGEN_ALWAYS_INLINE void store(Scalar* out) const { store(out, UpTo<height * packets>{}); }

private:
    template <int... k>
    EIGEN_ALWAYS_INLINE static void transpose(const Scalar* const* u, Index t, Scalar* out,
                                              std::integer_sequence<int, k...> all) {
        transpose(out, all, Eigen::internal::ploadu<Packet>(u[k] + t)...);
    }
    /// P is Packet, but deduced, since g++ warns of the attributes of a Packet that is named.
    template <int... k, class... P>
    EIGEN_ALWAYS_INLINE static void transpose(Scalar* out, std::integer_sequence<int, k...>,
                                              const P&... rows) {
        Eigen::internal::PacketBlock<std::common_type_t<P...>, lanes> square = {{rows...}};
        Eigen::internal::ptranspose(square);
        (Eigen::internal::pstoreu(out + width * k, square.packet[k]), ...);
    }
    template <int... k>
    EIGEN_ALWAYS_INLINE void clear(std::integer_sequence<int, k...>) {
        ((sum_[k] = Eigen::internal::pset1<Packet>(Scalar(0))), ...);
    }
    template <int... k>
    EIGEN_ALWAYS_INLINE void store(Scalar* out, std::integer_sequence<int, k...>) const {
        (Eigen::internal::pstoreu(out + lanes * k, sum_[k]), ...);
    }
    template <class A, class B, int... t>
    EIGEN_ALWAYS_INLINE void add_terms(const A& a, const B& b, std::integer_sequence<int, t...>) {
        (add_term(a, t, b(t), UpTo<height>{}, UpTo<packets>{}), ...);
    }
    template <class A, int... j, int... z>
    EIGEN_ALWAYS_INLINE void add_term(const A& a, int t, const Scalar* b, std::integer_sequence<int, j...>,
                                      std::integer_sequence<int, z...> all) {
        const Packet row[packets] = {Eigen::internal::ploadu<Packet>(b + lanes * z)...};
        (add_row<j>(Eigen::internal::pset1<Packet>(a(j, t)), row, all), ...);
    }
    template <int j, int... z>
    EIGEN_ALWAYS_INLINE void add_row(const Packet& a, const Packet (&row)[packets],
                                     std::integer_sequence<int, z...>) {
        ((sum_[packets * j + z] = Eigen::internal::pmadd(a, row[z], sum_[packets * j + z])), ...);
    }

    Packet sum_[height * packets];
};

}  // namespace lariat::detail
