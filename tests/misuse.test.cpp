// SPDX-License-Identifier: BSD-3-Clause
// A caller's mistake is std::invalid_argument that names the argument and the values. This file is built with -DNDEBUG,
// once with -Ofast, and with assertions under the sanitizers: it makes NaN and ∞ from their bits and computes nothing with them.
#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstdint>
#include <cstring>
#include <lariat/designs/threaded_design.hpp>
#include <lariat/lariat.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

double from_bits(std::uint64_t bits) {
    double x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}
const double NaN = from_bits(0x7ff8000000000000u);
const double infinity = from_bits(0x7ff0000000000000u);
const double minus_infinity = from_bits(0xfff0000000000000u);
/// The three, with their names in a message.
const std::vector<std::pair<double, std::string>> nonfinite{
    {NaN, "nan"}, {infinity, "inf"}, {minus_infinity, "-inf"}};

const Eigen::MatrixXd X = Random(1).matrix(6, 3);
const Eigen::VectorXd y = Random(2).vector(6);
const Eigen::VectorXd labels = (Eigen::VectorXd(6) << 0, 1, 0, 1, 1, 0).finished();

auto risk() { return EmpiricalRisk(SquaredError{}, X, y); }
auto lasso() { return risk() + 0.1 * L1{}; }

Eigen::VectorXd with(Eigen::VectorXd v, Index i, double value) {
    v[i] = value;
    return v;
}

/// The call throws std::invalid_argument, says that it is lariat's, and has every word.
template <class F>
void refuses(F&& call, std::vector<std::string> words) {
    const std::string said = complaint(call);
    words.push_back("lariat: ");
    CAPTURE(said, words);
    CHECK(says(said, words));
}

}  // namespace

TEST_CASE("sizes that disagree", "[misuse]") {
    const Eigen::VectorXd five = y.head(5);
    refuses([&] { EmpiricalRisk(SquaredError{}, X, five); }, {"y has 5 ", "has 6"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, std::vector<int>{1, 2}); }, {"y has 2 ", "has 6"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = five}); }, {"weights has 5 ", "has 6"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.offset = five}); }, {"offset has 5 ", "has 6"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, X); }, {"y is 6 x 3", "column or row"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = X}); }, {"weights is 6 x 3"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.offset = X}); }, {"offset is 6 x 3"});
    refuses([&] { Quadratic(Eigen::MatrixXd::Identity(6, 6), X); }, {"b is 6 x 3"});
    refuses([&] { (void)minimize(lasso(), Fista{}, X); }, {"start is 6 x 3"});
    refuses([&] { (void)certify(lasso(), X); }, {"w is 6 x 3"});
    refuses([&] { Weighted(L1{}, X); }, {"factors is 6 x 3"});
    refuses([&] { (void)regularization_path(risk(), L1{}, {.strengths = X}); }, {"strengths is 6 x 3"});
    refuses([&] { (void)cross_validate(risk(), L1{}, {.folds = GivenFolds{X}}); }, {"folds is 6 x 3"});
    refuses([&] { (void)minimize(lasso(), Fista{}, five); }, {"start has 5 ", "has 3"});
    refuses([&] { (void)certify(lasso(), five); }, {"w has 5 ", "has 3"});
    refuses([&] { (void)value(lasso(), five); }, {"w has 5 ", "has 3"});
    refuses([&] { (void)gradient(lasso(), five); }, {"w has 5 ", "has 3"});
    refuses([&] { (void)sensitivity(lasso(), five); }, {"w has 5 ", "has 3"});
    refuses([&] { (void)check_gradient(risk(), five); }, {"w has 5 ", "has 3"});
    // p + 1 elements are refused where there is no intercept
    refuses([&] { (void)certify(lasso(), Eigen::VectorXd::Zero(4)); }, {"w has 4 ", "has 3"});
    const auto other =
        minimize(EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(X.leftCols(2)), y) + 0.1 * L1{});
    refuses([&] { (void)minimize(lasso(), Fista{}, other); }, {"start.coefficients has 2 ", "has 3"});
    refuses([&] { (void)certify(lasso(), other); }, {"w.coefficients has 2 ", "has 3"});
    refuses([&] { (void)other.predict(X); }, {"X is 6 x 3", "has 2 coefficients"});
    refuses([&] { (void)other.mean(X); }, {"X is 6 x 3", "has 2 coefficients"});
    refuses([&] { risk() + 0.1 * Weighted{L1{}, {1, 2}}; }, {"factors has 2 ", "has 3"});
    refuses([&] { Quadratic(X, y); }, {"A is 6 x 3", "square"});
    refuses([&] { Quadratic(Eigen::MatrixXd::Identity(3, 3), y); }, {"b has 6 ", "has 3"});
}

