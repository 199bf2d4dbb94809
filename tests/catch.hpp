// SPDX-License-Identifier: BSD-3-Clause
// One include for Catch2 2 (Debian 12) and 3 (Debian 13). Write what both understand: a bare Approx(...),
// CHECK_THAT(x, Catch::Matchers::WithinAbs(...)), GENERATE; not SKIP and not BENCHMARK, which are v3 only.
// ctest hands each test's name over to Catch2: no semicolon, no backslash and no unpaired bracket in it.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_adapters.hpp>
#include <catch2/generators/catch_generators_random.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
