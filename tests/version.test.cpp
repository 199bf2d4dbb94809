// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/version.hpp>
#include <string>

#include "catch.hpp"

TEST_CASE("version: parts, string and comparable integer agree", "[version]") {
    const int parts[] = {LARIAT_VERSION_MAJOR, LARIAT_VERSION_MINOR, LARIAT_VERSION_PATCH};
    CHECK(LARIAT_VERSION_STRING ==
          std::to_string(parts[0]) + '.' + std::to_string(parts[1]) + '.' + std::to_string(parts[2]));
    CHECK(LARIAT_VERSION == 10000 * parts[0] + 100 * parts[1] + parts[2]);
}