TEST_CASE("NaN and infinity in the data, wherever they are", "[misuse]") {
    for (const auto& kind : nonfinite) {
        const double bad = kind.first;
        const std::string& name = kind.second;
        Eigen::MatrixXd X_bad = X;
        X_bad(4, 1) = bad;
        refuses([&] { EmpiricalRisk(SquaredError{}, X_bad, y); }, {"X(4, 1) = " + name});
        const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = X_bad;
        refuses([&] { EmpiricalRisk(SquaredError{}, rows, y); }, {"X(4, 1) = " + name});
        refuses([&] { EmpiricalRisk(SquaredError{}, X_bad.block(1, 0, 5, 3), y.head(5)); },
                {"X(3, 1) = " + name});
        refuses([&] { EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(X_bad), y); }, {"X(4, 1) = " + name});
        const Eigen::MatrixXf floats = X_bad.cast<float>();
        refuses([&] { EmpiricalRisk(SquaredError{}, floats, y); }, {"X(4, 1) = " + name});
        Eigen::SparseMatrix<double> sparse(6, 3);
        sparse.insert(0, 0) = 1;
        sparse.insert(4, 1) = bad;
        refuses([&] { EmpiricalRisk(SquaredError{}, sparse, y); }, {"X(4, 1) = " + name});
        const Eigen::SparseMatrix<double, Eigen::RowMajor> sparse_rows = sparse;
        refuses([&] { EmpiricalRisk(SquaredError{}, sparse_rows, y); }, {"X(4, 1) = " + name});

        const Eigen::VectorXd v = with(y, 2, bad);
        refuses([&] { EmpiricalRisk(SquaredError{}, X, v); }, {"y[2] = " + name});
        refuses([&] { EmpiricalRisk(Logistic{}, X, v); }, {"y[2] = " + name});
        refuses([&] { EmpiricalRisk(Poisson{}, X, with(y.cwiseAbs(), 2, bad)); }, {"y[2] = " + name});
        for (Index i : {1, 3}) {  // the first of two that are wrong is named
            const Eigen::VectorXd weights = with(with(Eigen::VectorXd::Ones(6), i, -1.5), 2, bad);
            refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = weights}); },
                    {i < 2 ? "weights[1] = -1.5" : "weights[2] = " + name});
        }
        refuses(
            [&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = with(Eigen::VectorXd::Ones(6), 5, bad)}); },
            {"weights[5] = " + name});
        refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.offset = v}); }, {"offset[2] = " + name});
        // a row of weight 0 is data too
        const Eigen::VectorXd no_row_2 = with(Eigen::VectorXd::Ones(6), 2, 0);
        refuses([&] { EmpiricalRisk(SquaredError{}, X, v, {.weights = no_row_2}); }, {"y[2] = " + name});
        refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = no_row_2, .offset = v}); },
                {"offset[2] = " + name});
        const Eigen::VectorXd no_row_4 = with(Eigen::VectorXd::Ones(6), 4, 0);
        refuses([&] { EmpiricalRisk(SquaredError{}, X_bad, y, {.weights = no_row_4}); },
                {"X(4, 1) = " + name});

        const Eigen::VectorXd start = with(Eigen::VectorXd::Zero(3), 1, bad);
        refuses([&] { (void)minimize(lasso(), Fista{}, start); }, {"start[1] = " + name});
        refuses([&] { (void)certify(lasso(), start); }, {"w[1] = " + name});
        refuses([&] { (void)value(lasso(), start); }, {"w[1] = " + name});
        refuses([&] { (void)gradient(lasso(), start); }, {"w[1] = " + name});
        auto solution = minimize(lasso());
        solution.coefficients[2] = bad;
        refuses([&] { (void)minimize(lasso(), Fista{}, solution); }, {"start", "[2] = " + name});

        Eigen::MatrixXd A = Eigen::MatrixXd::Identity(3, 3);
        A(1, 2) = bad;
        refuses([&] { Quadratic(A, Eigen::VectorXd::Ones(3)); }, {"A(1, 2) = " + name});
        refuses([&] { Quadratic(Eigen::MatrixXd::Identity(3, 3), with(Eigen::VectorXd::Ones(3), 2, bad)); },
                {"b[2] = " + name});
    }
}

