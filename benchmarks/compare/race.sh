#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# sh race.sh BUILD [PROBLEM...]: generates each problem (of all of them), lets every program solve it, one after
# the other and one thread each, then compares their answers. BUILD is where the compare_* programs are; problems,
# answers and compare.csv go to BUILD/race. COMPARE_PEERS names the peers (of all of them: what Debian packages,
# and of the others those that Python finds).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
[ $# -gt 0 ] || set -- P1 P2 P3 P4 P5 P7 P8 P6a P6b P6c
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3  # the one whose packages Debian installs
[ -x "$python" ] || python=python3

all_peers() {
    echo glmnet scikit-learn liblinear
    for peer in skglm celer adelie; do
        ! "$python" -c "import $peer" 2>/dev/null || echo "$peer"
    done
}
peers=${COMPARE_PEERS-$(all_peers)}

run() {
    case $1 in
        lariat) "$build/compare_lariat" "$2" ;;
        glmnet) Rscript --vanilla "$here/peer_glmnet.R" "$2" ;;
        *) "$python" "$here/peer_$1.py" "$2" ;;
    esac
}

mkdir -p "$build/race"
for name in "$@"; do
    problem=$build/race/$name
    rm -rf "$problem"
    "$build/compare_generate" "$build/race" "$name"
    for program in lariat $peers; do
        printf '%-4s %-14s' "$name" "$program"
        begin=$(date +%s)
        if ! run "$program" "$problem"; then
            echo "failed"
        elif [ -e "$problem/$program.answers" ]; then
            echo "$(($(date +%s) - begin)) s"
        else
            echo "has no such loss"
        fi
    done
done
exec "$build/compare_evaluate" "$build/race" "$@"
