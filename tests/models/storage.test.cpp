// SPDX-License-Identifier: BSD-3-Clause
// A saved model comes back to the last bit, or not at all.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <lariat/lariat.hpp>
#include <lariat/models/storage.hpp>
#include <limits>
#include <locale>
#include <random>
#include <sstream>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace elsewhere {

/// ℓ(z, y) = s² log cosh((z − y)/s).
struct LogCosh {
    double scale = 1;
    static constexpr const char* name = "LogCosh";
    static constexpr Parameter<LogCosh> parameters[] = {{"scale", &LogCosh::scale}};

    double value(double z, double y) const { return scale * scale * log_cosh((z - y) / scale); }
    double derivative(double z, double y) const { return scale * std::tanh((z - y) / scale); }
    double curvature_bound() const { return 1.0; }
    void check() const { require_positive("LogCosh::scale", scale); }
};

struct Ridge : PenaltyBase {
    double value(double w) const { return w * w; }
    double prox(double v, double step) const { return v / (1 + 2 * step); }
    Interval subdifferential(double w) const { return {2 * w, 2 * w}; }
};
struct NamedRidge : Ridge {
    static constexpr const char* name = "NamedRidge";
};

}  // namespace elsewhere

namespace {

std::uint64_t bits(double x) {
    std::uint64_t result;
    std::memcpy(&result, &x, sizeof x);
    return result;
}

template <class L>
LinearModel<L> round_trip(const LinearModel<L>& model) {
    return from_text<L>(to_text(model));
}

template <class L>
void same(const LinearModel<L>& a, const LinearModel<L>& b) {
    REQUIRE(a.coefficients.size() == b.coefficients.size());
    for (Index j = 0; j < a.coefficients.size(); ++j)
        CHECK(bits(a.coefficients[j]) == bits(b.coefficients[j]));
    CHECK(bits(a.intercept) == bits(b.intercept));
    each_parameter<L>(
        [&](const Parameter<L>& p) { CHECK(bits(a.loss.*p.member) == bits(b.loss.*p.member)); });
    CHECK(a.penalty == b.penalty);
    CHECK(a.standardized == b.standardized);
    CHECK(bits(a.objective) == bits(b.objective));
    CHECK(a.status == b.status);
    CHECK(a.certificate.kind == b.certificate.kind);
    CHECK(bits(a.certificate.value) == bits(b.certificate.value));
    CHECK(bits(a.certificate.tolerance) == bits(b.certificate.tolerance));
    CHECK(bits(a.certificate.rounding) == bits(b.certificate.rounding));
    CHECK(a.certificate.loose == b.certificate.loose);
    CHECK(a.certificate.unattained == b.certificate.unattained);
    CHECK(a.optimizer == b.optimizer);
    CHECK(a.constant_columns == b.constant_columns);
}

/// A model of arbitrary finite numbers.
template <class L>
LinearModel<L> arbitrary(int seed, L loss) {
    std::mt19937_64 random(static_cast<unsigned>(seed));
    const auto number = [&] {
        for (;;) {
            const std::uint64_t pattern = random();
            double x;
            std::memcpy(&x, &pattern, sizeof x);
            if (is_finite(x)) return x;
        }
    };
    LinearModel<L> model;
    model.coefficients.setZero(40);
    for (Index j = 0; j < 40; j += 2) model.coefficients[j] = number();
    model.coefficients[1] = -0.0;
    model.coefficients[3] = std::numeric_limits<double>::denorm_min();
    model.coefficients[5] = std::numeric_limits<double>::max();
    model.coefficients[7] = 0.1;
    model.intercept = number();
    model.loss = loss;
    model.penalty = description(0.1 * L1{});
    model.standardized = seed % 2 == 1;
    model.objective = number();
    model.status = static_cast<Status>(seed % 9);
    model.certificate = {static_cast<Certificate::Kind>(seed % 3),
                         std::numeric_limits<double>::infinity(),
                         number(),
                         number(),
                         seed % 2 == 0,
                         seed % 5 < 2};
    model.optimizer = "GradientDescent{ProximalUpdate, ConstantStep}";
    model.constant_columns = {9, 11, 39};
    return model;
}

/// One that is small, so that its text can be damaged everywhere.
LinearModel<Huber> small() {
    LinearModel<Huber> model;
    model.coefficients = (Eigen::VectorXd(4) << 0, 1.5, 0, -2).finished();
    model.intercept = 0.25;
    model.penalty = "0.1 * L1";
    model.optimizer = "CoordinateDescent";
    model.status = Status::Converged;
    model.certificate = {Certificate::Kind::DualityGap, 1e-12, 1e-9, 1e-16, false};
    model.constant_columns = {2};
    return model;
}

const std::string good = to_text(small());

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

std::string refusal(const std::string& text) {
    return complaint([&] { (void)from_text<Huber>(text, "m"); });
}

}  // namespace

