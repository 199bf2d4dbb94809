// SPDX-License-Identifier: BSD-3-Clause
// The only place the version is written: CMake, the installed package and pkg-config read it from here.
#pragma once

#define LARIAT_VERSION_MAJOR 0
#define LARIAT_VERSION_MINOR 1
#define LARIAT_VERSION_PATCH 0
#define LARIAT_VERSION_STRING "0.1.0"

/// One integer to compare in `#if`: 1.2.3 is 10203.
#define LARIAT_VERSION (LARIAT_VERSION_MAJOR * 10000 + LARIAT_VERSION_MINOR * 100 + LARIAT_VERSION_PATCH)
