#include <array>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/rounds/rounds.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

/// What councils can state, and whether the criteria they do it under were adopted.
struct Opening {
    rounds::Agenda agenda;
    std::string notice;
};

Result<Opening> read_agenda(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto world = pipeline::sound_world(std::move(*reading));
    if (!world) {
        return world.error();
    }
    const auto start = pipeline::first_day(*world, date_of(values, "as-of"));
    if (!start) {
        return start.error();
    }
    const auto forecast = pipeline::foresee(*world, *start, means_of(values, streams));
    if (!forecast) {
        return forecast.error();
    }
    auto agenda = rounds::agenda_of(*world, *forecast);
    if (!agenda) {
        return agenda.error();
    }
    return Opening{std::move(*agenda), notice_line(*world, values.language())};
}

/// The folder of `--out`: a folder `1`, `2`, ... per round, and `proposals`.
class RoundsFolder {
public:
    RoundsFolder(fs::path folder, const Opening& opening, Language language)
        : folder_(std::move(folder)),
          agenda_(opening.agenda),
          notice_(opening.notice),
          language_(language) {}

    /// Rounds that were opened so far.
    int opened() const {
        int round = 0;
        std::error_code none;
        while (fs::is_directory(folder_ / std::to_string(round + 1), none)) {
            ++round;
        }
        return round;
    }

    Outcome open_round(int round, const rounds::Statements& statements) const {
        return write_all(folder_ / std::to_string(round),
                         {{"requests.csv", rounds::requests_csv(agenda_, statements)},
                          {"offers.csv", rounds::offers_csv(agenda_, statements)}});
    }

    /// What councils stated in the round; who said nothing stays with `before`.
    Result<rounds::Statements> statements(int round, rounds::Statements before) const {
        const fs::path folder = folder_ / std::to_string(round);
        constexpr std::array readers{std::pair("requests.csv", &rounds::read_requests),
                                     std::pair("offers.csv", &rounds::read_offers)};
        for (const auto& [name, read] : readers) {
            std::error_code none;
            if (!fs::exists(folder / name, none)) {
                continue;
            }
            const auto text = read_file(folder / name);
            if (!text) {
                return text.error();
            }
            const std::string shown_name = fmt::format("{}/{}", round, name);
            if (auto done = read(*text, shown_name, agenda_, before); !done) {
                return done.error();
            }
        }
        return before;
    }

    Outcome write_answer(int round, const rounds::Statements& stated,
                         const rounds::Answer& answer) const {
        return write_all(
            folder_ / std::to_string(round),
            {{"goods.csv", rounds::goods_csv(agenda_, stated, answer)},
             {"hours.csv", rounds::hours_csv(agenda_, stated, answer)},
             {"excess.csv", rounds::excess_csv(agenda_, answer)},
             {"limits.csv", rounds::limits_csv(agenda_, answer)},
             {"communities.csv", rounds::communities_csv(agenda_, answer)},
             {"report.txt", notice_ + rounds::in_words(agenda_, answer, round, language_)}});
    }

    Outcome write_proposals(const rounds::Answer& answer) const {
        std::map<std::string, std::string> files{
            {"possible.toml", rounds::possible_as_proposal(agenda_, answer, language_)}};
        if (std::string more = rounds::more_as_proposal(answer, language_); !more.empty()) {
            files["more.toml"] = std::move(more);
        }
        return write_all(folder_ / "proposals", files);
    }

private:
    static Outcome write_all(const fs::path& folder,
                             const std::map<std::string, std::string>& files) {
        std::error_code problem;
        fs::create_directories(folder, problem);
        if (problem) {
            return failed(fmt::format("{}: {}", folder.string(), problem.message()));
        }
        for (const auto& [name, text] : files) {
            if (auto done = write_file(folder / name, text); !done) {
                return done;
            }
        }
        return Done{};
    }

    fs::path folder_;
    const rounds::Agenda& agenda_;
    const std::string& notice_;
    Language language_;
};

