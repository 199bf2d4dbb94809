// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <type_traits>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/types.hpp>
#include <lariat/objectives/certify.hpp>
#include <lariat/objectives/regularized.hpp>
#include <lariat/optimizers/coordinate/damping.hpp>
#include <lariat/optimizers/coordinate/exact_finish.hpp>
#include <lariat/optimizers/coordinate/group_finish.hpp>
#include <lariat/optimizers/coordinate/model_columns.hpp>
#include <lariat/optimizers/policies/anderson.hpp>

namespace lariat {

/// What a coordinate descent on F knows between its rounds. Numbers of the working set lie one after another,
/// block after block.
template <class O>
struct CoordinateState {
    using Point = typename FunctionOf<O>::Point;
    using Scalar = typename O::Scalar;
    using Matrix = Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic>;
    /// Is the quadratic model L_data itself? Otherwise it holds near x alone: a line search follows, and
    /// iterates that drift are not followed until a coordinate is zero (Anderson::follow), far from x.
    static constexpr bool exact = QuadraticLoss<typename FunctionOf<O>::LossType>;
    struct Coefficients {
        Vector<Scalar> w{};
    };

    Point x{};                                 ///< the iterate, placed: z recomputed from w
    Coefficients previous{};                   ///< the iterate before
    Vector<Scalar> g{};                        ///< ∇L_data at the x that was looked at last:
    bool looked = false;                       ///< at this one
    double value = 0;                          ///< F(x)
    double step = 0;                           ///< 0: there is no step size
    double residual = 0;                       ///< the largest violation of the optimality conditions at x
    Index iteration = 0;                       ///< rounds done
    bool stuck = false;                        ///< the last round moved nothing, and neither will the next
    Certifier<O> certifier;                    ///< makes the certificate of each round
    std::optional<Certificate> certificate{};  ///< of x
    std::vector<Index> B{};                    ///< the working set: its blocks,
    std::vector<Index> W{};                    ///< and their columns, block after block
    std::vector<detail::MeasuredColumn> moments{};  ///< of every column met so far; second < 0: not yet
    std::vector<double> curvatures{};               ///< L_b of every group met so far; < 0: not yet
    std::vector<double> score{};  ///< distance of −g_b from ∂R_b(w_b); where R jumps, of a step of w_b alone
    Vector<Scalar> u{}, h{};      ///< field and curvature of the model
    std::optional<double> tolerance{};  ///< asked for of the certificate
    bool complete = false;        ///< after the last round, was no block outside W worse than those within?
    double fell = 1;              ///< to this part of the violation before came the last round
    double strictness = 1;        ///< > 1 while rounds leave as much within W as there was: they aim lower
    detail::Damping damping{};    ///< of rows whose loss is straight
    Vector<double> w_W{};         ///< w on W
    Vector<double> w_b{}, g_b{};  ///< of a block
    Anderson<Scalar> anderson{};
    Matrix H{};                    ///< the Gram matrix of W,
    std::vector<Index> gram_of{};  ///< of this W
    bool settled = false;          ///< were the violations of the last sweeps as small as asked?
    double visits = 0;             ///< of columns of X, in sweeps
    bool bought = false;           ///< are these worth H, of more columns than `gram`? Then W only grows.
    Vector<double> q{};            ///< the gradient on W, at w_W
    Anderson<double> gram_anderson{};
    std::conditional_t<SeparablePenalty<PenaltyOf<O>>, detail::ExactFinish<Matrix>,
                       detail::GroupFinish<Matrix>>
        finish{};              ///< of a descent in H
    Vector<Scalar> average{};  ///< empty: for the loop

    double passes() const { return x.passes + certifier.passes(); }
};

}  // namespace lariat
