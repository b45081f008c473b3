#include <algorithm>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

class Terms {
public:
    Terms(const Problem& problem, const Nodes& nodes, const Programme& programme)
        : problem_(problem), nodes_(nodes), programme_(programme) {}

    /// Σ impacts of the table.
    std::vector<Term> of_table(int indicator) {
        for (const Impact& impact : problem_.impacts) {
            if (impact.indicator != indicator || impact.of < 0) {
                continue;
            }
            switch (impact.kind) {
                case ImpactKind::item:
                    entries(impact);
                    break;
                case ImpactKind::activity:
                    runs(impact);
                    break;
                case ImpactKind::mode:
                    ways(impact.of, impact.quantity);
                    break;
                case ImpactKind::storage:
                    stock(impact);
                    break;
                case ImpactKind::waste:
                    waste(impact.of, impact.quantity);
                    break;
            }
        }
        return std::move(terms_);
    }
    std::vector<Term> of_transport() {
        ways(-1, 1);
        return std::move(terms_);
    }
    std::vector<Term> of_waste() {
        for (std::size_t i = 0; i < problem_.items.size(); ++i) {
            waste(static_cast<int>(i), problem_.items[i].kg);
        }
        return std::move(terms_);
    }
    std::vector<Term> of_resource(int resource) {
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            for (const Quantity& use : problem_.activities[at(nodes_.running[k].first)].resources) {
                if (use.of == resource) {
                    block(programme_.runs[k], problem_.periods, use.per_run);
                }
            }
        }
        return std::move(terms_);
    }

private:
    void block(std::int32_t column, int periods, Interval factor) {
        if (column < 0) {
            return;
        }
        for (int t = 0; t < periods; ++t) {
            terms_.push_back({column + t, factor});
        }
    }
    void entries(const Impact& impact) {
        for (int node = 0; node < nodes_.count(); ++node) {
            if (nodes_.node[at(node)].first != impact.of) {
                continue;
            }
            block(programme_.enter[at(node)], problem_.periods, impact.quantity);
        }
    }
    void runs(const Impact& impact) {
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            if (nodes_.running[k].first != impact.of) {
                continue;
            }
            block(programme_.runs[k], problem_.periods, impact.quantity);
        }
    }
    /// mode -1: all of them
    void ways(int mode, double quantity) {
        for (const Way& way : programme_.ways) {
            const Lane& lane = problem_.lanes[at(way.lane)];
            if (mode >= 0 && lane.mode != mode) {
                continue;
            }
            const Interval tkm =
                Interval(lane.km) * problem_.items[at(way.item)].kg / Interval(1000);
            block(way.column, problem_.periods - lane.lead, Interval(quantity) * tkm);
        }
    }
    void stock(const Impact& impact) {
        for (int node = 0; node < nodes_.count(); ++node) {
            const auto [item, place] = nodes_.node[at(node)];
            if (place != impact.of) {
                continue;
            }
            const Interval litre_days =
                Interval(problem_.items[at(item)].litres) * problem_.period_days;
            block(programme_.stock[at(node)], problem_.periods,
                  Interval(impact.quantity) * litre_days);
        }
    }
    void waste(int item, double quantity) {
        for (std::size_t place = 0; place < problem_.places.size(); ++place) {
            const int node = nodes_.find(item, static_cast<int>(place));
            if (node >= 0) {
                block(programme_.waste[at(node)], problem_.periods, quantity);
            }
        }
    }

    const Problem& problem_;
    const Nodes& nodes_;
    const Programme& programme_;
    std::vector<Term> terms_;
};

}  // namespace

std::vector<Term> indicator_terms(const Problem& problem, const Nodes& nodes,
                                  const Programme& programme, std::string_view indicator) {
    Terms terms(problem, nodes, programme);
    const int row = problem.indicator_names.find(indicator);
    if (row >= 0) {
        return terms.of_table(row);
    }
    if (indicator == "transport_tkm") {
        return terms.of_transport();
    }
    if (indicator == "waste_kg") {
        return terms.of_waste();
    }
    const int resource = problem.resource_names.find(indicator);
    if (resource >= 0) {
        return terms.of_resource(resource);
    }
    return {};
}

}  // namespace vorrat::verify
