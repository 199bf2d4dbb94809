// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/turn.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// Where the elements of each column lie in a sparse X by rows: made when a column is first asked for, by
/// whichever thread asks, and then shared. It holds row numbers and positions, and no value: those are read
/// from X. A Layout is that of SparseDesign.
template <class StorageIndex>
class ColumnIndex {
    // The rows are the outer dimension, which Eigen counts by Index: a short StorageIndex need not hold them.
    using Row = std::conditional_t<(sizeof(StorageIndex) < sizeof(std::int32_t)), std::int32_t, StorageIndex>;

public:
    /// The elements of a column, ascending by rows: values[positions[k]] in row rows[k].
    struct Column {
        Index count;
        const Row* rows;
        const StorageIndex* positions;
    };

    template <class Layout>
    Column column(Index j, const Layout& x) const {
        const Tables* tables = ready_.load(std::memory_order_acquire);
        if (!tables) tables = make(x);
        const Index first = tables->first[static_cast<std::size_t>(j)],
                    last = tables->first[static_cast<std::size_t>(j) + 1];
        return {last - first, tables->rows.data() + first, tables->positions.data() + first};
    }

    /// Makes it anew, when it is next asked for, if the elements of X no longer lie where they did.
    template <class Layout>
    void forget_unless(const Layout& x) const {
        const Tables* tables = ready_.load(std::memory_order_acquire);
        if (tables && tables->pattern != pattern_of(x)) ready_ = nullptr;
    }

private:
    struct Tables {
        std::uint64_t pattern;
        std::vector<Index> first;
        std::vector<Row> rows;
        std::vector<StorageIndex> positions;
    };

    template <class Layout>
    const Tables* make(const Layout& x) const {
        one_at_a_time_.take();
        const Turn::Taken turn(one_at_a_time_);
        if (ready_) return ready_;
        const auto stored = static_cast<std::size_t>(x.stored_elements());
        auto tables = std::make_unique<Tables>();
        tables->pattern = pattern_of(x);
        tables->first.assign(static_cast<std::size_t>(x.cols) + 1, 0);
        tables->rows.resize(stored);
        tables->positions.resize(stored);
        auto& first = tables->first;
        const auto column_of = [&x](Index k) { return static_cast<std::size_t>(x.inner[k]); };
        for_each(x, [&](Index, Index k) { ++first[column_of(k) + 1]; });
        for (std::size_t j = 1; j < first.size(); ++j) first[j] += first[j - 1];
        std::vector<Index> next(first.begin(), first.end() - 1);
        for_each(x, [&](Index i, Index k) {
            const auto at = static_cast<std::size_t>(next[column_of(k)]++);
            tables->rows[at] = static_cast<Row>(i);
            tables->positions[at] = static_cast<StorageIndex>(k);
        });
        tables_ = std::move(tables);
        ready_ = tables_.get();
        return ready_;
    }

    template <class Layout, class Visit>  // visit(row, position)
    static void for_each(const Layout& x, Visit&& visit) {
        for (Index i = 0; i < x.rows; ++i)
            for (Index k = x.first(i), last = x.last(i); k < last; ++k) visit(i, k);
    }

    /// A number that tells one pattern from another: FNV-1a by words.
    template <class Layout>
    static std::uint64_t pattern_of(const Layout& x) {
        std::uint64_t hash = 0xcbf29ce484222325u;
        const auto add = [&hash](Index word) {
            hash = (hash ^ static_cast<std::uint64_t>(word)) * 0x100000001b3u;
        };
        for (Index i = 0; i < x.rows; ++i) {
            add(x.first(i));
            add(x.last(i));
            for (Index k = x.first(i), last = x.last(i); k < last; ++k) add(static_cast<Index>(x.inner[k]));
        }
        return hash;
    }

    mutable Turn one_at_a_time_;
    mutable std::unique_ptr<const Tables> tables_;
    mutable std::atomic<const Tables*> ready_ = nullptr;  // tables_, once they are complete
};

}  // namespace lariat::detail
