#include "vorrat/service/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "vorrat/base/date.h"
#include "vorrat/base/toml.h"

namespace vorrat::service {
namespace {

/// Settings that every command takes.
constexpr std::array everywhere{std::string_view{"quiet"}, std::string_view{"threads"}};

template <class Number>
std::optional<Number> parse(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(by);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

bool is_finite_number(std::string_view text) {
    const auto value = parse<double>(text);
    return value && std::isfinite(*value);
}

/// What the setting wants, in words, when `value` is not that; nothing when it is.
std::optional<std::string> complaint(const Setting& setting, std::string_view value) {
    const auto unless = [](bool fine, std::string_view want) -> std::optional<std::string> {
        if (fine) {
            return std::nullopt;
        }
        return std::string(want);
    };
    switch (setting.kind) {
        case SettingKind::text:
            return std::nullopt;
        case SettingKind::path:
            return unless(!value.empty(), "a path");
        case SettingKind::number:
            return unless(is_finite_number(value), "a number");
        case SettingKind::whole: {
            const auto whole = parse<long>(value);
            return unless(whole && *whole >= 0 && *whole <= 1'000'000'000,
                          "a whole number from 0 to 1000000000");
        }
        case SettingKind::flag:
            return unless(value == "true" || value == "false", "true or false");
        case SettingKind::date:
            return unless(parse_date(value).has_value(), "a date like 2026-11-23");
        case SettingKind::numbers:
            return unless(std::ranges::all_of(split(value, ','), is_finite_number),
                          "numbers separated by commas");
        case SettingKind::choice: {
            const auto choices = split(setting.choices, '|');
            return unless(std::ranges::find(choices, value) != choices.end(),
                          fmt::format("one of {}", fmt::join(choices, ", ")));
        }
    }
    impossible("a SettingKind outside its enum");
}

std::string_view kind_name(const Setting& setting) {
    switch (setting.kind) {
        case SettingKind::text:
            return "text";
        case SettingKind::path:
            return "path";
        case SettingKind::number:
            return "number";
        case SettingKind::whole:
            return "whole number";
        case SettingKind::flag:
            return "flag";
        case SettingKind::date:
            return "date";
        case SettingKind::numbers:
            return "numbers";
        case SettingKind::choice:
            return setting.choices;
    }
    impossible("a SettingKind outside its enum");
}

using Texts = std::map<std::string, std::string, std::less<>>;

std::string as_text(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* array = node.as_array()) {
        std::string joined;
        for (const toml::node& element : *array) {
            joined += (joined.empty() ? "" : ",") + as_text(element);
        }
        return joined;
    }
    std::ostringstream out;
    node.visit([&](const auto& value) { out << value; });
    return out.str();
}

Result<Texts> read_file_layer(const Layers& layers) {
    Texts texts;
    if (layers.file.empty()) {
        return texts;
    }
    try {
        const toml::table table = toml::parse(layers.file, layers.file_name);
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            if (std::ranges::find(settings(), name, &Setting::name) == settings().end()) {
                return bad_input(fmt::format("{}:{}:{}: {}: is no setting", layers.file_name,
                                             key.source().begin.line, key.source().begin.column,
                                             name));
            }
            texts.emplace(name, as_text(node));
        }
    } catch (const toml::parse_error& error) {
        return bad_input(fmt::format("{}:{}:{}: {}", layers.file_name, error.source().begin.line,
                                     error.source().begin.column, error.description()));
    }
    return texts;
}

Outcome resolve_one(const Setting& setting, const Layers& layers, const Texts& file,
                    Values& values) {
    const std::string name(setting.name);
    if (const auto flag = layers.flags.find(name); flag != layers.flags.end()) {
        return values.set(setting, flag->second, "--" + name);
    }
    const std::string variable = environment_name(name);
    if (layers.environment) {
        if (const auto text = layers.environment(variable)) {
            return values.set(setting, *text, variable);
        }
    }
    if (const auto line = file.find(name); line != file.end()) {
        return values.set(setting, line->second, fmt::format("{}: {}", layers.file_name, name));
    }
    if (setting.initial.empty()) {
        return Done{};
    }
    return values.set(setting, setting.initial, "initial value");
}

}  // namespace

bool Values::has(std::string_view name) const { return values_.contains(name); }

std::string Values::text(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string{} : found->second;
}

double Values::number(std::string_view name) const { return parse<double>(text(name)).value_or(0); }

long Values::whole(std::string_view name) const { return parse<long>(text(name)).value_or(0); }

bool Values::flag(std::string_view name) const { return text(name) == "true"; }

Language Values::language() const {
    return text("language") == "de" ? Language::german : Language::english;
}

std::vector<double> Values::numbers(std::string_view name) const {
    std::vector<double> list;
    const std::string all = text(name);
    for (const std::string_view part : split(all, ',')) {
        if (const auto value = parse<double>(part)) {
            list.push_back(*value);
        }
    }
    return list;
}

Outcome Values::set(const Setting& setting, std::string_view value, std::string_view origin) {
    if (const auto want = complaint(setting, value)) {
        return usage_error(fmt::format("{}: want {}, got \"{}\"", origin, *want, value));
    }
    values_.insert_or_assign(std::string(setting.name), std::string(value));
    return Done{};
}

void Values::set_positional(std::string_view name, std::string_view value) {
    values_.insert_or_assign(std::string(name), std::string(value));
}

Result<Values> resolve(const Command& command, const Layers& layers) {
    auto file = read_file_layer(layers);
    if (!file) {
        return file.error();
    }
    Values values;
    std::vector<std::string_view> names = command.settings;
    names.insert(names.end(), everywhere.begin(), everywhere.end());
    for (const std::string_view name : names) {
        if (auto set = resolve_one(setting(name), layers, *file, values); !set) {
            return set.error();
        }
    }
    return values;
}

std::string environment_name(std::string_view setting) {
    std::string name = "VORRAT_";
    for (const char c : setting) {
        name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return name;
}

std::string commands_page() {
    std::string page =
        "# Commands and settings\n\n"
        "Every setting can be given as a flag, as an environment variable or in a `vorrat.toml` in "
        "the\nfolder where the command is called; a flag outweighs the environment, the "
        "environment "
        "the file.\n`--quiet` and `--threads` belong to every command. Exit codes: 0 ok, 1 failed, "
        "2 usage, 3 infeasible,\n4 bad input.\n\n## Commands\n\n| command | what it does | "
        "settings "
        "|\n|---|---|---|\n";
    for (const Command& command : commands()) {
        std::string call = fmt::format("vorrat {}", command.name);
        for (const Positional& positional : command.positionals) {
            call += fmt::format(" {}", positional.name);
        }
        page += fmt::format("| `{}` | {} | {} |\n", call, command.help,
                            fmt::join(command.settings, ", "));
    }
    page +=
        "\n## Settings\n\n| flag | variable | kind | initial | meaning |\n|---|---|---|---|---|\n";
    for (const Setting& row : settings()) {
        std::string kind(kind_name(row));
        for (std::size_t at = 0; (at = kind.find('|', at)) != std::string::npos; at += 2) {
            kind.insert(at, 1, '\\');
        }
        page += fmt::format("| `--{}` | `{}` | {} | {} | {} |\n", row.name,
                            environment_name(row.name), kind, row.initial, row.help);
    }
    return page;
}

}  // namespace vorrat::service
