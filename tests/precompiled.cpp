// SPDX-License-Identifier: BSD-3-Clause
// Nothing: the test programs share the headers precompiled for this file.
