// SPDX-License-Identifier: BSD-3-Clause
// Generates problems of the race, with fixed seeds: compare_generate DIRECTORY NAME... writes the files of
// problem.hpp to DIRECTORY/NAME.
//
//     P1   dense, ρ = 0.5              1000 × 5000       λ_max/20        P6a   the path of P1 to λ_max/100
//     P2   dense, ρ = 0.5             10000 × 500        λ_max/100       P6b   the path of P2 to λ_max/100
//     P3   sparse                     20000 × 100000     λ_max/20        P6c   the path of P3 to λ_max/20
//     P4   dense, ρ = 0.5, logistic    2000 × 2000       λ_max/20
//     P5   the X of P3, logistic      20000 × 100000     λ_max/20
//     P7   dense, ρ = 0.95              500 × 2000       λ_max/50
//     P8   diabetes                     442 × 10         λ_max/20

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <numeric>
#include <random>
#include <sstream>

#include "problem.hpp"

namespace {

using namespace compare;

/// Gaussian and uniform numbers of one seed.
struct Noise {
    std::mt19937_64 engine;
    std::normal_distribution<double> gaussian;
    std::uniform_real_distribution<double> uniform;

    double normal() { return gaussian(engine); }
    double unit() { return uniform(engine); }
    Index below(Index bound) { return Index(engine() % std::uint64_t(bound)); }
};

/// The positions 0, …, size − 1 in random order.
std::vector<Index> shuffled(Index size, Noise& noise) {
    std::vector<Index> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), Index(0));
    std::shuffle(order.begin(), order.end(), noise.engine);
    return order;
}

/// Rows are autoregressive across the columns: corr(x_j, x_k) = ρ^|j−k|, every column of variance 1.
Dense autoregressive(Index n, Index p, double correlation, Noise& noise) {
    Dense x(n, p);
    for (Index i = 0; i < n; ++i) x(i, 0) = noise.normal();
    const double fresh = std::sqrt(1 - correlation * correlation);
    for (Index j = 1; j < p; ++j)
        for (Index i = 0; i < n; ++i) x(i, j) = correlation * x(i, j - 1) + fresh * noise.normal();
    return x;
}

/// In how many rows each word occurs: ∝ rank^−0.9, at least 2 and at most n/2, of a given sum.
std::vector<Index> word_counts(Index n, Index p, double sum) {
    const auto count = [&](double scale, Index rank) {
        return std::clamp(scale * std::pow(double(rank + 1), -0.9), 2.0, double(n) / 2);
    };
    double low = 0, high = double(n) * double(p);
    for (int k = 0; k < 100; ++k) {
        const double middle = (low + high) / 2;
        double total = 0;
        for (Index rank = 0; rank < p; ++rank) total += std::floor(count(middle, rank));
        (total < sum ? low : high) = middle;
    }
    std::vector<Index> counts;
    for (Index rank = 0; rank < p; ++rank) counts.push_back(Index(count(high, rank)));
    return counts;
}

/// Text-like: word j occurs tf times in df rows and weighs (1 + log tf)(log(n/df) + 1); rows have length 1.
/// `columns` says where each word is, the most frequent first.
Sparse text(Index n, const std::vector<Index>& counts, const std::vector<Index>& columns, Noise& noise) {
    std::vector<Eigen::Triplet<double>> words;
    std::vector<Index> rows = shuffled(n, noise);
    for (std::size_t rank = 0; rank < counts.size(); ++rank) {
        const double rarity = std::log(double(n) / double(counts[rank])) + 1;
        for (Index k = 0; k < counts[rank]; ++k) {
            auto& row = rows[std::size_t(k)];
            std::swap(row, rows[std::size_t(k + noise.below(n - k))]);
            int times = 1;
            while (noise.unit() < 0.3) ++times;
            words.emplace_back(int(row), int(columns[rank]), (1 + std::log(times)) * rarity);
        }
    }
    Sparse x(n, Index(counts.size()));
    x.setFromTriplets(words.begin(), words.end());
    const VectorXd lengths = (x.cwiseProduct(x) * VectorXd::Ones(x.cols())).cwiseSqrt();
    for (Index j = 0; j < x.cols(); ++j)
        for (Sparse::InnerIterator it(x, j); it; ++it) it.valueRef() /= lengths[it.row()];
    return x;
}

/// Targets of a signal: with Gaussian noise of a third of its variance; or 1 with probability σ(2·signal/sd).
VectorXd targets(const VectorXd& signal, bool logistic, Noise& noise) {
    const double deviation = std::sqrt((signal.array() - signal.mean()).square().mean());
    return signal.unaryExpr([&](double s) {
        return logistic ? double(noise.unit() < 1 / (1 + std::exp(-2 * s / deviation)))
                        : s + deviation / std::sqrt(3.0) * noise.normal();
    });
}