TEST_CASE("numbers that float cannot hold", "[misuse]") {
    const Eigen::MatrixXf floats = X.cast<float>();
    refuses([&] { EmpiricalRisk(SquaredError{}, floats, with(y, 3, 1e300)); }, {"y[3]", "inf"});
    refuses([&] { EmpiricalRisk(SquaredError{}, floats, y, {.offset = with(y, 3, 1e300)}); },
            {"offset[3]", "inf"});
    const auto objective = EmpiricalRisk(SquaredError{}, floats, y) + 0.1 * L1{};
    refuses(
        [&] {
            (void)minimize(objective, Fista{}, std::vector<double>{0, 1e300, 0});
        },
        {"start[1]", "inf"});
    refuses([&] { (void)certify(objective, std::vector<double>{0, 1e300, 0}); }, {"w[1]", "inf"});
}

TEST_CASE("empty data", "[misuse]") {
    refuses([&] { EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(0, 3), std::vector<double>{}); },
            {"X is 0 x 3", "row"});
    refuses([&] { EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(0, 0), std::vector<double>{}); },
            {"X is 0 x 0"});
    refuses([&] { EmpiricalRisk(SquaredError{}, Eigen::SparseMatrix<double>(0, 3), std::vector<double>{}); },
            {"X is 0 x 3"});
    refuses(
        [&] {
            risk() + Simplex{1} + NoPenalty{};
            EmpiricalRisk(SquaredError{}, Eigen::MatrixXd(6, 0), y) + Simplex{1};
        },
        {"Simplex total = 1"});
}

TEST_CASE("weights that are negative or sum to nothing", "[misuse]") {
    refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = Eigen::VectorXd::Zero(6)}); },
            {"weights sum to 0"});
    refuses([&] { EmpiricalRisk(SquaredError{}, X, y, {.weights = with(Eigen::VectorXd::Ones(6), 3, -1)}); },
            {"weights[3] = -1", ">= 0"});
}

TEST_CASE("targets outside the loss's domain, with the conversion to use", "[misuse]") {
    const auto refuses_labels = [&](auto loss) {
        refuses(
            [&] {
                EmpiricalRisk(loss, X, std::vector<int>{0, 1, -1, 1, 0, 1});
            },
            {"y[2] = -1", "(y + 1) / 2"});
        refuses([&] { EmpiricalRisk(loss, X, with(labels, 5, 0.5)); }, {"y[5] = 0.5", "0 or 1"});
        refuses([&] { EmpiricalRisk(loss, X, with(labels, 0, 2), {.weights = with(labels, 1, 3)}); },
                {"y[0] = 2;"});
    };
    refuses_labels(Logistic{});
    refuses_labels(Hinge{});
    refuses_labels(SquaredHinge{});
    refuses([&] { EmpiricalRisk(Poisson{}, X, with(labels, 4, -0.5)); }, {"y[4] = -0.5", ">= 0"});
}

TEST_CASE("settings of losses out of range", "[misuse]") {
    for (double bad : {0.0, -1.0, NaN, infinity})
        refuses([&] { EmpiricalRisk(Huber{bad}, X, y); }, {"Huber::delta = " + text(bad)});
    for (double bad : {0.0, 1.0, -1.0, 2.0, NaN, infinity})
        refuses([&] { EmpiricalRisk(Pinball{bad}, X, y); }, {"Pinball::tau = " + text(bad)});
}

