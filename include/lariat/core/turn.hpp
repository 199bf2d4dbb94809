// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>

namespace lariat {

/// Mutual exclusion by one atomic number; <mutex> takes longer to include than this header to read.
class Turn {
public:
    void take() {
        while (!try_take()) taken_.wait(1);
    }
    bool try_take() { return taken_.exchange(1) == 0; }
    void give() {
        taken_ = 0;
        taken_.notify_one();
    }

    /// Gives back at the end of a scope what was taken.
    class Taken {
    public:
        explicit Taken(Turn& turn) : turn_(turn) {}
        ~Taken() { turn_.give(); }
        Taken(const Taken&) = delete;
        Taken& operator=(const Taken&) = delete;

    private:
        Turn& turn_;
    };

private:
    std::atomic<int> taken_ = 0;
};

}  // namespace lariat
