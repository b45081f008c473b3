#include <fmt/format.h>

#include "vorrat/base/check.h"
#include "vorrat/decide/decide.h"

namespace vorrat::decide {
namespace {

/// Decimals of a share that people read; the exact fraction stands in the JSON.
constexpr int share_decimals = 4;

/// One sentence per step. Every template stands once per language, English first.
class Teller {
public:
    Teller(const Election& election, const Rule& rule, Language language)
        : election_(election), rule_(rule), german_(language == Language::german) {}

    std::string operator()(const Bought& step) const {
        const Option& option = election_.options[step.option];
        if (option.cost == 0) {
            return say("{}: costs nothing and somebody wants it.",
                       "{}: kostet nichts und wird von jemandem gewollt.", name(step.option));
        }
        std::string text =
            say("{} ({}): {} people pay {}{}", "{} ({}): {} Personen zahlen {}{}",
                name(step.option), money(option.cost), step.full, share(step.share), per_unit());
        if (step.rest > 0) {
            text += say(", {} people give all they have left, {} together",
                        ", {} Personen geben alles, was sie noch haben, zusammen {}", step.rest,
                        share(step.rest_paid));
        }
        return text + "." + tie(step.tied);
    }

    std::string operator()(const Taken& step) const {
        return say("{}: score {}, taken; {} left.", "{}: Wert {}, genommen; {} bleiben.",
                   name(step.option), number(step.score), left(step.left)) +
               tie(step.tied);
    }

    std::string operator()(const Passed& step) const {
        return say("{}: score {}, costs {}, passed over; only {} left.",
                   "{}: Wert {}, kostet {}, übergangen; nur {} bleiben.", name(step.option),
                   number(step.score), money(election_.options[step.option].cost), left(step.left));
    }

    std::string operator()(const Raised& step) const {
        return say("Everybody is given {} instead of {}, so that less is left over.",
                   "Alle erhalten {} statt {}, damit weniger übrig bleibt.", share(step.to),
                   share(step.from));
    }

    std::string operator()(const Loaded& step) const {
        return say("{}: its {} supporters now carry {} each, the lowest load of all.",
                   "{}: die {} Unterstützenden tragen nun je {}, die kleinste Last von allen.",
                   name(step.option), step.supporters, share(step.load)) +
               tie(step.tied);
    }

    std::string operator()(const Stopped& step) const {
        return say("{} would be next and costs {}; only {} left: the count ends.",
                   "{} wäre als Nächstes an der Reihe und kostet {}; nur {} bleiben: die "
                   "Auszählung endet.",
                   name(step.option), money(election_.options[step.option].cost), left(step.left));
    }

    std::string operator()(const Compared& step) const {
        std::string text =
            say("{} against {}: {} to {}", "{} gegen {}: {} zu {}", name(step.winner),
                name(step.other), step.votes_for, step.votes_against);
        if (step.path.size() > 2) {
            std::string way;
            for (const OptionIndex option : step.path) {
                way += (way.empty() ? "" : " > ") + election_.options[option].id;
            }
            text += say("; the strongest path is {}, its weakest victory has {} votes",
                        "; der stärkste Weg ist {}, sein schwächster Sieg hat {} Stimmen", way,
                        step.path_for);
        } else if (step.path.size() == 2) {
            text += say("; a victory with {} votes", "; ein Sieg mit {} Stimmen", step.path_for);
        }
        if (step.path_against > 0) {
            text += say("; the strongest path back has {}", "; der stärkste Weg zurück hat {}",
                        step.path_against);
        } else {
            text += say("; no path leads back", "; kein Weg führt zurück");
        }
        return text + (step.path_for == step.path_against ? say(": undecided.", ": unentschieden.")
                                                          : std::string("."));
    }

    std::string operator()(const Undecided& step) const {
        return say("Nobody beats any of {}: the tie rule decides.",
                   "Keine von {} wird geschlagen: die Gleichstandsregel entscheidet.",
                   names(step.options));
    }

    std::string operator()(const Proven& step) const {
        return say("The best of all committees has the score {}; {} were looked at to prove it.",
                   "Die beste aller Besetzungen hat den Wert {}; {} wurden dafür angesehen.",
                   number(step.score), step.looked_at);
    }

