# SPDX-License-Identifier: BSD-3-Clause
"""liblinear's part of the race: peer_liblinear.py PROBLEM. Only the logistic loss, its L1R_LR:
‖w‖₁ + C Σ log(1 + exp(−y x·w)), C = 1/(nλ)."""
import sys

import numpy as np
import numpy.ctypeslib
import scipy.sparse
from liblinear import liblinear, parameter, problem, toPyModel

from peer import Problem, race

scipy.ctypeslib = np.ctypeslib  # liblinear's module looks for it where scipy had it once
given = Problem(sys.argv[1])
n, p = given.X.shape
data = problem(2 * given.y - 1, scipy.sparse.csr_matrix(given.X))  # in its own format before the start


def solve(tolerance):
    settings = parameter(f"-s 6 -c {1 / (n * given.strengths[0])!r} -e {tolerance} -q")
    model = toPyModel(liblinear.train(data, settings))
    w = np.ctypeslib.as_array(model.w, (p,))
    return w * model.get_labels()[0]  # its first label is the first one it met


if given.loss == "logistic":
    race(given, "liblinear", [10.0**-k for k in range(10)], solve)
