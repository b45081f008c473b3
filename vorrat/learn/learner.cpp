#include <algorithm>
#include <cmath>

#include "vorrat/learn/learn.h"
#include "vorrat/reserve/reserve.h"

namespace vorrat::learn {
namespace {

constexpr std::size_t path_count = 256;
// How much more than was sold the need is taken to be, per period sold out in a row: what was never
// seen must not be thought impossible, or empty shelves would look like small need for ever.
constexpr double doubt = 0.1;
constexpr int doubts_max = 5;
constexpr int cycles_lost_max = 3;  // orders lost in a row that are reckoned with

double quantile(std::vector<double>& values, double level) {
    const double position = std::clamp(level * static_cast<double>(values.size()) - 0.5, 0.0,
                                       static_cast<double>(values.size() - 1));
    const auto below = static_cast<std::size_t>(position);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
    std::nth_element(values.begin(), at, values.end());
    const double low = *at;
    if (below + 1 == values.size()) {
        return low;
    }
    const double high = *std::min_element(at + 1, values.end());
    return low + (position - static_cast<double>(below)) * (high - low);
}

}  // namespace

double aim_of(const Setting& setting) {
    return reserve::near_myopic_ratio(setting.profit / (setting.profit + setting.holding),
                                      {setting.lead, 1});
}

Learner::Learner(const Setting& setting)
    : setting_(setting),
      aim_(setting.aim ? *setting.aim : aim_of(setting)),
      experts_(setting.history),
      lead_times_(setting.lead) {}

void Learner::learn_need(const Morning& morning) {
    if (!morning.need) {
        return;
    }
    double need = *morning.need;
    censored_in_a_row_ = morning.censored ? censored_in_a_row_ + 1 : 0;
    if (morning.censored && experts_.observations() > 0) {
        Random random(setting_.seed, 2 * period_ + 1);
        double sum = 0;
        double count = 0;
        for (const double foreseen : experts_.paths(path_count, 1, random)) {
            if (foreseen >= need) {
                sum += foreseen;
                count += 1;
            }
        }
        const double least = need * (1 + doubt * std::min(censored_in_a_row_, doubts_max));
        need = std::max(least, count > 0 ? sum / count : 0.0);
    }
    experts_.observe(need);
}

double Learner::decide(const Morning& morning, double pack) {
    learn_need(morning);
    lead_times_.morning(morning.arrived, morning.in_transit);
    const auto period = static_cast<int>(period_++);
    const auto longest = static_cast<std::size_t>(lead_times_.longest());
    const std::size_t steps = longest + 1 + cycles_lost_max;
    Random random(setting_.seed, 2 * period_);
    const std::vector<double> paths = experts_.paths(path_count, steps, random);
    std::vector<double> net;
    std::vector<double> arriving(steps);
    for (std::size_t k = 0; k < path_count; ++k) {
        std::fill(arriving.begin(), arriving.end(), 0.0);
        for (const LeadTimes::OpenOrder& order : lead_times_.open()) {
            const auto rest = static_cast<std::size_t>(lead_times_.draw_rest(order, random));
            if (rest < steps) {
                arriving[rest] += order.units;
            }
        }
        const auto lead = static_cast<std::size_t>(lead_times_.draw_lead(random));
        std::size_t cycle = 1;
        while (cycle <= cycles_lost_max && random.uniform() < lead_times_.probability_never()) {
            ++cycle;
        }
        if (setting_.periods > 0 && period + static_cast<int>(lead) >= setting_.periods) {
            net.push_back(0);  // comes too late for anything
            continue;
        }
        double stock = morning.on_hand;
        const double* need = paths.data() + k * steps;
        for (std::size_t t = 0; t < lead; ++t) {
            stock = std::max(0.0, stock + arriving[t] - need[t]);
        }
        double lacking = -stock;
        for (std::size_t t = lead; t < std::min(steps, lead + cycle); ++t) {
            const bool played =
                setting_.periods == 0 || period + static_cast<int>(t) < setting_.periods;
            lacking += (played ? need[t] : 0) - arriving[t];
        }
        net.push_back(lacking);
    }
    const double units = std::max(0.0, quantile(net, aim_));
    const double order = pack * std::round(units / pack);
    lead_times_.ordered(order);
    return order;
}

}  // namespace vorrat::learn
