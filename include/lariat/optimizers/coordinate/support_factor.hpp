// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

#include <lariat/core/types.hpp>
#include <lariat/optimizers/coordinate/room.hpp>

namespace lariat::detail {

/// The Cholesky factor
///     L Lᵀ = H_SS + diag ρ
/// of a support S that changes by few indices from one time to the next. One that leaves costs rotations of
/// the rows behind it, one that joins a triangular solve, O(s²) each; where many change, L is made anew.
///
/// Indices are known by their names, so that H may be reordered, grow or shrink, as long as H_ab remains what
/// it is.
template <class Matrix>
class SupportFactor {
public:
    using Field = Vector<typename Matrix::Scalar>;

    /// Forgets S: H is another.
    void forget() { rows_.clear(); }

    /// Follows S = {names[k] : k in places}, where H(k, l) belongs to (names[k], names[l]) and ρ = ridge(k),
    /// but for the places whose columns depend on the others'. False when that takes more than `budget`
    /// multiplications and additions.
    template <class Ridge>
    bool follow(const Matrix& H, const std::vector<Index>& names, const std::vector<Index>& places,
                const Ridge& ridge, double budget) {
        const auto name = [&](Index k) { return names[static_cast<std::size_t>(k)]; };
        for (const Index k : places) {
            if (name(k) >= static_cast<Index>(place_.size()))
                place_.resize(static_cast<std::size_t>(name(k)) + 1, -1);
            place_of(name(k)) = k;
        }
        std::size_t kept = 0;
        for (Row& row : rows_) {
            row.place = place_of(row.name);
            if (row.place >= 0 && ridge(row.place) != row.ridge) row.place = -1;
            if (row.place >= 0) ++kept;
        }
        const double s = double(places.size()),
                     changes = double(rows_.size() - kept) + double(places.size() - kept);
        const bool anew = changes > s / 8;
        const bool follows = (anew ? s * s * s / 3 : changes * s * s) <= budget;
        if (follows) {
            if (anew) rows_.clear();
            for (std::size_t r = rows_.size(); r-- > 0;)
                if (rows_[r].place < 0) remove(static_cast<Index>(r));
            for (const Row& row : rows_) place_of(row.name) = -1;
            joining_.clear();
            for (const Index k : places)
                if (place_of(name(k)) >= 0) joining_.push_back({name(k), k, ridge(k)});
            dependent_.clear();
            append(H);
        }
        for (const Index k : places) place_of(name(k)) = -1;
        return follows;
    }

    Index size() const { return static_cast<Index>(rows_.size()); }
    /// Where the r-th index of L is in the H followed last.
    Index place(Index r) const { return rows_[static_cast<std::size_t>(r)].place; }
    auto L() const { return L_.topLeftCorner(size(), size()).template triangularView<Eigen::Lower>(); }

    /// The places that were asked for and are not in S: there L would have a pivot of zero, or next to it.
    const std::vector<Index>& dependent() const { return dependent_; }

    /// d ← (H_SS + diag ρ)⁻¹ d.
    void solve(Field& d) const {
        const auto L = this->L();
        L.solveInPlace(d);
        L.transpose().solveInPlace(d);
    }

private:
    struct Row {
        Index name, place;
        double ridge;
    };

    Index& place_of(Index name) { return place_[static_cast<std::size_t>(name)]; }

    /// What is behind row k loses a column of L, and takes it up again by rotations.
    void remove(Index k) {
        const Index s = size();
        for (Index j = 0; j < k; ++j) {
            auto* column = L_.col(j).data();
            std::copy(column + k + 1, column + s, column + k);
        }
        v_ = L_.col(k).head(s);
        for (Index j = k + 1; j < s; ++j) {
            const Index below = s - j - 1;
            const double radius = std::hypot(L_(j, j), v_[j]), c = L_(j, j) / radius, sine = v_[j] / radius;
            L_(j - 1, j - 1) = radius;
            L_.col(j - 1).segment(j, below) = c * L_.col(j).segment(j + 1, below) + sine * v_.tail(below);
            v_.tail(below) = c * v_.tail(below) - sine * L_.col(j).segment(j + 1, below);
        }
        rows_.erase(rows_.begin() + k);
    }

    /// Those that join come behind the others, all at once or, where some depend on others, one by one.
    void append(const Matrix& H) {
        if (joining_.empty() || append(H, joining_)) return;
        for (const Row& row : joining_) {
            const std::vector<Row> one{row};
            if (!append(H, one)) dependent_.push_back(row.place);
        }
    }

    bool append(const Matrix& H, const std::vector<Row>& joining) {
        const Index s = size(), count = static_cast<Index>(joining.size());
        make_room(L_, s + count, s);
        const auto place_joining = [&](Index k) { return joining[static_cast<std::size_t>(k)].place; };
        auto corner = L_.block(s, s, count, count);
        for (Index l = 0; l < count; ++l) {
            for (Index k = l; k < count; ++k) corner(k, l) = H(place_joining(k), place_joining(l));
            corner(l, l) += joining[static_cast<std::size_t>(l)].ridge;
        }
        v_ = corner.diagonal();
        if (s > 0) {
            between_.resize(s, count);
            for (Index k = 0; k < count; ++k)
                for (Index l = 0; l < s; ++l) between_(l, k) = H(place(l), place_joining(k));
            L().solveInPlace(between_);
            L_.block(s, 0, count, s) = between_.transpose();
            corner.template triangularView<Eigen::Lower>() -= between_.transpose() * between_;
        }
        const Eigen::LLT<Eigen::Ref<Matrix>> factor(corner);
        if (factor.info() != Eigen::Success) return false;
        for (Index k = 0; k < count; ++k)
            if (!(corner(k, k) * corner(k, k) > independent * v_[k])) return false;
        rows_.insert(rows_.end(), joining.begin(), joining.end());
        return true;
    }

    static constexpr double independent = 1e-12;  // the part of a diagonal element that must be left of it

    Matrix L_;  // its first rows, and of these the lower triangle
    std::vector<Row> rows_, joining_;
    std::vector<Index> dependent_;
    std::vector<Index> place_;  // of a name of S in H, while S is followed; −1 else
    Matrix between_;
    Field v_;
};

}  // namespace lariat::detail
