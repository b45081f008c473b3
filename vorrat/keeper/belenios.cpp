#include "vorrat/keeper/belenios.h"

#include <charconv>
#include <map>

#include <fmt/format.h>

namespace vorrat::record {
namespace {

constexpr std::size_t block = 512;  // of a tar
constexpr std::size_t member_bytes_max = std::size_t{16} << 20U;

using Members = std::map<std::string, std::string_view, std::less<>>;

/// Files of a tar (POSIX ustar): name at 0, size in octal digits at 124, in blocks of 512 bytes.
Result<Members> parse_tar(std::string_view bytes, std::string_view file) {
    Members members;
    for (std::size_t at = 0; at + block <= bytes.size();) {
        const std::string_view head = bytes.substr(at, block);
        const std::string_view name = head.substr(0, std::min<std::size_t>(head.find('\0'), 100));
        if (name.empty()) {
            break;
        }
        std::size_t size = 0;
        const char* digits = head.data() + 124;
        const auto [end, problem] = std::from_chars(digits, digits + 12, size, 8);
        if (problem != std::errc{} || size > member_bytes_max || size > bytes.size() - at - block) {
            return bad_input(
                fmt::format("{}: byte {}: want a tar, the size of a file is wrong", file, at));
        }
        members.emplace(name, bytes.substr(at + block, size));
        at += block + (size + block - 1) / block * block;
    }
    return members;
}

std::string text_of(const Json& object, const char* name) {
    return object.is_object() && object.contains(name) && object[name].is_string()
               ? object[name].get<std::string>()
               : "";
}

/// What an event names by the SHA-256 of its bytes.
Json payload(const Members& members, const std::string& hash) {
    const auto found = members.find(hash + ".data.json");
    return found == members.end() || to_hex(sha256(found->second)) != hash
               ? Json()
               : parse_shallow(found->second);
}

/// The payload of the last event of the type.
Json last_event(const Members& members, std::string_view type) {
    Json last;
    std::int64_t highest = -1;
    for (const auto& [name, bytes] : members) {
        if (!name.ends_with(".event.json")) {
            continue;
        }
        const Json event = parse_shallow(bytes);
        const bool fits = text_of(event, "type") == type && event.contains("height") &&
                          event["height"].is_number_unsigned();
        if (fits && event["height"].get<std::int64_t>() > highest) {
            highest = event["height"];
            last = payload(members, text_of(event, "payload"));
        }
    }
    return last;
}

bool is_list(const Json& object, const char* name) {
    return object.is_object() && object.contains(name) && object[name].is_array() &&
           object[name].size() == 1;
}

}  // namespace

std::string belenios_template(const std::string& id, const Proposal& proposal) {
    const std::size_t most = proposal.rule == "choose-one" ? 1 : proposal.options.size();
    const nlohmann::ordered_json json{
        {"description", proposal.title},
        {"name", id},
        {"questions",
         {{{"answers", proposal.titles}, {"min", 0}, {"max", most}, {"question", proposal.title}}}},
        {"administrator", proposal.council},
        {"credential_authority", proposal.council}};
    return json.dump() + "\n";
}

Result<SecretResult> parse_belenios(std::string_view archive, std::string_view file) {
    const auto members = parse_tar(archive, file);
    if (!members) {
        return members.error();
    }
    const auto wrong = [&](std::string_view want) {
        return bad_input(fmt::format("{}: want {}", file, want));
    };
    const Json election = payload(*members, text_of(last_event(*members, "Setup"), "election"));
    if (!is_list(election, "questions") || !election["questions"][0].contains("answers") ||
        !election["questions"][0]["answers"].is_array()) {
        return wrong("an election with one question");
    }
    const Json tally = last_event(*members, "EncryptedTally");
    if (!tally.is_object() || !tally.contains("num_tallied") ||
        !tally["num_tallied"].is_number_unsigned()) {
        return wrong("an encrypted tally");
    }
    const Json result = last_event(*members, "Result");
    if (!is_list(result, "result") || !result["result"][0].is_array()) {
        return wrong("a result of one question");
    }
    SecretResult read{.answers = {}, .counts = {}, .ballots = tally["num_tallied"]};
    for (const Json& answer : election["questions"][0]["answers"]) {
        read.answers.push_back(answer.is_string() ? answer.get<std::string>() : "");
    }
    for (const Json& count : result["result"][0]) {
        if (!count.is_number_unsigned()) {
            return wrong("whole numbers as the result");
        }
        read.counts.push_back(count);
    }
    if (read.counts.size() != read.answers.size()) {
        return wrong("a count per answer");
    }
    return read;
}

}  // namespace vorrat::record
