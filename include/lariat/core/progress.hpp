// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>

#include <lariat/core/certificate.hpp>
#include <lariat/core/types.hpp>

namespace lariat {

/// What an observer may answer. (A bool is refused: elsewhere true means "go on" as often as it means
/// "stop".)
enum class Control { go_on, stop };

/// What an observer sees after every iteration.
class Progress {
public:
    Index iteration = 0;   ///< iterations done
    double objective = 0;  ///< F at the current iterate
    double step = 0;       ///< η of this iteration
    /// ‖w − y‖/η, the length of the (generalized) gradient just followed, with y where the step began: the
    /// iterate before, or beyond it with momentum. Of coordinate descent, the largest violation at w.
    double residual = 0;
    double passes = 0;         ///< passes over X so far
    double seconds = 0;        ///< time so far
    Certificate certificate;   ///< the last one computed (value ∞ before the first)
    Index max_iterations = 0;  ///< the limits
    double time_limit = std::numeric_limits<double>::infinity();

    /// Of a limit, of iterations or of time, the one that is nearer.
    double share() const {
        return (std::max)(double(iteration) / double((std::max)(max_iterations, Index(1))),
                          seconds / time_limit);
    }
    std::string summary() const {
        char line[120];
        std::snprintf(line, sizeof line, "iteration %lld  objective %.8g  %s %.2g",
                      static_cast<long long>(iteration), objective, to_string(certificate.kind),
                      certificate.value);
        return line;
    }

    template <class Scalar>
    Progress& at(const Vector<Scalar>& w, Index penalized, const double* factors = nullptr) {
        data_ = w.data();
        size_ = penalized;
        factors_ = factors;
        copy_ = [](const void* data, Index size) -> Vector<double> {
            Vector<double> copy(size);
            for (Index j = 0; j < size; ++j) copy[j] = double(static_cast<const Scalar*>(data)[j]);
            return copy;
        };
        return *this;
    }

    /// A copy of the current coefficients, made when asked for.
    Vector<double> coefficients() const {
        if (!copy_) return {};
        Vector<double> w = copy_(data_, size_);
        if (factors_)
            for (Index j = 0; j < size_; ++j) w[j] *= factors_[j];
        return w;
    }

private:
    const void* data_ = nullptr;
    Index size_ = 0;
    const double* factors_ = nullptr;  // of a standardized X
    Vector<double> (*copy_)(const void*, Index) = nullptr;
};

}  // namespace lariat
