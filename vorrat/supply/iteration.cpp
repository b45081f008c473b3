#include "vorrat/supply/iteration.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cmath>
#include <limits>
#include <thread>

#include "vorrat/base/check.h"
#include "vorrat/supply/registers.h"

namespace vorrat::supply {
namespace {

/// Groups per chunk, and most chunks: each has sums over all limits of its own.
constexpr std::size_t chunk_groups = 4096;
constexpr std::size_t chunks_max = 48;

/// Restart rules, docs/math/solve.md section 7.
constexpr double enough = 0.2;
constexpr double some = 0.8;
constexpr double long_ago = 0.36;

/// An error so many times that at the restart says that the step is too long; it is shortened to
/// this share.
constexpr double grown = 4;
constexpr double shorter = 0.8;

double lane_sum(Floats v) {
    double sum = 0;
    for (std::size_t k = 0; k < width; ++k) {
        sum += static_cast<double>(v[k]);
    }
    return sum;
}

}  // namespace

Iteration::Iteration(const Programme& programme, Threads threads)
    : p_(programme),
      threads_(threads),
      stride_(programme.stride()),
      vectors_(programme.stride() / width) {
    lay_out();
    cut_chunks();
    set_steps();
    measure_norm();
    const auto to_float = [](double v) { return static_cast<float>(v); };
    cost_.resize(p_.columns());
    std::ranges::transform(p_.cost, cost_.begin(), to_float);
    upper_.resize(p_.columns());
    std::ranges::transform(p_.upper, upper_.begin(), to_float);
    right_.resize(p_.rows());
    std::ranges::transform(p_.right, right_.begin(), to_float);
    most_.assign(p_.rows(), std::numeric_limits<float>::infinity());
    for (const Node& node : p_.nodes) {
        if (node.at_most) {
            std::fill_n(most_.begin() + node.row, stride_, 0.0F);
        }
    }
    x_.assign(p_.columns(), 0);
    x0_ = image_x_ = x_;
    y_.assign(p_.rows(), 0);
    y0_ = image_y_ = y_;
    sums_.assign(p_.rows(), 0);
    limit_sums_.assign(chunks_.size() * p_.limit_rows(), 0);
}

void Iteration::lay_out() {
    std::vector<std::uint32_t> item_of((p_.rows() - p_.limit_rows()) / stride_ + 1, no_item);
    for (const Node& node : p_.nodes) {
        item_of[(node.row - p_.nodes.front().row) / stride_] = node.item;
    }
    const std::size_t first_row = p_.nodes.empty() ? 0 : p_.nodes.front().row;
    slot_of_.assign(p_.groups.size(), no_group);
    std::uint32_t slots = 0;
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        const Group& group = p_.groups[g];
        Shape shape;
        shape.first = static_cast<std::uint32_t>(rows_.size());
        const auto take = [&](std::uint16_t& counter, const auto& wanted) {
            for (const Entry& entry : p_.entries_of(group)) {
                const bool foreign = entry.kind == Entry::Kind::balance &&
                                     item_of[(entry.row - first_row) / stride_] != group.item;
                if (wanted(entry, foreign)) {
                    rows_.push_back(entry.row);
                    lags_.push_back(entry.lag);
                    values_.push_back(static_cast<float>(entry.coefficient));
                    ++counter;
                }
            }
        };
        using enum Entry::Kind;
        take(shape.own,
             [](const Entry& e, bool f) { return e.kind == balance && !f && e.lag == 0; });
        take(shape.foreign, [](const Entry& e, bool f) { return f && e.lag == 0; });
        take(shape.next,
             [](const Entry& e, bool f) { return e.kind == balance && !f && e.lag == 1; });
        take(shape.later,
             [](const Entry& e, bool f) { return e.kind == balance && !f && e.lag > 1; });
        take(shape.foreign_later, [](const Entry& e, bool f) { return f && e.lag > 0; });
        take(shape.limits, [](const Entry& e, bool) { return e.kind == limit; });
        take(shape.singles, [](const Entry& e, bool) { return e.kind == single; });
        if (shape.foreign + shape.foreign_later > 0) {
            slot_of_[g] = slots++;
        }
        shapes_.push_back(shape);
    }
    ahead_.assign(slots * stride_, 0);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        const Shape& shape = shapes_[g];
        const auto note = [&](std::size_t first, std::size_t count) {
            for (std::size_t k = first; k < first + count; ++k) {
                foreign_.push_back({rows_[k], slot_of_[g], values_[k], lags_[k]});
            }
        };
        note(shape.first + shape.own, shape.foreign);
        note(shape.first + shape.own + shape.foreign + shape.next + shape.later,
             shape.foreign_later);
    }
    std::ranges::stable_sort(foreign_, {}, &Foreign::row);
}

