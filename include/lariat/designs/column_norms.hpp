// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// ‖x_j‖ for every column: from the design where it knows them, else estimated as the root mean square of
/// x_j·s over 32 fixed vectors s of random signs (E (x_j·s)² = ‖x_j‖²; the relative standard deviation of the
/// square is at most √(2/32)). They only scale the KKT residual of each coordinate. Costs one pass, or 32.
template <Design D>
Vector<double> column_norms(const D& X) {
    Vector<double> squares = Vector<double>::Zero(X.cols());
    if constexpr (requires { X.column_squared_norms(squares); }) {
        X.column_squared_norms(squares);
    } else {
        using Scalar = design_scalar<D>;
        constexpr int probes = 32;
        Vector<Scalar> signs(X.rows()), products(X.cols());
        std::uint64_t state = 0x9e3779b97f4a7c15u;
        for (int k = 0; k < probes; ++k) {
            for (Index i = 0; i < signs.size(); ++i) {  // xorshift64*, Vigna 2016
                state ^= state >> 12;
                state ^= state << 25;
                state ^= state >> 27;
                signs[i] = (state * 0x2545f4914f6cdd1du) >> 63 ? Scalar(1) : Scalar(-1);
            }
            X.apply_transpose(signs, products);
            squares += products.template cast<double>().cwiseAbs2() / probes;
        }
    }
    return squares.cwiseSqrt();
}

}  // namespace lariat
