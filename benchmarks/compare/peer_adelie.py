# SPDX-License-Identifier: BSD-3-Clause
"""adelie's part of the race: peer_adelie.py PROBLEM. One λ is reached directly or along ten, with either of its
screening rules; squared error on tall data also by the Gram matrix."""
import itertools
import sys

import numpy as np
import scipy.sparse
from adelie import glm, matrix
from adelie.solver import gaussian_cov, grpnet

from peer import Problem, race

problem = Problem(sys.argv[1])
X, y, strengths = problem.X, problem.y, problem.strengths
logistic, (n, p) = problem.loss == "logistic", X.shape


def naive(**settings):
    design = matrix.sparse(X) if scipy.sparse.issparse(X) else matrix.dense(X)
    loss = glm.binomial(y) if logistic else glm.gaussian(y)
    return grpnet(design, loss, irls_tol=settings["tol"], intercept=False, **settings)


def covariance(**settings):
    gram = (X.T @ X / n).T  # symmetric, and column by column
    return gaussian_cov(gram, X.T @ y / n, **settings)


def solver(method, grid, rule):
    fixed = {"lmda_path": grid, "screen_rule": rule, "max_iters": 10**9, "early_exit": False, "progress_bar": False}
    return lambda tolerance: method(tol=tolerance, **fixed).betas[-len(strengths) :].T


methods = [naive, covariance] if p < n and not logistic else [naive]
grids = [strengths]
if len(strengths) == 1:
    largest = np.abs(X.T @ (y - 0.5 if logistic else y)).max() / n
    grids.append(largest * (strengths / largest) ** (np.arange(1, 11) / 10))
tries = itertools.product(methods, grids, ["pivot", "strong"])
race(problem, "adelie", [10.0**-k for k in range(2, 17)], *itertools.starmap(solver, tries))
