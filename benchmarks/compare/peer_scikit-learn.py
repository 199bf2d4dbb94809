# SPDX-License-Identifier: BSD-3-Clause
"""scikit-learn's part of the race: peer_scikit-learn.py PROBLEM. Coordinate descent for squared error, alpha = λ,
on tall data with the Gram matrix, one λ also without; its logistic solver is liblinear, which runs by itself."""
import sys
import warnings

from sklearn.linear_model import Lasso, lasso_path

from peer import Problem, race

warnings.filterwarnings("ignore")  # "did not converge": the answer is judged, not the status
problem = Problem(sys.argv[1])
X, y, strengths = problem.X, problem.y, problem.strengths


def solver(precompute):
    def solve(tolerance):
        settings = {"precompute": precompute, "tol": tolerance, "max_iter": 100_000}
        if len(strengths) == 1:
            return Lasso(strengths[0], fit_intercept=False, **settings).fit(X, y, check_input=False).coef_
        return lasso_path(X, y, alphas=strengths, copy_X=False, **settings)[1]

    return solve


if problem.loss == "squared_error":
    tall, path = X.shape[1] < X.shape[0], len(strengths) > 1
    grams = [tall] if path else [False, True] if tall else [False]
    race(problem, "scikit-learn", [10.0**-k for k in range(1, 15)], *map(solver, grams))