TEST_CASE("strengths that are negative or not finite", "[misuse]") {
    for (double bad : {-1.0, -1e-300, NaN, infinity, minus_infinity}) {
        refuses([&] { bad* L1{}; }, {"strength = " + text(bad)});
        refuses([&] { bad* L2{}; }, {"strength = " + text(bad)});
        refuses([&] { bad* MCP{3}; }, {"strength = " + text(bad)});
        refuses([&] { bad* SCAD{3.7}; }, {"strength = " + text(bad)});
        refuses([&] { bad* Weighted{L1{}, {1, 1, 1}}; }, {"strength = " + text(bad)});
        refuses([&] { bad* Grouped{L1{}, {{0, 1, 2}}}; }, {"strength = " + text(bad)});
        refuses([&] { bad* Nonnegative{L1{}}; }, {"strength = " + text(bad)});
        refuses([&] { bad* L1Ball{1}; }, {"strength = " + text(bad)});
        refuses([&] { risk() + MCP{3, bad}; }, {"MCP", "strength = " + text(bad)});
        refuses([&] { Weighted(L1{}, std::vector<double>{1, bad, 1}); }, {"factors[1] = " + text(bad)});
    }
    refuses([&] { 0.0 * L1Ball{1}; }, {"strength = 0"});
    refuses([&] { 0.0 * Nonnegative{}; }, {"strength = 0"});
    // and where an aggregate was changed afterwards, by minimize and certify
    auto objective = lasso();
    objective.penalty.strength = -2;
    refuses([&] { (void)minimize(objective); }, {"strength = -2"});
    refuses([&] { (void)certify(objective, Eigen::VectorXd::Zero(3)); }, {"strength = -2"});
    refuses([&] { (void)value(objective, Eigen::VectorXd::Zero(3)); }, {"strength = -2"});
    refuses([&] { (void)critical_strength(objective); }, {"strength = -2"});
}

TEST_CASE("shapes of penalties out of range", "[misuse]") {
    for (double bad : {1.0, 0.5, 0.0, -3.0, NaN, infinity}) {
        refuses([&] { 0.1 * MCP{bad}; }, {"MCP", "gamma = " + text(bad)});
        refuses([&] { risk() + MCP{bad}; }, {"MCP", "gamma = " + text(bad)});
    }
    for (double bad : {2.0, 1.0, -3.0, NaN, infinity})
        refuses([&] { 0.1 * SCAD{bad}; }, {"SCAD", "gamma = " + text(bad)});
    for (double bad : {-1.0, NaN, infinity, minus_infinity}) {
        refuses([&] { risk() + L1Ball{bad}; }, {"L1Ball", "radius = " + text(bad)});
        refuses([&] { risk() + L2Ball{bad}; }, {"L2Ball", "radius = " + text(bad)});
        refuses([&] { risk() + Simplex{bad}; }, {"Simplex", "total = " + text(bad)});
    }
    refuses([&] { risk() + Box(1, -1); }, {"Box lower = 1, upper = -1", "lower <= upper"});
    refuses([&] { risk() + Box(NaN, 1); }, {"Box lower = nan"});
    refuses([&] { risk() + Box(0, NaN); }, {"Box", "upper = nan"});
    refuses([&] { risk() + Box(infinity, infinity); }, {"Box lower = inf, upper = inf"});
    refuses([&] { Box{0, 1} + Box{2, 3}; }, {"Box lower = 2, upper = 1"});
}

