#include "vorrat/sheet/xml.h"

#include <memory>
#include <type_traits>

#include <expat.h>
#include <fmt/format.h>

namespace vorrat::sheet {
namespace {

constexpr int depth_max = 64;

struct Reading {
    XML_Parser parser;
    std::string_view file;
    const XmlEvents& events;
    int depth = 0;
    std::optional<Error> error = {};

    void stop(std::optional<Error> why) {
        if (why && !error) {
            error = std::move(why);
            XML_StopParser(parser, XML_FALSE);
        }
    }
};

std::string_view without_prefix(const XML_Char* name) {
    const std::string_view whole = name;
    const auto colon = whole.find(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

void on_begin(void* data, const XML_Char* name, const XML_Char** given) {
    Reading& reading = *static_cast<Reading*>(data);
    if (++reading.depth > depth_max) {
        reading.stop(
            bad_input(fmt::format("{}: want a workbook, got elements inside each other "
                                  "deeper than any has",
                                  reading.file)));
        return;
    }
    Attributes attributes;
    for (; *given != nullptr; given += 2) {
        attributes.emplace(without_prefix(given[0]), given[1]);
    }
    reading.stop(reading.events.begin(without_prefix(name), attributes));
}

void on_end(void* data, const XML_Char* name) {
    Reading& reading = *static_cast<Reading*>(data);
    --reading.depth;
    if (reading.events.end) {
        reading.stop(reading.events.end(without_prefix(name)));
    }
}

void on_text(void* data, const XML_Char* text, int length) {
    Reading& reading = *static_cast<Reading*>(data);
    if (reading.events.text) {
        reading.stop(reading.events.text({text, static_cast<std::size_t>(length)}));
    }
}

void on_doctype(void* data, const XML_Char* /*name*/, const XML_Char* /*system*/,
                const XML_Char* /*open*/, int /*internal*/) {
    Reading& reading = *static_cast<Reading*>(data);
    reading.stop(bad_input(
        fmt::format("{}: want a workbook, got a document type, which none has", reading.file)));
}

}  // namespace

Outcome read_xml(std::string_view file, const Pieces& pieces, const XmlEvents& events) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, void (*)(XML_Parser)> parser(
        XML_ParserCreate(nullptr), XML_ParserFree);
    check(parser != nullptr, "there is memory for a parser");
    Reading reading{parser.get(), file, events};
    XML_SetUserData(parser.get(), &reading);
    XML_SetElementHandler(parser.get(), on_begin, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    while (true) {
        const auto piece = pieces();
        if (!piece) {
            return piece.error();
        }
        const bool last = piece->empty();
        const auto status = XML_Parse(parser.get(), piece->data(), static_cast<int>(piece->size()),
                                      last ? XML_TRUE : XML_FALSE);
        if (reading.error) {
            return *reading.error;
        }
        if (status != XML_STATUS_OK) {
            return bad_input(fmt::format("{}:{}: want XML, got {}", file,
                                         XML_GetCurrentLineNumber(parser.get()),
                                         XML_ErrorString(XML_GetErrorCode(parser.get()))));
        }
        if (last) {
            return Done{};
        }
    }
}

}  // namespace vorrat::sheet
