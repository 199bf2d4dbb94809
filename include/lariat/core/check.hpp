// SPDX-License-Identifier: BSD-3-Clause
// Checks of arguments that stay on with NDEBUG and hold under -Ofast, and the words of their complaints.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <lariat/core/types.hpp>

namespace lariat {

namespace detail {

template <class Scalar>
using BitsOf = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;

template <class Scalar>
constexpr BitsOf<Scalar> exponent_bits =
    sizeof(Scalar) == 4 ? BitsOf<Scalar>(0x7f800000u) : BitsOf<Scalar>(0x7ff0000000000000u);

}  // namespace detail

/// Is *x neither infinite nor NaN? Reads the bits in memory: -ffast-math folds std::isfinite to true, and
/// newer compilers assume finite function arguments, but a load of bits they must perform.
template <class Scalar>
bool finite_at(const Scalar* x) {
    detail::BitsOf<Scalar> bits;
    std::memcpy(&bits, x, sizeof bits);
    return (bits & detail::exponent_bits<Scalar>) != detail::exponent_bits<Scalar>;
}

inline bool is_finite(const double& x) { return finite_at(&x); }

/// Is x NaN? By its bits, for the same reason.
inline bool is_nan(const double& x) {
    std::uint64_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return (bits & 0x7fffffffffffffffu) > 0x7ff0000000000000u;
}

/// The position of the first of x[0], x[stride], …, x[(n − 1)·stride] that is infinite or NaN; −1 when there
/// is none.
template <class Scalar>
Index first_nonfinite(const Scalar* x, Index n, Index stride = 1) {
    if (stride == 1) {  // whole chunks first, without a branch in the chunk, so that it vectorizes
        using Bits = detail::BitsOf<Scalar>;
        constexpr Index chunk = 1024;
        for (Index first = 0; first < n; first += chunk) {
            const Index last = first + chunk < n ? first + chunk : n;
            Bits bad = 0;
            for (Index i = first; i < last; ++i) {
                Bits bits;
                std::memcpy(&bits, x + i, sizeof bits);
                bad |= Bits((bits & detail::exponent_bits<Scalar>) == detail::exponent_bits<Scalar>);
            }
            if (bad)
                for (Index i = first; i < last; ++i)
                    if (!finite_at(x + i)) return i;
        }
        return -1;
    }
    for (Index i = 0; i < n; ++i)
        if (!finite_at(x + i * stride)) return i;
    return -1;
}

/// A number as a reader expects it: the shortest of %.6g that is enough for a message.
inline std::string text(double x) {
    char buffer[32];
    if (!is_finite(x)) {
        std::uint64_t bits;
        std::memcpy(&bits, &x, sizeof bits);
        const bool infinite = (bits & 0x000fffffffffffffu) == 0;
        return infinite ? (bits >> 63 ? "-inf" : "inf") : "nan";
    }
    std::snprintf(buffer, sizeof buffer, "%.6g", x);
    return buffer;
}
inline std::string text(Index n) { return std::to_string(n); }
inline std::string text(int n) { return std::to_string(n); }

/// "rows × columns".
inline std::string shape(Index rows, Index cols) { return text(rows) + " x " + text(cols); }

/// Throws std::invalid_argument("lariat: …").
[[noreturn]] inline void refuse(const std::string& complaint) {
    throw std::invalid_argument("lariat: " + complaint);
}

/// A caller's mistake unless `fine`; the complaint is only put together when it is needed.
template <class Complaint>
void require(bool fine, Complaint&& complaint) {
    if (!fine) refuse(complaint());
}

/// value must be finite and ≥ 0.
inline void require_nonnegative(const char* name, double value) {
    require(is_finite(value) && value >= 0,
            [&] { return std::string(name) + " = " + text(value) + "; must be finite and >= 0"; });
}

/// value must be finite and > 0.
inline void require_positive(const char* name, double value) {
    require(is_finite(value) && value > 0,
            [&] { return std::string(name) + " = " + text(value) + "; must be finite and > 0"; });
}

/// lower < value < upper.
inline void require_between(const char* name, double value, double lower, double upper) {
    require(is_finite(value) && lower < value && value < upper, [&] {
        return std::string(name) + " = " + text(value) + "; must lie strictly between " + text(lower) +
               " and " + text(upper);
    });
}

/// 0 ≤ value ≤ 1.
inline void require_share(const char* name, double value) {
    require(is_finite(value) && 0 <= value && value <= 1,
            [&] { return std::string(name) + " = " + text(value) + "; must lie between 0 and 1"; });
}

/// Every element of a contiguous column must be finite.
template <class Scalar>
void require_finite(const char* name, const Scalar* x, Index n) {
    const Index bad = first_nonfinite(x, n);
    require(bad < 0, [&] {
        return std::string(name) + "[" + text(bad) + "] = " + text(double(x[bad])) + "; must be finite";
    });
}

inline void require_size(const char* name, Index size, Index expected, const char* of_what) {
    require(size == expected, [&] {
        return std::string(name) + " has " + text(size) + " elements; " + of_what + " has " + text(expected);
    });
}

/// Calls x.check() where x has one: the settings of an aggregate, verified when they are used.
template <class T>
const T& checked(const T& x) {
    if constexpr (requires { x.check(); }) x.check();
    return x;
}

}  // namespace lariat
