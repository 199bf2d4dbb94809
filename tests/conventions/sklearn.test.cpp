// SPDX-License-Identifier: BSD-3-Clause
// scikit-learn's arguments give scikit-learn's coefficients.
// scikit-learn 1.2.1: Lasso and ElasticNet with tol=1e-15, Ridge with solver="cholesky", LogisticRegression with
// tol=1e-14, solver="newton-cholesky" and, where l1_ratio > 0, "saga".
#include "conventions/agreement.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

TEST_CASE("sklearn Lasso and ElasticNet", "[conventions]") {
    minimizer_is(gaussian({.intercept = true}) + sklearn::Lasso{.alpha = 0.1},
                 {-0.0229513170207, 1.83141416257, 0, -0.481922789427, 0, 0});
    minimizer_is(gaussian({.weights = data.weights}) + sklearn::Lasso{.alpha = 0.1},
                 {0, 1.83696361371, 0, -0.479840709661, -0.0179343906856, 0.00165957574007});
    minimizer_is(
        gaussian({.intercept = true}) + sklearn::Lasso{.alpha = 0.1} + Nonnegative{},  // positive=True
        {-1.00649621481, 1.96199542865, 0, 0, 0, 0});
    minimizer_is(gaussian({.intercept = true}) + sklearn::ElasticNet{.alpha = 0.1, .l1_ratio = 0.3},
                 {-0.00529152859875, 1.72578316776, 0.0161709968581, -0.493868492299, -0.00577465643399,
                  0.00287449659568});
    minimizer_is(gaussian({.intercept = true, .weights = data.weights}) +
                     sklearn::ElasticNet{.alpha = 0.1, .l1_ratio = 0.3},
                 {0.127225476177, 1.72896621011, 0, -0.502767400161, -0.0328318763678, 0.000649805100721});
}

TEST_CASE("sklearn Ridge", "[conventions]") {
    minimizer_is(gaussian({.intercept = true}) + sklearn::Ridge{.alpha = 10},
                 {-0.0459937911649, 1.34826930392, 0.0382085056736, -0.493955305493, -0.00329505512455,
                  0.00788321274699});
    minimizer_is(gaussian({.weights = data.weights}) + sklearn::Ridge{.alpha = 10},
                 {0, 1.62216519589, 0.0192338829748, -0.496184171161, -0.0232025521955, 0.0129092447294});
}

TEST_CASE("sklearn LogisticRegression", "[conventions]") {
    minimizer_is(logistic({.intercept = true}) + sklearn::LogisticRegression{.C = 0.5},
                 {-1.29836241432, 0.0265251507226, 1.34083246521, 0.0228066807715, -0.0316415372436,
                  0.00419464165382});
    minimizer_is(logistic({.weights = data.weights}) + sklearn::LogisticRegression{.C = 0.5},
                 {0, -0.188927433153, 1.39807667951, -0.0673504638692, -0.236451218982, -0.0180326943235});
    minimizer_is(logistic({.intercept = true}) + sklearn::LogisticRegression{.C = 0.5, .l1_ratio = 1},
                 {-1.44568104025, 0, 1.4475055357, 0, 0, 0});
    minimizer_is(logistic({.intercept = true}) + sklearn::LogisticRegression{.C = 0.5, .l1_ratio = 0.4},
                 {-1.32850711512, 0, 1.37592689165, 0, -0.0150420623926, 0});
    minimizer_is(logistic({.intercept = true, .weights = data.weights}) +
                     sklearn::LogisticRegression{.C = 0.5, .l1_ratio = 0.4},
                 {-1.08662297608, 0, 1.55184136923, 0.02501900149, -0.131298919399, 0.0486320102042});
}

TEST_CASE("scikit-learn's arguments are checked", "[conventions]") {
    const auto refuses = [](auto&& call, const std::string& words) {
        const std::string said = complaint(call);
        CAPTURE(said, words);
        CHECK(says(said, {"lariat: ", words}));
    };
    refuses([] { gaussian({}) + sklearn::Lasso{.alpha = -1}; }, "sklearn::Lasso::alpha = -1");
    refuses([] { gaussian({}) + sklearn::Ridge{.alpha = -1}; }, "sklearn::Ridge::alpha = -1");
    refuses([] { gaussian({}) + sklearn::ElasticNet{.alpha = -1}; }, "sklearn::ElasticNet::alpha = -1");
    refuses([] { gaussian({}) + sklearn::ElasticNet{.l1_ratio = 2}; }, "l1_ratio = 2");
    refuses([] { logistic({}) + sklearn::LogisticRegression{.C = 0}; }, "sklearn::LogisticRegression::C = 0");
    refuses([] { logistic({}) + sklearn::LogisticRegression{.l1_ratio = -1}; }, "l1_ratio = -1");
}
