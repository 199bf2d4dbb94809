// SPDX-License-Identifier: BSD-3-Clause
// L1 makes weights exactly zero; L2 only shrinks them. On real data, over all strengths λ: 442 patients, ten
// measurements each, and how far their diabetes progressed in a year.
//     cmake --workflow --preset demo
// or 02_l1_versus_l2_path [data file] [output directory]. Expect two tables of weights: ten exact zeros that
// go one by one under L1 (and one that comes back for a while), never one under L2, and a line that counts
// them. All 200 fits go into l1_versus_l2_path.csv, which 02_l1_versus_l2_path.gp draws.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <lariat/lariat.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace lariat;

// ---- the data ---------------------------------------------------------------------------------------------

struct Table {
    std::vector<std::string> names;
    Eigen::MatrixXd values;
};

/// Numbers under one line of names, separated by commas. Throws "path:line:column: cause".
Table read_csv(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be opened");
    Table table;
    std::string line;
    std::getline(file, line);
    std::istringstream header(line);
    for (std::string name; std::getline(header, name, ',');) table.names.push_back(name);
    const std::size_t columns = table.names.size();

    std::vector<double> numbers;
    for (int row = 2; std::getline(file, line); ++row) {
        const char *at = line.data(), *const end = at + line.size();
        const auto require = [&](bool fine, const char* cause) {
            if (fine) return;
            const auto column = std::to_string(at - line.data() + 1);
            throw std::runtime_error(path + ":" + std::to_string(row) + ":" + column + ": " + cause);
        };
        for (std::size_t j = 1; j <= columns; ++j) {
            double number = 0;
            const auto [after, error] = std::from_chars(at, end, number);
            require(error == std::errc() && is_finite(number), "expected a finite number");
            numbers.push_back(number);
            at = after;
            if (j == columns) break;
            require(at < end && *at == ',', "expected a comma: there are more names");
            ++at;
        }
        require(at == end || (*at == '\r' && at + 1 == end),
                "expected the end of the line: there are no more names");
    }
    if (columns < 2 || numbers.empty())
        throw std::runtime_error(path + ":1:1: expected names, and numbers below");

    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto p = static_cast<Index>(columns), n = static_cast<Index>(numbers.size()) / p;
    table.values = Eigen::Map<const RowMajor>(numbers.data(), n, p);
    return table;
}

/// Every column with mean 0 and variance 1, so that one λ means the same for all of them.
Eigen::MatrixXd standardized(Eigen::MatrixXd X) {
    X.rowwise() -= X.colwise().mean().eval();
    for (auto column : X.colwise()) {
        const double deviation = std::sqrt(column.squaredNorm() / double(X.rows()));
        if (deviation > 0) column /= deviation;
    }
    return X;
}

// ---- what is shown ----------------------------------------------------------------------------------------

void print(const char* title, const std::vector<std::string>& names, const Path<double, SquaredError>& path) {
    std::printf("\n%s\n  lambda  zeros", title);
    for (const auto& name : names) std::printf("%6s", name.c_str());
    std::printf("\n");
    for (Index k = 0; k < path.size(); k += 11) {
        const auto fit = path[k];
        std::printf("%8.3g  %5d", path.strengths[std::size_t(k)],
                    int(fit.coefficients.size() - path.nonzeros(k)));
        for (const double w : fit.coefficients)
            std::printf(w == 0 ? "     0" : std::abs(w) < 0.05 ? "%6.0e" : "%6.1f", w);
        std::printf("\n");
    }
}

/// How many weights of all fits are exactly zero.
Index zeros(const Path<double, SquaredError>& path) {
    return path.coefficients.size() - path.coefficients.nonZeros();
}

void write_csv(std::ostream& out, const char* penalty, const Path<double, SquaredError>& path) {
    for (Index k = 0; k < path.size(); ++k) {
        const auto fit = path[k];
        out << penalty << ',' << path.strengths[std::size_t(k)] << ','
            << fit.coefficients.size() - path.nonzeros(k);
        for (const double w : fit.coefficients) out << ',' << w;
        out << '\n';
    }
}

void require_converged(const Path<double, SquaredError>& path) {
    for (Index k = 0; k < path.size(); ++k) {
        const auto fit = path[k];
        if (fit.status != Status::Converged) throw std::runtime_error(to_string(fit));
    }
}

int main(int argc, char** argv) try {
    const std::string data = argc > 1 ? argv[1] : "examples/data/diabetes.csv";
    const std::string csv = (argc > 2 ? argv[2] : ".") + std::string("/l1_versus_l2_path.csv");

    auto [names, table] = read_csv(data);
    names.pop_back();
    const Eigen::MatrixXd X = standardized(table.leftCols(table.cols() - 1));
    const Eigen::VectorXd y = table.rightCols(1);
    const EmpiricalRisk risk(SquaredError{}, X, y, {.intercept = true});

    // L1: 100 λ, from the smallest that makes every weight zero down to a thousandth of it; every fit starts
    // at the one before it.
    const Options precisely{.tolerance = 1e-10};
    const auto l1 = regularization_path(risk, L1{}, {.solve = precisely});

    // L2: no λ makes a weight zero. In a direction of curvature h it leaves the share h/(h + 2λ) of a weight,
    // so the grid starts where 1 % is left in the stiffest direction, and ends where the softest has nearly
    // all of its own.
    const double largest = 50 * largest_curvature(risk).upper;
    const auto l2 =
        regularization_path(risk, L2{}, {.strengths = strength_grid(largest, 100, 1e-6), .solve = precisely});

    require_converged(l1);
    require_converged(l2);
    print("L1: 1/n Σ ½(x·w + b − y)² + λ‖w‖₁", names, l1);
    print("L2: 1/n Σ ½(x·w + b − y)² + λ‖w‖²", names, l2);

    std::printf(
        "\nExact zeros: L1 has %d of %d at its strongest and %d of %d in all its fits, L2 %d of %d.\n",
        int(l1.coefficients.rows() - l1.nonzeros(0)), int(l1.coefficients.rows()), int(zeros(l1)),
        int(l1.coefficients.size()), int(zeros(l2)), int(l2.coefficients.size()));

    std::ofstream out(csv);
    out.precision(12);
    out << "penalty,lambda,exact_zeros";
    for (const auto& name : names) out << ',' << name;
    out << '\n';
    write_csv(out, "L1", l1);
    write_csv(out, "L2", l2);
    if (!out.flush()) throw std::runtime_error(csv + ": cannot be written");

    std::printf("%d fits in %.1f ms, the duality gap of each at most 1e-10 of its objective.\n",
                int(l1.size() + l2.size()), 1e3 * (l1.seconds + l2.seconds));
    std::printf("The numbers: %s\n", std::filesystem::absolute(csv).lexically_normal().c_str());
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