void Iteration::cut_chunks() {
    const std::size_t groups = p_.groups.size();
    const std::size_t wanted = std::clamp<std::size_t>(groups / chunk_groups, 1, chunks_max);
    Chunk chunk;
    chunk.first_row = chunk.last_row = p_.nodes.empty() ? p_.rows() : p_.nodes.front().row;
    for (std::size_t c = 0; c < wanted; ++c) {
        chunk.first_item = chunk.last_item;
        chunk.first_group = chunk.last_group;
        chunk.first_row = chunk.last_row;
        chunk.first_foreign = chunk.last_foreign;
        const bool last = c + 1 == wanted;
        const std::size_t until = groups * (c + 1) / wanted;
        while (chunk.last_item < p_.items.size() &&
               (last || p_.items[chunk.last_item].first_group < until)) {
            ++chunk.last_item;
        }
        const bool all = chunk.last_item == p_.items.size();
        chunk.last_group = last || all ? groups : p_.items[chunk.last_item].first_group;
        const std::size_t node = all ? p_.nodes.size() : p_.items[chunk.last_item].first_node;
        chunk.last_row = node == p_.nodes.size() ? p_.rows() : p_.nodes[node].row;
        while (chunk.last_foreign < foreign_.size() &&
               foreign_[chunk.last_foreign].row < chunk.last_row) {
            ++chunk.last_foreign;
        }
        chunks_.push_back(chunk);
    }
}

void Iteration::in_chunks(const std::function<void(std::size_t)>& work) const {
    parallel_blocks(chunks_.size(), 1, threads_,
                    [&](std::size_t first, std::size_t) { work(first); });
}

/// The primal step of a chunk: x' and what it adds to the rows.
VORRAT_CLONES void Iteration::primal_pass(std::size_t chunk_number, const Weights& weights) {
    const Chunk& chunk = chunks_[chunk_number];
    double* limits = limit_sums_.data() + chunk_number * p_.limit_rows();
    const float* y = y_.data();
    float* sums = sums_.data();
    const auto step = static_cast<float>(step_);
    const Floats zero{};
    for (std::size_t g = chunk.first_group; g < chunk.last_group; ++g) {
        const Shape shape = shapes_[g];
        const std::uint32_t* row = rows_.data() + shape.first;
        const float* a = values_.data() + shape.first;
        const std::uint16_t* lag = lags_.data() + shape.first;
        const std::size_t own = shape.own;
        const std::size_t plain = own + shape.foreign;
        const std::size_t next = plain + shape.next;
        const std::size_t later = next + shape.later;
        const std::size_t far = later + shape.foreign_later;
        const std::size_t limit = far + shape.limits;
        const std::size_t all = limit + shape.singles;
        const float length = step * static_cast<float>(tau_[g]);
        float shared = 0;
        for (std::size_t k = limit; k < all; ++k) {
            shared += a[k] * y[row[k]];
        }
        Floats before = zero;
        for (std::size_t v = 0; v < vectors_; ++v) {
            const std::size_t at = g * stride_ + v * width;
            const std::size_t t = v * width;
            Floats slope = without_costs_ ? zero : load(&cost_[at]);
            for (std::size_t k = 0; k < plain; ++k) {
                slope -= a[k] * load(y + row[k] + t);
            }
            for (std::size_t k = plain; k < next; ++k) {
                const Floats after = v + 1 < vectors_ ? load(y + row[k] + t + width) : zero;
                slope -= a[k] * one_down(load(y + row[k] + t), after);
            }
            for (std::size_t k = next; k < far; ++k) {
                for (std::size_t lane = 0; lane < width; ++lane) {
                    const std::size_t to = t + lane + lag[k];
                    slope[lane] -= to < stride_ ? a[k] * y[row[k] + to] : 0.0F;
                }
            }
            for (std::size_t k = far; k < limit; ++k) {
                slope -= a[k] * load(y + row[k] + t);
            }
            slope -= shared;
            const Floats old = load(&x_[at]);
            const Floats image = least(largest(old - length * slope, zero), load(&upper_[at]));
            const Floats ahead = 2.0F * image - old;
            if (weights.image) {
                store(&image_x_[at], image);
            } else {
                store(&x_[at], weights.keep * ahead + weights.pull * load(&x0_[at]));
            }
            for (std::size_t k = 0; k < own; ++k) {
                float* to = sums + row[k] + t;
                store(to, load(to) + a[k] * ahead);
            }
            for (std::size_t k = plain; k < next; ++k) {
                float* to = sums + row[k] + t;
                store(to, load(to) + a[k] * one_up(before, ahead));
            }
            for (std::size_t k = next; k < later; ++k) {
                for (std::size_t lane = 0; lane < width; ++lane) {
                    const std::size_t to = t + lane + lag[k];
                    if (to < stride_) {
                        sums[row[k] + to] += a[k] * ahead[lane];
                    }
                }
            }
            for (std::size_t k = far; k < limit; ++k) {
                add_to(limits + row[k] + t, ahead, static_cast<double>(a[k]));
            }
            if (limit < all) {
                const double sum = lane_sum(ahead);
                for (std::size_t k = limit; k < all; ++k) {
                    limits[row[k]] += static_cast<double>(a[k]) * sum;
                }
            }
            if (slot_of_[g] != no_group) {
                store(&ahead_[slot_of_[g] * stride_ + t], ahead);
            }
            before = ahead;
        }
    }
}

