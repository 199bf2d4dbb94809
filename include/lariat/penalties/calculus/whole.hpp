// SPDX-License-Identifier: BSD-3-Clause
// The calculus of penalties that know the whole vector: their own members.
#pragma once

#include <vector>

#include <lariat/penalties/capabilities.hpp>

namespace lariat {

template <WholePenalty R, class W>
double total(const R& penalty, const W& w) {
    return penalty.total(w);
}

template <WholePenalty R, class V, class Out>
void prox(const R& penalty, const V& v, double step, Out&& out) {
    penalty.prox(v, step, out);
}

template <WholePenalty R, class G>
double dual_scale(const R&, const G&) {
    return 1.0;
}

template <WholePenalty R, class W, class G>
double conjugate_gap(const R& penalty, const W& w, const G& g, double s) {
    return penalty.conjugate_gap(w, g, s);
}

template <WholePenalty R, class W, class G>
double conjugate_gap_nearby(const R& penalty, const W& w, const G& g, double) {
    return penalty.conjugate_gap(w, g, 1.0);
}

template <WholePenalty R>
bool conjugate_is_finite(const R&, Index) {
    return true;
}

template <WholePenalty R>
bool conjugate_reachable(const R&, Index) {
    return true;
}

template <WholePenalty R>
std::vector<Index> free_coordinates(const R&, Index) {
    return {};
}

template <WholePenalty R>
bool jumps(const R&, Index) {
    return false;
}

template <WholePenalty R, class Out>
void nearest_to_zero(const R& penalty, Out&& out) {
    penalty.nearest_to_zero(out);
}

}  // namespace lariat
