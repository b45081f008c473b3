#include <algorithm>
#include <cmath>

#include "vorrat/publish/page.h"

namespace vorrat::publish {
namespace {

constexpr double width = 640;
constexpr double height = 240;
constexpr double left = 52;
constexpr double right = 10;
constexpr double top = 10;
constexpr double bottom = 26;

Text step_name(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return {"hour", "Stunde"};
        case Frequency::day:
            return {"day", "Tag"};
        case Frequency::week:
            return {"week", "Woche"};
        case Frequency::month:
            return {"month", "Monat"};
        case Frequency::quarter:
            return {"quarter", "Quartal"};
        case Frequency::year:
            return {"year", "Jahr"};
    }
    impossible("a Frequency outside its enum");
}

Text model_name(std::string_view model) {
    if (model == "smoothing") {
        return {"this model", "dieses Modell"};
    }
    if (model == "seasonal_naive") {
        return {"as one season ago", "wie eine Saison zuvor"};
    }
    return {"mean of the recent past", "Mittel der letzten Zeit"};
}

Text basis_sentence(const SeriesStory& story) {
    if (story.basis == "zeros") {
        return {"Nothing was ever needed, so nothing is expected.",
                "Es wurde nie etwas gebraucht, also wird nichts erwartet."};
    }
    if (story.basis == "windows") {
        return say(
            "The spread is that of what followed {} earlier days on which the need was like now's, "
            "so autocorrelation is in it.",
            "Die Streuung ist die dessen, was auf {} frühere Schritte folgte, in denen der Bedarf "
            "dem heutigen glich; Autokorrelation ist darin enthalten.",
            number(static_cast<double>(story.residuals)));
    }
    if (story.basis == "steps") {
        return say(
            "The history is short: the spread comes from only {} one-step errors, taken as "
            "independent.",
            "Die Vorgeschichte ist kurz: Die Streuung kommt aus nur {} Ein-Schritt-Fehlern, als "
            "unabhängig genommen.",
            number(static_cast<double>(story.residuals)));
    }
    return {
        "Too little is known for a spread of its own: the exponential distribution, which claims "
        "least, stands in.",
        "Für eine eigene Streuung ist zu wenig bekannt: Die Exponentialverteilung, die am "
        "wenigsten behauptet, tritt an ihre Stelle."};
}

Text method_name(std::string_view method) {
    if (method == "smoothing") {
        return {"levels that remember {} steps", "Niveaus, die {} Schritte behalten"};
    }
    if (method == "drift") {
        return {"levels with half the long trend (theta), {} steps",
                "Niveaus mit halbem langem Trend (Theta), {} Schritte"};
    }
    if (method == "damped_trend") {
        return {"damped trends, {} steps", "gedämpfte Trends, {} Schritte"};
    }
    if (method == "croston") {
        return {"size and gap of needs (Croston), {} needs",
                "Größe und Abstand von Bedarfen (Croston), {} Bedarfe"};
    }
    if (method == "tsb") {
        return {"size and probability of needs (TSB), {} steps",
                "Größe und Wahrscheinlichkeit von Bedarfen (TSB), {} Schritte"};
    }
    return {"sums of several steps (ADIDA), {} sums",
            "Summen mehrerer Schritte (ADIDA), {} Summen"};
}

Text method_sentence(const SeriesStory& story) {
    std::vector<Text> parts;
    for (const SeriesStory::Way& way : story.methods) {
        const Text name = method_name(way.method);
        const Text memory = number(std::round(way.memory));
        parts.push_back(
            say(name.english + ": {}", name.german + ": {}", memory, percent(way.weight)));
    }
    Text text = say(
        "Several ways to foresee were judged on how well they foresaw sums of the last year, and "
        "weigh: {}.",
        "Mehrere Arten vorherzusehen wurden daran gemessen, wie gut sie Summen des letzten Jahres "
        "vorhersahen, und wiegen: {}.",
        listed(parts));
    if (story.trend != 0) {
        text += say(" From one step to the next need changes by {}, season apart.",
                    " Von einem Schritt zum nächsten ändert sich der Bedarf um {}, von der Saison "
                    "abgesehen.",
                    with_unit(story.trend, story.unit));
    }
    return text;
}

Text profile_sentence(const SeriesStory& story) {
    if (story.profile.size() < 2) {
        return {"The history is too short for a season, or there is none: every step is alike.",
                "Für eine Saison ist die Vorgeschichte zu kurz, oder es gibt keine: Jeder Schritt "
                "gilt gleich viel."};
    }
    const auto [least, most] = std::ranges::minmax_element(story.profile);
    const auto date = [&](auto at) {
        const auto step = static_cast<int>(at - story.profile.begin());
        return to_string(advance(story.forecast.start, step, story.frequency), story.frequency);
    };
    return say(
        "The season has {} steps: most is needed on steps like {} ({} of the mean), least on steps "
        "like {} ({}).",
        "Die Saison hat {} Schritte: Am meisten wird an Schritten wie {} gebraucht ({} des "
        "Mittels), am wenigsten an solchen wie {} ({}).",
        number(static_cast<double>(story.profile.size())), date(most), percent(*most), date(least),
        percent(*least));
}

Text reached_sentence(const SeriesStory& story) {
    if (story.origins == 0 || story.reached.empty() || story.reached.front().steps == 0) {
        return {"The history is too short to test the forecast on it.",
                "Die Vorgeschichte ist zu kurz, um die Vorhersage an ihr zu prüfen."};
    }
    const SeriesStory::Reached& own = story.reached.front();
    Text text = say(
        "From {} earlier origins, {} of the needs lay in the middle half of the forecast (50 % are "
        "meant) and {} in the middle 90 %. The mean was off by {} per {}",
        "Von {} früheren Ursprüngen aus lagen {} des Bedarfs in der mittleren Hälfte der "
        "Vorhersage "
        "(gemeint sind 50 %) und {} in den mittleren 90 %. Das Mittel lag um {} je {} daneben",
        number(story.origins), percent(own.coverage_50), percent(own.coverage_90),
        with_unit(own.error, story.unit), step_name(story.frequency));
    for (std::size_t k = 1; k < story.reached.size(); ++k) {
        text += say("; {}: {}", "; {}: {}", model_name(story.reached[k].model),
                    with_unit(story.reached[k].error, story.unit));
    }
    text += Text(".");
    return text;
}

std::vector<Text> sentences(const SeriesStory& story) {
    const NeedCurve first = story.forecast.step(story.row, 0);
    std::vector<Text> all{
        say("{} steps are known, {} were sold out (their quantity is a lower bound), of {} nothing "
            "is known.",
            "{} Schritte sind bekannt, {} waren ausverkauft (ihre Menge ist eine untere Schranke), "
            "von {} ist nichts bekannt.",
            number(static_cast<double>(story.observed)),
            number(static_cast<double>(story.sold_out)),
            number(static_cast<double>(story.unknown))),
        say("Now {} per {} are needed, season apart.",
            "Zurzeit werden {} je {} gebraucht, von der "
            "Saison abgesehen.",
            with_unit(story.level, story.unit), step_name(story.frequency)),
        method_sentence(story),
        profile_sentence(story),
        basis_sentence(story),
        say("For {} this gives {}, and with 90 % between {} and {}.",
            "Für {} ergibt das {}, und mit 90 % zwischen {} und {}.",
            to_string(story.forecast.start, story.frequency), with_unit(first.mean, story.unit),
            short_number(first.quantile(0.05)), short_number(first.quantile(0.95))),
        reached_sentence(story)};
    return all;
}

/// The last steps of the history and the forecast, as a picture.
struct Scene {
    std::size_t shown = 0;  ///< steps of the history
    double most = 0;
    int steps = 0;