/// The dual step of the rows of a chunk, after every primal pass is done.
VORRAT_CLONES void Iteration::dual_pass(std::size_t chunk_number, const Weights& weights) {
    const Chunk& chunk = chunks_[chunk_number];
    float* sums = sums_.data();
    for (std::size_t k = chunk.first_foreign; k < chunk.last_foreign; ++k) {
        const Foreign& foreign = foreign_[k];
        if (foreign.lag > 0) {
            for (std::size_t t = foreign.lag; t < stride_; ++t) {
                sums[foreign.row + t] +=
                    foreign.coefficient * ahead_[foreign.slot * stride_ + t - foreign.lag];
            }
            continue;
        }
        for (std::size_t t = 0; t < stride_; t += width) {
            float* to = sums + foreign.row + t;
            store(to, load(to) + foreign.coefficient * load(&ahead_[foreign.slot * stride_ + t]));
        }
    }
    const Floats zero{};
    const auto step = static_cast<float>(step_);
    for (std::size_t i = chunk.first_row; i < chunk.last_row; i += width) {
        const Floats old = load(&y_[i]);
        const Floats moved = old + step * load(&sigma_[i]) * (load(&right_[i]) - load(sums + i));
        const Floats image = least(moved, load(&most_[i]));
        store(sums + i, zero);
        if (weights.image) {
            store(&image_y_[i], image);
        } else {
            store(&y_[i], weights.keep * (2.0F * image - old) + weights.pull * load(&y0_[i]));
        }
    }
}

/// The dual step of limits first .. last: sums over chunks in their order; prices are at most 0.
void Iteration::dual_limits(std::size_t first, std::size_t last, const Weights& weights) {
    for (std::size_t i = first; i < last; ++i) {
        double sum = 0;
        for (std::size_t c = 0; c < chunks_.size(); ++c) {
            double& part = limit_sums_[c * p_.limit_rows() + i];
            sum += part;
            part = 0;
        }
        const float old = y_[i];
        const double moved =
            static_cast<double>(old) + step_ * static_cast<double>(sigma_[i]) * (p_.right[i] - sum);
        const auto image = static_cast<float>(std::min(moved, 0.0));
        if (weights.image) {
            image_y_[i] = image;
        } else {
            y_[i] = weights.keep * (2.0F * image - old) + weights.pull * y0_[i];
        }
    }
}

/// Goes on from a point whose image was kept, as the passes do for the others.
void Iteration::advance() {
    if (!image_stands_) {
        return;
    }
    image_stands_ = false;
    const auto k = static_cast<float>(since_restart_ - 1);
    const float keep = (k + 1) / (k + 2);
    const float pull = 1 / (k + 2);
    constexpr std::size_t block = 1U << 16U;
    parallel_blocks(x_.size(), block, threads_, [&](std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            x_[j] = keep * (2.0F * image_x_[j] - x_[j]) + pull * x0_[j];
        }
    });
    parallel_blocks(y_.size(), block, threads_, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            y_[i] = keep * (2.0F * image_y_[i] - y_[i]) + pull * y0_[i];
        }
    });
}

