// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// A matrix that is read where it lies. A Layout says where that is: `Layout::of(matrix)` takes its
/// addresses, and its rows and cols are its shape.
template <class Layout>
class LentMatrix {
public:
    /// Somebody's matrix, looked up at its address again and again: it may be reassigned, but must outlive
    /// this and keep its shape.
    template <class X>
    static LentMatrix borrow(const X& matrix) {
        LentMatrix lent = look_at(matrix);
        lent.object_ = &matrix;
        lent.look_ = [](const void* object) { return Layout::of(*static_cast<const X*>(object)); };
        return lent;
    }

    /// What a view shows: a view may go, what it looks at must stay where it is.
    template <class X>
    static LentMatrix look_at(const X& view) {
        LentMatrix lent;
        lent.seen_ = Layout::of(view);
        return lent;
    }

    /// A matrix of one's own, shared by copies: the elements of a temporary.
    template <class X>
    static LentMatrix own(X&& matrix) {
        const auto owner = std::make_shared<X>();
        owner->swap(matrix);  // Eigen 3.4 copies a sparse matrix that is moved
        LentMatrix lent = look_at(*owner);
        lent.owner_ = owner;
        return lent;
    }

    Index rows() const { return seen_.rows; }
    Index cols() const { return seen_.cols; }

    /// Where it lies now.
    Layout layout() const { return object_ ? look_(object_) : seen_; }

    /// Throws when it has changed its shape since it was lent.
    void check() const {
        const Layout now = layout();
        require(now.rows == rows() && now.cols == cols(), [&] {
            return "X was " + shape(rows(), cols()) + " when it was given and is " +
                   shape(now.rows, now.cols) + " now; X is read where it lies and must keep its shape";
        });
    }

private:
    const void* object_ = nullptr;           // somebody's matrix
    Layout (*look_)(const void*) = nullptr;  // where it lies now
    Layout seen_{};                          // where it lay when it was lent
    std::shared_ptr<const void> owner_;      // one's own
};

}  // namespace lariat::detail