    double x(double step) const {
        return left + (width - left - right) * step / std::max(1, steps - 1);
    }
    double y(double value) const {
        return height - bottom - (height - top - bottom) * std::min(1.0, value / most);
    }
};

/// Quantity at a step counted from the first one shown; NaN: unknown.
double past(const SeriesStory& story, const Scene& scene, std::size_t k) {
    const int begun = steps_between(story.series.start, story.forecast.start, story.frequency);
    const int t = begun - static_cast<int>(scene.shown) + static_cast<int>(k);
    const bool inside = t >= 0 && t < static_cast<int>(story.series.quantity.size());
    return inside ? story.series.quantity[static_cast<std::size_t>(t)] : std::nan("");
}

Scene scene_of(const SeriesStory& story) {
    constexpr std::size_t seasons_shown = 8;
    const auto season = static_cast<std::size_t>(std::max(7, season_length(story.frequency)));
    Scene scene;
    const int begun = steps_between(story.series.start, story.forecast.start, story.frequency);
    scene.shown = std::min<std::size_t>(static_cast<std::size_t>(std::max(0, begun)),
                                        std::min<std::size_t>(seasons_shown * season, 200));
    scene.steps = static_cast<int>(scene.shown) + story.forecast.horizon;
    for (std::size_t k = 0; k < scene.shown; ++k) {
        const double value = past(story, scene, k);
        scene.most = std::isnan(value) ? scene.most : std::max(scene.most, value);
    }
    for (int h = 0; h < story.forecast.horizon; ++h) {
        scene.most = std::max(scene.most, story.forecast.step(story.row, h).quantile(0.95));
    }
    scene.most = scene.most > 0 ? 1.05 * scene.most : 1;
    return scene;
}

std::string band(const SeriesStory& story, const Scene& scene, double low, double high,
                 std::string_view opacity) {
    std::string out;
    const auto corner = [&](int h, double level) {
        const double value = story.forecast.step(story.row, h).quantile(level);
        out += fmt::format("{}{} {}", out.empty() ? "M" : "L",
                           at(scene.x(static_cast<double>(scene.shown) + h)), at(scene.y(value)));
    };
    for (int h = 0; h < story.forecast.horizon; ++h) {
        corner(h, high);
    }
    for (int h = story.forecast.horizon - 1; h >= 0; --h) {
        corner(h, low);
    }
    return fmt::format(R"svg(<path d="{}Z" fill="var(--accent)" opacity="{}"/>)svg", out, opacity);
}

std::string history_and_forecast(const SeriesStory& story) {
    const Scene scene = scene_of(story);
    std::string line;
    bool pen_down = false;
    for (std::size_t k = 0; k < scene.shown; ++k) {
        const double value = past(story, scene, k);
        if (std::isnan(value)) {
            pen_down = false;
            continue;
        }
        line += fmt::format("{}{} {}", pen_down ? "L" : "M", at(scene.x(static_cast<double>(k))),
                            at(scene.y(value)));
        pen_down = true;
    }
    std::string means;
    for (int h = 0; h < story.forecast.horizon; ++h) {
        means += fmt::format("{}{} {}", h == 0 ? "M" : "L",
                             at(scene.x(static_cast<double>(scene.shown) + h)),
                             at(scene.y(story.forecast.step(story.row, h).mean)));
    }
    std::string out = fmt::format(
        R"svg(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)svg", at(width), at(height),
        plain(Text("history and forecast", "Vorgeschichte und Vorhersage")));
    for (const double share : {0.0, 0.5, 1.0}) {
        const double value = share * scene.most / 1.05;
        out += fmt::format(
            R"svg(<path d="M{0} {1}H{2}" stroke="var(--line)"/><text class="soft" text-anchor="end" x="{3}" y="{4}">{5}</text>)svg",
            at(left), at(scene.y(value)), at(width - right), at(left - 6), at(scene.y(value) + 4),
            svg(short_number(value)));
    }
    out += band(story, scene, 0.05, 0.95, ".18") + band(story, scene, 0.25, 0.75, ".3");
    out += fmt::format(
        R"svg(<path d="{}" fill="none" stroke="var(--ink)" stroke-width="1.3"/><path d="{}" fill="none" stroke="var(--accent)" stroke-width="2"/>)svg",
        line, means);
    out += fmt::format(R"svg(<text class="soft" text-anchor="middle" x="{}" y="{}">{}</text>)svg",
                       at(scene.x(static_cast<double>(scene.shown))), at(height - 8),
                       svg(Text(to_string(story.forecast.start, story.frequency))));
    return out + "</svg>";
}

/// Bars from 0: one per value, the mean of 1 as a line.
std::string profile_picture(const SeriesStory& story) {
    constexpr double low = 110;
    const auto count = static_cast<double>(story.profile.size());
    const double most = std::max(1.0, std::ranges::max(story.profile));
    const double each = (width - left - right) / count;
    std::string out = fmt::format(R"svg(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)svg",
                                  at(width), at(low + 16), plain(Text("season", "Saison")));
    for (std::size_t k = 0; k < story.profile.size(); ++k) {
        const double tall = (low - top) * story.profile[k] / most;
        out += fmt::format(
            R"svg(<rect x="{}" y="{}" width="{}" height="{}" fill="var(--accent)"/>)svg",
            at(left + each * static_cast<double>(k) + 0.1 * each), at(low - tall), at(0.8 * each),
            at(tall));
    }
    const double one = low - (low - top) / most;
    out += fmt::format(R"svg(<path d="M{} {}H{}" stroke="var(--warm)" stroke-dasharray="4 3"/>)svg",
                       at(left), at(one), at(width - right));
    return out + "</svg>";
}

HtmlTable reached_table(const SeriesStory& story) {
    HtmlTable table{
        Text("On earlier origins of this series", "Von früheren Ursprüngen dieser Reihe"),
        {Text("model", "Modell"), Text("in the middle 50 %", "in den mittleren 50 %"),
         Text("in the middle 90 %", "in den mittleren 90 %"),
         Text("mean error", "mittlerer Fehler"), Text("pinball loss", "Pinball-Verlust")},
        {}};
    for (const SeriesStory::Reached& r : story.reached) {
        table.rows.push_back({words(model_name(r.model)),
                              figure(percent(r.coverage_50), r.coverage_50),
                              figure(percent(r.coverage_90), r.coverage_90),
                              figure(with_unit(r.error, story.unit), r.error),
                              figure(with_unit(r.pinball, story.unit), r.pinball)});
    }
    return table;
}

}  // namespace

