// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include <lariat/core/exact_text.hpp>

namespace lariat {

/// A setting of a loss or a penalty and what it is called. A type that has a name and lists its settings can
/// be written down, as a saved model does, and read again:
///
///     struct Huber {
///         double delta = 1.345;
///         static constexpr const char* name = "Huber";
///         static constexpr Parameter<Huber> parameters[] = {{"delta", &Huber::delta}};
///         …
template <class T>
struct Parameter {
    const char* name;
    double T::*member;
};

/// Calls visit(parameter) for each parameter that T lists.
template <class T, class Visit>
void each_parameter(Visit&& visit) {
    if constexpr (requires { T::parameters; })
        for (const Parameter<T>& parameter : T::parameters) visit(parameter);
}

/// A type that has a name to be written down.
template <class T>
concept Named = requires { std::string(T::name); };

/// "Huber{delta = 1.345}": the name and its settings, to the last digit.
template <Named T>
std::string name_with_parameters(const T& x) {
    std::string list;
    each_parameter<T>([&](const Parameter<T>& parameter) {
        list += (list.empty() ? "" : ", ") + std::string(parameter.name) + " = " +
                exact_text(x.*parameter.member);
    });
    return list.empty() ? T::name : T::name + ("{" + list + "}");
}

}  // namespace lariat
