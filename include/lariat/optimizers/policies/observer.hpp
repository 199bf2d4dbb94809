// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>

#include <lariat/core/progress.hpp>

namespace lariat::detail {

/// Shows an observer the progress of something; true when it asks to stop.
template <class Observer, class Progress>
bool asks_to_stop(Observer& observer, const Progress& progress) {
    static_assert(std::invocable<Observer&, const Progress&>,
                  "lariat: an observer is called with a const Progress&");
    using Answer = std::invoke_result_t<Observer&, const Progress&>;
    static_assert(std::is_void_v<Answer> || std::same_as<Answer, Control>,
                  "lariat: an observer returns void or a Control; a bool means opposite things elsewhere");
    if constexpr (std::is_void_v<Answer>) {
        observer(progress);
        return false;
    } else {
        return observer(progress) == Control::stop;
    }
}

/// Shows all of them, in their order; true when any asks to stop.
template <class Progress, class... Observers>
bool any_asks_to_stop(const Progress& progress, Observers&... observers) {
    bool stop = false;
    ((stop = asks_to_stop(observers, progress) || stop), ...);
    return stop;
}

}  // namespace lariat::detail
