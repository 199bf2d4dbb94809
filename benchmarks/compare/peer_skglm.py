# SPDX-License-Identifier: BSD-3-Clause
"""skglm's part of the race: peer_skglm.py PROBLEM. AndersonCD for squared error, on tall data GramCD too, and
ProxNewton for the logistic loss. Its first run compiles, and is therefore never the best."""
import sys
import warnings

from skglm.datafits import Logistic, Quadratic
from skglm.penalties import L1
from skglm.solvers import AndersonCD, GramCD, ProxNewton

from peer import Problem, race

warnings.filterwarnings("ignore")  # "did not converge": the answer is judged, not the status
problem = Problem(sys.argv[1])
X, y, strengths = problem.X, problem.y, problem.strengths
settings = {"fit_intercept": False, "max_iter": 1000}


def anderson(tolerance):
    solver = AndersonCD(tol=tolerance, **settings)
    if len(strengths) == 1:
        return solver.solve(X, y, Quadratic(), L1(strengths[0]))[0]
    return solver.path(X, y, Quadratic(), L1(strengths[0]), strengths)[1]


def gram(tolerance):
    return GramCD(tol=tolerance, greedy_cd=False, use_acc=True, **settings).solve(X, y, None, L1(strengths[0]))[0]


def prox_newton(tolerance):
    return ProxNewton(tol=tolerance, **settings).solve(X, 2 * y - 1, Logistic(), L1(strengths[0]))[0]


if problem.loss == "logistic":
    solvers = [prox_newton]
elif X.shape[1] < X.shape[0] and len(strengths) == 1:
    solvers = [anderson, gram]
else:
    solvers = [anderson]
race(problem, "skglm", [10.0**-k for k in range(1, 15)], *solvers)
