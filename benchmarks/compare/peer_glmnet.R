# SPDX-License-Identifier: BSD-3-Clause
# glmnet's part of the race: Rscript peer_glmnet.R PROBLEM. One λ is reached directly or along ten; squared
# error is tried with residuals ("naive") and, on tall data, with the Gram matrix ("covariance").
suppressPackageStartupMessages(library(glmnet))
glmnet.control(fdev = 0, devmax = 1)  # a path is never shortened

directory <- commandArgs(TRUE)[1]
numbers <- function(name, what = "double", size = 8) {
  file <- file.path(directory, name)
  readBin(file, what, file.size(file) / size, size = size)
}
about <- scan(file.path(directory, "about"), "", quiet = TRUE)
n <- as.integer(about[2])
p <- as.integer(about[3])
X <- if (file.exists(file.path(directory, "X"))) {
  matrix(numbers("X"), n, p)
} else {
  new("dgCMatrix",
    i = numbers("rows", "integer", 4), p = numbers("starts", "integer", 4), x = numbers("values"),
    Dim = c(n, p)
  )
}
y <- numbers("y")
strengths <- numbers("strengths")
logistic <- about[1] == "logistic"

solver <- function(strengths, method) function(tolerance) {
  glmnet(X, y,
    family = if (logistic) "binomial" else "gaussian", type.gaussian = method,
    lambda = strengths, thresh = tolerance, standardize = FALSE, intercept = FALSE, maxit = 1e8
  )
}

largest <- max(abs(crossprod(X, if (logistic) y - 0.5 else y))) / n
grids <- list(strengths)
if (length(strengths) == 1) grids <- c(grids, list(largest * (strengths / largest)^((1:10) / 10)))
methods <- if (p < n && !logistic) c("naive", "covariance") else "naive"

# A time is the best of as many runs as fit into a fifth of a second, at least three; a ladder ends after a run
# of ten seconds, or one that gave up at a λ before the last.
answers <- file(file.path(directory, "glmnet.answers"), "wb")
for (grid in grids) for (method in methods) {
  solve <- solver(grid, method)
  for (tolerance in 10^-(4:18)) {
    times <- c()
    while (length(times) < 3 || sum(times) < 0.2) {
      begin <- Sys.time()
      fit <- solve(tolerance)
      times <- c(times, as.double(Sys.time() - begin, units = "secs"))
    }
    if (ncol(fit$beta) < length(grid)) break
    beta <- fit$beta[, seq(to = ncol(fit$beta), length.out = length(strengths)), drop = FALSE]
    w <- summary(as(beta, "CsparseMatrix"))
    writeBin(c(tolerance, min(times), nrow(w), rbind(w$j - 1, w$i - 1, w$x)), answers)
    if (min(times) > 10) break
  }
}
close(answers)
