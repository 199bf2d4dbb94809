// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>

namespace lariat {

/// An observer that draws one line, over and over, on a stream (stderr unless told otherwise), at most ten
/// times a second: a bar, full when all is done or a limit is reached, a summary and the time. When it goes
/// out of scope it draws what it saw last, and ends the line. It watches whatever tells its share() of the
/// work, its summary() and its seconds: minimize, regularization_path, relaxed_path, cross_validate.
class ProgressBar {
public:
    explicit ProgressBar(std::FILE* stream = stderr) : stream_(stream) {}
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() {
        if (summary_.empty()) return;
        draw();
        std::fputc('\n', stream_);
    }

    template <class P>
    void operator()(const P& progress) {
        const bool again = !summary_.empty() && progress.seconds >= seconds_;  // of the same run
        share_ = progress.share();
        summary_ = progress.summary();
        seconds_ = progress.seconds;
        if (again && seconds_ < next_) return;
        next_ = seconds_ + 0.1;
        draw();
    }

private:
    void draw() {
        constexpr int width = 24;
        const int filled = static_cast<int>(width * (std::min)(share_, 1.0));
        char bar[width + 1];
        for (int i = 0; i < width; ++i) bar[i] = i < filled ? '=' : ' ';
        bar[width] = '\0';
        const int length = std::fprintf(stream_, "\r[%s] %s  %.1f s", bar, summary_.c_str(), seconds_);
        std::fprintf(stream_, "%*s", (std::max)(longest_ - length, 0), "");  // over what a longer line left
        longest_ = (std::max)(longest_, length);
        std::fflush(stream_);
    }

    std::FILE* stream_;
    double share_ = 0, seconds_ = 0;
    std::string summary_{};  // of what it saw last
    double next_ = 0;
    int longest_ = 0;  // of the lines so far
};

}  // namespace lariat