TEST_CASE("a model is read back to the last bit", "[models]") {
    const int seed = GENERATE(seeds(8));
    CAPTURE(seed);
    const auto check = [&](auto loss) {
        const auto model = arbitrary(seed, loss);
        same(model, round_trip(model));
    };
    check(SquaredError{});
    check(Logistic{});
    check(Huber{0.1 * seed});
    check(SquaredHinge{});
    check(Poisson{});
    check(Hinge{});
    check(Pinball{0.1 * seed});
    check(elsewhere::LogCosh{1.0 / seed});
}

TEST_CASE("a model without columns is one", "[models]") {
    LinearModel<SquaredError> model;
    model.penalty = model.optimizer = "none";
    CHECK(round_trip(model).coefficients.size() == 0);
}

TEST_CASE("the text says what was minimized", "[models]") {
    CHECK(good ==
          "lariat linear model, format 1\n"
          "objective sum_i v_i loss(x_i.w + b + offset_i, y_i) + penalty(w)\n"
          "scale sum_i v_i = 1, s_j = standard deviation of column j with 1/n, L1 = sum_j |w_j|, L2 = sum_j "
          "w_j^2, SquaredError = (z - y)^2 / 2\n"
          "loss Huber delta 1.345\n"
          "penalty 0.1 * L1\n"
          "value 0\n"
          "status Converged\n"
          "certificate DualityGap 1e-12 tolerance 1e-09 rounding 1e-16 tight attained\n"
          "optimizer CoordinateDescent\n"
          "columns 4\n"
          "constant 1\n"
          "column 2\n"
          "intercept 0.25\n"
          "coefficients 2\n"
          "w 1 1.5\n"
          "w 3 -2\n" +
              good.substr(good.rfind("checksum")));
}

TEST_CASE("a fit of one's own loss and penalty is saved and loaded", "[models]") {
    const Eigen::MatrixXd X = Random(1).matrix(30, 3);
    const Eigen::VectorXd y = Random(2).vector(30);
    const auto model = fit(X, y, elsewhere::LogCosh{0.5}, 0.25 * elsewhere::NamedRidge{});
    REQUIRE(model.status == Status::Converged);
    CHECK(model.penalty == "0.25 * NamedRidge");
    const auto loaded = round_trip(model);
    same(model, loaded);
    CHECK(loaded.predict(X) == model.predict(X));
    CHECK(description(0.5 * elsewhere::Ridge{}) == "0.5 * unnamed");
}

TEST_CASE("streams and files, in any locale", "[models]") {
    struct Commas : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const auto model = arbitrary(1, Huber{});
    std::stringstream stream;
    stream.imbue(std::locale(std::locale::classic(), new Commas));
    save(model, stream);
    CHECK(stream.str() == to_text(model));
    same(model, load<Huber>(stream));

    const std::string path = "lariat_storage_test.model";
    save(model, path);
    same(model, load<Huber>(path));
    CHECK(says(complaint([&] { (void)load<Logistic>(path); }),
               {"lariat: " + path + ":4:6: the model is of the loss Huber", "Logistic"}));
    std::remove(path.c_str());
    CHECK(says(complaint([&] { (void)load<Huber>(path); }), {"lariat: " + path + ": No such file"}));
    CHECK(says(complaint([&] { save(model, "no such folder/m"); }), {"lariat: no such folder/m: "}));
}

