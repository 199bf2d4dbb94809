// SPDX-License-Identifier: BSD-3-Clause
// Every contract of the library on one page. A type joins by having the members; nothing is inherited but the
// empty PenaltyBase, and nothing is registered.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <lariat/core/interval.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

// ---- losses: ℓ(prediction, target), one sample

/// Satisfied by a type with
///     value(z, y)        ℓ(z, y) ≥ 0 with inf over z equal to 0, convex in z
///     derivative(z, y)   ∂ℓ/∂z; at a kink the element of smallest magnitude
/// and, where they exist,
///     second_derivative(z, y)   ∂²ℓ/∂z²
///     curvature_bound()         the supremum of ∂²ℓ/∂z² over z and y
///     secant_curvature(z, y)    where ∂²ℓ/∂z² is small far out: that of a parabola that touches ℓ at z and
///                               lies above it up to its vertex, the minimum of ℓ
///     conjugate(u, y)           sup over z of u·z − ℓ(z, y); infinite outside its domain, which contains 0
///     constant_curvature()      ∂²ℓ/∂z² where it is the same everywhere: squared error
///     remainder(z, y, s)        ℓ(z) + ℓ*(s ℓ'(z)) − s ℓ'(z) z for 0 ≤ s ≤ 1, without cancellation
///     falls_forever(d, y)       does ℓ(z + td, y) fall for every t > 0, so that its infimum is not attained?
///     mean(z)                   the expected target at prediction z (the inverse link)
///     minus_two_log_likelihood(mean_loss, n)   of n observations, up to a constant: for information criteria
///     valid_target(y)           may y be a target?
///     target_domain()           the sentence for one that may not
///     labels                    static constexpr true: the targets are the labels 0 and 1
///     check()                   throws std::invalid_argument naming a setting out of range; called when a
///                               risk is made of the loss
///     name, parameters          what it and its settings are called when written down (see Parameter)
///     total(z, y)               Σ ℓ(z_i, y_i) of arrays, where that costs less than one by one
/// value and derivative may be templates that take Eigen arrays as well as numbers: the sum over rows then
/// runs packed.
template <class L>
concept Loss = std::copy_constructible<L> && requires(const L& loss, double z, double y) {
    { loss.value(z, y) } -> std::convertible_to<double>;
    { loss.derivative(z, y) } -> std::convertible_to<double>;
};

/// A loss whose second derivative is bounded, and says by what: step sizes follow from it.
template <class L>
concept CurvatureBoundedLoss = Loss<L> && requires(const L& loss) {
    { loss.curvature_bound() } -> std::convertible_to<double>;
};

/// A loss that knows its second derivative (almost everywhere).
template <class L>
concept TwiceDifferentiableLoss = Loss<L> && requires(const L& loss, double z, double y) {
    { loss.second_derivative(z, y) } -> std::convertible_to<double>;
};

/// A loss that is a quadratic function of the prediction.
template <class L>
concept QuadraticLoss = Loss<L> && requires(const L& loss) {
    { loss.constant_curvature() } -> std::convertible_to<double>;
};

/// A loss with a continuous derivative: it says so by a curvature bound or a second derivative.
template <class L>
concept SmoothLoss = CurvatureBoundedLoss<L> || TwiceDifferentiableLoss<L>;

/// A loss of classification: its targets are the labels 0 and 1.
template <class L>
concept ClassificationLoss = Loss<L> && requires { requires L::labels; };

/// A loss that is a negative log-likelihood, up to a constant and a parameter that is fitted (the variance).
template <class L>
concept LikelihoodLoss = Loss<L> && requires(const L& loss, double mean_loss, double n) {
    { loss.minus_two_log_likelihood(mean_loss, n) } -> std::convertible_to<double>;
};

/// A loss that knows its convex conjugate, so that duality gaps exist for penalties of bounded slope.
template <class L>
concept ConjugateLoss = Loss<L> && requires(const L& loss, double u, double y) {
    { loss.conjugate(u, y) } -> std::convertible_to<double>;
};

// ---- penalties: R(w)

/// The empty base of every penalty: it lets `0.1 * R{}` and `risk + R{}` find lariat's operators from any
/// namespace.
struct PenaltyBase {};