Problem dense(Index n, Index p, double correlation, std::uint64_t seed, bool logistic = false) {
    Noise noise{std::mt19937_64(seed), {}, {}};
    Problem problem;
    problem.logistic = logistic;
    const auto& x = problem.x.emplace<Dense>(autoregressive(n, p, correlation, noise));
    VectorXd w = VectorXd::Zero(p);
    const auto places = shuffled(p, noise);
    for (std::size_t k = 0; k < 50; ++k) w[places[k]] = noise.normal();
    problem.y = targets(x * w, logistic, noise);
    return problem;
}

Problem sparse(bool logistic = false) {
    Noise noise{std::mt19937_64(3), {}, {}};
    const Index n = 20'000, p = 100'000, frequent = 3'000;
    Problem problem;
    problem.logistic = logistic;
    const auto columns = shuffled(p, noise);
    const auto& x = problem.x.emplace<Sparse>(text(n, word_counts(n, p, 1.94e6), columns, noise));
    VectorXd w = VectorXd::Zero(p);
    const auto ranks = shuffled(frequent, noise);
    for (std::size_t k = 0; k < 100; ++k) w[columns[std::size_t(ranks[k])]] = 3 * noise.normal();
    problem.y = targets(x * w, logistic, noise);
    return problem;
}

/// examples/data/diabetes.csv, centred, with columns of length √n.
Problem diabetes() {
    std::ifstream file(LARIAT_DIABETES);
    std::vector<double> numbers;
    std::string row, number;
    for (std::getline(file, row); std::getline(file, row);)
        for (std::istringstream cells(row); std::getline(cells, number, ',');)
            numbers.push_back(std::stod(number));
    if (numbers.size() != 442 * 11) throw std::runtime_error("cannot read " LARIAT_DIABETES);
    Dense table = Dense::Map(numbers.data(), 11, 442).transpose();
    table.rowwise() -= table.colwise().mean().eval();
    Problem problem;
    problem.y = table.col(10);
    problem.x = Dense(table.leftCols(10).colwise().normalized() * std::sqrt(442.0));
    return problem;
}

/// λ_max = ‖∇L(0)‖_∞, at which w leaves zero.
double largest_strength(const Problem& problem) {
    const VectorXd u = problem.logistic ? VectorXd(problem.y.array() - 0.5) : problem.y;
    const VectorXd g = std::visit([&](const auto& x) { return VectorXd(x.transpose() * u); }, problem.x);
    return g.cwiseAbs().maxCoeff() / double(problem.rows());
}

struct Recipe {
    Problem (*make)();
    double fraction;  // of λ_max, of the smallest λ
    Index strengths = 1;
};

Problem wide() { return dense(1'000, 5'000, 0.5, 1); }
Problem tall() { return dense(10'000, 500, 0.5, 2); }

const std::map<std::string, Recipe> recipes{
    {"P1", {wide, 1.0 / 20}},
    {"P2", {tall, 1.0 / 100}},
    {"P3", {[] { return sparse(); }, 1.0 / 20}},
    {"P4", {[] { return dense(2'000, 2'000, 0.5, 4, true); }, 1.0 / 20}},
    {"P5", {[] { return sparse(true); }, 1.0 / 20}},
    {"P6a", {wide, 1.0 / 100, 100}},
    {"P6b", {tall, 1.0 / 100, 100}},
    {"P6c", {[] { return sparse(); }, 1.0 / 20, 100}},
    {"P7", {[] { return dense(500, 2'000, 0.95, 7); }, 1.0 / 50}},
    {"P8", {diabetes, 1.0 / 20}},
};

void generate(const fs::path& directory, const std::string& name) {
    const auto recipe = recipes.find(name);
    if (recipe == recipes.end()) throw std::runtime_error("there is no problem " + name);
    const auto& [make, fraction, count] = recipe->second;
    Problem problem = make();
    const double largest = largest_strength(problem);
    problem.strengths =
        count == 1 ? std::vector{largest * fraction} : lariat::strength_grid(largest, count, fraction);
    problem.save(directory / name);
}

}  // namespace

int main(int argc, char** argv) try {
    for (int k = 2; k < argc; ++k) generate(argv[1], argv[k]);
} catch (const std::exception& e) {
    std::fprintf(stderr, "compare_generate: %s\n", e.what());
    return 1;
}
