#include <charconv>
#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/text.h"
#include "vorrat/service/council_record.h"

namespace vorrat::service {
namespace {

Result<council::Rules> rules_of(const Values& values) {
    council::Rules rules;
    for (const auto& [name, share] :
         {std::pair{"quorum", &rules.quorum}, std::pair{"objection", &rules.objection}}) {
        const auto read = council::share_of(values.text(name));
        if (!read) {
            return usage_error(fmt::format("--{}: want a share such as 1/2, got {}", name,
                                           shown(values.text(name))));
        }
        *share = *read;
    }
    rules.supporters = values.whole("supporters");
    rules.delegates = values.whole("delegates");
    const auto lengths = listed(values.text("phases"));
    for (std::size_t k = 0; k < lengths.size(); ++k) {
        std::int64_t length = 0;
        const char* const end = lengths[k].data() + lengths[k].size();
        const auto [rest, problem] = std::from_chars(lengths[k].data(), end, length);
        const bool sound = problem == std::errc{} && rest == end && length >= 1 && length <= 3660;
        if (!sound || lengths.size() != council::phase_count) {
            return usage_error(
                fmt::format("--phases: want five whole numbers of days from 1 to "
                            "3660, got {}",
                            shown(values.text("phases"))));
        }
        rules.days.at(k) = length;
    }
    rules.ties = values.text("ties") == "lot" ? decide::Ties::lot : decide::Ties::given;
    return rules;
}

Result<council::Event> founding(const Values& values, const council::State&) {
    if (auto given = need(values, {"council", "name"}); !given) {
        return given.error();
    }
    const auto rules = rules_of(values);
    if (!rules) {
        return rules.error();
    }
    return council::Event(council::Found{values.text("council"), values.text("name"),
                                         *council::of_named(values.text("of")),
                                         values.text("inside"), *rules});
}

Result<council::Event> new_rules(const Values& values, const council::State&) {
    if (auto given = need(values, {"council", "reason"}); !given) {
        return given.error();
    }
    const auto rules = rules_of(values);
    if (!rules) {
        return rules.error();
    }
    return council::Event(
        council::ChangeRules{values.text("council"), *rules, values.text("reason")});
}

template <class Event>
Result<council::Event> membership(const Values& values, const council::State&) {
    if (auto given = need(values, {"council", "person"}); !given) {
        return given.error();
    }
    return council::Event(
        Event{values.text("council"), values.text("person"), values.text("reason")});
}

Result<council::Event> delegation(const Values& values, const council::State&) {
    if (auto given = need(values, {"council", "person", "mandate", "until", "signed"}); !given) {
        return given.error();
    }
    return council::Event(council::Delegate{values.text("council"), values.text("person"),
                                            values.text("mandate"), *date_of(values, "until"),
                                            listed(values.text("signed"))});
}

Result<council::Event> recalling(const Values& values, const council::State&) {
    if (auto given = need(values, {"council", "person", "reason", "signed"}); !given) {
        return given.error();
    }
    return council::Event(council::Recall{values.text("council"), values.text("person"),
                                          values.text("reason"), listed(values.text("signed"))});
}

Result<council::Event> announcement(const Values& values, const council::State& state) {
    if (auto given = need(values, {"draw", "council", "among", "source", "on"}); !given) {
        return given.error();
    }
    const auto people = state.voters(values.text("among"), today(values));
    return council::Event(council::Announce{values.text("draw"),
                                            values.text("council"),
                                            values.whole("seats"),
                                            values.text("among"),
                                            {people.begin(), people.end()},
                                            values.text("source"),
                                            *date_of(values, "on")});
}

Result<council::Event> drawing(const Values& values, const council::State& state) {
    if (auto given = need(values, {"draw", "public-seed"}); !given) {
        return given.error();
    }
    council::Draw draw{values.text("draw"), values.text("public-seed"), {}};
    if (const auto found = state.draws().find(draw.draw); found != state.draws().end()) {
        const council::Announce& announced = found->second.announced;
        draw.drawn = council::drawn(announced.people, static_cast<std::size_t>(announced.seats),
                                    draw.seed, draw.draw);
    }
    return council::Event(std::move(draw));
}

struct Action {
    std::string_view name;
    Result<council::Event> (*event)(const Values&, const council::State&);
};

constexpr std::array actions = std::to_array<Action>({
    {"found", founding},
    {"rules", new_rules},
    {"join", membership<council::Join>},
    {"leave", membership<council::Leave>},
    {"delegate", delegation},
    {"recall", recalling},
    {"announce", announcement},
    {"draw", drawing},
});

/// Adds the event and says so, unless nobody wants to hear it.
Result<int> add(CouncilRecord& record, const Values& values, const Streams& streams,
                council::Event event, const std::string& said) {
    if (auto done = record.add(today(values), std::move(event)); !done) {
        return done.error();
    }
    if (!values.flag("quiet")) {
        streams.out << said << "\n";
    }
    return 0;
}

std::string drawn_words(const council::State& state, const std::string& id) {
    const council::AnnouncedDraw& draw = state.draws().at(id);
    std::string text;
    for (const std::string& person : draw.announced.people) {
        text += fmt::format("{}  {}\n", council::ticket(draw.draw->seed, id, person), person);
    }
    return text + fmt::format("drawn: {}", fmt::join(draw.draw->drawn, ", "));
}

Result<int> show(const CouncilRecord& record, const Values& values, const Streams& streams) {
    if (!values.has("proposal")) {
        streams.out << council::in_words(record.state(), today(values), values.language());
        return 0;
    }
    const auto matter = record.matter(values);
    if (!matter) {
        return matter.error();
    }
    streams.out << council::in_words(record.state(), **matter, today(values), values.language());
    return 0;
}

Result<int> hand_out_ballots(const CouncilRecord& record, const Values& values,
                             const Streams& streams) {
    const auto matter = record.matter(values);
    if (!matter) {
        return matter.error();
    }
    if (auto told = deliver(values, streams, council::preflib_of(record.state(), **matter));
        !told) {
        return told.error();
    }
    return 0;
}

Result<council::ProposalFile> proposal_of(const Values& values) {
    const std::filesystem::path file = values.text("FILE");
    const auto text = read_file(file);
    if (!text) {
        return text.error();
    }
    return council::read_proposal(*text, file.filename().string());
}

}  // namespace

Result<int> run_council(const Values& values, const Streams& streams) {
    const std::string action = values.text("ACTION");
    const bool reads = action == "show" || action == "ballots";
    auto record = CouncilRecord::open(values, reads ? Others::may_write : Others::wait);
    if (!record) {
        return record.error();
    }
    if (action == "show") {
        return show(*record, values, streams);
    }
    if (action == "ballots") {
        return hand_out_ballots(*record, values, streams);
    }
    for (const auto& [name, event] : actions) {
        if (name != action) {
            continue;
        }
        auto made = event(values, record->state());
        if (!made) {
            return made.error();
        }
        auto code = add(*record, values, streams, std::move(*made), action + ": recorded");
        if (code && action == "draw") {
            streams.out << drawn_words(record->state(), values.text("draw")) << "\n";
        }
        return code;
    }
    return usage_error(fmt::format(
        "council: want show, found, rules, join, leave, delegate, recall, announce, draw or "
        "ballots, got {}",
        shown(action)));
}

Result<int> run_propose(const Values& values, const Streams& streams) {
    if (auto given = need(values, {"council", "by"}); !given) {
        return given.error();
    }
    auto record = CouncilRecord::open(values);
    if (!record) {
        return record.error();
    }
    auto file = proposal_of(values);
    if (!file) {
        return file.error();
    }
    const std::string id = record->state().next_proposal();
    return add(*record, values, streams,
               council::Propose{id, values.text("council"), values.text("by"), file->title,
                                file->reason, file->changes},
               id + ": " + file->title);
}

Result<int> run_amend(const Values& values, const Streams& streams) {
    return on_matter(
        values, {"by"}, [&](CouncilRecord& record, const council::Matter& matter) -> Result<int> {
            auto file = proposal_of(values);
            if (!file) {
                return file.error();
            }
            const std::string id = record.state().next_amendment(matter);
            return add(
                record, values, streams,
                council::Amend{id, matter.id, values.text("by"), file->reason, file->changes},
                id + ": " + file->title);
        });
}

Result<int> run_say(const Values& values, const Streams& streams) {
    return on_matter(values, {"by", "as"},
                     [&](CouncilRecord& record, const council::Matter& matter) -> Result<int> {
                         const std::string by = values.text("by");
                         if (values.text("as") == "support") {
                             return add(record, values, streams, council::Support{matter.id, by},
                                        fmt::format("{} stands behind {}", by, matter.id));
                         }
                         if (auto given = need(values, {"text"}); !given) {
                             return given.error();
                         }
                         return add(
                             record, values, streams,
                             council::Say{matter.id, by, *council::voice_named(values.text("as")),
                                          values.text("text")},
                             fmt::format("{}: recorded", values.text("as")));
                     });
}

Result<int> run_move(const Values& values, const Streams& streams) {
    return on_matter(
        values, {"by", "phase", "to", "reason"},
        [&](CouncilRecord& record, const council::Matter& matter) -> Result<int> {
            return add(
                record, values, streams,
                council::Move{matter.id, *council::phase_named(values.text("phase")),
                              *date_of(values, "to"), values.text("by"), values.text("reason")},
                fmt::format("the phase {} of {} now lasts until {}", values.text("phase"),
                            matter.id, values.text("to")));
        });
}

Result<int> run_vote(const Values& values, const Streams& streams) {
    return on_matter(values, {"by", "ranking"},
                     [&](CouncilRecord& record, const council::Matter& matter) -> Result<int> {
                         const std::string ranking =
                             values.text("ranking") == "abstain" ? "" : values.text("ranking");
                         return add(
                             record, values, streams,
                             council::Cast{matter.id, values.text("by"), ranking},
                             fmt::format("{} has voted on {}", values.text("by"), matter.id));
                     });
}

}  // namespace vorrat::service
