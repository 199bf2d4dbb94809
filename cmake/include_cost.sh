#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# sh cmake/include_cost.sh [compiler]: what including lariat costs beside including Eigen, in CPU seconds at -O2,
# the best of 5 taken in turns. Fails above half a second.
set -eu
cd "$(dirname "$0")/.."
compiler=${1:-c++}
limit=0.50
eigen=$(pkg-config --cflags eigen3)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf '#include <Eigen/Core>\n#include <Eigen/SparseCore>\n' >"$work/eigen.cpp"
printf '#include <lariat/lariat.hpp>\n' >"$work/lariat.cpp"

# User and system time of one compilation: `times` in a subshell that has done nothing else.
cpu_seconds() (
    # shellcheck disable=SC2086
    "$compiler" -std=c++20 -O2 -Iinclude $eigen -c "$1" -o "$work/out.o"
    times >"$work/times"
    awk 'NR == 2 { for (i = 1; i <= 2; ++i) { split($i, t, /[ms]/); s += 60 * t[1] + t[2] } print s }' "$work/times"
)

for name in eigen lariat eigen lariat eigen lariat eigen lariat eigen lariat; do
    cpu_seconds "$work/$name.cpp" >>"$work/$name"
done
sort -n "$work/eigen" | head -n 1 >"$work/best"
sort -n "$work/lariat" | head -n 1 >>"$work/best"
awk -v limit=$limit -v compiler="$compiler" '
    { s[NR] = $1 }
    END {
        printf "%s: Eigen/Core + Eigen/SparseCore %.2f s, lariat/lariat.hpp %.2f s, difference %.2f s (limit %.2f)\n",
               compiler, s[1], s[2], s[2] - s[1], limit
        exit s[2] - s[1] > limit
    }' "$work/best"
