# SPDX-License-Identifier: BSD-3-Clause
"""celer's part of the race: peer_celer.py PROBLEM. The path of one λ or of all, its working sets pruned and
not, of the logistic loss by prox-Newton; that loss is a sum over the rows, so its alpha is nλ."""
import sys
import warnings

from celer import celer_path

from peer import Problem, race

warnings.filterwarnings("ignore")  # "did not converge": the answer is judged, not the status
problem = Problem(sys.argv[1])
loss, y, alphas = "lasso", problem.y, problem.strengths
if problem.loss == "logistic":
    loss, y, alphas = "logreg", 2 * y - 1, len(y) * alphas


def solver(prune):
    def solve(tolerance):
        settings = {"alphas": alphas, "tol": tolerance, "prune": prune, "max_iter": 1000, "use_PN": True}
        return celer_path(problem.X, y, loss, **settings)[1]

    return solve


race(problem, "celer", [10.0**-k for k in range(1, 15)], solver(0), solver(1))
