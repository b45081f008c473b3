#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/verify/verify.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

/// Plans on the frontier, each published as soon as it is made.
class Frontier {
public:
    Frontier(const Values& values, const Streams& streams)
        : streams_(streams),
          folder_(values.text("out")),
          as_of_(date_of(values, "as-of")),
          means_(means_of(values, streams)),
          language_(values.language()) {}

    Result<int> make(ingest::Reading reading, std::string title) {
        auto base = pipeline::run(std::move(reading),
                                  {.title = std::move(title), .as_of = as_of_, .means = means_});
        if (!base) {
            return base.error();
        }
        const publish::Publication now = base->publication();
        std::error_code ignored;
        fs::create_directories(folder_, ignored);
        fs::remove(folder_ / "alternatives.json", ignored);  // stands only beside finished plans
        if (auto done = publish::publish(now, folder_ / "base", passes_own_check); !done) {
            return done.error();
        }
        made_.push_back(publish::measured("base", {}, now, now));
        const auto variants = pipeline::frontier_variants(base->world, base->plan);
        for (const pipeline::Variant& variant : variants) {
            const double share =
                static_cast<double>(made_.size()) / static_cast<double>(variants.size() + 1);
            means_.progress.tell(variant.id, share);
            if (auto done = add(variant, *base); !done) {
                return done.error();
            }
        }
        publish::mark_frontier(made_);
        return write(now);
    }

private:
    Outcome add(const pipeline::Variant& variant, const pipeline::Run& base) {
        std::vector<publish::SetCriterion> set;
        for (const auto& [key, before, value] : variant.changed) {
            set.push_back({key, before, value});
        }
        World world = base.world;
        world.criteria = variant.criteria;
        auto run = pipeline::plan_only(std::move(world), as_of_, &base, means_);
        if (!run && run.error().kind == ErrorKind::infeasible) {
            publish::Alternative none;
            none.id = variant.id;
            none.criteria = std::move(set);
            none.conflict = run.error().message;
            none.frontier = false;
            made_.push_back(std::move(none));
            return Done{};
        }
        if (!run) {
            return run.error();
        }
        run->title = fmt::format("{}: {}", base.title, variant.id);
        run->shipments = base.shipments;
        made_.push_back(
            publish::measured(variant.id, std::move(set), base.publication(), run->publication()));
        return publish::publish(run->publication(), folder_ / variant.id, passes_own_check);
    }

    Result<int> write(const publish::Publication& base) const {
        const std::string table = publish::alternatives_csv(made_);
        for (const auto& [name, text] :
             {std::pair{"changes.csv", publish::changes_csv(made_)},
              std::pair{"alternatives.csv", table},
              std::pair{"alternatives.json", publish::alternatives_json(made_, base)}}) {
            if (auto written = write_file(folder_ / name, text); !written) {
                return written.error();
            }
        }
        streams_.out << notice_line(base.world, language_)
                     << publish::alternatives_text(made_, language_);
        return 0;
    }

    const Streams& streams_;
    fs::path folder_;
    std::optional<Date> as_of_;
    pipeline::Means means_;
    Language language_;
    std::vector<publish::Alternative> made_;
};

}  // namespace

Result<int> run_frontier(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    return Frontier(values, streams).make(std::move(*reading), title_of(values));
}

}  // namespace vorrat::service