void Iteration::run(int steps) {
    advance();
    const std::size_t limit_piece = p_.limit_rows() / chunks_.size() + 1;
    const std::size_t helpers =
        std::max<std::size_t>(1, std::min<std::size_t>(threads_.count, chunks_.size()));
    std::vector<std::atomic<std::size_t>> next(2 * static_cast<std::size_t>(steps));
    std::barrier together(static_cast<std::ptrdiff_t>(helpers));
    const auto work = [&] {
        for (int s = 0; s < steps; ++s) {
            const auto k = static_cast<float>(since_restart_ + s);
            const Weights weights{(k + 1) / (k + 2), 1 / (k + 2), s + 1 == steps};
            auto& primal = next[2 * static_cast<std::size_t>(s)];
            for (std::size_t c = primal++; c < chunks_.size(); c = primal++) {
                primal_pass(c, weights);
            }
            together.arrive_and_wait();
            auto& dual = next[2 * static_cast<std::size_t>(s) + 1];
            for (std::size_t c = dual++; c < chunks_.size(); c = dual++) {
                dual_pass(c, weights);
                dual_limits(std::min(c * limit_piece, p_.limit_rows()),
                            std::min((c + 1) * limit_piece, p_.limit_rows()), weights);
            }
            together.arrive_and_wait();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t h = 1; h < helpers; ++h) {
            others.emplace_back(work);
        }
        work();
    }
    since_restart_ += steps;
    iterations_ += steps;
    image_stands_ = true;
}

bool Iteration::restart_if_due() {
    check(image_stands_, "a restart follows a run");
    const double error = fixed_point_error();
    const bool first = error_at_restart_ < 0;
    if (first) {
        error_at_restart_ = error;
    }
    if (error > grown * error_at_restart_ || !std::isfinite(error)) {
        // T shrinks this error whenever the step is short enough: the norm was measured too small.
        step_ *= shorter;
        image_x_ = x0_;
        image_y_ = y0_;
        start_at_image();
        return true;
    }
    const bool fell = error <= enough * error_at_restart_;
    const bool rises = !first && error <= some * error_at_restart_ && error > last_error_;
    const bool old =
        static_cast<double>(since_restart_) >= long_ago * static_cast<double>(iterations_);
    last_error_ = error;
    if (first || !(fell || rises || old)) {
        return false;
    }
    balance_items();
    start_at_image();
    ++restarts_;
    return true;
}

void Iteration::restart_changed() {
    const auto to_float = [](double v) { return static_cast<float>(v); };
    std::ranges::transform(p_.upper, upper_.begin(), to_float);
    std::ranges::transform(p_.right, right_.begin(), to_float);
    start_at_image();
    run(1);
    restart_if_due();
}

void Iteration::start_at_image() {
    x_ = image_x_;
    y_ = image_y_;
    x0_ = x_;
    y0_ = y_;
    image_stands_ = false;
    since_restart_ = 0;
    error_at_restart_ = -1;
}

void Iteration::start_from(const std::vector<double>& x, const std::vector<double>& y) {
    std::ranges::transform(x, x_.begin(), [](double v) { return static_cast<float>(v); });
    std::ranges::transform(y, y_.begin(), [](double v) { return static_cast<float>(v); });
    x0_ = x_;
    y0_ = y_;
    image_stands_ = false;
    since_restart_ = 0;
    error_at_restart_ = -1;
}

std::vector<double> Iteration::image_x() const { return {image_x_.begin(), image_x_.end()}; }
std::vector<double> Iteration::image_y() const { return {image_y_.begin(), image_y_.end()}; }

std::vector<double> Iteration::polished(int steps) {
    check(image_stands_, "polishing begins at an image");
    std::vector<float> x = std::move(x_);
    std::vector<float> x0 = std::move(x0_);
    std::vector<float> y = std::move(y_);
    std::vector<float> y0 = std::move(y0_);
    const std::vector<float> image_x = image_x_;
    const std::vector<float> image_y = image_y_;
    const long since = since_restart_;
    const long made = iterations_;
    x_ = x0_ = image_x_;
    y_.assign(y.size(), 0);
    y0_ = y_;
    since_restart_ = 0;
    image_stands_ = false;
    without_costs_ = true;
    run(steps);
    without_costs_ = false;
    std::vector<double> out(image_x_.begin(), image_x_.end());
    x_ = std::move(x);
    x0_ = std::move(x0);
    y_ = std::move(y);
    y0_ = std::move(y0);
    image_x_ = image_x;
    image_y_ = image_y;
    since_restart_ = since;
    iterations_ = made;
    image_stands_ = true;
    return out;
}

}  // namespace vorrat::supply
