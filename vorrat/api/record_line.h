#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "vorrat/api/views.h"
#include "vorrat/council/council.h"

namespace vorrat::api {

/// A line of council.jsonl, and where it ends in the file.
template <class Event>
struct RecordLine {
    Event event;
    std::int64_t n = 0;
    Date date;
    std::size_t begin = 0;
    std::size_t end = 0;  ///< behind its line feed
};

/// The last entry of that kind which is meant. Lines that are no entries are passed over.
template <class Event, class Meant>
std::optional<RecordLine<Event>> last_line(std::string_view record, const Meant& meant) {
    std::optional<RecordLine<Event>> last;
    for (std::size_t begin = 0; begin < record.size();) {
        const std::size_t end = std::min(record.find('\n', begin), record.size() - 1) + 1;
        const auto entry = council::read_line(record.substr(begin, end - begin - 1));
        const auto* event = entry ? std::get_if<Event>(&entry->event) : nullptr;
        if (event != nullptr && meant(*event)) {
            last = RecordLine<Event>{*event, entry->n, entry->date, begin, end};
        }
        begin = end;
    }
    return last;
}

/// What lets somebody find their entry again and see that nothing before it was changed: `on`, `n`,
/// `line`, and `record_sha256` of the file up to and with that line.
/// over  nobody can vote any more. Before that the hash is null: whoever votes after others in a
///       small council could try out the few ballots that those can have cast.
Json receipt_of(std::string_view record, Date on, std::int64_t n, std::size_t begin,
                std::size_t end, bool over);

/// The text of council.jsonl in a workspace; empty where there is none. errors  failed
Result<std::string> record_in(const std::filesystem::path& workspace);

/// The last ballot that is meant as `told` shows it, with its receipt; null where there is none.
/// errors  as `record_in`
template <class Event, class Meant, class Told>
Result<Json> ballot_in(const std::filesystem::path& workspace, bool over, const Meant& meant,
                       const Told& told) {
    const auto record = record_in(workspace);
    if (!record) {
        return record.error();
    }
    const auto line = last_line<Event>(*record, meant);
    if (!line) {
        return Json(nullptr);
    }
    Json ballot = told(line->event);
    ballot.update(receipt_of(*record, line->date, line->n, line->begin, line->end, over));
    return ballot;
}

}  // namespace vorrat::api
