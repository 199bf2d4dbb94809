#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# sh cmake/setup.sh demo | test | bench | compare [PROBLEM...] | ci | sanitize | coverage
# Installs with apt-get what the machine lacks for it, and says what; then runs
# `cmake --workflow --preset ...` and, for compare, the race against R glmnet, scikit-learn and liblinear, and against
# skglm, celer and adelie where Python has them: on all problems, P1 to P5, P7, P8, P6a, P6b and P6c, or on those
# named.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

preset=${1:-}
[ $# -eq 0 ] || shift
packages="g++ cmake ninja-build libeigen3-dev pkg-config"
case $preset in
    demo) ;;
    test | sanitize) packages="$packages catch2" ;;
    coverage) packages="$packages catch2 gcovr" ;;
    bench) packages="$packages libbenchmark-dev" ;;
    compare)  # on Debian's default BLAS scikit-learn is several times slower
        packages="$packages libbenchmark-dev libopenblas0-serial"
        packages="$packages r-cran-glmnet python3-sklearn python3-liblinear" ;;
    ci) packages="$packages catch2 libbenchmark-dev" ;;
    *) die "usage: sh cmake/setup.sh demo|test|bench|compare|ci|sanitize|coverage" ;;
esac

# A tool counts as present however it came here; a development package only as a package.
present() {
    case $1 in
        g++) command -v "${CXX:-c++}" ;;
        ninja-build) command -v ninja ;;
        lib* | r-cran-* | python3-* | catch2)
            dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed ;;
        gnuplot-nox) command -v gnuplot ;;
        *) command -v "$1" ;;
    esac >/dev/null
}

# The picture is worth asking about: gnuplot brings some fifty packages. Nobody to ask means yes.
want_gnuplot() {
    present gnuplot-nox && return 1
    [ -t 0 ] && [ -t 1 ] || return 0
    printf 'Install gnuplot-nox too (about 20 MB), to draw the picture? [Y/n] '
    read -r answer
    case $answer in [Nn]*) return 1 ;; esac
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    root=
    if [ "$(id -u)" = 0 ]; then root="env"; elif command -v sudo >/dev/null; then root="sudo env"; fi

    missing=
    for package in $packages; do present "$package" || missing="$missing $package"; done
    if [ "$preset" = demo ] && [ -n "$root" ] && want_gnuplot; then missing="$missing gnuplot-nox"; fi
    if [ -n "$missing" ]; then
        install="apt-get install -y --no-install-recommends$missing"
        [ -n "$root" ] || die "Missing:$missing. Run this as root, or have root run: apt-get update && $install"
        say "Installing:$missing"
        $root DEBIAN_FRONTEND=noninteractive apt-get -qq update
        log=$(mktemp)
        # shellcheck disable=SC2086
        if ! $root DEBIAN_FRONTEND=noninteractive $install >"$log" 2>&1; then
            cat "$log" >&2
            rm -f "$log"
            die "apt-get could not install them."
        fi
        rm -f "$log"
    fi
else
    say "Not Debian, so nothing is installed. Needed: a C++20 compiler, CMake 3.25, Ninja and Eigen 3.4, or later;"
    say "for the tests Catch2, for the benchmarks Google Benchmark (these two and Eigen are fetched if absent)."
fi

command -v cmake >/dev/null || die "There is no cmake here."
version=$(cmake --version | sed -n 's/^cmake version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
major=${version% *} minor=${version#* }
[ "$major" -gt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -ge 25 ]; } ||
    die "cmake $major.$minor is too old: lariat needs 3.25 or later."
cmake --workflow --preset "$preset"
[ "$preset" != compare ] || exec sh benchmarks/compare/race.sh build/bench/benchmarks/compare "$@"
