#include "vorrat/forecast/candidates.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "vorrat/base/check.h"
#include "vorrat/forecast/level.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t longest_horizon = 1000;
/// From this share of zeros on a need is intermittent; below it may have a trend.
constexpr double intermittent_share = 0.2;
constexpr double fewest_for_trend = 6;
/// Half the slope of the straight line: the two lines of theta, 0 and 2, at equal weights.
constexpr double slope_kept = 0.5;
constexpr std::initializer_list<double> slow_memories{0.05, 0.1, 0.2, 0.35, 0.55, 0.8};

/// Known steps, and those among them with need.
struct Tally {
    double known = 0;
    double needs = 0;

    bool intermittent() const { return known - needs >= intermittent_share * known; }
};

Tally tally_of(const Observed& seen) {
    Tally tally;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (seen.known(t)) {
            ++tally.known;
            tally.needs += seen.quantity[t] > 0 ? 1 : 0;
        }
    }
    return tally;
}

void add_intermittent(const Tally& tally, std::vector<Candidate>& list) {
    // They learn at needs only, so they are trusted as needs come in.
    const double trust = 0.3 * tally.needs / (tally.needs + 20);
    for (const double alpha : {0.05, 0.1, 0.2}) {
        list.push_back({.method = Method::croston, .alpha = alpha, .prior = trust / 3});
    }
    for (const double alpha : {0.02, 0.05, 0.1}) {
        for (const double beta : {0.05, 0.2}) {
            list.push_back(
                {.method = Method::tsb, .alpha = alpha, .beta = beta, .prior = trust / 6});
        }
    }
    for (const double alpha : {0.05, 0.1, 0.2, 0.3}) {
        list.push_back({.method = Method::adida, .alpha = alpha, .prior = trust / 4});
    }
}

void add_trends(double power, std::vector<Candidate>& list) {
    for (const double alpha : slow_memories) {
        list.push_back(
            {.method = Method::drift, .alpha = alpha, .prior = std::pow(alpha, power) / 6});
    }
    for (const std::size_t damping : {1, 2}) {
        for (const double alpha : {0.2, 0.4, 0.7, 0.95}) {
            for (const double beta : {0.1, 0.3}) {
                list.push_back({.method = Method::damped_trend,
                                .alpha = alpha,
                                .beta = beta,
                                .damping = damping,
                                .prior = std::pow(alpha, power) / 12});
            }
        }
    }
}

std::vector<Candidate> candidates_for(const Observed& seen) {
    const Tally tally = tally_of(seen);
    std::vector<Candidate> list;
    const bool slow = seen.frequency == Frequency::month || seen.frequency == Frequency::quarter ||
                      seen.frequency == Frequency::year;
    // Quarters and years remember for themselves: what is new counts more.
    const double power = seen.frequency == Frequency::month ? 0 : 1;
    if (slow) {
        for (const double alpha : slow_memories) {
            list.push_back({.alpha = alpha, .prior = std::pow(alpha, power) / 6});
        }
    } else {
        for (const double alpha : memories) {
            list.push_back({.alpha = alpha});
        }
    }
    if (seen.frequency == Frequency::week) {
        list.push_back({.alpha = 0.01});
    }
    if (tally.intermittent()) {
        add_intermittent(tally, list);
    } else if (slow && tally.known >= fewest_for_trend) {
        add_trends(power, list);
    }
    return list;
}

/// Column k of the candidates.
struct Writer {
    const Observed& seen;
    std::span<const double> profile;
    Candidates& out;
    std::size_t k;

    double& level(std::size_t t) const { return out.level[t * out.list.size() + k]; }
    double& slope(std::size_t t) const { return out.slope[t * out.list.size() + k]; }
    double share(std::size_t t) const { return profile[t % profile.size()]; }
    const Candidate& candidate() const { return out.list[k]; }
};

void smooth(const Writer& w) {
    double need = 0;
    double share = 0;
    double learned = 0;
    for (std::size_t t = 0; t < w.seen.size(); ++t) {
        if (w.seen.known(t)) {
            ++learned;
            const double a = std::max(w.candidate().alpha, 1 / learned);
            need += a * (w.seen.quantity[t] - need);
            share += a * (w.share(t) - share);
        }
        w.level(t + 1) = learned > 0 ? need / share : 0;
    }
}

/// Least squares of a straight line, point by point.
struct Line {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;

    void add(double at, double value) {
        ++n;
        x += at;
        y += value;
        xx += at * at;
        xy += at * value;
    }
    double slope() const { return n < 3 ? 0 : (xy - x * y / n) / (xx - x * x / n); }
};

void drift(const Writer& w) {
    smooth(w);
    Line line;
    double age = 0;
    for (std::size_t t = 0; t < w.seen.size(); ++t) {
        ++age;
        if (w.seen.known(t)) {
            line.add(static_cast<double>(t), w.seen.quantity[t] / w.share(t));
            age *= 1 - std::max(w.candidate().alpha, 1 / line.n);
        }
        w.slope(t + 1) = slope_kept * line.slope();
        w.level(t + 1) += w.slope(t + 1) * age;
    }
}

