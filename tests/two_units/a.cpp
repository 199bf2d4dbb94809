// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/version.hpp>

int version_seen_by_b();

int main() { return version_seen_by_b() == LARIAT_VERSION ? 0 : 1; }
