// SPDX-License-Identifier: BSD-3-Clause
// When the Gram matrix of a working set is worth its price: once sweeps have cost as much, so that it never
// costs much more than is spent without it, and all sweeps that follow are cheap. The unit is a visit to a
// column of X: a dot product and, as a rule, a sum.
#pragma once

#include <algorithm>

#include <lariat/core/types.hpp>
#include <lariat/designs/transpose_products.hpp>

namespace lariat::detail {

/// The numbers in a column of X.
template <class D>
double column_length(const D& X) {
    if constexpr (requires { X.stored(); })
        return double(X.stored()) / double(X.cols());
    else
        return double(X.rows());
}

/// Of a matrix that is kept and grows with the working set, on m columns: how many visits cost as much? It is
/// symmetric: ½m² products of columns. Where X makes many at once they take a part of the time of as many
/// visits; but only where X is tall will the matrix stay smaller than its columns: from 1 to 16 products,
/// 2n/p, are counted as one visit.
template <class D>
double visits_for_gram(const D& X, Index m) {
    const double tallness = double(X.rows()) / double(X.cols()), products = 0.5 * double(m) * double(m);
    return products / (MultipliesColumns<D> ? std::clamp(2 * tallness, 1.0, 16.0) : 1.0);
}

/// Of m columns, which have such a matrix, and `more`, which may be needed for `solves` solves: do these cost
/// no more in the matrix of all than to be visited after every sweep that finds the solution without what is
/// missing, about three a solve? Of products many at once the longest columns make 16 in the time of a visit.
template <class D>
bool gram_grows(const D& X, Index m, Index more, double solves) {
    const double all = double(m) + double(more), products = 0.5 * (all * all - double(m) * double(m)),
                 products_a_visit = MultipliesColumns<D> ? std::clamp(column_length(X) / 32, 2.0, 16.0) : 1.0;
    return products <= products_a_visit * 3 * solves * all;
}

/// Of a matrix for one model: how many sweeps over m columns, m visits each, cost as much as it and ten
/// sweeps in it do. A sweep in it adds m columns of m numbers, as much as m²/(2 · length) visits, each a dot
/// product and a sum of `length` numbers; of the ½m² products for it 4 at once take the time of a visit (on a
/// dense X 2 to 7 with AVX, 1 to 2 without).
template <class D>
Index sweeps_for_gram(const D& X, Index m) {
    const double products_a_visit = MultipliesColumns<D> ? 4 : 1;
    return 1 +
           static_cast<Index>(double(m) * (0.5 / products_a_visit + 5 / (std::max)(column_length(X), 1.0)));
}

}  // namespace lariat::detail
