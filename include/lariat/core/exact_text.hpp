// SPDX-License-Identifier: BSD-3-Clause
// Numbers as text and back without the loss of a bit, and the same in every locale.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

namespace lariat {

/// The shortest decimal that reads back as the same number. (A program that -Ofast made flush subnormal
/// numbers to zero writes or reads those as zero.)
template <class Number>
std::string exact_text(const Number& x) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x).ptr};
}

/// Is all of `text` one number that fits? Then x becomes it. "inf" and "nan" are numbers of a floating type.
template <class Number>
bool read_exact(std::string_view text, Number& x) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, x);
    return error == std::errc{} && stop == end;
}

}  // namespace lariat