TEST_CASE("groups that overlap, miss a column or do not exist", "[misuse]") {
    refuses([&] { risk() + Grouped{L1{}, {{0, 1}, {1, 2}}}; }, {"column 1", "groups 0 and 1"});
    refuses([&] { risk() + Grouped{L1{}, {{0, 1, 1}, {2}}}; }, {"column 1", "twice"});
    refuses([&] { risk() + Grouped{L1{}, {{0}, {2}}}; }, {"column 1", "no group"});
    refuses([&] { risk() + Grouped{L1{}, {{0, 1}, {2, 3}}}; }, {"column 3", "3 columns"});
    refuses([&] { Grouped(L1{}, std::vector<std::vector<Index>>{{0, 1}, {}}); }, {"group 1", "empty"});
    refuses([&] { Grouped(L1{}, std::vector<std::vector<Index>>{{0, -1}}); }, {"group 0", "column -1"});
    refuses(
        [&] {
            risk() + 0.1 * Weighted{Grouped{L1{}, {{0, 1}, {2}}}, {1, 1, 1}};
        },
        {"factors has 3 ", "has 2"});
}

namespace {

/// A user's settings, with and without check().
struct MyStep {
    double first;
    double step(Index) const { return first; }
};
struct CheckedStep : MyStep {
    void check() const { require_positive("CheckedStep::first", first); }
};
struct MyLoss : SquaredError {
    double width;
    void check() const { require_positive("MyLoss::width", width); }
};
struct MyPenalty : PenaltyBase {
    double width;
    double value(double w) const { return w * w; }
    double prox(double v, double step) const { return v / (1 + 2 * step); }
    Interval subdifferential(double w) const { return {2 * w, 2 * w}; }
    void check() const { require_positive("MyPenalty::width", width); }
};

}  // namespace

TEST_CASE("what a user's step, loss or penalty refuses, before the first iteration", "[misuse]") {
    for (double bad : {0.0, -0.5, NaN, infinity, minus_infinity}) {
        const auto with_step = [&](auto update, auto step) {
            return [=] {
                (void)minimize(
                    lasso(), GradientDescent<decltype(update), decltype(step), NoMomentum>{update, step, {}},
                    {}, [](const Progress&) { FAIL("an iteration was made"); });
            };
        };
        refuses(with_step(ProximalUpdate{}, MyStep{bad}), {"step(0) = " + text(bad), "> 0"});
        refuses(with_step(SubgradientUpdate{}, MyStep{bad}), {"step(0) = " + text(bad), "> 0"});
        refuses(with_step(ProximalUpdate{}, WarmUp{MyStep{bad}, 1}), {"step(0) = ", "> 0"});
        refuses(with_step(ProximalUpdate{}, CheckedStep{{bad}}), {"CheckedStep::first = " + text(bad)});
        refuses([&] { EmpiricalRisk(MyLoss{{}, bad}, X, y); }, {"MyLoss::width = " + text(bad)});
        refuses([&] { 0.1 * MyPenalty{{}, bad}; }, {"MyPenalty::width = " + text(bad)});
        refuses([&] { risk() + MyPenalty{{}, bad}; }, {"MyPenalty::width = " + text(bad)});
    }
}

