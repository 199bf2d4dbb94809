// SPDX-License-Identifier: BSD-3-Clause
// liblinear's C gives liblinear's coefficients.
// liblinear 2.3.0: train -s … -c 0.3 -e 1e-12; with weights, scikit-learn 1.2.1's LinearSVC, which is liblinear.
#include "conventions/agreement.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

auto squared_hinge(const RiskOptions& options = {}) {
    return EmpiricalRisk(SquaredHinge{}, data.X, data.labels, options);
}

/// liblinear's own sum: R(w) + C Σ ω ξ(x·w, s).
double liblinear_objective(double R, double C, const Eigen::VectorXd& w, const auto& xi) {
    double sum = R;
    for (Index i = 0; i < data.n; ++i) {
        const double margin = (2 * data.labels[i] - 1) * data.X.row(i).dot(w);
        sum += C * data.weights[i] * xi(margin);
    }
    return sum;
}

}  // namespace

TEST_CASE("liblinear's L2-regularized classifiers", "[conventions]") {
    minimizer_is(logistic() + liblinear::L2R{.C = 0.3},  // -s 0
                 {0, -0.00091205087387572631, 1.0547307779778317, -0.080016941667507863, -0.13022437143274515,
                  -0.067215082093018602});
    minimizer_is(squared_hinge() + liblinear::L2R{.C = 0.3},  // -s 2
                 {0, -0.013602461618805115, 0.51811692743459015, -0.048568463086183018, -0.059188908008622157,
                  -0.03068445146924785});
}

TEST_CASE("liblinear's L1-regularized classifiers", "[conventions]") {
    minimizer_is(
        logistic() + liblinear::L1R{.C = 0.3},  // -s 6
        {0, 0, 0.9878193681060512, -0.028996255841982798, -0.11911858027682093, -0.05498110893915082});
    minimizer_is(
        squared_hinge() + liblinear::L1R{.C = 0.3},  // -s 5
        {0, 0, 0.49169856253824412, -0.041059136838181208, -0.054822434524810087, -0.030201109008211737});
    minimizer_is(squared_hinge({.weights = data.weights}) + liblinear::L1R{.C = 0.3},
                 {0, -0.0456017664417, 0.536971362579, -0.0308523672568, -0.0856612423718, -0.0101218387181});
}

TEST_CASE("liblinear's bias is the weight of a column of ones", "[conventions]") {
    Eigen::MatrixXd X(data.n, 6);
    X << data.X, Eigen::VectorXd::Ones(data.n);
    minimizer_is(EmpiricalRisk(Logistic{}, X, data.labels) + liblinear::L2R{.C = 0.3},  // -s 0 -B 1
                 {0, 0.0019578034771318884, 1.0894019139983666, -0.046198117590465194, -0.094106315293395928,
                  -0.041716464223892261, -0.39687588948109842});
}

TEST_CASE("liblinear's sum is lariat's mean up to a factor, at every w", "[conventions]") {
    const int seed = GENERATE(seeds());
    const Eigen::VectorXd w = Random(seed).vector(data.p);
    const double C = 0.3 * seed, total = data.weights.sum();
    const double l1 = w.lpNorm<1>(), l2 = w.squaredNorm() / 2;
    const auto softplus_of = [](double m) { return std::log1p(std::exp(-m)); };
    const auto hinge_of = [](double m) { return std::max(0.0, 1 - m); };
    const auto squared_of = [](double m) { return std::pow(std::max(0.0, 1 - m), 2); };
    const RiskOptions weighted{.weights = data.weights};
    const EmpiricalRisk hinge(Hinge{}, data.X, data.labels, weighted);
    CHECK(C * total * value(logistic(weighted) + liblinear::L1R{C}, w) ==
          Approx(liblinear_objective(l1, C, w, softplus_of)).epsilon(1e-13));
    CHECK(C * total * value(logistic(weighted) + liblinear::L2R{C}, w) ==
          Approx(liblinear_objective(l2, C, w, softplus_of)).epsilon(1e-13));
    CHECK(C * total * value(hinge + liblinear::L2R{C}, w) ==
          Approx(liblinear_objective(l2, C, w, hinge_of)).epsilon(1e-13));
    CHECK(2 * C * total * value(squared_hinge(weighted) + liblinear::L1R{C}, w) ==
          Approx(liblinear_objective(l1, C, w, squared_of)).epsilon(1e-13));
    CHECK(2 * C * total * value(squared_hinge(weighted) + liblinear::L2R{C}, w) ==
          Approx(liblinear_objective(l2, C, w, squared_of)).epsilon(1e-13));
}

TEST_CASE("liblinear's C is checked", "[conventions]") {
    CHECK(says(complaint([] { logistic() + liblinear::L1R{.C = 0}; }), {"lariat: liblinear C = 0"}));
    CHECK(says(complaint([] { logistic() + liblinear::L2R{.C = -1}; }), {"lariat: liblinear C = -1"}));
}
