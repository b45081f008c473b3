#include <algorithm>
#include <cmath>
#include <limits>

#include "vorrat/forecast/observed.h"
#include "vorrat/forecast/score.h"

namespace vorrat::forecast {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

std::vector<double> cut(const Series& series, std::ptrdiff_t first, std::ptrdiff_t last) {
    std::vector<double> quantity;
    for (std::ptrdiff_t t = first; t < last; ++t) {
        const auto step = static_cast<std::size_t>(t);
        quantity.push_back(t >= 0 && knowledge_of(series, step) == Knowledge::observed
                               ? series.quantity[step]
                               : not_known);
    }
    return quantity;
}

/// Price times quantity over the last steps before `end`; an unknown price is the one before it.
double money(const Series& series, std::ptrdiff_t end, std::ptrdiff_t steps,
             const std::vector<float>* prices) {
    double sum = 0;
    double price = prices == nullptr ? 1 : not_known;
    for (std::ptrdiff_t t = 0; t < end; ++t) {
        const auto step = static_cast<std::size_t>(t);
        if (prices != nullptr && step < prices->size() && !std::isnan((*prices)[step])) {
            price = static_cast<double>((*prices)[step]);
        }
        if (t < end - steps || step >= series.quantity.size()) {
            continue;
        }
        if (std::isnan(series.quantity[step]) || std::isnan(price)) {
            continue;
        }
        sum += price * series.quantity[step];
    }
    return sum;
}

}  // namespace

Split split_at(const History& history, Date origin, const EvaluationSettings& settings) {
    Split split;
    split.origin = origin;
    split.begin = std::ranges::min(history.series, {}, &Series::start).start;
    const Frequency frequency = history.frequency;
    split.past =
        static_cast<std::size_t>(std::max(0, steps_between(split.begin, origin, frequency)));
    const auto named = std::ranges::find(history.regressors, settings.price);
    const auto column = static_cast<std::size_t>(named - history.regressors.begin());
    const int horizon = settings.forecast.horizon;
    for (const Series& series : history.series) {
        const std::ptrdiff_t end = steps_between(series.start, origin, frequency);
        split.training.push_back(cut(series, 0, end));
        split.needed.push_back(cut(series, end, end + horizon));
        const bool priced = column < series.regressors.size();
        split.weight.push_back(money(series, end,
                                     static_cast<std::ptrdiff_t>(recent_steps(frequency)),
                                     priced ? &series.regressors[column] : nullptr));
        split.offset.push_back(
            static_cast<std::size_t>(steps_between(split.begin, series.start, frequency)));
    }
    return split;
}

}  // namespace vorrat::forecast