/// After the answer to a round: the next is opened, or the rounds are over.
Result<int> go_on(const Values& values, const Streams& streams, const RoundsFolder& folder,
                  int round, const rounds::Statements& stated, const rounds::Answer& answer) {
    if (!answer.converged() && round < values.whole("most")) {
        streams.out << fmt::format("round {} is open: {}/{}\n", round + 1, values.text("out"),
                                   round + 1);
        const auto opened = folder.open_round(round + 1, stated);
        return opened ? Result<int>(0) : opened.error();
    }
    if (auto done = folder.write_proposals(answer); !done) {
        return done.error();
    }
    streams.out << fmt::format(
        "{}; to be proposed: {}/proposals\n",
        answer.converged() ? "the rounds are over" : "the rounds are over without agreement",
        values.text("out"));
    return 0;
}

/// Answers the round that is open, after all those before it.
Result<int> answer_round(const Values& values, const Streams& streams, const rounds::Agenda& agenda,
                         const RoundsFolder& folder) {
    rounds::Facilitator facilitator(agenda);
    rounds::Statements stated = rounds::first_statements(agenda);
    const int last = folder.opened();
    for (int round = 1; round <= last; ++round) {
        auto read = folder.statements(round, std::move(stated));
        if (!read) {
            return read.error();
        }
        stated = std::move(*read);
        const auto answer = facilitator.answer(stated, streams.progress);
        if (!answer) {
            return answer.error();
        }
        if (round < last) {
            continue;
        }
        if (auto done = folder.write_answer(round, stated, *answer); !done) {
            return done.error();
        }
        streams.out << rounds::in_words(agenda, *answer, round, values.language());
        return go_on(values, streams, folder, round, stated, *answer);
    }
    streams.out << fmt::format("round 1 is open: {}/1\n", values.text("out"));
    const auto opened = folder.open_round(1, stated);
    return opened ? Result<int>(0) : opened.error();
}

Result<int> simulate(const Values& values, const Streams& streams, const rounds::Agenda& agenda,
                     const RoundsFolder& folder) {
    if (folder.opened() > 0) {
        return bad_input(
            fmt::format("{}: want a folder without rounds, for a simulation plays all "
                        "of them",
                        values.text("out")));
    }
    const auto first = rounds::Facilitator(agenda).answer(rounds::first_statements(agenda));
    if (!first) {
        return first.error();
    }
    const rounds::SimulatedCouncils councils(agenda, *first,
                                             static_cast<std::uint64_t>(values.whole("seed")),
                                             static_cast<int>(values.whole("fixed")));
    const auto played =
        rounds::play(agenda, councils, static_cast<int>(values.whole("most")), streams.progress);
    if (!played) {
        return played.error();
    }
    int round = 0;
    for (const auto& [stated, answer] : *played) {
        ++round;
        if (auto done = folder.open_round(round, stated); !done) {
            return done.error();
        }
        if (auto done = folder.write_answer(round, stated, answer); !done) {
            return done.error();
        }
        streams.out << rounds::in_words(agenda, answer, round, values.language());
    }
    const auto best = councils.best_worth(streams.progress);
    if (!best) {
        return best.error();
    }
    const auto& [stated, answer] = played->back();
    streams.out << fmt::format(
        "worth reached by the simulated councils' own measure: {:.2f} % of "
        "the best\n",
        100 * councils.worth(answer.possible) / *best);
    if (auto done = folder.write_proposals(answer); !done) {
        return done.error();
    }
    streams.out << fmt::format("{}\n", answer.converged()
                                           ? "the rounds are over"
                                           : "the rounds are over without agreement");
    return 0;
}

}  // namespace

Result<int> run_rounds(const Values& values, const Streams& streams) {
    if (!values.has("out")) {
        return usage_error("--out is needed: the folder of the rounds");
    }
    const auto opening = read_agenda(values, streams);
    if (!opening) {
        return opening.error();
    }
    streams.out << opening->notice;
    const RoundsFolder folder(values.text("out"), *opening, values.language());
    return values.flag("simulate") ? simulate(values, streams, opening->agenda, folder)
                                   : answer_round(values, streams, opening->agenda, folder);
}

}  // namespace vorrat::service
