// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <exception>
#include <thread>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/turn.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// Threads that share numbered blocks of work: `run(count, f)` calls f(0), …, f(count − 1), each once, on
/// whichever thread is free, and returns when all are done. What the blocks are must not depend on the number
/// of threads; then the results do not either. The calling thread is one of them, so a team of one has no
/// thread of its own. A team that is busy (another thread's call, or a call from within f) leaves the caller
/// to do all its blocks alone. The first exception that f throws passes through, once the blocks under way
/// have ended; the others are not begun. Throws std::invalid_argument for fewer than 1 thread or more than
/// 1024, std::system_error when the system has none left.
class Team {
public:
    explicit Team(Index threads) : workers_(checked_count(threads) - 1) {
        try {
            for (std::thread& worker : workers_) worker = std::thread(&Team::work, this);
        } catch (...) {
            close();
            throw;
        }
    }
    ~Team() { close(); }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    Index threads() const { return static_cast<Index>(workers_.size()) + 1; }

    template <class F>
    void run(Index count, const F& f) {
        if (workers_.empty() || count < 2 || !turn_.try_take()) {
            for (Index k = 0; k < count; ++k) f(k);
            return;
        }
        const Turn::Taken turn(turn_);
        context_ = &f;
        call_ = [](const void* context, Index k) { (*static_cast<const F*>(context))(k); };
        count_ = count;
        next_ = 0;
        failed_ = false;
        error_ = nullptr;
        working_ = static_cast<int>(workers_.size());
        wake();
        take_blocks();
        for (int left = working_; left > 0; left = working_) working_.wait(left);
        if (error_) std::rethrow_exception(error_);
    }

private:
    static std::size_t checked_count(Index threads) {
        constexpr Index most = 1024;  // more would only be memory
        require(1 <= threads && threads <= most,
                [&] { return "threads = " + text(threads) + "; must be from 1 to " + text(most); });
        return static_cast<std::size_t>(threads);
    }

    void work() {
        for (unsigned seen = 0;; ++seen) {
            // Passes follow one another closely: a moment awake is cheaper than being woken.
            for (int k = 0; k < 100 && round_ == seen; ++k) std::this_thread::yield();
            round_.wait(seen);
            if (closing_) return;
            take_blocks();
            if (--working_ == 0) working_.notify_one();
        }
    }

    void take_blocks() {
        for (Index k = next_++; k < count_; k = next_++) {
            try {
                call_(context_, k);
            } catch (...) {
                if (!failed_.exchange(true)) error_ = std::current_exception();
                next_ = count_;
            }
        }
    }

    void wake() {
        ++round_;
        round_.notify_all();
    }

    void close() {
        closing_ = true;
        wake();
        for (std::thread& worker : workers_)
            if (worker.joinable()) worker.join();
    }

    std::vector<std::thread> workers_;
    Turn turn_;                        // of the caller whose work the team does
    std::atomic<unsigned> round_ = 0;  // counts calls of run
    std::atomic<int> working_ = 0;     // workers that have not ended this round
    std::atomic<bool> closing_ = false;
    // Written before round_ goes on, read after; error_ by the first to fail, and read once none works.
    const void* context_ = nullptr;
    void (*call_)(const void*, Index) = nullptr;
    Index count_ = 0;
    std::atomic<Index> next_ = 0;  // the first block that nobody has begun
    std::atomic<bool> failed_ = false;
    std::exception_ptr error_;
};

}  // namespace lariat
