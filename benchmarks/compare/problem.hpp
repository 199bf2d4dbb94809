// SPDX-License-Identifier: BSD-3-Clause
// A problem of the race and the answers to it, as files that every language reads. Numbers are float64,
// indices int32, of this machine's byte order:
//
//     about       the loss (squared_error or logistic), n, p, the number of strengths λ, as text
//     X           n × p, column by column; or, of a sparse X, its compressed columns: values, rows, starts
//     y           n targets, of the logistic loss 0 or 1
//     strengths   λ, decreasing; several make a path
//     *.answers   what a program found: for every step of its ladder
//                     tolerance, seconds, N, then N nonzero coefficients, each as  k (which λ), j, w_j
//
//     min_w  1/n Σ ℓ(x_i·w, y_i) + λ‖w‖₁        ℓ = ½(z − y)²  or  log(1 + eᶻ) − yz
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <lariat/lariat.hpp>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace compare {

using Dense = Eigen::MatrixXd;
using Sparse = Eigen::SparseMatrix<double>;
using Eigen::Index;
using Eigen::VectorXd;
namespace fs = std::filesystem;

template <class T>
void write(const fs::path& file, const T* first, Index count) {
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(first), std::streamsize(sizeof(T)) * count);
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

template <class T>
std::vector<T> read(const fs::path& file) {
    std::vector<T> numbers(fs::file_size(file) / sizeof(T));
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(numbers.data()), std::streamsize(sizeof(T) * numbers.size()));
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return numbers;
}

struct Problem {
    bool logistic = false;
    std::variant<Dense, Sparse> x;
    VectorXd y;
    std::vector<double> strengths;

    Index rows() const {
        return std::visit([](const auto& X) { return X.rows(); }, x);
    }
    Index cols() const {
        return std::visit([](const auto& X) { return X.cols(); }, x);
    }
    bool is_path() const { return strengths.size() > 1; }

    /// F(w) at one λ, by the formula itself and nothing of the library.
    double objective(const Eigen::SparseVector<double>& w, double strength) const {
        VectorXd z = VectorXd::Zero(rows());
        std::visit(
            [&](const auto& X) {
                for (Eigen::SparseVector<double>::InnerIterator it(w); it; ++it)
                    z += it.value() * X.col(it.index());
            },
            x);
        long double sum = 0;  // that of 20,000 rows in double is off by 1e-14
        for (Index i = 0; i < z.size(); ++i)
            sum += logistic ? std::max(z[i], 0.0) + std::log1p(std::exp(-std::abs(z[i]))) - y[i] * z[i]
                            : 0.5 * (z[i] - y[i]) * (z[i] - y[i]);
        return double(sum / rows()) + strength * w.cwiseAbs().sum();
    }

    /// Calls f(loss, X) with their types.
    template <class F>
    decltype(auto) visit(F&& f) const {
        return std::visit(
            [&](const auto& X) { return logistic ? f(lariat::Logistic{}, X) : f(lariat::SquaredError{}, X); },
            x);
    }

    void save(const fs::path& directory) const {
        fs::create_directories(directory);
        std::ofstream(directory / "about") << (logistic ? "logistic " : "squared_error ") << rows() << ' '
                                           << cols() << ' ' << strengths.size() << '\n';
        if (const auto* dense = std::get_if<Dense>(&x)) {
            write(directory / "X", dense->data(), dense->size());
        } else {
            const auto& sparse = std::get<Sparse>(x);
            write(directory / "values", sparse.valuePtr(), sparse.nonZeros());
            write(directory / "rows", sparse.innerIndexPtr(), sparse.nonZeros());
            write(directory / "starts", sparse.outerIndexPtr(), sparse.cols() + 1);
        }
        write(directory / "y", y.data(), y.size());
        write(directory / "strengths", strengths.data(), Index(strengths.size()));
    }

    explicit Problem(const fs::path& directory) {
        std::string loss;
        Index n = 0, p = 0;
        if (!(std::ifstream(directory / "about") >> loss >> n >> p))
            throw std::runtime_error("no problem in " + directory.string());
        logistic = loss == "logistic";
        if (fs::exists(directory / "X")) {
            x = Dense(Dense::Map(read<double>(directory / "X").data(), n, p));
        } else {
            const auto values = read<double>(directory / "values");
            const auto inner = read<int>(directory / "rows"), starts = read<int>(directory / "starts");
            x = Sparse(Eigen::Map<const Sparse>(n, p, Index(values.size()), starts.data(), inner.data(),
                                                values.data()));
        }
        y = VectorXd::Map(read<double>(directory / "y").data(), n);
        strengths = read<double>(directory / "strengths");
    }
    Problem() = default;
};

/// What a program found at one step of its ladder.
struct Answer {
    double tolerance = 0, seconds = 0;
    Sparse coefficients;  // p × K, column k belongs to λ_k

    static void append(std::vector<double>& file, const Answer& answer) {
        file.insert(file.end(), {answer.tolerance, answer.seconds, double(answer.coefficients.nonZeros())});
        for (Index k = 0; k < answer.coefficients.cols(); ++k)
            for (Sparse::InnerIterator it(answer.coefficients, k); it; ++it)
                file.insert(file.end(), {double(k), double(it.row()), it.value()});
    }

    static std::vector<Answer> load(const fs::path& file, const Problem& problem) {
        const auto numbers = read<double>(file);
        std::vector<Answer> answers;
        for (const double* at = numbers.data(); at < numbers.data() + numbers.size();) {
            Answer answer{at[0], at[1], Sparse(problem.cols(), Index(problem.strengths.size()))};
            std::vector<Eigen::Triplet<double>> triplets;
            const double* end = at + 3 + 3 * Index(at[2]);
            for (at += 3; at < end; at += 3) triplets.emplace_back(int(at[1]), int(at[0]), at[2]);
            answer.coefficients.setFromTriplets(triplets.begin(), triplets.end());
            answers.push_back(std::move(answer));
        }
        return answers;
    }
};

}  // namespace compare
