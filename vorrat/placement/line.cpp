#include "vorrat/placement/line.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <span>

#include "vorrat/placement/path_sums.h"

namespace vorrat::placement {
namespace {

// No line asks for more packs than a double counts exactly.
constexpr double most_packs = 9e15;
// Worths are counted in so many pieces at most, so that the cost of a line is bounded.
constexpr std::int64_t pieces_max = 64;
// In units of b: what sums over paths cannot tell from 0.
constexpr double rounding = 1e-12;

/// The most packs that are all used in time with at least the given probability.
double packs_used_in_time(std::span<const float> usable, double least_use, double pack) {
    std::vector<float> sorted(usable.begin(), usable.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const auto needed = static_cast<std::size_t>(
        std::clamp(std::ceil(least_use * static_cast<double>(sorted.size())), 1.0,
                   static_cast<double>(sorted.size())));
    return std::clamp(std::floor(sorted[needed - 1] / pack), 0.0, most_packs);
}

/// What the paths say of a line's worth, in units of b.
class Worth {
public:
    explicit Worth(const Lack& lack)
        : lack_(lack),
          need_(lack.net, 0),
          reserved_(sums_if(lack.extra > 0, lack.net, lack.extra)),
          in_time_(sums_if(!lack.usable.empty(), lack.usable, 0)) {}

    double largest() const { return with_reserve().largest(); }
    double quantile() const { return with_reserve().quantile(lack_.ratio); }
    double use(double from, double to) const { return need_.use(from, to); }
    double reserve_use(double from, double to) const { return with_reserve().use(from, to); }

    /// Per unit of need met less what sending costs.
    double net(double use, double from, double to) const {
        const double wasted = in_time_ ? 1 - in_time_->use(from, to) : 0;
        return use - (1 - lack_.ratio) - lack_.cost - lack_.waste_cost * wasted;
    }

private:
    static std::optional<PathSums> sums_if(bool wanted, std::span<const float> values,
                                           double extra) {
        return wanted ? std::optional<PathSums>(std::in_place, values, extra) : std::nullopt;
    }

    const PathSums& with_reserve() const { return reserved_ ? *reserved_ : need_; }

    const Lack& lack_;
    PathSums need_;
    std::optional<PathSums> reserved_;  // where there is a reserve
    std::optional<PathSums> in_time_;   // of what perishes
};

/// How many packs are worth sending: the worth of the next one falls as packs grow.
std::int64_t packs_wanted(const Worth& worth, double pack) {
    double high = std::clamp(std::ceil(worth.largest() / pack), 0.0, most_packs);
    double low = 0;  // `low` packs are wanted; the pack after `high` is not
    while (low < high) {
        const double middle = std::floor((low + high) / 2);
        const double from = middle * pack;
        const double to = (middle + 1) * pack;
        if (worth.net(worth.reserve_use(from, to), from, to) >= -rounding) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return static_cast<std::int64_t>(low);
}

void form_gains(const Worth& worth, const Lack& lack, Line& line) {
    const std::int64_t packs = (line.want - 1) / pieces_max + 1;
    line.gains.pack = line.pack;
    line.gains.width = static_cast<double>(packs);
    line.gains.most = static_cast<double>(line.want);
    const double width = line.gains.width * line.pack;
    const auto pieces = static_cast<std::size_t>((line.want - 1) / packs + 1);
    line.use.reserve(pieces);
    line.gains.per_unit.reserve(pieces);
    double last = 1;
    for (std::size_t j = 0; j < pieces; ++j) {
        const double from = static_cast<double>(j) * width;
        const double to = std::min(from + width, line.gains.most * line.pack);
        const double use = worth.use(from, to);
        double net = std::max(0.0, worth.net(use, from, to));
        if (lack.extra > 0) {
            net = std::max(net, lack.reserve_worth * worth.reserve_use(from, to));
        }
        last = std::min(last, net);
        line.use.push_back(static_cast<float>(use));
        line.gains.per_unit.push_back(static_cast<float>(line.weight * last));
    }
}

}  // namespace

void form_want(const Lack& lack, Line& line) {
    const Worth worth(lack);
    line.reason.wanted = worth.quantile();
    line.want = line.weight > 0 ? packs_wanted(worth, line.pack) : 0;
    if (!lack.usable.empty()) {
        const double in_time = packs_used_in_time(lack.usable, lack.least_use, line.pack);
        line.want = std::min(line.want, static_cast<std::int64_t>(in_time));
    }
    if (line.planned > line.want) {
        const double from = static_cast<double>(line.want) * line.pack;
        const double to = static_cast<double>(line.planned) * line.pack;
        line.planned_loss =
            lack.usable.empty()
                ? -line.weight * worth.net(worth.reserve_use(from, to), from, to) * (to - from)
                : std::numeric_limits<double>::infinity();
    }
    if (line.want > 0) {
        line.usable = lack.usable;
        form_gains(worth, lack, line);
    }
}

double avoided(const Line& line, double units) {
    double sum = 0;
    const double width = line.gains.width * line.pack;
    for (std::size_t j = 0; j < line.use.size(); ++j) {
        const double from = static_cast<double>(j) * width;
        sum += static_cast<double>(line.use[j]) * std::clamp(units - from, 0.0, width);
    }
    return sum;
}

double probability_of_use(const Line& line, double units) {
    if (line.usable.empty()) {
        return 1;
    }
    const auto used = std::count_if(line.usable.begin(), line.usable.end(), [units](float usable) {
        return static_cast<double>(usable) >= units;
    });
    return static_cast<double>(used) / static_cast<double>(line.usable.size());
}

}  // namespace vorrat::placement