TEST_CASE("steps and schedules out of range", "[misuse]") {
    const auto with_step = [&](auto step) {
        return [step] {
            (void)minimize(lasso(),
                           GradientDescent<ProximalUpdate, decltype(step), NoMomentum>{{}, step, {}});
        };
    };
    for (double bad : {0.0, -0.1, NaN, infinity}) {
        refuses(with_step(ConstantStep{bad}), {"ConstantStep::size = " + text(bad)});
        refuses(with_step(InverseTimeDecay{bad}), {"InverseTimeDecay::initial = " + text(bad)});
        refuses(with_step(ExponentialDecay{bad}), {"ExponentialDecay::initial = " + text(bad)});
        refuses(with_step(StepDecay{bad}), {"StepDecay::initial = " + text(bad)});
        refuses(with_step(CosineAnnealing{bad, 0.1}), {"CosineAnnealing::initial = " + text(bad)});
        refuses(with_step(CosineAnnealing{1, bad}), {"CosineAnnealing::lowest = " + text(bad)});
        refuses(with_step(WarmUp{ConstantStep{bad}, 5}), {"ConstantStep::size = " + text(bad)});
    }
    for (double bad : {-0.1, NaN, infinity}) {
        refuses(with_step(InverseTimeDecay{1, bad}), {"InverseTimeDecay::rate = " + text(bad)});
        refuses(with_step(InverseTimeDecay{1, 0.1, bad}), {"InverseTimeDecay::power = " + text(bad)});
    }
    for (double bad : {0.0, -0.5, 1.5, NaN, infinity}) {
        refuses(with_step(ExponentialDecay{1, bad}), {"ExponentialDecay::factor = " + text(bad)});
        refuses(with_step(StepDecay{1, bad}), {"StepDecay::factor = " + text(bad)});
    }
    refuses(with_step(StepDecay{1, 0.5, 0}), {"StepDecay::every = 0"});
    refuses(with_step(CosineAnnealing{1, 0.1, 0}), {"CosineAnnealing::period = 0"});
    refuses(with_step(CosineAnnealing{1, 2}), {"CosineAnnealing::lowest = 2", "initial = 1"});
    refuses(with_step(WarmUp{ConstantStep{0.1}, -1}), {"WarmUp::iterations = -1"});
    for (double bad : {0.0, 1.0, -1.0, 2.0, NaN, infinity}) {
        refuses(with_step(Backtracking{bad}), {"Backtracking::factor = " + text(bad)});
        refuses(with_step(BarzilaiBorwein{bad}), {"BarzilaiBorwein::decrease = " + text(bad)});
    }
    for (double bad : {0.9, 0.0, -1.0, NaN, infinity})
        refuses(with_step(Backtracking{0.5, bad}), {"Backtracking::grow = " + text(bad)});
    for (double bad : {1.0, -0.1, 2.0, NaN, infinity})
        refuses(
            [&] {
                (void)minimize(lasso(), GradientDescent{ProximalUpdate{}, ConstantStep{0.1}, HeavyBall{bad}});
            },
            {"HeavyBall::beta = " + text(bad)});
}

TEST_CASE("options out of range", "[misuse]") {
    for (double bad : {-1e-9, NaN, infinity}) {
        refuses([&] { (void)minimize(lasso(), {.tolerance = bad}); }, {"tolerance = " + text(bad)});
        refuses([&] { (void)certify(lasso(), Eigen::VectorXd::Zero(3), bad); }, {"tolerance = " + text(bad)});
    }
    refuses([&] { (void)minimize(lasso(), {.max_iterations = -1}); }, {"max_iterations = -1"});
    for (double bad : {0.0, -1.0, NaN})
        refuses([&] { (void)minimize(lasso(), {.time_limit = bad}); }, {"time_limit = " + text(bad)});
}

TEST_CASE("paths and folds that are none, on any number of threads", "[misuse]") {
    const auto path = [&](PathOptions options) {
        return [options] { (void)regularization_path(risk(), L1{}, options); };
    };
    for (double bad : {0.0, 1.0, -1.0, 2.0, NaN, infinity})
        refuses(path({.ratio = bad}), {"ratio = " + text(bad)});
    for (Index bad : {0, -1}) refuses(path({.count = bad}), {"count = " + text(bad)});
    for (double bad : {-1.0, NaN, infinity})
        refuses(path({.strengths = std::vector<double>{1, bad}}), {"strengths[1] = " + text(bad)});
    refuses(path({.strengths = std::vector<double>{1, 2}}), {"strengths[1] = 2 after 1"});
    refuses(path({.strengths = std::vector<double>{}}), {"strengths", "empty"});
    refuses(path({.solve = {.tolerance = NaN}}), {"tolerance = nan"});
    refuses([&] { (void)regularization_path(risk(), L2{}); }, {"critical strength", "inf", "strengths"});
    refuses([&] { (void)regularization_path(risk(), Weighted{L1{}, {1, 2}}); }, {"factors has 2 ", "has 3"});
    refuses([&] { (void)regularization_path(risk(), L1{}, {.count = 2})[2]; }, {"k = 2", "2 solutions"});

    const auto folds = [&](const Folds& rule) {
        return [&, rule] { (void)cross_validate(risk(), L1{}, {.folds = rule}); };
    };
    for (Index bad : {1, 0, -3, 7}) {
        refuses(folds(RandomFolds{bad}), {text(bad) + " folds", "6 rows"});
        refuses(folds(StratifiedFolds{bad}), {text(bad) + " folds", "6 rows"});
    }
    for (double bad : {NaN, infinity, minus_infinity, -1.0, 0.5, 6.0})
        refuses(folds(GivenFolds{std::vector<double>{0, 1, 0, 1, bad, 1}}), {"folds[4] = " + text(bad)});
    refuses(folds(GivenFolds{std::vector<int>{0, 2, 0, 2, 0, 2}}), {"fold 1 has no row"});
    for (Index bad : {0, -1}) refuses([&] { (void)threaded(X, bad); }, {"threads = " + text(bad)});
    refuses([&] { (void)cross_validate(risk(), L1{}, AreaUnderCurve{}, {.folds = RandomFolds{2}}); },
            {"fold 0", "0 or 1"});
    const EmpiricalRisk one_class(Logistic{}, X, Eigen::VectorXd::Ones(6));
    refuses([&] { (void)cross_validate(one_class, L1{}, AreaUnderCurve{}, {.folds = RandomFolds{2}}); },
            {"fold 0", "one class"});
}

