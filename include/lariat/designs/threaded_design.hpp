// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <lariat/core/check.hpp>
#include <lariat/core/concepts.hpp>
#include <lariat/core/team.hpp>
#include <lariat/core/types.hpp>
#include <lariat/designs/design_of.hpp>
#include <lariat/designs/survey.hpp>

namespace lariat {

/// X whose products are shared by the threads of a team. The lines of X (its columns, or its rows, as they
/// lie in memory) are cut into blocks whose sizes depend on X alone; products with lines go to their places,
/// sums of lines are made a block at a time and added in the order of the blocks. So the results are the same
/// to the last bit for any number of threads. Matrices too small to gain are left to the calling thread.
/// Copies share the team. cross_validate has it do whole folds, which call all members of the design, and the
/// metric, from several threads at once.
template <LineDesign D>
class ThreadedDesign {
public:
    using Scalar = design_scalar<D>;
    static constexpr bool by_columns = D::by_columns;
    static constexpr bool copies_share = true;

    ThreadedDesign(D design, Index threads)
        : design_(std::move(design)), team_(std::make_shared<Team>(threads)) {}

    Index rows() const { return design_.rows(); }
    Index cols() const { return design_.cols(); }
    Index threads() const { return team_->threads(); }

    /// z = X w.
    void apply(const VectorView<Scalar>& w, VectorRef<Scalar> z) const {
        by_columns ? combine(w, z) : dots(w, z);
    }
    /// g = Xᵀ r.
    void apply_transpose(const VectorView<Scalar>& r, VectorRef<Scalar> g) const {
        by_columns ? dots(r, g) : combine(r, g);
    }

    template <class Matrix>
    void apply_transpose_all(const Matrix& U, Matrix& G) const
        requires requires(const D& X) { X.apply_transpose_all(U, G, Index(0), Index(0)); }
    {
        share_lines([&](Index first, Index count) { design_.apply_transpose_all(U, G, first, count); });
    }

    template <class Matrix>
    void apply_all(const std::vector<Index>& columns, const Matrix& W, Matrix& Z) const
        requires requires(const D& X) { X.apply_all(columns, W, Z); }
    {
        design_.apply_all(columns, W, Z);
    }
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G) const
        requires requires(const D& X) { X.apply_transpose_all(columns, U, G); }
    {
        share_columns(columns, U.cols(), G, [&](const std::vector<Index>& some, Index, Matrix& part) {
            design_.apply_transpose_all(some, U, part);
        });
    }
    template <class Matrix>
    void apply_transpose_all(const std::vector<Index>& columns, const Matrix& U, Matrix& G,
                             Index square) const
        requires requires(const D& X) { X.apply_transpose_all(columns, U, G, square); }
    {
        share_columns(columns, U.cols(), G, [&](const std::vector<Index>& some, Index first, Matrix& part) {
            design_.apply_transpose_all(some, U, part, square - first);
        });
    }
    Index stored(Index j) const
        requires requires(const D& X) { X.stored(j); }
    {
        return design_.stored(j);
    }
    template <class Matrix>
    void column_products(const std::vector<Index>& J, const std::vector<Index>& K, Matrix& G,
                         Index square) const
        requires requires(const D& X) { X.column_products(J, K, G, square); }
    {
        share_columns(J, static_cast<Index>(K.size()), G,
                      [&](const std::vector<Index>& some, Index first, Matrix& part) {
                          design_.column_products(some, K, part, square - first);
                      });
    }

    /// Where the columns are lines.
    template <class V>
    void survey(const VectorView<Scalar>& u, const V& v, VectorRef<Scalar> g,
                std::vector<ColumnMoments>& moments) const
        requires(SurveyedDesign<D> && by_columns)
    {
        share_lines([&](Index first, Index count) { design_.survey(u, v, g, moments, first, count); });
    }

    void column_squared_norms(const Vector<double>& v, VectorRef<double> h) const
        requires requires(const D& X) { X.column_squared_norms(v, h); }
    {
        design_.column_squared_norms(v, h);
    }
    void column_squared_deviations(const Vector<double>& v, const Vector<double>& m,
                                   VectorRef<double> h) const
        requires requires(const D& X) { X.column_squared_deviations(v, m, h); }
    {
        design_.column_squared_deviations(v, m, h);
    }

    std::vector<Index> constant_columns(const Vector<double>& v) const
        requires requires(const D& X) { X.constant_columns(v); }
    {
        return design_.constant_columns(v);
    }

