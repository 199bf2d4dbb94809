// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdio>

#include <lariat/core/progress.hpp>

namespace lariat {

/// An observer that draws one line, over and over, on a stream (stderr unless told otherwise), at most ten times a second:
/// iterations, objective, certificate, time. It ends the line when it goes out of scope.
class ProgressBar {
public:
    explicit ProgressBar(std::FILE* stream = stderr) : stream_(stream) {}
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() {
        if (drawn_) std::fputc('\n', stream_);
    }

    void operator()(const Progress& p) {
        const bool last = p.iteration == p.max_iterations;
        if (drawn_ && !last && p.seconds < next_) return;
        next_ = p.seconds + 0.1;
        drawn_ = true;
        constexpr int width = 24;
        const double share = p.max_iterations > 0 ? double(p.iteration) / double(p.max_iterations) : 0.0;
        const int filled = static_cast<int>(width * (std::min)(share, 1.0));
        char bar[width + 1];
        for (int i = 0; i < width; ++i) bar[i] = i < filled ? '=' : ' ';
        bar[width] = '\0';
        std::fprintf(stream_, "\r[%s] %lld/%lld  objective %.8g  %s %.2g  %.1f s  ", bar,
                     static_cast<long long>(p.iteration), static_cast<long long>(p.max_iterations), p.objective,
                     to_string(p.certificate.kind), p.certificate.value, p.seconds);
        std::fflush(stream_);
    }

private:
    std::FILE* stream_;
    double next_ = 0;
    bool drawn_ = false;
};

}  // namespace lariat
