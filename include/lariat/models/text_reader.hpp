// SPDX-License-Identifier: BSD-3-Clause
// A reader that says where a text is damaged, and whole files as text.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <lariat/core/check.hpp>
#include <lariat/core/exact_text.hpp>
#include <lariat/core/types.hpp>

namespace lariat::detail {

/// FNV-1a of 64 bits (Fowler, Noll and Vo): any one character that changes, changes it.
inline std::uint64_t checksum(std::string_view text) {
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return hash;
}

/// Text that is taken apart from its beginning. What is not as expected throws std::invalid_argument
/// "name:line:column: cause", counted from 1, in bytes.
class TextReader {
public:
    TextReader(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

    /// The complaint stands at what was read last.
    [[noreturn]] void refuse(const std::string& cause) const {
        std::size_t line = 1, column = 1;
        for (const char c : text_.substr(0, last_)) {
            column = c == '\n' ? 1 : column + 1;
            line += c == '\n';
        }
        lariat::refuse(name_ + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + cause);
    }

    /// What editors and transfers do to a whole text: a byte order mark before it, CR LF after its lines.
    void refuse_conversions() {
        if (text_.starts_with("\xEF\xBB\xBF"))
            refuse("the text begins with a byte order mark; it must be saved without one");
        const std::size_t carriage_return = text_.find("\r\n");
        if (carriage_return == std::string_view::npos) return;
        last_ = carriage_return;
        refuse("the line ends with CR LF, as Windows writes it; it must end with LF alone");
    }

    /// Exactly this comes next.
    void expect(std::string_view literal) {
        last_ = at_;
        if (literal.starts_with('\n')) {
            if (!text_.substr(at_).starts_with('\n')) refuse("expected the end of the line, found " + next());
            last_ = ++at_;
            literal.remove_prefix(1);
        }
        if (!text_.substr(at_).starts_with(literal))
            refuse("expected " + quoted(literal) + ", found " + next());
        at_ += literal.size();
    }

    /// What comes before the next space or the end of the line.
    std::string_view word() { return take(" \n"); }
    /// What comes before the end of the line.
    std::string_view line() { return take("\n"); }

    /// A number; infinite or NaN only where that is allowed.
    double any_number() { return number<double>("a number"); }
    double finite_number() {
        const double x = any_number();
        if (!is_finite(x)) refuse(text(x) + "; must be finite");
        return x;
    }

    /// A whole number from `first` to below `end`.
    Index whole_number(Index first, Index end, const char* what) {
        const Index k = number<Index>("a whole number");
        if (k < first || k >= end)
            refuse(std::string(what) + " " + text(k) + "; must be from " + text(first) + " to " +
                   text(end - 1));
        return k;
    }

    /// An index above the last one, below `end`.
    Index next_index(Index last, Index end) {
        const Index j = whole_number(0, end, "index");
        if (j == last) refuse("index " + text(j) + " twice");
        if (j < last) refuse("index " + text(j) + " after " + text(last) + "; they must ascend");
        return j;
    }

    /// The position of the word, or of the line, that comes next among those of a list.
    template <std::size_t n>
    std::size_t one_of(const char* const (&words)[n], std::string_view found) const {
        for (std::size_t k = 0; k < n; ++k)
            if (found == words[k]) return k;
        std::string list = quoted(words[0]);
        for (std::size_t k = 1; k < n; ++k) list += " or " + quoted(words[k]);
        refuse("expected " + list + ", found " + quoted(found));
    }

    /// The checksum of all that was read so far, and then nothing.
    void finish() {
        const std::uint64_t sum = checksum(text_.substr(0, at_));
        expect("checksum ");
        if (number<std::uint64_t>("a checksum") != sum)
            refuse(
                "the checksum is not that of the lines above: one of them was changed; which one, it cannot "
                "tell");
        expect("\n");
        last_ = at_;
        if (at_ < text_.size()) refuse("expected the end, found " + next());
    }

private:
    template <class Number>
    Number number(const char* what) {
        const std::string_view found = word();
        Number x{};
        if (!read_exact(found, x)) refuse("expected " + std::string(what) + ", found " + quoted(found));
        return x;
    }

    std::string_view take(const char* until) {
        last_ = at_;
        at_ = (std::min)(text_.find_first_of(until, at_), text_.size());
        if (at_ == last_) refuse("expected a word, found " + next());
        return text_.substr(last_, at_ - last_);
    }

    std::string next() const {
        if (last_ == text_.size()) return "the end of the text";
        const std::size_t end = (std::min)(text_.find('\n', last_), text_.size());
        return end == last_ ? "the end of the line"
                            : quoted(text_.substr(last_, (std::min)(end - last_, std::size_t(40))));
    }
    static std::string quoted(std::string_view words) {
        return '"' + std::string(words.substr(0, words.find('\n'))) + '"';
    }

    std::string_view text_;
    std::string name_;
    std::size_t at_ = 0;    // what comes next
    std::size_t last_ = 0;  // where the last thing that was read begins
};

// ---- files, by the C library: <fstream> takes longer to include than the rest of this

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

inline File open_file(const std::string& path, const char* mode) {
    File file(std::fopen(path.c_str(), mode), &std::fclose);
    require(file != nullptr, [&] { return path + ": " + std::strerror(errno); });
    return file;
}

inline std::string read_file(const std::string& path) {
    const File file = open_file(path, "rb");
    std::string text;
    char buffer[4096];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, n);
    require(!std::ferror(file.get()), [&] { return path + ": " + std::strerror(errno); });
    return text;
}

inline void write_file(const std::string& path, const std::string& text) {
    File file = open_file(path, "wb");
    const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
    if (std::fclose(file.release()) != 0 || !written)
        throw std::runtime_error("lariat: " + path + " could not be written: " + std::strerror(errno));
}

}  // namespace lariat::detail
