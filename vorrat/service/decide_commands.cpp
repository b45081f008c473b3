#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/text.h"
#include "vorrat/service/council_record.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

/// The workspace with these files in place of its own.
Result<World> world_with(const Values& values, const Streams& streams, council::Files files) {
    const pipeline::Means means = means_of(values, streams);
    auto reading = ingest::read_workspace(values.text("DIR"),
                                          {.threads = means.threads, .instead = std::move(files)});
    if (!reading) {
        return reading.error();
    }
    return pipeline::sound_world(std::move(*reading));
}

/// That an option has no plan, and why; cut to what an entry holds.
council::Alternative without_plan(const council::Option& option, std::string why) {
    constexpr std::size_t bytes_max = 8'000;
    std::size_t end = 0;
    while (end < why.size()) {
        const std::size_t next = end + std::max<std::size_t>(1, utf8_length(why, end));
        if (next > bytes_max) {
            break;
        }
        end = next;
    }
    why.resize(end);
    return {option.id, false, std::move(why)};
}

/// A workspace, and the plan it has now, against which options are weighed.
class Scales {
public:
    static Result<Scales> open(const Values& values, const Streams& streams) {
        auto files = editable_texts(values.text("DIR"));
        if (!files) {
            return files.error();
        }
        auto world = world_with(values, streams, {});
        if (!world) {
            return world.error();
        }
        auto now = pipeline::plan_only(std::move(*world), date_of(values, "as-of"), nullptr,
                                       means_of(values, streams));
        if (!now) {
            return now.error();
        }
        return Scales(values, streams, std::move(*files), std::move(*now));
    }

    /// What the option would bring, in words; a conflict of limits is an answer, too, and so is
    /// that the files do not hold the change: nobody could vote on the other options otherwise.
    Result<council::Alternative> weigh(const council::Option& option) const {
        auto files = council::edited(files_, option.changes);
        if (!files) {
            return not_computed(option, files.error());
        }
        auto world = world_with(values_, streams_, std::move(*files));
        if (!world) {
            return not_computed(option, world.error());
        }
        auto run = pipeline::plan_only(std::move(*world), date_of(values_, "as-of"), &now_,
                                       means_of(values_, streams_));
        if (!run) {
            return not_computed(option, run.error());
        }
        run->title = option.id;
        if (values_.has("out")) {
            const fs::path folder = fs::path(values_.text("out")) / option.id;
            std::error_code ignored;
            fs::create_directories(folder.parent_path(), ignored);
            if (auto done = publish::publish(run->publication(), folder); !done) {
                return done.error();
            }
        }
        return council::Alternative{
            option.id, true,
            publish::difference(now_.publication(), run->publication(), values_.language())};
    }

    /// That the plan the options are weighed against is of criteria nobody adopted.
    std::string notice() const { return notice_line(now_.world, values_.language()); }

private:
    static Result<council::Alternative> not_computed(const council::Option& option,
                                                     const Error& why) {
        if (why.kind == ErrorKind::infeasible || why.kind == ErrorKind::bad_input) {
            return without_plan(option, why.message);
        }
        return why;
    }

    Scales(const Values& values, const Streams& streams, council::Files files, pipeline::Run now)
        : values_(values), streams_(streams), files_(std::move(files)), now_(std::move(now)) {}

    const Values& values_;
    const Streams& streams_;
    council::Files files_;
    pipeline::Run now_;
};

/// Options that are still to be weighed: of the proposal named, or of all that nobody voted on yet.
Result<std::vector<council::Option>> options_to_weigh(const CouncilRecord& record,
                                                      const Values& values) {
    std::vector<council::Option> options;
    const auto add = [&](const council::Matter& matter) {
        options.insert(options.end(), matter.options.begin(), matter.options.end());
    };
    if (values.has("proposal")) {
        const auto matter = record.matter(values);
        if (!matter) {
            return matter.error();
        }
        add(**matter);
        return options;
    }
    for (const council::Matter& matter : record.state().matters()) {
        if (!matter.decided && matter.ballots.empty()) {
            add(matter);
        }
    }
    return options;
}

