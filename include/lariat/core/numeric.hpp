// SPDX-License-Identifier: BSD-3-Clause
// The one home of elementwise functions, of functions that overflow or cancel when typed naively, and of
// sums.
#pragma once

#include <lariat/core/numeric/elementwise.hpp>
#include <lariat/core/numeric/stable.hpp>
#include <lariat/core/numeric/sums.hpp>
