// SPDX-License-Identifier: BSD-3-Clause
// The judge of the race: compare_evaluate DIRECTORY NAME... computes F of every answer by one formula, and
//
//     its relative suboptimality (F(w) − F*)/F*,      of a path that of the worst λ,
//
// F* being lariat's optimum certified to 1e-13, below which no answer may lie. Prints the time of every
// program to each accuracy and lariat's ratios to the best; every step of every ladder goes to
// DIRECTORY/compare.csv.
//
// Programs that are not raced are estimated: their published time (published.csv), times measured/published
// time to 1e-6 of that raced program whose published time is the best.

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <sstream>

#include "problem.hpp"

namespace {

using namespace compare;
using namespace lariat;

constexpr std::array accuracies{1e-3, 1e-6, 1e-9, 1e-12};
enum Accuracy : std::size_t { to_1e3, to_1e6, to_1e9, to_1e12 };
constexpr double never = std::numeric_limits<double>::infinity();

/// The seconds of a program to each accuracy.
struct Row {
    std::string program;
    std::array<double, accuracies.size()> seconds{never, never, never, never};
    bool estimated = false;

    void reached(double accuracy, double time) {
        for (std::size_t k = 0; k < accuracies.size(); ++k)
            if (accuracy <= accuracies[k]) seconds[k] = std::min(seconds[k], time);
    }
};

/// The best of the rows to accuracy k, estimates among them or not; a row of `never` when there is none.
Row best(const std::vector<Row>& rows, std::size_t k, bool estimates) {
    Row result{"none"};
    for (const Row& row : rows)
        if ((estimates || !row.estimated) && row.seconds[k] < result.seconds[k]) result = row;
    return result;
}

class Judge {
public:
    explicit Judge(const Problem& problem) : problem_(problem) {
        problem.visit([&](auto loss, const auto& x) {
            const EmpiricalRisk risk(loss, x, problem.y);
            VectorXd w = VectorXd::Zero(problem.cols());
            for (const double strength : problem.strengths) {
                const auto fit = minimize(risk + strength * L1{}, w, {.tolerance = 1e-13});
                w = fit.coefficients;
                optima_.push_back(problem.objective(w.sparseView(), strength));
                gaps_.push_back(fit.certificate.value / optima_.back());
            }
            nonzeros_ = (w.array() != 0).count();
        });
    }

    /// Of the smallest λ.
    Index nonzeros() const { return nonzeros_; }

    /// What the optima are certified to, relative to them, at the worst λ.
    double certified() const { return *std::max_element(gaps_.begin(), gaps_.end()); }

    double suboptimality(const Answer& answer) const {
        double worst = 0;
        for (std::size_t k = 0; k < optima_.size(); ++k) {
            const double value = problem_.objective(answer.coefficients.col(Index(k)), problem_.strengths[k]);
            const double above = value / optima_[k] - 1;
            if (above < -gaps_[k] - 1e-14)
                throw std::runtime_error("an answer lies below a certified optimum, relatively by " +
                                         std::to_string(-above * 1e15) + "e-15");
            worst = std::max(worst, above);
        }
        return worst;
    }