/// Writes what was adopted: the tables, then the rows of decisions.csv.
/// errors  bad_input: the workspace does not hold the change; nothing was written
vorrat::Outcome write_decision(const Values& values, const Streams& streams,
                               const council::Option& option, const Decision& sample) {
    const fs::path folder = values.text("DIR");
    const auto held = editable_texts(folder);
    if (!held) {
        return held.error();
    }
    auto files = council::edited(*held, option.changes);
    if (!files) {
        return files.error();
    }
    const auto world = world_with(values, streams, *files);
    if (!world) {
        return world.error();
    }
    const auto rows = council::rows_of(option.changes, world->decisions, sample);
    for (const auto& [name, text] : *files) {
        if (auto done = write_file(folder / name, text); !done) {
            return done;
        }
    }
    return council::append_decisions(folder / "decisions.csv", rows);
}

/// Counts when the vote is over and that was not done.
vorrat::Outcome count_if_due(CouncilRecord& record, const council::Matter& matter, Date day,
                             const Values& values) {
    const council::Rules& rules = record.state().councils().at(matter.council).rules;
    const bool lapsed = std::cmp_less(matter.supporters.size(), rules.supporters);
    if (matter.count || matter.decided || lapsed || day <= matter.deadline(council::Phase::vote)) {
        return Done{};
    }
    const auto seed = static_cast<std::int64_t>(values.whole("seed"));
    const council::Counted counted = council::count_votes(record.state(), matter, seed);
    return record.add(day,
                      council::Count{matter.id, seed, static_cast<std::int64_t>(counted.voters),
                                     counted.election.people, counted.winner});
}

vorrat::Outcome end_if_due(CouncilRecord& record, const council::Matter& matter, Date day,
                           const Values& values, const Streams& streams) {
    const council::Ending ending = council::ending_on(record.state(), matter, day);
    if (matter.decided || !ending.outcome) {
        return Done{};
    }
    std::string decision;
    if (*ending.outcome == council::Outcome::adopted) {
        const auto world = world_with(values, streams, {});
        if (!world) {
            return world.error();
        }
        const council::Option& winner = *council::winner_of(matter);
        decision = council::next_decision_id(world->decisions);
        const Decision sample{.id = decision,
                              .date = day,
                              .council = matter.council,
                              .key = "",
                              .value = "",
                              .replaced = "",
                              .reason = fmt::format("{}: {}", matter.title, winner.reason),
                              .proposal = winner.id};
        if (auto done = write_decision(values, streams, winner, sample); !done) {
            return done;
        }
    }
    return record.add(day, council::Decide{matter.id, *ending.outcome, decision});
}

}  // namespace

Result<int> run_alternatives(const Values& values, const Streams& streams) {
    if (values.has("out") && !values.has("proposal")) {
        return run_frontier(values, streams);
    }
    // Plans take their time, and people go on meanwhile.
    auto record = CouncilRecord::open(values, Others::may_write);
    if (!record) {
        return record.error();
    }
    const auto options = options_to_weigh(*record, values);
    if (!options) {
        return options.error();
    }
    if (options->empty()) {
        streams.out << "no proposal waits to be weighed\n";
        return 0;
    }
    const auto scales = Scales::open(values, streams);
    if (!scales) {
        return scales.error();
    }
    streams.out << scales->notice();
    for (const council::Option& option : *options) {
        auto alternative = scales->weigh(option);
        if (!alternative) {
            return alternative.error();
        }
        streams.out << option.id << "\n" << alternative->words << "\n";
        if (auto done = record->add(today(values), std::move(*alternative)); !done) {
            return done.error();
        }
    }
    return 0;
}

Result<int> run_decide(const Values& values, const Streams& streams) {
    return on_matter(
        values, {}, [&](CouncilRecord& record, const council::Matter& matter) -> Result<int> {
            const Date day = today(values);
            if (auto counted = count_if_due(record, matter, day, values); !counted) {
                return counted.error();
            }
            if (auto ended = end_if_due(record, matter, day, values, streams); !ended) {
                return ended.error();
            }
            streams.out << council::in_words(record.state(), matter, day, values.language());
            return 0;
        });
}

}  // namespace vorrat::service
