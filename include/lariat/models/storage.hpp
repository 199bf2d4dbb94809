// SPDX-License-Identifier: BSD-3-Clause
// Models as text, to streams and files and back. By itself, and not in lariat.hpp: it is not free to include.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iosfwd>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/exact_text.hpp>
#include <lariat/core/parameter.hpp>
#include <lariat/core/status.hpp>
#include <lariat/models/linear_model.hpp>
#include <lariat/models/text_reader.hpp>

namespace lariat {

namespace detail::model_format {

constexpr const char* title = "lariat linear model, format 1\n";
/// What was minimized, so that λ means something to who finds the file: of a risk, and of a standardized one.
constexpr const char* objectives[] = {"sum_i v_i loss(x_i.w + b + offset_i, y_i) + penalty(w)",
                                      "sum_i v_i loss(x_i.w + b + offset_i, y_i) + penalty(s*w)"};
constexpr const char* scale =
    "sum_i v_i = 1, s_j = standard deviation of column j with 1/n, L1 = sum_j |w_j|, L2 = sum_j w_j^2, "
    "SquaredError = (z - y)^2 / 2";
/// Of each Status and each Certificate::Kind, in their order.
constexpr const char* statuses[] = {"Converged", "ReachedPrecision", "MaxIterations", "TimeLimit", "Stopped",
                                    "Stalled",   "Diverged",         "NoMinimizer",   "NonFinite"};
constexpr const char* certificates[] = {"DualityGap", "KktResidual", "FixedPoint"};
constexpr const char* tightness[] = {"tight", "loose"};
constexpr const char* attainment[] = {"attained", "unattained"};

}  // namespace detail::model_format

namespace detail {

template <class L>
constexpr void require_writable_loss() {
    static_assert(Named<L>,
                  "lariat: to save a model its loss needs a name: static constexpr const char* name = \"…\"");
    static_assert(
        std::is_empty_v<L> || requires { L::parameters; },
        "lariat: to save a model its loss lists its settings: static constexpr Parameter<…> parameters[]");
}

/// Is x anything but +0? −0 is kept: it is a bit.
inline bool has_bits(double x) {
    std::uint64_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits != 0;
}

}  // namespace detail

/// The model as text, which says what was minimized and on which scale, and keeps every number to the last
/// bit, as the shortest decimal that reads back as the same. Losses of yours take part when they have a name
/// and list their parameters (see Parameter). Throws std::invalid_argument when a coefficient, the intercept
/// or a parameter is infinite or NaN.
template <Loss L>
std::string to_text(const LinearModel<L>& model) {
    namespace format = detail::model_format;
    detail::require_writable_loss<L>();
    require_finite("coefficients", model.coefficients.data(), model.coefficients.size());
    require_finite("intercept", &model.intercept, 1);
    checked(model.loss);
    each_parameter<L>([&](const Parameter<L>& parameter) {
        require_finite(parameter.name, &(model.loss.*parameter.member), 1);
    });
    for (const std::string* words : {&model.penalty, &model.optimizer})
        require(!words->empty() && words->find_first_of("\r\n") == std::string::npos,
                [&] { return "the name \"" + *words + "\" is not one line"; });

    std::string out = format::title;
    const auto line = [&](const char* key, const auto&... words) {
        out += key;
        ((out += ' ', out += words), ...);
        out += '\n';
    };
    line("objective", format::objectives[model.standardized]);
    line("scale", format::scale);
    out += std::string("loss ") + L::name;
    each_parameter<L>([&](const Parameter<L>& parameter) {
        out += std::string(" ") + parameter.name + " " + exact_text(model.loss.*parameter.member);
    });
    out += '\n';
    line("penalty", model.penalty);
    line("value", exact_text(model.objective));
    line("status", format::statuses[static_cast<std::size_t>(model.status)]);
    line("certificate", format::certificates[static_cast<std::size_t>(model.certificate.kind)],
         exact_text(model.certificate.value), "tolerance", exact_text(model.certificate.tolerance),
         "rounding", exact_text(model.certificate.rounding), format::tightness[model.certificate.loose],
         format::attainment[model.certificate.unattained]);
    line("optimizer", model.optimizer);
    line("columns", text(model.coefficients.size()));
    line("constant", std::to_string(model.constant_columns.size()));
    for (const Index j : model.constant_columns) line("column", text(j));
    line("intercept", exact_text(model.intercept));
    line("coefficients",
         text(std::count_if(model.coefficients.begin(), model.coefficients.end(), detail::has_bits)));
    for (Index j = 0; j < model.coefficients.size(); ++j)
        if (detail::has_bits(model.coefficients[j])) line("w", text(j), exact_text(model.coefficients[j]));
    line("checksum", exact_text(detail::checksum(out)));
    return out;
}

/// The model of a text. Throws std::invalid_argument "name:line:column: cause" when it was cut off, changed
/// or is that of another loss; nothing is returned then.
template <Loss L>
LinearModel<L> from_text(std::string_view text, const std::string& name = "model") {
    namespace format = detail::model_format;
    detail::require_writable_loss<L>();
    detail::TextReader in(text, name);
    in.refuse_conversions();
    LinearModel<L> model;
    in.expect(format::title);
    in.expect("objective ");
    model.standardized = in.one_of(format::objectives, in.line()) == 1;
    in.expect("\nscale ");
    in.expect(format::scale);
    in.expect("\nloss ");
    if (const auto found = in.word(); found != L::name)
        in.refuse("the model is of the loss " + std::string(found) + ", and is loaded as one of " + L::name);
    each_parameter<L>([&](const Parameter<L>& parameter) {
        in.expect(std::string(" ") + parameter.name + " ");
        model.loss.*parameter.member = in.finite_number();
    });
    in.expect("\npenalty ");
    model.penalty = in.line();
    in.expect("\nvalue ");
    model.objective = in.any_number();
    in.expect("\nstatus ");
    model.status = static_cast<Status>(in.one_of(format::statuses, in.word()));
    in.expect("\ncertificate ");
    model.certificate.kind = static_cast<Certificate::Kind>(in.one_of(format::certificates, in.word()));
    in.expect(" ");
    model.certificate.value = in.any_number();
    in.expect(" tolerance ");
    model.certificate.tolerance = in.any_number();
    in.expect(" rounding ");
    model.certificate.rounding = in.any_number();
    in.expect(" ");
    model.certificate.loose = in.one_of(format::tightness, in.word()) == 1;
    in.expect(" ");
    model.certificate.unattained = in.one_of(format::attainment, in.word()) == 1;
    in.expect("\noptimizer ");
    model.optimizer = in.line();
    in.expect("\ncolumns ");
    const Index p = in.whole_number(0, (std::numeric_limits<Index>::max)(), "number of columns");
    in.expect("\nconstant ");
    Index last = -1;
    for (Index left = in.whole_number(0, p + 1, "number of constant columns"); left > 0; --left) {
        in.expect("\ncolumn ");
        model.constant_columns.push_back(last = in.next_index(last, p));
    }
    in.expect("\nintercept ");
    model.intercept = in.finite_number();
    in.expect("\ncoefficients ");
    std::vector<std::pair<Index, double>> entries;  // p is believed once the checksum was: it is memory
    last = -1;
    for (Index left = in.whole_number(0, p + 1, "number of coefficients"); left > 0; --left) {
        in.expect("\nw ");
        last = in.next_index(last, p);
        in.expect(" ");
        entries.emplace_back(last, in.finite_number());
    }
    in.expect("\n");
    in.finish();
    checked(model.loss);
    model.coefficients.setZero(p);
    for (const auto& [j, w] : entries) model.coefficients[j] = w;
    return model;
}

/// to_text, to a stream.
template <Loss L, class Traits>
void save(const LinearModel<L>& model, std::basic_ostream<char, Traits>& out) {
    const std::string text = to_text(model);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

/// to_text, to a file. Throws std::invalid_argument when it cannot be opened, std::runtime_error when it
/// cannot be written whole.
template <Loss L>
void save(const LinearModel<L>& model, const std::string& path) {
    detail::write_file(path, to_text(model));
}

/// from_text, of a stream: `load<Logistic>(in)`.
template <Loss L, class Traits>
LinearModel<L> load(std::basic_istream<char, Traits>& in, const std::string& name = "model") {
    std::string text;
    char buffer[4096];
    while (in.read(buffer, sizeof buffer), in.gcount() > 0)
        text.append(buffer, static_cast<std::size_t>(in.gcount()));
    return from_text<L>(text, name);
}

/// from_text, of a file, which complaints name: `load<Logistic>(path)`. Throws std::invalid_argument also
/// when it cannot be read.
template <Loss L>
LinearModel<L> load(const std::string& path) {
    return from_text<L>(detail::read_file(path), path);
}

}  // namespace lariat
