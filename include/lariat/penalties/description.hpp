// SPDX-License-Identifier: BSD-3-Clause
// A penalty as its equation reads: "0.1 * L1 + 0.01 * L2", with strengths and settings to the last digit.
#pragma once

#include <concepts>
#include <string>

#include <lariat/core/parameter.hpp>
#include <lariat/penalties/grouped.hpp>
#include <lariat/penalties/operators.hpp>
#include <lariat/penalties/weighted.hpp>

namespace lariat {

/// The name and the settings; "unnamed" for a penalty that has no `static constexpr const char* name`.
template <Penalty R>
std::string description(const R& penalty) {
    if constexpr (Named<R>)
        return name_with_parameters(penalty);
    else
        return "unnamed";
}

template <class R>
std::string description(const Scaled<R>& scaled) {
    return exact_text(scaled.strength) + " * " + description(scaled.penalty);
}

template <class R>
std::string description(const Ridged<R>& sum) {
    return description(sum.penalty) + " + " + exact_text(sum.ridge) + " * L2";
}
template <class R>
std::string description(const RidgedConstraint<R>& sum) {
    return description(sum.penalty) + " + " + exact_text(sum.ridge) + " * L2";
}
template <class R>
std::string description(const Restricted<R>& sum) {
    return description(sum.penalty) + " + " + description(sum.box);
}
template <class R, class S>
std::string description(const Sum<R, S>& sum) {
    return description(sum.first) + " + " + description(sum.second);
}

template <class R>
std::string description(const Nonnegative<R>& restricted) {
    return "Nonnegative{" + (std::same_as<R, NoPenalty> ? "" : description(restricted.penalty)) + "}";
}

/// Factors and groups, of which there may be a million, are counted.
template <class R>
std::string description(const Weighted<R>& weighted) {
    return "Weighted{" + description(weighted.penalty) + ", " + text(weighted.factors().size()) + " factors}";
}
template <class R>
std::string description(const Grouped<R>& grouped) {
    return "Grouped{" + description(grouped.profile(0)) + ", " + std::to_string(grouped.groups().size()) +
           " groups}";
}

}  // namespace lariat
