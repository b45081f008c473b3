#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vorrat/publish/text.h"

namespace vorrat::publish {

/// Both languages, of which the page shows one.
std::string html(const Text& text);
/// Both languages where no element can stand (titles of pictures): "english / deutsch".
std::string plain(const Text& text);
/// The same inside an SVG <text>.
std::string svg(const Text& text);

/// Coordinates of a picture: two decimals are finer than any screen.
std::string at(double coordinate);

struct Cell {
    std::string html;
    bool number = false;
    double value = 0;  ///< by which the column is sorted, when it is a number
};
Cell words(const Text& text);
Cell figure(const Text& text, double value);
/// A number with a bar of its share of the width.
Cell bar(const Text& text, double share);

struct HtmlTable {
    Text caption;
    std::vector<Text> header;
    std::vector<std::vector<Cell>> rows;
};
std::string html(const HtmlTable& table);

/// A section with a heading; `key` is its id.
std::string section(std::string_view key, const Text& heading, const std::string& content);
std::string paragraph(const Text& text);
std::string picture(const Text& caption, const std::string& svg_element);

}  // namespace vorrat::publish
