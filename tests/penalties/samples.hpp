// SPDX-License-Identifier: BSD-3-Clause
// Every kind of scalar penalty, with settings, and where its prox changes formula: what the laws run over.
#pragma once

#include <cmath>
#include <lariat/penalties/l1.hpp>
#include <lariat/penalties/l2.hpp>
#include <lariat/penalties/mcp.hpp>
#include <lariat/penalties/operators.hpp>
#include <lariat/penalties/scad.hpp>
#include <lariat/penalties/weighted.hpp>
#include <limits>
#include <tuple>
#include <vector>

#include "numbers.hpp"

namespace elsewhere {  // penalties as a user writes them: for numbers only, in a namespace of their own

struct Color {};
inline Color operator*(double, const Color& c) { return c; }
inline Color operator+(const Color& c, const Color&) { return c; }

/// 1 if w ≠ 0. Neither convex nor continuous.
struct L0 : lariat::PenaltyBase {
    double value(double w) const { return w != 0; }
    double prox(double v, double step) const { return v * v > 2 * step ? v : 0.0; }
    lariat::Interval subdifferential(double w) const {
        return w != 0 ? lariat::Interval{0, 0} : lariat::Interval::everything();
    }
};

/// 2w for w > 0, −w for w < 0: convex, not even.
struct Tilted : lariat::PenaltyBase {
    double value(double w) const { return w > 0 ? 2 * w : -w; }
    double prox(double v, double step) const {
        return v > 2 * step ? v - 2 * step : v < -step ? v + step : v == v ? 0.0 : v;
    }
    lariat::Interval subdifferential(double w) const { return {w > 0 ? 2.0 : -1.0, w < 0 ? -1.0 : 2.0}; }
    lariat::Interval slopes() const { return {-1.0, 2.0}; }
    double conjugate(double u) const { return slopes().contains(u) ? 0.0 : lariat::Interval::infinity; }
    double curvature(double) const { return 0.0; }
};

/// w − 1 for w ≥ 1, otherwise ∞: convex, 0 not in its domain. Its prox at step 0 is v, whatever v.
struct Shifted : lariat::PenaltyBase {
    double value(double w) const { return w >= 1 ? w - 1 : lariat::Interval::infinity; }
    double prox(double v, double step) const {
        return step == 0 ? v : v - step > 1 ? v - step : v == v ? 1.0 : v;
    }
    lariat::Interval subdifferential(double w) const {
        if (!(w >= 1)) return lariat::Interval::nothing();
        return {w > 1 ? 1.0 : -lariat::Interval::infinity, 1.0};
    }
    lariat::Interval domain() const { return {1.0, lariat::Interval::infinity}; }
    lariat::Interval slopes() const { return {-lariat::Interval::infinity, 1.0}; }
    double conjugate(double u) const { return u <= 1 ? u : lariat::Interval::infinity; }
};

}  // namespace elsewhere