/// R of one coordinate. Satisfied by a PenaltyBase with
///     value(w)                  R(w)
///     subdifferential(w)        ∂R(w) as an Interval
/// and, where they exist,
///     prox(v, step)             argmin over x of (x − v)²/(2·step) + R(x), for every step ≥ 0 (at 0: v)
///     slopes()                  convex R only: the closed interval of all slopes of R, the domain of R*
///     conjugate(u)              R*(u) = sup over w of u·w − R(w), for u in slopes()
///     curvature_bound()         the supremum of R'': says that R is smooth
///     curvature(w)              R''(w), off the kinks
///     domain()                  where R is finite, when that is not everywhere
///     scaled(λ)                 what λ * R means, when it is not multiplication
///     check()                   throws std::invalid_argument naming a setting out of range; called when it is
///                               combined or added, and before the first iteration
///     name, parameters          what it and its settings are called when written down (see Parameter)
/// prox may be a template over (v, step) that takes Eigen arrays as well as numbers: the update kernel then
/// runs packed.
template <class R>
concept ScalarPenalty =
    std::derived_from<R, PenaltyBase> && std::copy_constructible<R> && requires(const R& penalty, double w) {
        { penalty.value(w) } -> std::convertible_to<double>;
        { penalty.subdifferential(w) } -> std::convertible_to<Interval>;
    };

/// R(w) = Σ R_j(w_j) with its own R_j for every coordinate, handed out by value by at(j).
template <class R>
concept IndexedPenalty = std::derived_from<R, PenaltyBase> && requires(const R& penalty, Index j) {
    { penalty.at(j) } -> ScalarPenalty;
};

/// R(w) = Σ R_j(w_j).
template <class R>
concept SeparablePenalty = ScalarPenalty<R> || IndexedPenalty<R>;

/// R(w) = Σ_g profile(g)(‖w_g‖₂) over groups that partition the coordinates: groups()[g] lists the positions
/// in group g.
template <class R>
concept BlockPenalty = std::derived_from<R, PenaltyBase> && requires(const R& penalty, Index g) {
    { penalty.profile(g) } -> ScalarPenalty;
    { penalty.groups().size() } -> std::convertible_to<std::size_t>;
    { penalty.groups()[0][0] } -> std::convertible_to<Index>;
};

/// R(w) = 0 on a closed convex set, ∞ off it. project(v, out) writes the nearest point of the set (out may be
/// v); support(u) is the largest u·w over the set; contains(w) tells whether w is in it, up to rounding.
template <class R>
concept Constraint = std::derived_from<R, PenaltyBase> &&
                     requires(const R& set, const Vector<double>& v, Vector<double>& out) {
                         set.project(v, out);
                         { set.support(v) } -> std::convertible_to<double>;
                         { set.contains(v) } -> std::convertible_to<bool>;
                     };

/// One of the three kinds, or a combination that behaves like one (it then has the whole-vector members
/// itself).
template <class R>
concept Penalty = std::derived_from<R, PenaltyBase> && std::copy_constructible<R>;

// ---- designs: what X may be

namespace detail {
template <class D>
struct DesignScalar {
    using type = double;
};
template <class D>
    requires requires { typename D::Scalar; }
struct DesignScalar<D> {
    using type = typename D::Scalar;
};
}  // namespace detail

/// The number type of a design: D::Scalar, or double when it does not say.
template <class D>
using design_scalar = typename detail::DesignScalar<D>::type;

/// X as a linear operator. Satisfied by a type with
///     rows(), cols()
///     apply(w, z)              z = X w
///     apply_transpose(r, g)    g = Xᵀ r
/// where w, r are VectorView<Scalar> and z, g are VectorRef<Scalar> of the right lengths, which they
/// overwrite. Optional:
///     column_squared_norms(v, h)   h_j = Σ v_i x_ij², v a Vector<double>; else made of columns, or estimated
///     apply_transpose_all(U, G)    G = Xᵀ U for several columns in one pass
///     apply_all(J, W, Z), apply_transpose_all(J, U, G)   Z = X_J W and G = X_Jᵀ U for the columns J of X
///     apply_transpose_all(J, U, G, square)   the same for a Gram matrix, see gram_products()
///     column_products(J, K, G, square)       G = X_Jᵀ X_K, as that
///     survey(u, v, g, moments)   g = Xᵀu and moments[j] = {Σ v_i x_ij, Σ v_i x_ij²} in one pass
///     column_squared_deviations(v, m, h)   h_j = Σ v_i (x_ij − m_j)², for standardizing
///     constant_columns(v)      those whose elements differ by no more than rounding in the rows where v > 0
///     check()                  throws when the data it refers to has changed its shape
///     check_finite(name)       throws when an element is infinite or NaN, naming X as `name`
///     copies_share             true: a copy refers to the same data, so that an EmpiricalRisk keeps one
template <class D>
concept Design =
    requires(const D& X, const VectorView<design_scalar<D>>& in, VectorRef<design_scalar<D>> out) {
        { X.rows() } -> std::convertible_to<Index>;
        { X.cols() } -> std::convertible_to<Index>;
        X.apply(in, out);
        X.apply_transpose(in, out);
    };

/// {Σ_i h_i x_ij, Σ_i h_i x_ij²} of one column.
struct ColumnMoments {
    double first = 0;
    double second = 0;
};