std::string series_text(const SeriesStory& story, Language language, std::size_t width_max) {
    std::string out = printable(story.name) + "\n\n";
    for (const Text& sentence : sentences(story)) {
        out += wrapped(printable(sentence.in(language)), width_max, "", "");
    }
    return out;
}

std::string series_page(const SeriesStory& story) {
    std::string list = "<ul>";
    for (const Text& sentence : sentences(story)) {
        list += "<li>" + html(sentence) + "</li>\n";
    }
    list += "</ul>\n";
    const Text caption(
        "Dark: what was needed. Coloured: the mean of the forecast; bands: the middle half and the "
        "middle 90 %.",
        "Dunkel: der Bedarf. Farbig: das Mittel der Vorhersage; Bänder: die mittlere Hälfte und "
        "die "
        "mittleren 90 %.");
    std::string sections =
        section("picture", Text("History and forecast", "Vorgeschichte und Vorhersage"),
                picture(caption, history_and_forecast(story)));
    sections += section("why", Text("Why", "Warum"), list);
    if (story.profile.size() > 1) {
        sections +=
            section("season", Text("Season", "Saison"),
                    picture(Text("From the first step foreseen on, relative to the mean (dashed).",
                                 "Vom ersten vorhergesagten Schritt an, im Verhältnis zum Mittel "
                                 "(gestrichelt)."),
                            profile_picture(story)));
    }
    if (story.origins > 0) {
        sections += section("reached", Text("What it reached", "Was sie erreicht hat"),
                            html(reached_table(story)));
    }
    return page(Text(story.name), "<h1>" + html(Text(story.name)) + "</h1>\n", sections);
}

}  // namespace vorrat::publish