TEST_CASE("every truncation and every changed character is refused, with its place", "[models]") {
    for (std::size_t length = 0; length < good.size(); ++length) {
        const std::string said = refusal(good.substr(0, length));
        CAPTURE(length, said);
        CHECK(says(said, {"lariat: m:"}));
    }
    for (std::size_t i = 0; i < good.size(); ++i)
        for (const char c : {'7', ' ', '\n', 'x', '-', '\0'}) {
            if (good[i] == c) continue;
            std::string text = good;
            text[i] = c;
            const std::string said = refusal(text);
            CAPTURE(i, c, said);
            CHECK(says(said, {"lariat: m:"}));
        }
    CHECK(refusal(good).empty());
}

TEST_CASE("what is wrong with a damaged text is said", "[models]") {
    const auto check = [](const std::string& text, const std::string& words) {
        const std::string said = refusal(text);
        CAPTURE(said, words);
        CHECK(says(said, {"lariat: m:" + words}));
    };
    check("", "1:1: expected \"lariat linear model, format 1\", found the end of the text");
    check(replaced(good, "format 1", "format 2"), "1:1: expected \"lariat linear model, format 1\"");
    check(replaced(good, "sum_j w_j^2", "sum_j w_j^2 / 2"), "3:7: expected \"sum_i v_i");
    check(replaced(good, "penalty(w)", "w"), "2:11: expected \"sum_i v_i loss");
    check(replaced(good, "Huber", "Hubert"), "4:6: the model is of the loss Hubert");
    check(replaced(good, " delta 1.345", ""), "4:11: expected \" delta \", found the end of the line");
    check(replaced(good, "1.345", "inf"), "4:18: inf; must be finite");
    check(replaced(good, "Converged", "Perfect"), "7:8: expected \"Converged\" or");
    check(replaced(good, "columns 4", "columns -4"), "10:9: number of columns -4");
    check(replaced(good, "columns 4", "columns 4.5"), "10:9: expected a whole number, found \"4.5\"");
    check(replaced(good, "columns 4", "columns 99999999999999999999"), "10:9: expected a whole number");
    check(replaced(good, "column 2", "column 4"), "12:8: index 4; must be from 0 to 3");
    check(replaced(good, "intercept 0.25", "intercept nan"), "13:11: nan; must be finite");
    check(replaced(good, "coefficients 2", "coefficients 5"),
          "14:14: number of coefficients 5; must be from 0 to 4");
    check(replaced(good, "coefficients 2", "coefficients 1"),
          "16:1: expected \"checksum \", found \"w 3 -2\"");
    check(replaced(good, "coefficients 2", "coefficients 3"), "17:1: expected \"w \", found \"checksum");
    check(replaced(good, "w 3 -2", "w 1 -2"), "16:3: index 1 twice");
    check(replaced(good, "w 3 -2", "w 0 -2"), "16:3: index 0 after 1; they must ascend");
    check(replaced(good, "w 3 -2", "w 4 -2"), "16:3: index 4; must be from 0 to 3");
    check(replaced(good, "w 3 -2", "w 3 two"), "16:5: expected a number, found \"two\"");
    check(replaced(good, "w 3 -2", "w 3 -2,5"), "16:5: expected a number, found \"-2,5\"");
    check(replaced(good, "w 3 -2", "w 3 inf"), "16:5: inf; must be finite");
    check(replaced(good, "w 3 -2", "w 3 1e999"), "16:5: expected a number, found \"1e999\"");
    check(replaced(good, "w 3 -2", "w 3 -3"),
          "17:10: the checksum is not that of the lines above: one of them");
    check(replaced(good, "columns 4", "columns 9000000000000000000"),
          "17:10: the checksum");  // no memory taken
    check(replaced(good, "columns 4", "columns 9223372036854775807"), "10:9: number of columns");
    check(replaced(good, "constant 1", "constant 4"), "13:1: expected \"column \", found \"intercept 0.25\"");
    check(replaced(good, " attained", ""), "8:66: expected \" \", found the end of the line");
    check(replaced(good, " attained", " perhaps"), "8:67: expected \"attained\" or \"unattained\"");
    check(good + "\n", "18:1: expected the end");
    check(good + "more", "18:1: expected the end, found \"more\"");
}