    double column_dot(Index j, const Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        return design_.column_dot(j, u);
    }
    void column_dots(const std::vector<Index>& columns, const Vector<Scalar>& u, Vector<Scalar>& g) const
        requires ColumnDesign<D>
    {
        constexpr Index size = 64;
        const auto count = static_cast<Index>(columns.size());
        const auto block = [&](Index k) {
            const auto first = columns.begin() + k * size, last = first + (std::min)(size, count - k * size);
            for (auto j = first; j != last; ++j) g[*j] = static_cast<Scalar>(design_.column_dot(*j, u));
        };
        const double share = double(count) / double((std::max)(Index(1), cols()));
        run(static_cast<Index>(share * double(design_.stored())), (count + size - 1) / size, block);
    }
    void add_column(Index j, double a, Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        design_.add_column(j, a, u);
    }
    void add_column(Index j, double a, const Vector<Scalar>& h, Vector<Scalar>& u) const
        requires ColumnDesign<D>
    {
        design_.add_column(j, a, h, u);
    }
    ColumnMoments column_moments(Index j) const
        requires ColumnDesign<D>
    {
        return design_.column_moments(j);
    }
    ColumnMoments column_moments(Index j, const Vector<Scalar>& h) const
        requires ColumnDesign<D>
    {
        return design_.column_moments(j, h);
    }

    /// f(0), …, f(count − 1), each once, by the threads; what several of them ask of X meanwhile each does
    /// alone.
    template <class F>
    void share(Index count, const F& f) const {
        team_->run(count, f);
    }

    void check() const { checked(design_); }
    void check_finite(const char* name) const
        requires requires(const D& X) { X.check_finite(name); }
    {
        design_.check_finite(name);
    }

private:
    static constexpr Index worth_sharing = 1 << 16;  // stored elements: some 20 µs of reading

    /// All blocks of so many products, by the team where they are worth it.
    template <class Block>
    void run(Index products, Index blocks, const Block& block) const {
        if (products < worth_sharing)
            for (Index k = 0; k < blocks; ++k) block(k);
        else
            team_->run(blocks, block);
    }

    /// f(first, count) over blocks of lines, a multiple of 64 each, at most 64 of them.
    template <class F>
    void share_lines(F&& f) const {
        const Index lines = design_.lines();
        const Index size = ((lines + 63) / 64 + 63) / 64 * 64;
        const auto block = [&](Index k) { f(k * size, (std::min)(size, lines - k * size)); };
        const Index blocks = size > 0 ? (lines + size - 1) / size : 0;
        run(design_.stored(), blocks, block);
    }

    /// f(J, first, G) over blocks of the columns, J those from the first on and G their rows of what is asked
    /// for.
    template <class Matrix, class F>
    void share_columns(const std::vector<Index>& columns, Index others, Matrix& G, F&& f) const {
        constexpr Index size = 64;
        const auto count = static_cast<Index>(columns.size());
        G.resize(count, others);
        const auto block = [&](Index k) {
            const Index first = k * size, some = (std::min)(size, count - first);
            Matrix part(some, others);
            f(std::vector<Index>(columns.begin() + first, columns.begin() + first + some), first, part);
            G.middleRows(first, some) = part;
        };
        run(rows() * others * count, (count + size - 1) / size, block);
    }

    void dots(const VectorView<Scalar>& in, VectorRef<Scalar>& out) const {
        share_lines([&](Index first, Index count) { design_.line_dots(in, out, first, count); });
    }

    /// At most eight partial sums, and no more than an eighth of X is read and written for them.
    void combine(const VectorView<Scalar>& in, VectorRef<Scalar>& out) const {
        const Index lines = design_.lines(), stored = design_.stored();
        const Index parts = (std::min)(Index(8), stored / (8 * (std::max)(Index(1), out.size())));
        if (parts < 2 || stored < worth_sharing) return design_.line_combination(in, out, 0, lines);
        Eigen::Matrix<Wide<Scalar>, Eigen::Dynamic, Eigen::Dynamic> sums(out.size(), parts);
        team_->run(parts, [&](Index k) {
            const Index first = k * lines / parts, end = (k + 1) * lines / parts;
            auto sum = sums.col(k);
            design_.line_combination(in, sum, first, end - first);
        });
        for (Index k = 1; k < parts; ++k) sums.col(0) += sums.col(k);
        out = sums.col(0).template cast<Scalar>();
    }

    D design_;
    std::shared_ptr<Team> team_;
};

/// X with its products shared by so many threads, as `EmpiricalRisk(loss, threaded(X, 2), y)`; X is borrowed
/// or owned as by EmpiricalRisk itself. Throws std::invalid_argument for fewer than 1.
template <class X>
auto threaded(X&& x, Index threads) {
    using D = design_of_t<X>;
    static_assert(
        LineDesign<D>,
        "lariat: threads share the lines of an Eigen matrix; an operator must have lines(), stored(), "
        "line_dots(in, out, first, count) and line_combination(in, out, first, count)");
    return ThreadedDesign<D>(design_of(std::forward<X>(x)), threads);
}

}  // namespace lariat