void damped_trend(const Writer& w) {
    const double phi = dampings.at(w.candidate().damping);
    double level = 0;
    double slope = 0;
    double learned = 0;
    for (std::size_t t = 0; t < w.seen.size(); ++t) {
        slope *= phi;
        level += slope;
        if (w.seen.known(t)) {
            ++learned;
            const double missed = w.seen.quantity[t] / w.share(t) - level;
            level += std::max(w.candidate().alpha, 1 / learned) * missed;
            slope += learned > 1 ? w.candidate().alpha * w.candidate().beta * missed : 0;
        }
        w.level(t + 1) = level;
        w.slope(t + 1) = slope;
    }
}

void croston(const Writer& w) {
    const double alpha = w.candidate().alpha;
    double size = 0;
    double gap = 0;
    double since = 0;
    double needs = 0;
    for (std::size_t t = 0; t < w.seen.size(); ++t) {
        since += w.seen.known(t) ? 1 : 0;
        if (w.seen.known(t) && w.seen.quantity[t] > 0) {
            ++needs;
            const double a = std::max(alpha, 1 / needs);
            size += a * (w.seen.quantity[t] - size);
            gap += a * (since - gap);
            since = 0;
        }
        w.level(t + 1) = needs > 0 ? (1 - alpha / 2) * size / gap : 0;
    }
}

void tsb(const Writer& w) {
    double size = 0;
    double probability = 0;
    double known = 0;
    double needs = 0;
    for (std::size_t t = 0; t < w.seen.size(); ++t) {
        if (w.seen.known(t)) {
            ++known;
            const bool needed = w.seen.quantity[t] > 0;
            const double a = std::max(w.candidate().alpha, 1 / known);
            probability += a * ((needed ? 1 : 0) - probability);
            if (needed) {
                ++needs;
                size += std::max(w.candidate().beta, 1 / needs) * (w.seen.quantity[t] - size);
            }
        }
        w.level(t + 1) = probability * size;
    }
}

/// Known steps per need from the first need on, as a whole number.
double steps_per_need(const Observed& seen) {
    double steps = 0;
    double needs = 0;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (!seen.known(t)) {
            continue;
        }
        needs += seen.quantity[t] > 0 ? 1 : 0;
        steps += needs > 0 ? 1 : 0;
    }
    return needs > 0 ? std::max(1.0, std::round(steps / needs)) : 1;
}

void adida(const Writer& w) {
    const double bucket = steps_per_need(w.seen);
    double level = 0;
    double sum = 0;
    double steps = 0;
    double buckets = 0;
    for (std::size_t t = 0; t < w.seen.size(); ++t) {
        if (w.seen.known(t)) {
            sum += w.seen.quantity[t];
            ++steps;
        }
        const double mean = steps > 0 ? sum / steps : 0;
        if (steps >= bucket) {
            ++buckets;
            level += std::max(w.candidate().alpha, 1 / buckets) * (mean - level);
            sum = 0;
            steps = 0;
        }
        w.level(t + 1) = buckets > 0 ? level : mean;
    }
}

void write(const Writer& w) {
    switch (w.candidate().method) {
        case Method::smoothing:
            return smooth(w);
        case Method::drift:
            return drift(w);
        case Method::damped_trend:
            return damped_trend(w);
        case Method::croston:
            return croston(w);
        case Method::tsb:
            return tsb(w);
        case Method::adida:
            return adida(w);
    }
    impossible("a Method outside its enum");
}

using Steps = std::array<double, dampings.size()>;

std::vector<Steps> all_damped_steps() {
    std::vector<Steps> all;
    Steps sum{};
    Steps power{1, 1, 1};
    for (std::size_t h = 0; h < longest_horizon; ++h) {
        for (std::size_t j = 0; j < dampings.size(); ++j) {
            power[j] *= dampings[j];
            sum[j] += power[j];
        }
        all.push_back(sum);
    }
    return all;
}

}  // namespace

const Steps& damped_steps(std::size_t h) {
    static const std::vector<Steps> all = all_damped_steps();
    return all[h];
}

std::string_view to_string(Method method) {
    switch (method) {
        case Method::smoothing:
            return "smoothing";
        case Method::drift:
            return "drift";
        case Method::damped_trend:
            return "damped_trend";
        case Method::croston:
            return "croston";
        case Method::tsb:
            return "tsb";
        case Method::adida:
            return "adida";
    }
    impossible("a Method outside its enum");
}

Candidates candidates(const Observed& seen, std::span<const double> profile) {
    Candidates out{.list = candidates_for(seen)};
    const auto has_slope = [](const Candidate& candidate) {
        return candidate.method == Method::drift || candidate.method == Method::damped_trend;
    };
    const std::size_t size = (seen.size() + 1) * out.list.size();
    out.level.assign(size, 0);
    if (std::ranges::any_of(out.list, has_slope)) {
        out.slope.assign(size, 0);
    }
    for (std::size_t k = 0; k < out.list.size(); ++k) {
        write({seen, profile, out, k});
    }
    std::size_t first = 0;
    while (!seen.known(first)) {
        ++first;
    }
    const auto row = [&](std::size_t t) {
        return out.level.begin() + static_cast<std::ptrdiff_t>(t * out.list.size());
    };
    for (std::size_t t = 0; t <= first; ++t) {
        std::copy_n(row(first + 1), out.list.size(), row(t));
    }
    return out;
}

}  // namespace vorrat::forecast