TEST_CASE("a text that an editor or a transfer converted is refused in a sentence", "[models]") {
    CHECK(says(refusal("\xEF\xBB\xBF" + good), {"lariat: m:1:1: the text begins with a byte order mark"}));
    std::string windows;
    for (const char c : good) (c == '\n' ? windows += '\r' : windows) += c;
    CHECK(says(refusal(windows), {"lariat: m:1:30: the line ends with CR LF"}));
    CHECK(says(refusal(replaced(good, "w 3 -2\n", "w 3 -2\r\n")),
               {"lariat: m:16:7: the line ends with CR LF"}));
    CHECK(says(refusal(replaced(good, "w 3 -2\n", "w 3 -2\r")), {"lariat: m:16:5: expected a number"}));
}

TEST_CASE("a fit without a minimizer is saved as one", "[models]") {
    const Eigen::MatrixXd X = Random(1).matrix(20, 3);
    const auto model = fit(X, Eigen::VectorXd(Eigen::VectorXd::Ones(20)), Logistic{}, 0.1 * L1{});
    CHECK(model.certificate.unattained);
    same(round_trip(model), model);
}

TEST_CASE("a model that cannot be written down is refused", "[models]") {
    const auto refuses = [](auto&& change, const std::string& words) {
        auto model = small();
        change(model);
        const std::string said = complaint([&] { (void)to_text(model); });
        CAPTURE(said, words);
        CHECK(says(said, {"lariat: ", words}));
    };
    refuses([](auto& m) { m.coefficients[2] = std::numeric_limits<double>::quiet_NaN(); },
            "coefficients[2] = nan");
    refuses([](auto& m) { m.intercept = -std::numeric_limits<double>::infinity(); }, "intercept[0] = -inf");
    refuses([](auto& m) { m.loss.delta = -1; }, "Huber::delta = -1");
    refuses([](auto& m) { m.penalty = "two\nlines"; }, "not one line");
    refuses([](auto& m) { m.penalty = "one line\r"; }, "not one line");
    refuses([](auto& m) { m.optimizer = ""; }, "not one line");
}

TEST_CASE("penalties read as their equation", "[models]") {
    CHECK(description(NoPenalty{}) == "NoPenalty");
    CHECK(description(0.1 * L1{}) == "0.1 * L1");
    CHECK(description((1.0 / 3) * L1{} + 0.01 * L2{}) == "0.3333333333333333 * L1 + 0.01 * L2");
    CHECK(description(0.5 * MCP{2.5}) == "MCP{gamma = 2.5, strength = 0.5}");
    CHECK(description(0.5 * SCAD{}) == "SCAD{gamma = 3.7, strength = 0.5}");
    CHECK(description(0.1 * L1{} + Box{-1, 2}) == "0.1 * L1 + Box{lower = -1, upper = 2}");
    CHECK(description(Nonnegative{}) == "Nonnegative{}");
    CHECK(description(0.1 * L1{} + Nonnegative{} + 2 * L2{}) == "Nonnegative{0.1 * L1} + 2 * L2");
    CHECK(description(L1Ball{2}) == "L1Ball{radius = 2}");
    CHECK(description(L2Ball{2} + 0.5 * L2{}) == "L2Ball{radius = 2} + 0.5 * L2");
    CHECK(description(Simplex{}) == "Simplex{total = 1}");
    CHECK(description(0.1 * Weighted{L1{}, {0, 1, 2}}) == "Weighted{0.1 * L1, 3 factors}");
    CHECK(description(0.1 * Grouped{L1{}, {{0, 1}, {2}}}) == "Grouped{0.1 * L1, 2 groups}");
    CHECK(description(0.1 * L1{} + 0.5 * MCP{}) == "0.1 * L1 + MCP{gamma = 3, strength = 0.5}");
}
