#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/supply/programme.h"

namespace vorrat::supply {

/// The iteration of docs/math/solve.md section 7 in the layout of a programme of supply: the
/// periods of a group side by side in a register, one pass over the groups per iteration.
///
/// Single precision; sums over limits in double. Items are cut into chunks by the size of the
/// programme alone, each chunk sums its own rows, and sums over chunks are taken in their order:
/// the same bytes for any number of threads.
class Iteration {
public:
    Iteration(const Programme& programme, Threads threads);

    /// Makes `steps` iterations; the last one keeps its image T(z).
    void run(int steps);
    /// Looks at the restart rule (after `run`); restarts from the image when it is due, and says
    /// so.
    bool restart_if_due();
    /// Restarts from the image: bounds of columns or right sides were changed.
    void restart_changed();
    long iterations() const { return iterations_; }

    /// Starts from a plan and prices of an earlier solve of a like programme.
    void start_from(const std::vector<double>& x, const std::vector<double>& y);

    /// T of the last point before, in double.
    std::vector<double> image_x() const;
    std::vector<double> image_y() const;
    /// The image moved towards the rows by some steps without costs.
    std::vector<double> polished(int steps);

private:
    struct Chunk {
        std::size_t first_item = 0;
        std::size_t last_item = 0;
        std::size_t first_group = 0;
        std::size_t last_group = 0;
        std::size_t first_row = 0;
        std::size_t last_row = 0;
        std::size_t first_foreign = 0;
        std::size_t last_foreign = 0;
    };
    /// How many entries of each kind a group has, in their order.
    struct Shape {
        std::uint32_t first = 0;
        std::uint16_t own = 0;            ///< own rows, no lag
        std::uint16_t foreign = 0;        ///< rows of other items, no lag: summed by their owner
        std::uint16_t next = 0;           ///< own rows one period later
        std::uint16_t later = 0;          ///< own rows more periods later
        std::uint16_t foreign_later = 0;  ///< rows of other items, some periods later
        std::uint16_t limits = 0;
        std::uint16_t singles = 0;
    };
    /// A coefficient in a row of this chunk of a group that belongs to another.
    struct Foreign {
        std::uint32_t row = 0;
        std::uint32_t slot = 0;  ///< into ahead_
        float coefficient = 0;
        std::uint32_t lag = 0;
    };
    struct Weights {
        float keep = 0;
        float pull = 0;
        bool image = false;
    };

    void lay_out();
    void cut_chunks();
    void set_steps();
    void measure_norm();
    void primal_pass(std::size_t chunk, const Weights& weights);
    void dual_pass(std::size_t chunk, const Weights& weights);
    void dual_limits(std::size_t first, std::size_t last, const Weights& weights);
    double fixed_point_error() const;
    void balance_items();
    std::vector<double> node_factors();
    double overall_factor(const std::vector<double>& primals,
                          const std::vector<double>& duals) const;
    void advance();
    void start_at_image();
    void in_chunks(const std::function<void(std::size_t)>& work) const;

    const Programme& p_;
    Threads threads_;
    std::size_t stride_;
    std::size_t vectors_;
    std::vector<Shape> shapes_;
    std::vector<std::uint32_t> rows_;
    std::vector<std::uint16_t> lags_;
    std::vector<float> values_;
    std::vector<Chunk> chunks_;
    std::vector<Foreign> foreign_;
    std::vector<std::uint32_t> slot_of_;  ///< per group: its place in ahead_, or none
    std::vector<float> ahead_;            ///< slots x stride

    /// groups: node of their last balance with a coefficient above 0, else of their first; or none
    std::vector<std::uint32_t> home_;
    std::vector<float> power_;  ///< groups x stride: vector of the power method
    std::vector<double> tau_;   ///< groups: primal steps
    std::vector<float> sigma_;  ///< rows: dual steps
    std::vector<float> cost_;   ///< groups x stride
    std::vector<float> upper_;  ///< groups x stride
    std::vector<float> right_;  ///< rows
    std::vector<float> most_;   ///< rows: the highest price, 0 of a limit
    std::vector<float> x_, x0_, image_x_;
    std::vector<float> y_, y0_, image_y_;
    std::vector<float> sums_;         ///< rows: A (2x' - x) of nodes
    std::vector<double> limit_sums_;  ///< chunks x limit rows
    double step_ = 1;
    long iterations_ = 0;
    long since_restart_ = 0;
    int restarts_ = 0;
    bool image_stands_ = false;  ///< the last step made the image; the point is still before it
    bool without_costs_ = false;
    double error_at_restart_ = -1;
    double last_error_ = 0;
};

}  // namespace vorrat::supply
