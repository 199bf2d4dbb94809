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

/// Seeds 1, 2, …, count; under a sanitizer the first alone: it looks at memory, not at luck, and takes thirty
/// times as long.
template <class Seed = int>
auto seeds(Seed count = 3) {
#if defined(__SANITIZE_ADDRESS__)
    count = 1;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    count = 1;
#endif
#endif
    return Catch::Generators::range(Seed(1), count + 1);
}
