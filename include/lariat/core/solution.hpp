// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <lariat/core/certificate.hpp>
#include <lariat/core/check.hpp>
#include <lariat/core/status.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// In place of a loss, where a function has none.
struct NoLoss {};

/// The positions of the elements that are not exactly zero, ascending.
template <class Scalar>
std::vector<Index> support(const Vector<Scalar>& w) {
    std::vector<Index> result;
    for (Index j = 0; j < w.size(); ++j)
        if (w[j] != Scalar(0)) result.push_back(j);
    return result;
}

/// What a solve returns: the best point found, how it ended, and the proof.
template <class Scalar_, class L = NoLoss>
struct [[nodiscard]] Solution {
    using Scalar = Scalar_;

    Vector<Scalar> coefficients;  ///< w, p elements
    double intercept = 0;         ///< b; 0 without an intercept
    double objective = 0;         ///< F(w, b)
    double risk = 0;              ///< L_data(w, b), without the penalty
    Status status = Status::MaxIterations;
    Certificate certificate;           ///< recomputed from X, y and w
    const char* optimizer = "";        ///< the name of the one that was used or chosen ("" when it has none)
    Index iterations = 0;              ///< steps taken
    double passes = 0;                 ///< products with X or Xᵀ, those of the certificates included
    double seconds = 0;                ///< wall-clock time
    double step = 0;                   ///< the last η
    std::optional<double> multiplier;  ///< for a ball: the λ whose penalized problem has this solution
    /// Those without variance, standardized or beside an intercept, which does all that they could: their
    /// coefficients are 0, of gradient methods up to the certificate.
    std::vector<Index> constant_columns;
    std::string detail;  ///< what else is known about how it ended ("" when nothing)
    L loss;              ///< the loss, for `mean`

    /// The positions of the coefficients that are not exactly zero, ascending.
    std::vector<Index> support() const { return lariat::support(coefficients); }

    /// Xw + b for new rows: X is anything that a risk takes, of p columns. Throws std::invalid_argument when it
    /// has another number of columns, or an element is infinite or NaN. Defined in designs/predict.hpp.
    template <class X>
    Vector<Scalar> predict(const X& x) const;

    /// The expected target of new rows: the inverse link of the predictions (a probability for Logistic, a
    /// rate for Poisson).
    template <class X>
        requires requires(const L& l) { l.mean(0.0); }
    Vector<Scalar> mean(const X& x) const {
        Vector<Scalar> z = predict(x);
        for (Index i = 0; i < z.size(); ++i) z[i] = static_cast<Scalar>(loss.mean(double(z[i])));
        return z;
    }
};

/// "converged: …; duality gap 3.1e-11 <= 1e-10; objective 0.43; 3 of 10 coefficients nonzero; 57 iterations,
/// …".
template <class Scalar, class L>
std::string to_string(const Solution<Scalar, L>& s) {
    const auto counted = [](auto number, const char* one, const char* more) {
        return text(number) + (number == 1 ? one : more);
    };
    const Certificate& c = s.certificate;
    std::string line = to_string(s.status);
    if (!s.detail.empty()) line += " (" + s.detail + ")";
    line += std::string("; ") + to_string(c.kind) + " " + text(c.value) + (c.holds() ? " <= " : " > ") +
            text(c.tolerance);
    if (c.loose && !c.holds() && is_finite(c.value)) line += " (a loose bound)";
    if (c.loose && !is_finite(c.value) && is_finite(s.objective))
        line +=
            " (no bound: the penalty has no conjugate(), or the loss says neither its conjugate() nor that "
            "its "
            "derivative is continuous, by curvature_bound() or second_derivative())";
    line += "; objective " + text(s.objective) + "; " + text(Index(s.support().size())) + " of " +
            text(s.coefficients.size()) + " coefficients nonzero; " +
            counted(s.iterations, " iteration", " iterations") +
            (*s.optimizer ? std::string(" of ") + s.optimizer : std::string()) + ", " +
            counted(s.passes, " pass", " passes") + ", " + text(s.seconds) + " s";
    return line;
}

template <class Char, class Traits, class Scalar, class L>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const Solution<Scalar, L>& solution) {
    return out << to_string(solution).c_str();
}

}  // namespace lariat
