// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <optional>
#include <vector>

#include <lariat/conventions/convention.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/solution.hpp>
#include <lariat/optimizers/minimize.hpp>
#include <lariat/optimizers/policies/observer.hpp>
#include <lariat/selection/continuation/path_ahead.hpp>
#include <lariat/selection/path.hpp>
#include <lariat/selection/path_options.hpp>
#include <lariat/selection/path_progress.hpp>

namespace lariat {

/// The regularization path of L_data + λR, from the strongest λ down, each solve warm-started at the solution
/// before it; where coordinate descent fits a convex R, several λ are solved ahead and certified in one pass.
/// λ multiplies the whole of R. Without strengths given the grid starts at the critical strength, where w
/// leaves zero; where that is infinite (pure L2), or R has no strength at all, they must be given. A solve
/// that fails says so in its status and the path goes on: it is never shorter than its strengths, unless an
/// observer (`const PathProgress&` to void or Control) asks to stop. Throws std::invalid_argument as
/// PathOptions says and as minimize does.
template <Risk F, Penalty R, class... Observers>
auto regularization_path(const F& risk, const R& penalty, const PathOptions& options = {},
                         Observers&&... observers) {
    using Scalar = typename F::Scalar;
    using L = typename F::LossType;
    checked(options);
    const std::vector<double> strengths = options.strengths_of(risk, penalty);

    auto path = Path<Scalar, L>::of(risk, static_cast<Index>(strengths.size()));
    const auto append = [&](const Solution<Scalar, L>& fit) {
        path.append(strengths[static_cast<std::size_t>(path.size())], fit);
        const Index k = path.size() - 1;
        const PathProgress progress{k + 1,
                                    static_cast<Index>(strengths.size()),
                                    path.strengths.back(),
                                    fit.status,
                                    path.nonzeros(k),
                                    path.seconds};
        return detail::any_asks_to_stop(progress, observers...);
    };
    bool stop = false;
    using Step = decltype(risk + lariat::scaled(penalty, 1.0));
    if constexpr (std::same_as<decltype(detail::default_optimizer<Step>()), CoordinateDescent> &&
                  ConvexPenalty<R>) {
        detail::PathAhead<F, R> ahead(risk, penalty, options.solve);
        while (!stop && path.size() < static_cast<Index>(strengths.size()))
            stop = ahead.next(strengths, static_cast<std::size_t>(path.size()), append);
    } else {
        std::optional<Solution<Scalar, L>> fit;
        for (std::size_t k = 0; !stop && k < strengths.size(); ++k) {
            const auto objective = risk + lariat::scaled(penalty, strengths[k]);
            fit = fit ? minimize(objective, *fit, options.solve) : minimize(objective, options.solve);
            stop = append(*fit);
        }
    }
    path.finish();
    return path;
}

/// The path of L_data + λR with R in another program's parameters, whose own λ λ_k multiplies: with glmnet's
/// lambda, or scikit-learn's alpha, of 1 the strengths are that program's.
template <Risk F, Convention<F> C, class... Observers>
auto regularization_path(const F& risk, const C& convention, const PathOptions& options = {},
                         Observers&&... observers) {
    return regularization_path(risk, convention.penalty(risk), options, observers...);
}

template <Objective O, class... Arguments>
Path<typename O::Scalar, NoLoss> regularization_path(const O&, const Arguments&...) {
    static_assert(!Objective<O>,
                  "lariat: a path goes over the strengths of a penalty, which is given beside the risk: "
                  "regularization_path(risk, L1{})");
    return {};
}

}  // namespace lariat