    std::string outcome(const Tally& tally) const {
        if (rule_.method == Method::schulze) {
            std::string text = say("Winner: {}\n", "Gewonnen hat: {}\n", name(tally.selected[0]));
            return text + say("Order: {}\n", "Reihenfolge: {}\n", names(tally.ranking));
        }
        if (tally.selected.empty()) {
            return say("Nothing is selected.\n", "Nichts ist ausgewählt.\n");
        }
        std::string text = say("Selected: {}\n", "Ausgewählt: {}\n", names(tally.selected));
        if (election_.budget) {
            text += say("Together {} of {}\n", "Zusammen {} von {}\n", money(tally.cost),
                        money(*election_.budget));
        }
        return text;
    }

    std::string ties_rule() const {
        switch (rule_.ties) {
            case Ties::given:
                return say("Exact ties go to what is named first.\n",
                           "Bei Gleichstand gilt, was zuerst genannt ist.\n");
            case Ties::name:
                return say("Exact ties go to the lower id as text.\n",
                           "Bei Gleichstand gilt die alphabetisch erste Kennung.\n");
            case Ties::lot:
                return say("Exact ties go by lot, drawn from the seed {}.\n",
                           "Bei Gleichstand entscheidet das Los, gezogen aus der Zahl {}.\n",
                           rule_.seed);
        }
        impossible("a tie rule outside its enum");
    }

private:
    template <class... Parts>
    std::string say(std::string_view english, std::string_view german,
                    const Parts&... parts) const {
        return fmt::format(fmt::runtime(german_ ? german : english), parts...);
    }

    std::string name(OptionIndex option) const {
        const Option& one = election_.options[option];
        return one.name.empty() ? one.id : fmt::format("{} ({})", one.name, one.id);
    }

    std::string names(const std::vector<OptionIndex>& options) const {
        std::string text;
        for (const OptionIndex option : options) {
            text += (text.empty() ? "" : ", ") + name(option);
        }
        return text;
    }

    std::string decimal(std::string text) const {
        if (const std::size_t point = text.find('.'); german_ && point != std::string::npos) {
            text[point] = ',';
        }
        return text;
    }

    std::string number(const Fraction& value) const {
        return decimal(denominator(value) == 1 ? exact_text(value)
                                               : rounded_text(value, share_decimals));
    }

    std::string with_currency(const std::string& text) const {
        if (election_.seats) {
            return text + say(" of a seat", " eines Sitzes");
        }
        return election_.currency.empty() ? text : text + " " + election_.currency;
    }

    std::string money(std::int64_t units) const {
        return election_.seats ? std::to_string(units)
                               : decimal(amount_text(election_, Fraction(units)));
    }

    std::string left(std::int64_t units) const {
        return election_.seats ? say("{} seats", "{} Sitze", units) : money(units);
    }

    std::string share(const Fraction& units) const {
        Fraction value = units;
        for (int k = 0; k < election_.decimals; ++k) {
            value /= 10;
        }
        return with_currency(number(value));
    }

    std::string per_unit() const {
        const bool additive =
            rule_.utility == Utility::additive ||
            (rule_.utility == Utility::automatic && election_.kind != BallotKind::approval);
        if (additive && election_.kind != BallotKind::approval) {
            return say(" per point", " je Punkt");
        }
        return say(" each", " je Person");
    }

    std::string tie(const std::vector<OptionIndex>& tied) const {
        return tied.empty() ? ""
                            : say(" Exactly tied with {}; the tie rule decides.",
                                  " Genau gleichauf mit {}; die Gleichstandsregel entscheidet.",
                                  names(tied));
    }

    const Election& election_;
    const Rule& rule_;
    bool german_;
};

}  // namespace

std::string amount_text(const Election& election, const Fraction& units) {
    Fraction value = units;
    for (int k = 0; k < election.decimals; ++k) {
        value /= 10;
    }
    const std::string text = rounded_text(value, election.decimals);
    return election.currency.empty() ? text : text + " " + election.currency;
}

std::string explain(const Election& election, const Rule& rule, const Tally& tally,
                    Language language) {
    const Teller teller(election, rule, language);
    std::string text = teller.outcome(tally) + teller.ties_rule();
    for (const std::string& note : election.notes) {
        text += "Note: " + note + "\n";
    }
    text += "\n";
    std::size_t at = 0;
    for (const Step& step : tally.steps) {
        text += fmt::format("{:3}. {}\n", ++at, std::visit(teller, step));
    }
    return text;
}

}  // namespace vorrat::decide