TEST_CASE("what a model is made of and given", "[misuse]") {
    const auto model = fit(X, y, SquaredError{}, 0.1 * L1{});
    refuses([&] { (void)fit(X, y.head(5), SquaredError{}, 0.1 * L1{}); }, {"y has 5 ", "has 6"});
    refuses([&] { (void)fit(X, y, Logistic{}, 0.1 * L1{}); }, {"y[0]", "0 or 1"});
    refuses([&] { (void)model.predict(Eigen::MatrixXd(X.leftCols(2))); },
            {"X is 6 x 2", "has 3 coefficients"});
    for (const auto& kind : nonfinite) {
        Eigen::MatrixXd X_bad = X;
        X_bad(5, 2) = kind.first;
        refuses([&] { (void)fit(X_bad, y, SquaredError{}, 0.1 * L1{}); }, {"X(5, 2) = " + kind.second});
        refuses([&] { (void)model.predict(X_bad); }, {"X(5, 2) = " + kind.second});
        refuses([&] { (void)model.score(X, with(y, 3, kind.first)); }, {"y[3] = " + kind.second});
        for (const double strength : {0.1, 1e3}) {  // where no coefficient is 0, and where all are
            const auto solution = minimize(risk() + strength * L1{});
            refuses([&] { (void)solution.predict(X_bad); }, {"X(5, 2) = " + kind.second});
            refuses([&] { (void)solution.mean(X_bad); }, {"X(5, 2) = " + kind.second});
            refuses([&] { (void)solution.predict(X_bad.bottomRows(2)); }, {"X(1, 2) = " + kind.second});
            Eigen::SparseMatrix<double> sparse(6, 3);
            sparse.insert(5, 2) = kind.first;
            refuses([&] { (void)solution.predict(sparse); }, {"X(5, 2) = " + kind.second});
        }
    }
}

TEST_CASE("a quadratic that is not symmetric or not convex, a function of negative size", "[misuse]") {
    const Eigen::Vector2d b(1, 1);
    refuses([&] { Quadratic((Eigen::Matrix2d() << 1, 2, 0, 1).finished(), b); }, {"A is not symmetric"});
    refuses([&] { Quadratic((Eigen::Matrix2d() << 1, 0, 0, -1).finished(), b); },
            {"A has an eigenvalue at or below -1"});
    refuses([&] { Quadratic((Eigen::Matrix2d() << -1, 0, 0, -1).finished(), b); },
            {"A has an eigenvalue at or below -1"});
    refuses([&] { SmoothFunction(-1, [](const Vector<double>&, Vector<double>&) { return 0.0; }); },
            {"size = -1"});
}

TEST_CASE("a refused call leaves X and y as they were", "[misuse]") {
    Eigen::MatrixXd X_here = X;
    Eigen::VectorXd y_here = y;
    refuses(
        [&] {
            (void)minimize(EmpiricalRisk(SquaredError{}, X_here, y_here) + 0.1 * L1{}, {.tolerance = -1});
        },
        {"tolerance = -1"});
    CHECK(X_here == X);
    CHECK(y_here == y);
}
