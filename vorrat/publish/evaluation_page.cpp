#include <algorithm>
#include <cmath>

#include "vorrat/publish/page.h"

namespace vorrat::publish {
namespace {

constexpr double width = 640;
constexpr double left = 170;
constexpr double right = 70;
constexpr double top = 8;
constexpr double row_height = 30;
constexpr double axis_height = 26;

/// One measure of the table as people read it.
struct Measure {
    Text name;
    double EvaluationRow::*value;
    double factor = 1;
    int decimals = 3;
    double target = 0;  ///< where it should be; 0: as low as possible
};

std::vector<Measure> measures() {
    return {
        {Text("WRMSSE", "WRMSSE"), &EvaluationRow::wrmsse},
        {Text("Scaled pinball loss", "Skalierter Pinball-Verlust"), &EvaluationRow::scaled_pinball},
        {Text("Need inside the middle 50 %, ties by their probability",
              "Bedarf in den mittleren 50 %, Gleichstände nach ihrer Wahrscheinlichkeit"),
         &EvaluationRow::calibration_50, 100, 1, 50},
        {Text("Need inside the middle 95 %, ties by their probability",
              "Bedarf in den mittleren 95 %, Gleichstände nach ihrer Wahrscheinlichkeit"),
         &EvaluationRow::calibration_95, 100, 1, 95}};
}

std::vector<std::string> models_of(std::span<const EvaluationRow> rows) {
    std::vector<std::string> models;
    for (const EvaluationRow& row : rows) {
        if (std::ranges::find(models, row.model) == models.end()) {
            models.push_back(row.model);
        }
    }
    return models;
}

/// The values of one model in one measure, by origin.
std::vector<double> values_of(std::span<const EvaluationRow> rows, const std::string& model,
                              const Measure& measure) {
    std::vector<double> values;
    for (const EvaluationRow& row : rows) {
        if (row.model == model && !std::isnan(row.*measure.value)) {
            values.push_back(measure.factor * row.*measure.value);
        }
    }
    return values;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value / static_cast<double>(values.size());
    }
    return sum;
}

std::string dots(std::span<const EvaluationRow> rows, const Measure& measure) {
    const std::vector<std::string> models = models_of(rows);
    double most = measure.target;
    for (const std::string& model : models) {
        for (const double value : values_of(rows, model, measure)) {
            most = std::max(most, value);
        }
    }
    most = most > 0 ? most : 1;
    const double bottom = top + row_height * static_cast<double>(models.size());
    const auto x = [&](double value) { return left + (width - left - right) * value / most; };
    std::string out = fmt::format(R"svg(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)svg",
                                  at(width), at(bottom + axis_height), plain(measure.name));
    for (const double tick : {0.0, most / 2, most}) {
        out += fmt::format(
            R"svg(<path d="M{0} {1}V{2}" stroke="var(--line)"/><text class="soft" text-anchor="middle" x="{0}" y="{3}">{4}</text>)svg",
            at(x(tick)), at(top), at(bottom), at(bottom + 18), svg(number(tick, measure.decimals)));
    }
    if (measure.target > 0) {
        out += fmt::format(
            R"svg(<path d="M{} {}V{}" stroke="var(--warm)" stroke-dasharray="4 3"/>)svg",
            at(x(measure.target)), at(top), at(bottom));
    }
    double y = top + row_height / 2;
    for (const std::string& model : models) {
        const auto values = values_of(rows, model, measure);
        out += fmt::format(R"svg(<text x="{}" y="{}" text-anchor="end">{}</text>)svg",
                           at(left - 12), at(y + 4), svg(Text(model)));
        for (const double value : values) {
            out += fmt::format(
                R"svg(<circle cx="{}" cy="{}" r="4" fill="var(--accent)" opacity=".45"/>)svg",
                at(x(value)), at(y));
        }
        if (!values.empty()) {
            const double mean = mean_of(values);
            out += fmt::format(
                R"svg(<path d="M{0} {1}V{2}" stroke="var(--ink)" stroke-width="2"/><text x="{3}" y="{4}">{5}</text>)svg",
                at(x(mean)), at(y - 9), at(y + 9), at(width - right + 12), at(y + 4),
                svg(number(mean, measure.decimals)));
        }
        y += row_height;
    }
    return out + "</svg>";
}

Cell number_cell(double value, int decimals, double factor = 1) {
    return std::isnan(value) ? figure(Text("-"), 0)
                             : figure(number(factor * value, decimals), factor * value);
}

HtmlTable table_of(std::span<const EvaluationRow> rows) {
    HtmlTable table{Text("Every model from every origin", "Jedes Modell von jedem Ursprung"),
                    {Text("model", "Modell"), Text("origin", "Ursprung"), Text("series", "Reihen"),
                     "WRMSSE", "RMSSE", "MASE", "sMAPE", "pinball", Text("weighted", "gewichtet"),
                     "in 50 %", "in 95 %", "PIT 50 %", "PIT 95 %", Text("bias", "Verzerrung")},
                    {}};
    for (const EvaluationRow& r : rows) {
        const auto count = static_cast<double>(r.series);
        table.rows.push_back(
            {words(Text(r.model)), words(Text(r.origin)), figure(number(count), count),
             number_cell(r.wrmsse, 3), number_cell(r.rmsse, 3), number_cell(r.mase, 3),
             number_cell(r.smape, 1), number_cell(r.scaled_pinball, 4),
             number_cell(r.weighted_scaled_pinball, 4), number_cell(r.coverage_50, 1, 100),
             number_cell(r.coverage_95, 1, 100), number_cell(r.calibration_50, 1, 100),
             number_cell(r.calibration_95, 1, 100), number_cell(r.bias, 1, 100)});
    }
    return table;
}

}  // namespace

std::string evaluation_page(const std::string& title, std::span<const EvaluationRow> rows) {
    const Text heading("How good the foresight is", "Wie gut die Vorhersage ist");
    const Text lead(
        "Every model forecast the past from earlier days on, without knowing what came, and is "
        "compared with what was needed. A dot is one origin, the line the mean over them. Lower is "
        "better; the dashed line is where a share should lie.",
        "Jedes Modell hat die Vergangenheit von früheren Tagen aus vorhergesagt, ohne zu wissen, "
        "was kam, und wird mit dem Bedarf verglichen. Ein Punkt ist ein Ursprung, der Strich das "
        "Mittel. Kleiner ist besser; die gestrichelte Linie ist, wo ein Anteil liegen soll.");
    std::string sections;
    for (const Measure& measure : measures()) {
        const bool any = std::ranges::any_of(
            rows, [&](const EvaluationRow& row) { return !std::isnan(row.*measure.value); });
        if (any) {
            sections += "<h3>" + html(measure.name) + "</h3>\n" + dots(rows, measure);
        }
    }
    return page(Text(title),
                "<h1>" + html(Text(title)) + "</h1>\n<p class=\"lead\">" + html(lead) + "</p>\n",
                section("measures", heading, sections) +
                    section("table", Text("Table", "Tabelle"), html(table_of(rows))));
}

}  // namespace vorrat::publish