    /// The duality gap of an answer relative to F, at its worst λ.
    double gap(const Answer& answer) const {
        return problem_.visit([&](auto loss, const auto& x) {
            const EmpiricalRisk risk(loss, x, problem_.y);
            double worst = 0;
            for (std::size_t k = 0; k < optima_.size(); ++k) {
                const VectorXd w = answer.coefficients.col(Index(k));
                const auto objective = risk + problem_.strengths[k] * L1{};
                worst = std::max(worst, certify(objective, w).value / value(objective, w));
            }
            return worst;
        });
    }

private:
    const Problem& problem_;
    std::vector<double> optima_, gaps_;  // of each λ
    Index nonzeros_ = 0;
};

/// What published.csv says about a problem, in seconds.
std::vector<Row> published(const std::string& name) {
    std::ifstream file(LARIAT_PUBLISHED);
    if (!file) throw std::runtime_error("cannot read " LARIAT_PUBLISHED);
    std::vector<Row> rows;
    for (std::string line, problem; std::getline(file, line);) {
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream cells(line);
        Row row;
        std::string cell;
        cells >> problem >> row.program;
        if (problem != name) continue;
        for (std::size_t k = 0; k < 2 && cells >> cell; ++k)
            if (cell != "never") row.seconds[k] = std::stod(cell) / 1000;
        rows.push_back(row);
    }
    return rows;
}

/// The rows of the programs that are published but not raced.
std::vector<Row> estimates(const std::string& name, const std::vector<Row>& raced) {
    const auto all = published(name);
    const auto measured = [&](const Row& row) {
        return std::find_if(raced.begin(), raced.end(),
                            [&](const Row& r) { return r.program == row.program; });
    };
    std::vector<Row> known, unknown;
    for (const Row& row : all) (measured(row) == raced.end() ? unknown : known).push_back(row);
    const Row yardstick = best(known, to_1e6, true);
    if (yardstick.seconds[to_1e6] == never) return {};
    for (Row& row : unknown) {
        row.estimated = true;
        for (double& seconds : row.seconds)
            seconds *= measured(yardstick)->seconds[to_1e6] / yardstick.seconds[to_1e6];
    }
    return unknown;
}

/// A problem and everybody's times: lariat's to each suboptimality and to each certified gap, the peers'.
struct Result {
    std::string name, title;
    bool path;
    Row lariat, certified;
    std::vector<Row> peers;
};

/// "squared error, 1000 × 5000, 100 λ".
std::string title(const Problem& problem) {
    std::ostringstream out;
    out << (problem.logistic ? "logistic, " : "squared error, ") << problem.rows() << " × " << problem.cols();
    if (problem.is_path()) out << ", " << problem.strengths.size() << " λ";
    return out.str();
}

void print_heading(const std::string& name, const Problem& problem, const Judge& judge) {
    std::printf("\n%s, %s, %td nonzeros, optimum certified to %.0e; ms to\n", name.c_str(),
                title(problem).c_str(), judge.nonzeros(), judge.certified());
    std::printf("  %-18s", "");
    for (const double accuracy : accuracies) std::printf("%11.0e", accuracy);
    std::printf("\n");
}

void print(const Row& row) {
    std::printf("  %-18s", row.program.c_str());
    for (const double seconds : row.seconds)
        seconds < never ? std::printf("%11.3f", 1000 * seconds) : std::printf("%11s", "-");
    std::printf("%s\n", row.estimated ? "   not raced: estimated" : "");
}

Result judge(const fs::path& directory, const std::string& name, std::FILE* csv) {
    const Problem problem(directory / name);
    const Judge judge(problem);
    Result result{name, title(problem), problem.is_path(), {"lariat"}, {"lariat, certified"}, {}};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(directory / name))
        if (entry.path().extension() == ".answers") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const std::string program = file.stem().string();
        Row row{program};
        for (const Answer& answer : Answer::load(file, problem)) {
            const double accuracy = judge.suboptimality(answer);
            row.reached(accuracy, answer.seconds);
            if (program == "lariat") result.certified.reached(judge.gap(answer), answer.seconds);
            std::fprintf(csv, "%s,%s,%g,%.9g,%.3g\n", name.c_str(), program.c_str(), answer.tolerance,
                         answer.seconds, accuracy);
        }
        program == "lariat" ? void(result.lariat = row) : result.peers.push_back(row);
    }
    if (result.lariat.seconds[to_1e9] == never) throw std::runtime_error("lariat did not solve " + name);
    const auto others = estimates(name, result.peers);
    result.peers.insert(result.peers.end(), others.begin(), others.end());

    print_heading(name, problem, judge);
    print(result.lariat);
    print(result.certified);
    for (const Row& row : result.peers) print(row);
    std::fflush(stdout);
    return result;
}

/// A number, or a dash where a program never got there.
void print_cell(double number, const char* format = "%.2f") {
    std::printf(" ");
    number > 0 && number < never ? std::printf(format, number) : std::printf("-");
    std::printf(" |");
}

void print_milliseconds(double seconds) {
    print_cell(1000 * seconds, seconds < 1e-3 ? "%.3f" : seconds < 0.1 ? "%.1f" : "%.0f");
}

/// lariat's times over the best peer's, their geometric mean over the problems that are no paths, and the times
/// to 1e-6.
void print_ratios(const std::vector<Result>& results, bool estimates) {
    std::printf("\nlariat / the best %s\n\n", estimates ? "of all, some estimated" : "that was raced here");
    std::printf("| | problem | 1e-3 | 1e-6 | 1e-9 | certified 1e-6 / 1e-6 | certified 1e-12 / 1e-6 ");
    std::printf("| lariat, ms to 1e-6 | the best other |\n");
    std::printf("|---|---|---|---|---|---|---|---|---|\n");
    std::array<double, 5> logarithms{};
    int problems = 0;
    for (const Result& r : results) {
        const auto peer = [&](std::size_t k) { return best(r.peers, k, estimates).seconds[k]; };
        const std::array ratios{
            r.lariat.seconds[to_1e3] / peer(to_1e3), r.lariat.seconds[to_1e6] / peer(to_1e6),
            r.lariat.seconds[to_1e9] / peer(to_1e9), r.certified.seconds[to_1e6] / peer(to_1e6),
            r.certified.seconds[to_1e12] / peer(to_1e6)};
        std::printf("| %s | %s |", r.name.c_str(), r.title.c_str());
        for (std::size_t k = 0; k < ratios.size(); ++k) {
            print_cell(ratios[k]);
            if (!r.path) logarithms[k] += std::log(ratios[k]);
        }
        problems += !r.path;
        print_milliseconds(r.lariat.seconds[to_1e6]);
        std::printf(" %s", best(r.peers, to_1e6, estimates).program.c_str());
        print_milliseconds(peer(to_1e6));
        std::printf("\n");
    }
    if (problems < 2) return;
    std::printf("| | geometric mean, no paths |");
    for (const double sum : logarithms) print_cell(std::exp(sum / problems));
    std::printf(" | |\n");
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) throw std::invalid_argument("usage: compare_evaluate DIRECTORY NAME...");
    const fs::path directory = argv[1];
    std::FILE* csv = std::fopen((directory / "compare.csv").c_str(), "w");
    if (!csv) throw std::runtime_error("cannot write compare.csv");
    std::fprintf(csv, "problem,program,tolerance,seconds,suboptimality\n");
    std::vector<Result> results;
    for (int k = 2; k < argc; ++k) results.push_back(judge(directory, argv[k], csv));
    std::fclose(csv);
    for (const bool estimates : {false, true}) print_ratios(results, estimates);
} catch (const std::exception& e) {
    std::fprintf(stderr, "compare_evaluate: %s\n", e.what());
    return 1;
}