/// A design that also gives out single columns, as coordinate descent needs:
///     column_dot(j, u)          x_j · u
///     add_column(j, a, u)       u += a x_j
///     add_column(j, a, h, u)    u += a h∘x_j
///     column_moments(j)         {Σ x, Σ x²}
///     column_moments(j, h)      {Σ h x, Σ h x²}
/// Optional:
///     column_dots(J, u, g)      g_j = x_j · u for the columns J
///     stored(j)                 how many elements of column j may not be 0
///     by_columns                (static) does a column lie together in memory?
template <class D>
concept ColumnDesign = Design<D> && requires(const D& X, Index j, double a, const Vector<design_scalar<D>>& h,
                                             Vector<design_scalar<D>>& u) {
    { X.column_dot(j, h) } -> std::convertible_to<double>;
    X.add_column(j, a, u);
    X.add_column(j, a, h, u);
    { X.column_moments(j) } -> std::convertible_to<ColumnMoments>;
    { X.column_moments(j, h) } -> std::convertible_to<ColumnMoments>;
};

/// A design whose lines, its columns or its rows, lie together, so that threads can share them:
///     by_columns                             are the lines columns?
///     lines(), stored()                      how many lines; how many elements in all
///     line_dots(in, out, first, count)       out_k = x_k · in for the lines [first, first + count)
///     line_combination(in, sum, first, count)   sum = Σ in_k x_k over the same lines
///     apply_transpose_all(U, G, first, count)   (optional) rows [first, first + count) of G = Xᵀ U
template <class D>
concept LineDesign = Design<D> && requires(const D& X, const VectorView<design_scalar<D>>& in,
                                           VectorRef<design_scalar<D>>& out) {
    { D::by_columns } -> std::convertible_to<bool>;
    { X.lines() } -> std::convertible_to<Index>;
    { X.stored() } -> std::convertible_to<Index>;
    X.line_dots(in, out, Index(0), Index(0));
    X.line_combination(in, out, Index(0), Index(0));
};

// ---- functions: what is minimized, without its penalty

/// f(w), evaluated at points that remember what was computed there. Satisfied by a type with
///     Scalar                         the number type of w
///     Point                          w, and whatever f keeps of it (a risk: the predictions z);
///                                    its member `passes` counts the passes over the data spent on it
///     size()                         the number of variables
///     penalized()                    the first of them, which a penalty sees (an intercept comes after them)
///     point()                        a Point with room for everything and w = 0, not yet placed
///     place(at)                      brings `at` up to date after at.w was set
///     extrapolate(x, y, β, at)       places `at` at x + β (x − y); costs an affine f no pass
///     value(at)                      f(at.w), of a placed point
///     gradient(at, g)                g = ∇f(at.w), of a placed point (for a loss with kinks: a subgradient)
///     norm_passes                    (static) how many passes variable_norms() costs
///     variable_norms()               what each variable is multiplied by, as a column's norm; empty: not
///                                    known
///     gradient_scale(at, norms, null)   how large each ∂f/∂w_j could be at a point, given also the null
///                                    point: what a KKT residual is compared with
template <class F>
concept Function =
    requires(const F& f, typename F::Point& at, const typename F::Point& placed,
             Vector<typename F::Scalar>& g, double beta, const Vector<Wide<typename F::Scalar>>& norms) {
        { f.size() } -> std::convertible_to<Index>;
        { f.penalized() } -> std::convertible_to<Index>;
        { f.point() } -> std::same_as<typename F::Point>;
        f.place(at);
        f.extrapolate(placed, placed, beta, at);
        { f.value(placed) } -> std::convertible_to<double>;
        f.gradient(at, g);
        { placed.passes } -> std::convertible_to<double>;
        { F::norm_passes } -> std::convertible_to<double>;
        { f.variable_norms() } -> std::convertible_to<Vector<Wide<typename F::Scalar>>>;
        { f.gradient_scale(placed, norms, placed) } -> std::convertible_to<Vector<Wide<typename F::Scalar>>>;
    };

/// The X of a risk.
template <class F>
using DesignOf = std::remove_cvref_t<decltype(std::declval<const F&>().design())>;

/// A function that is an empirical risk: a mean of losses, never negative, of predictions by an X.
template <class F>
concept Risk = Function<F> && requires(const F& f) {
    requires Loss<typename F::LossType>;
    f.mean_loss();
    requires Design<DesignOf<F>>;
};

/// A function whose gradient is continuous: everything but a risk with kinks.
template <class F>
inline constexpr bool is_smooth = true;
template <Risk F>
inline constexpr bool is_smooth<F> = SmoothLoss<typename F::LossType>;

/// F(w) = f(w) + R(w): a Function and a Penalty side by side, as `risk + λ * R` makes it.
template <class O>
concept Objective = requires(const O& objective) {
    requires Function<std::remove_cvref_t<decltype(objective.function)>>;
    requires Penalty<std::remove_cvref_t<decltype(objective.penalty)>>;
};

}  // namespace lariat
