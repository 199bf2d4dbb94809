#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# sh cmake/include_cost.sh [compiler]: what including lariat costs beside including Eigen, in CPU seconds at -O2,
# the best of those taken in turns: 5, and up to 25 while the limit is not met, for the best of few is the machine's
# noise. The limit is half a second, and longer by as much as Eigen takes longer than 0.9 s, as on most machines.
set -eu
cd "$(dirname "$0")/.."
compiler=${1:-c++}
limit=0.5 of=0.9
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

best() { sort -n "$work/$1" | head -n 1; }
within_limit() {
    awk -v eigen="$(best eigen)" -v lariat="$(best lariat)" -v limit=$limit -v of=$of -v compiler="$compiler" 'BEGIN {
        if (eigen > of) limit *= eigen / of
        printf "%s: Eigen/Core + Eigen/SparseCore %.2f s, lariat/lariat.hpp %.2f s, difference %.2f s (limit %.2f)\n",
               compiler, eigen, lariat, lariat - eigen, limit
        exit lariat - eigen > limit
    }'
}

for turn in 1 2 3 4 5; do
    for name in eigen lariat eigen lariat eigen lariat eigen lariat eigen lariat; do
        cpu_seconds "$work/$name.cpp" >>"$work/$name"
    done
    within_limit && exit
done
exit 1
