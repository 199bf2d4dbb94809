// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <lariat/core/types.hpp>

namespace lariat::detail {

/// Numbers from a seed, the same on every machine: splitmix64 (Steele, Lea and Flood 2014).
class SeededBits {
public:
    explicit SeededBits(std::uint64_t seed) : state_(seed) {}

    std::uint64_t operator()() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

/// Puts the positions in random order (Fisher and Yates; the bias of the remainder is below n/2⁶⁴).
inline void shuffle(std::vector<Index>& positions, SeededBits& bits) {
    for (std::size_t left = positions.size(); left > 1; --left)
        std::swap(positions[left - 1], positions[static_cast<std::size_t>(bits() % left)]);
}

}  // namespace lariat::detail