namespace samples {

using namespace lariat;
using namespace lariat::test;
using elsewhere::L0;
using elsewhere::Shifted;
using elsewhere::Tilted;
using Numbers = std::vector<double>;

/// make(): settings worth trying. knees(R, t): v > 0 at which prox_t changes formula. steps(R): t at which it
/// does.
template <class R>
struct Sample {
    static std::vector<R> make() { return {R{}}; }
    static Numbers knees(const R&, double) { return {}; }
    static Numbers steps(const R&) { return {}; }
};

template <>
struct Sample<L1> : Sample<NoPenalty> {
    static std::vector<L1> make() { return {L1{}}; }
    static Numbers knees(const L1&, double t) { return {t}; }
    static Numbers steps(const L1&) { return {}; }
};
template <>
struct Sample<MCP> {
    static std::vector<MCP> make() { return {MCP{3.0}, MCP{1.5, 0.3}, MCP{1.0001, 2.0}, MCP{3.0, 0.0}}; }
    static Numbers knees(const MCP& r, double t) {
        return {r.strength * t, r.strength * r.gamma, r.strength * std::sqrt(t) * std::sqrt(r.gamma)};
    }
    static Numbers steps(const MCP& r) { return {r.gamma}; }
};
template <>
struct Sample<SCAD> {
    static std::vector<SCAD> make() { return {SCAD{3.7}, SCAD{2.5, 0.3}, SCAD{2.0001, 2.0}, SCAD{3.7, 0.0}}; }
    static Numbers knees(const SCAD& r, double t) {
        return {r.strength * t, r.strength * (1 + t), r.strength * r.gamma,
                r.strength * (r.gamma + 1 + t) / 2, r.strength * std::sqrt(t) * std::sqrt(r.gamma + 1)};
    }
    static Numbers steps(const SCAD& r) { return {r.gamma - 1, r.gamma + 1}; }
};
template <>
struct Sample<Box> {
    static std::vector<Box> make() {
        return {Box{-1.0, 2.0},       Box{0.0, 2.0}, Box{0.5, infinity},
                Box{-infinity, -0.5}, Box{1.5, 1.5}, Box{-infinity, infinity}};
    }
    static Numbers knees(const Box& r, double) { return {std::abs(r.lower), std::abs(r.upper)}; }
    static Numbers steps(const Box&) { return {}; }
};
template <>
struct Sample<L0> {
    static std::vector<L0> make() { return {L0{}}; }
    static Numbers knees(const L0&, double t) { return {std::sqrt(2 * t)}; }
    static Numbers steps(const L0&) { return {}; }
};
template <>
struct Sample<Tilted> {
    static std::vector<Tilted> make() { return {Tilted{}}; }
    static Numbers knees(const Tilted&, double t) { return {t, 2 * t}; }
    static Numbers steps(const Tilted&) { return {}; }
};
template <>
struct Sample<Shifted> {
    static std::vector<Shifted> make() { return {Shifted{}}; }
    static Numbers knees(const Shifted&, double t) { return {1.0, 1 + t}; }
    static Numbers steps(const Shifted&) { return {}; }
};

template <class R>
struct Sample<Scaled<R>> {
    static std::vector<Scaled<R>> make() {
        std::vector<Scaled<R>> all;
        for (const R& r : Sample<R>::make())
            for (double strength : {0.3, 2.0, 0.0}) all.emplace_back(strength, r);
        return all;
    }
    static Numbers knees(const Scaled<R>& r, double t) { return Sample<R>::knees(r.penalty, r.strength * t); }
    static Numbers steps(const Scaled<R>& r) {
        Numbers all = Sample<R>::steps(r.penalty);
        for (double& t : all) t /= r.strength;
        return all;
    }
};
template <class R>
struct Sample<Ridged<R>> {
    static std::vector<Ridged<R>> make() {
        std::vector<Ridged<R>> all;
        for (const R& r : Sample<R>::make())
            for (double ridge : {0.25, 0.0, 1e-9}) all.emplace_back(r, ridge);
        return all;
    }
    static Numbers knees(const Ridged<R>& r, double t) {
        const double factor = 1 + 2 * r.ridge * t;
        Numbers all = Sample<R>::knees(r.penalty, t / factor);
        for (double& v : all) v *= factor;
        return all;
    }
    static Numbers steps(const Ridged<R>& r) {  // where t/(1 + 2tλ₂) is a step of R
        Numbers all;
        for (double t : Sample<R>::steps(r.penalty))
            if (2 * r.ridge * t < 1) all.push_back(t / (1 - 2 * r.ridge * t));
        return all;
    }
};
template <class R>
struct Sample<Nonnegative<R>> {
    static std::vector<Nonnegative<R>> make() {
        std::vector<Nonnegative<R>> all;
        for (const R& r : Sample<R>::make()) all.emplace_back(r);
        return all;
    }
    static Numbers knees(const Nonnegative<R>& r, double t) { return Sample<R>::knees(r.penalty, t); }
    static Numbers steps(const Nonnegative<R>& r) { return Sample<R>::steps(r.penalty); }
};
template <class R>
struct Sample<Restricted<R>> {
    static std::vector<Restricted<R>> make() {
        std::vector<Restricted<R>> all;
        for (const R& r : Sample<R>::make())
            for (const Box& box : {Box{-1.0, 2.0}, Box{0.5, infinity}, Box{-infinity, -0.5}, Box{0.0, 0.0}})
                all.emplace_back(r, box);
        return all;
    }
    static Numbers knees(const Restricted<R>& r, double t) {
        Numbers all = Sample<R>::knees(r.penalty, t);
        for (double end : {r.box.lower, r.box.upper}) {
            all.push_back(std::abs(end));
            all.push_back(std::abs(end) + t);
        }
        return all;
    }
    static Numbers steps(const Restricted<R>& r) { return Sample<R>::steps(r.penalty); }
};

/// All penalties, and pairs of combinator and penalty.
using Scalars =
    std::tuple<NoPenalty, L1, L2, MCP, SCAD, Box, Nonnegative<>, L0, Tilted, Shifted,                //
               Scaled<L1>, Scaled<L2>, Scaled<L0>, Scaled<Tilted>, Scaled<Shifted>,                  //
               Ridged<L1>, Ridged<Scaled<L1>>, Ridged<MCP>, Ridged<SCAD>, Ridged<Box>, Ridged<L0>,   //
               Ridged<Scaled<Shifted>>, Nonnegative<L1>, Nonnegative<Scaled<L1>>, Nonnegative<MCP>,  //
               Nonnegative<SCAD>, Nonnegative<Scaled<L0>>, Nonnegative<Scaled<Tilted>>,              //
               Nonnegative<Ridged<Scaled<L1>>>, Restricted<L1>, Restricted<Scaled<Tilted>>,          //
               Restricted<Ridged<L1>>, Ridged<Nonnegative<Scaled<L1>>>, Ridged<Nonnegative<MCP>>,    //
               Ridged<Restricted<Scaled<L1>>>, Scaled<Ridged<L1>>>;

/// x, the numbers beside it, and all of them negated.
inline void push_around(Numbers& all, double x) {
    if (!std::isfinite(x)) return;
    for (double y : {x, std::nextafter(x, 0.0), std::nextafter(x, infinity)}) {
        all.push_back(y);
        all.push_back(-y);
    }
}

/// Steps: none, tiny, ordinary, huge, and on both sides of every step at which R's prox changes formula.
template <class R>
Numbers steps(const R& penalty) {
    Numbers all{0.0, 1e-300, 1e-9, 0.03, 0.5, 1.0, 2.9, 10.0, 1e6, 1e300};
    for (double t : Sample<R>::steps(penalty))
        if (std::isfinite(t))
            for (double s :
                 {t, std::nextafter(t, 0.0), std::nextafter(t, infinity), t * (1 - 1e-6), t * (1 + 1e-6)})
                all.push_back(s);
    return all;
}

/// Points: zero, tiny, ordinary, huge, and on both sides of every point at which prox_t changes formula.
template <class R>
Numbers points(const R& penalty, double step) {
    Numbers all{0.0};
    for (double v : {1e-300, 1e-12, 0.1, 0.5, 1.0, 1.7, 3.3, 10.0, 1e6, 1e150}) push_around(all, v);
    for (double v : Sample<R>::knees(penalty, step)) push_around(all, v);
    return all;
}

/// Is R made from the user's L0, whose v² underflows and whose comparison drops a NaN?
template <class R>
inline constexpr bool made_from_l0 = std::is_same_v<R, L0>;
template <template <class> class Combinator, class R>
inline constexpr bool made_from_l0<Combinator<R>> = made_from_l0<R>;

/// f(R) for every sample of R.
template <class R, class F>
void each(F&& f) {
    for (const R& penalty : Sample<R>::make()) {
        if constexpr (RestrictedScalar<R>)
            if (penalty.domain().empty()) continue;
        f(penalty);
    }
}

}  // namespace samples
