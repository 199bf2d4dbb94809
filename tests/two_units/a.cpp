// SPDX-License-Identifier: BSD-3-Clause
#include "fit.hpp"

int main() { return fit_here() == fit_in_b() ? 0 : 1; }
