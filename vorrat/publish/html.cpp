#include "vorrat/publish/html.h"

#include <algorithm>

namespace vorrat::publish {

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n') {
                    out += c;
                }
        }
    }
    return out;
}

std::string html(const Text& text) {
    if (text.english == text.german) {
        return escape(text.english);
    }
    return R"(<span lang="en">)" + escape(text.english) + R"(</span><span lang="de">)" +
           escape(text.german) + "</span>";
}

std::string plain(const Text& text) {
    if (text.english == text.german) {
        return escape(text.english);
    }
    return escape(text.english + " / " + text.german);
}

std::string svg(const Text& text) {
    if (text.english == text.german) {
        return escape(text.english);
    }
    return R"(<tspan lang="en">)" + escape(text.english) + R"(</tspan><tspan lang="de">)" +
           escape(text.german) + "</tspan>";
}

std::string at(double coordinate) { return fmt::format("{:.2f}", coordinate + 0.0); }

Cell words(const Text& text) { return {html(text), false, 0}; }

Cell figure(const Text& text, double value) { return {html(text), true, value}; }

Cell bar(const Text& text, double share) {
    const double width = 100 * std::clamp(share, 0.0, 1.0);
    return {fmt::format(R"(<span class="bar"><i style="width:{}%"></i></span>{})", at(width),
                        html(text)),
            true, share};
}

std::string html(const HtmlTable& table) {
    std::string out =
        R"(<div class="scroll"><table><caption>)" + html(table.caption) + "</caption><thead><tr>";
    for (std::size_t k = 0; k < table.header.size(); ++k) {
        const bool number = !table.rows.empty() && table.rows.front()[k].number;
        out += fmt::format(R"(<th scope="col"{}><button type="button">{}</button></th>)",
                           number ? R"( class="n")" : "", html(table.header[k]));
    }
    out += "</tr></thead><tbody>\n";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (const Cell& cell : row) {
            out += cell.number
                       ? fmt::format(R"(<td class="n" data-v="{}">{}</td>)", cell.value, cell.html)
                       : "<td>" + cell.html + "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string section(std::string_view key, const Text& heading, const std::string& content) {
    return fmt::format(
        "<section id=\"{0}\" aria-labelledby=\"{0}-h\"><h2 id=\"{0}-h\">{1}</h2>\n{2}"
        "</section>\n",
        key, html(heading), content);
}

std::string paragraph(const Text& text) { return "<p>" + html(text) + "</p>\n"; }

std::string picture(const Text& caption, const std::string& svg_element) {
    return "<figure><div class=\"scroll\">" + svg_element + "</div><figcaption>" + html(caption) +
           "</figcaption></figure>\n";
}

}  // namespace vorrat::publish
