#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/language.h"
#include "vorrat/base/result.h"

namespace vorrat::service {

enum class SettingKind { text, path, number, whole, flag, date, numbers, choice };

/// One setting: the same row serves flag (`--name`), environment (`VORRAT_NAME`), `vorrat.toml`
/// (`name = ...`), server and docs.
struct Setting {
    std::string_view name;
    SettingKind kind = SettingKind::text;
    std::string_view initial;  ///< as a user would write it; empty: none
    std::string_view choices;  ///< of a choice: a|b|c
    std::string_view help;     ///< one sentence, lower case, no full stop
};

struct Positional {
    std::string_view name;
    std::string_view help;
};

struct Command {
    std::string_view name;
    std::string_view help;
    std::vector<Positional> positionals;  ///< all required
    std::vector<std::string_view> settings;
};

std::span<const Setting> settings();
/// The row of that name, which must exist.
const Setting& setting(std::string_view name);

std::span<const Command> commands();
/// Nothing for an unknown name.
const Command* find_command(std::string_view name);

/// Settings of one command, read and checked: what a flag, the environment or a file said.
class Values {
public:
    bool has(std::string_view name) const;
    std::string text(std::string_view name) const;
    double number(std::string_view name) const;
    long whole(std::string_view name) const;
    bool flag(std::string_view name) const;
    std::vector<double> numbers(std::string_view name) const;
    /// What `--language` says.
    Language language() const;

    /// Keeps `value` if it is one the setting allows. Errors: usage, naming `origin` (`--port`,
    /// `VORRAT_PORT`, `vorrat.toml: port`), what is wanted and what was found.
    Outcome set(const Setting& setting, std::string_view value, std::string_view origin);
    void set_positional(std::string_view name, std::string_view value);

private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// What each layer said, strongest first: flags, environment, file, initial values.
struct Layers {
    std::map<std::string, std::string, std::less<>> flags;
    std::function<std::optional<std::string>(const std::string&)> environment;
    std::string file;       ///< text of vorrat.toml; empty: none
    std::string file_name;  ///< for messages
};

/// Errors: usage, for a value that is not allowed; bad_input, for a file that is not TOML or has an
/// unknown key.
Result<Values> resolve(const Command& command, const Layers& layers);

/// `port` -> `VORRAT_PORT`, `as-of` -> `VORRAT_AS_OF`.
std::string environment_name(std::string_view setting);

/// docs/guide/commands.md: every command and setting as a Markdown page.
std::string commands_page();

}  // namespace vorrat::service
