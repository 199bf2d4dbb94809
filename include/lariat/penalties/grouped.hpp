// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <lariat/penalties/scaled.hpp>

namespace lariat {

/// R(w) = Σ_g φ(‖w_g‖₂) over groups that partition the coordinates: the group lasso from φ = L1 (Yuan and Lin
/// 2006, without their √size: say `Weighted{Grouped{…}, factors}`), group MCP and group SCAD from the others.
/// The profile φ is an even scalar penalty, finite everywhere. Throws std::invalid_argument for an empty
/// group or a negative column, and in check(p) unless each of the p columns is in exactly one group. Copies
/// share the groups.
template <ScalarPenalty P>
class Grouped : public PenaltyBase {
public:
    using Groups = std::vector<std::vector<Index>>;

    Grouped(P profile, Groups groups)
        : Grouped(std::move(profile), std::make_shared<const Groups>(std::move(groups)), detail::Sharing{}) {}
    template <std::integral Integer>
    Grouped(P profile, const std::vector<std::vector<Integer>>& groups)
        : Grouped(std::move(profile), cast(groups)) {}
    Grouped(P profile, std::shared_ptr<const Groups> groups, detail::Sharing)
        : profile_(std::move(profile)), groups_(std::move(groups)) {
        static_assert(!RestrictedScalar<P>,
                      "lariat: the profile of Grouped is a penalty of the norm, even and finite everywhere: "
                      "L1, L2, MCP, SCAD");
        check();
    }

    P profile(Index) const { return profile_; }
    const Groups& groups() const { return *groups_; }
    auto scaled(double c) const {
        return Grouped<scaled_type<P>>(lariat::scaled(profile_, c), groups_, detail::Sharing{});
    }

    /// Across a group's ray the curvature of φ(‖w‖) is φ'(r)/r, a mean of φ'' from 0 to r.
    template <CurvatureBoundedPenalty = P>
    double curvature_bound() const {
        return profile_.curvature_bound();
    }

    void check() const {
        checked(profile_);
        for (std::size_t g = 0; g < groups_->size(); ++g) {
            require(!(*groups_)[g].empty(), [&] { return "group " + std::to_string(g) + " is empty"; });
            for (const Index j : (*groups_)[g])
                require(j >= 0, [&] { return "group " + std::to_string(g) + " has column " + text(j); });
        }
    }

    void check(Index p) const {
        std::vector<Index> owner(static_cast<std::size_t>(p), Index{-1});
        for (std::size_t g = 0; g < groups_->size(); ++g)
            for (const Index j : (*groups_)[g]) {
                require(j < p, [&] {
                    return "group " + std::to_string(g) + " has column " + text(j) + "; there are " +
                           text(p) + " columns, counted from 0";
                });
                Index& of_j = owner[static_cast<std::size_t>(j)];
                require(of_j != static_cast<Index>(g),
                        [&] { return "column " + text(j) + " is in group " + std::to_string(g) + " twice"; });
                require(of_j < 0, [&] {
                    return "column " + text(j) + " is in groups " + text(of_j) + " and " + std::to_string(g);
                });
                of_j = static_cast<Index>(g);
            }
        for (Index j = 0; j < p; ++j)
            require(owner[static_cast<std::size_t>(j)] >= 0,
                    [&] { return "column " + text(j) + " is in no group"; });
    }

private:
    [[no_unique_address]] P profile_;
    std::shared_ptr<const Groups> groups_;

    template <class Integer>
    static Groups cast(const std::vector<std::vector<Integer>>& groups) {
        Groups result;
        for (const auto& group : groups) result.emplace_back(group.begin(), group.end());
        return result;
    }
};

}  // namespace lariat
