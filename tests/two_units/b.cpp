// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/version.hpp>

int version_seen_by_b();
int version_seen_by_b() { return LARIAT_VERSION; }
