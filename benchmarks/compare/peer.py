# SPDX-License-Identifier: BSD-3-Clause
"""What the peers in Python share: the problem's files (see problem.hpp), the clock, the file of answers."""
import os
import time

import numpy as np
import scipy.sparse


class Problem:
    def __init__(self, directory):
        def numbers(name, kind=np.float64):
            return np.fromfile(os.path.join(directory, name), kind)

        self.directory = directory
        self.loss, n, p, _ = open(os.path.join(directory, "about")).read().split()
        shape = int(n), int(p)
        if os.path.exists(os.path.join(directory, "X")):
            self.X = numbers("X").reshape(shape, order="F")
        else:
            columns = numbers("values"), numbers("rows", np.int32), numbers("starts", np.int32)
            self.X = scipy.sparse.csc_matrix(columns, shape)
        self.y = numbers("y")
        self.strengths = numbers("strengths")


def race(problem, program, tolerances, *solvers):
    """Runs every solver down its ladder. solve(tolerance) is timed, the best of as many runs as fit into a
    fifth of a second, at least three; it returns the coefficients, p or p x K, dense or sparse. A ladder ends after
    a run of ten seconds."""
    with open(os.path.join(problem.directory, program + ".answers"), "wb") as answers:
        for solve in solvers:
            for tolerance in tolerances:
                times = []
                while len(times) < 3 or sum(times) < 0.2:
                    begin = time.perf_counter()
                    w = solve(tolerance)
                    times.append(time.perf_counter() - begin)
                w = scipy.sparse.coo_matrix(w.reshape(problem.X.shape[1], -1))
                np.array([tolerance, min(times), w.nnz]).tofile(answers)
                np.column_stack([w.col, w.row, w.data]).tofile(answers)
                if min(times) > 10:
                    break
