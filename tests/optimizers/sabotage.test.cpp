// SPDX-License-Identifier: BSD-3-Clause
// Coordinate descent, and paths, on columns that lie: only products with X as a whole are right, and the certificate,
// which is made of those, is not deceived.
#include <cmath>
#include <lariat/lariat.hpp>

#include "catch.hpp"
#include "laws/problems.hpp"

using namespace lariat;
using namespace lariat::test;

namespace {

/// An operator whose columns are not those of its X.
struct Lying : WithColumns {
    double column_dot(Index j, const Eigen::VectorXd& u) const {
        return WithColumns::column_dot(j, u) + (j % 2 ? 0.01 : -0.01);
    }
    ColumnMoments column_moments(Index j) const { return doubled(WithColumns::column_moments(j)); }
    ColumnMoments column_moments(Index j, const Eigen::VectorXd& h) const {
        return doubled(WithColumns::column_moments(j, h));
    }

private:
    static ColumnMoments doubled(const ColumnMoments& m) { return {m.first, 2 * m.second}; }
};

/// What is called optimal is, and every bound is one.
template <class Fit>
void honest(const Fit& fit, double minimum, double tolerance) {
    CAPTURE(to_string(fit), minimum);
    REQUIRE(fit.certificate.kind == Certificate::Kind::DualityGap);
    CHECK(fit.certificate.value >= fit.objective - minimum - fit.certificate.rounding);
    CHECK((fit.status == Status::Converged) == fit.certificate.holds());
    if (fit.status == Status::Converged) CHECK(fit.objective - minimum <= tolerance * fit.objective);
}

}  // namespace

TEMPLATE_TEST_CASE("columns that lie do not deceive the certificate of coordinate descent, nor of a path",
                   "[certificate]", SquaredError, Logistic, Huber) {
    const int seed = GENERATE(seeds());
    const auto problem = Problem::of(TestType{}, seed, 40, 12);
    const RiskOptions options{.intercept = true};
    const EmpiricalRisk risk(TestType{}, problem.X, problem.y, options);
    const EmpiricalRisk lying(TestType{}, Lying{{{problem.X}}}, problem.y, options);
    const double tolerance = 1e-9, critical = critical_strength(risk + L1{});
    const auto minimum = [&](double strength) {
        return minimize(risk + strength * L1{}, {.tolerance = 1e-12}).objective;
    };
    CAPTURE(seed);

    for (const Index gram : {0, 30}) {
        const auto fit = minimize(lying + 0.1 * critical * L1{}, CoordinateDescent{.gram = gram},
                                  {.tolerance = tolerance, .max_iterations = 60});
        honest(fit, minimum(0.1 * critical), tolerance);
        // Sweeps in the Gram matrix of squared error begin at the gradient that the certificate saw, and only their
        // curvatures are a lie: they may get there.
        if (gram == 0 || !QuadraticLoss<TestType>) CHECK(fit.status != Status::Converged);
    }

    const auto path = regularization_path(
        lying, L1{}, {.count = 10, .solve = {.tolerance = tolerance, .max_iterations = 15}});
    REQUIRE(path.size() == 10);
    Index deceived = 0;
    for (Index k = 0; k < path.size(); ++k) {
        honest(path[k], minimum(path.strengths[std::size_t(k)]), tolerance);
        deceived += path[k].status != Status::Converged;
        CHECK(path[k].objective == Approx(value(risk + path.strengths[std::size_t(k)] * L1{},
                                                [&] {
                                                    Eigen::VectorXd whole(13);
                                                    whole << path[k].coefficients, path[k].intercept;
                                                    return whole;
                                                }()))
                                       .epsilon(1e-12));
    }
    CHECK(deceived > 5);
}
