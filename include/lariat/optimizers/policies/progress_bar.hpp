// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdio>

#include <lariat/core/progress.hpp>

namespace lariat {

/// An observer that draws one line, over and over, on a stream (stderr unless told otherwise), at most ten
/// times a second: iterations, objective, certificate, time, and a bar that is full when a limit is reached,
/// of iterations or of time. When it goes out of scope it draws what it saw last, and ends the line.
class ProgressBar {
public:
    explicit ProgressBar(std::FILE* stream = stderr) : stream_(stream) {}
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() {
        if (last_.iteration == 0) return;
        draw();
        std::fputc('\n', stream_);
    }

    void operator()(const Progress& progress) {
        last_ = progress;
        if (progress.iteration > 1 && progress.seconds < next_) return;
        next_ = progress.seconds + 0.1;
        draw();
    }

private:
    void draw() {
        constexpr int width = 24;
        const double iterations =
            double(last_.iteration) / double((std::max)(last_.max_iterations, Index(1)));
        const double share = (std::max)(iterations, last_.seconds / last_.time_limit);
        const int filled = static_cast<int>(width * (std::min)(share, 1.0));
        char bar[width + 1];
        for (int i = 0; i < width; ++i) bar[i] = i < filled ? '=' : ' ';
        bar[width] = '\0';
        const int length =
            std::fprintf(stream_, "\r[%s] iteration %lld  objective %.8g  %s %.2g  %.1f s", bar,
                         static_cast<long long>(last_.iteration), last_.objective,
                         to_string(last_.certificate.kind), last_.certificate.value, last_.seconds);
        std::fprintf(stream_, "%*s", (std::max)(longest_ - length, 0), "");  // over what a longer line left
        longest_ = (std::max)(longest_, length);
        std::fflush(stream_);
    }

    std::FILE* stream_;
    Progress last_;  // its coefficients are not asked for, and would be gone
    double next_ = 0;
    int longest_ = 0;  // of the lines so far
};

}  // namespace lariat
