#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "vorrat/base/file.h"
#include "vorrat/verify/verify.h"

namespace {

struct Options {
    std::string folder;
    vorrat::verify::Trust trust;
    bool json = false;
    bool quiet = false;
};

/// Puts the text of a file in place of its name. Gives what is wrong; empty: nothing.
std::string read_named(std::string& word) {
    // An unset variable of a script must not mean that nothing was asked for.
    if (word.empty()) {
        return "want a key or a file, got nothing";
    }
    auto text = vorrat::read_file(word);
    if (text && text->empty()) {
        return word + ": is empty";
    }
    word = text ? std::move(*text) : word;
    return text ? "" : text.error().message;
}

std::string read_unless_key(std::string& word) {
    return word.find('+') == std::string::npos ? read_named(word) : "";
}

void describe(CLI::App& app, Options& options) {
    const CLI::Validator file(read_named, "FILE");
    const CLI::Validator key_or_file(read_unless_key, "KEY|FILE");
    app.add_option("FOLDER", options.folder, "what was published")->required();
    app.add_flag("--json", options.json, "the verdict as JSON");
    app.add_flag("--quiet", options.quiet, "no output, only the exit code");
    app.add_option("--key", options.trust.key,
                   "of a record: the log's verifier key, or a file that holds it; else ledger.key "
                   "of the folder")
        ->transform(key_or_file);
    app.add_option("--trusted", options.trust.checkpoint,
                   "of a record: file with the last checkpoint you relied on; the log must "
                   "continue it")
        ->transform(file);
    app.add_option("--witness", options.trust.witnesses,
                   "of a record: the verifier key of a witness who must have signed, or a file "
                   "that holds it")
        ->allow_extra_args(false)
        ->transform(key_or_file);
    app.add_option("--receipt", options.trust.receipts,
                   "of a record: a receipt in a file; its entry must be in the log")
        ->allow_extra_args(false)
        ->transform(file);
    app.footer(
        "exit codes: 0 sound, 1 not sound, 2 usage, 4 the folder cannot be read as a plan or "
        "record");
}

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

int run(const Options& options) {
    const auto verdict = vorrat::verify::is_record(options.folder)
                             ? vorrat::verify::verify_record(options.folder, options.trust)
                             : vorrat::verify::verify_plan(options.folder);
    if (!verdict) {
        print(stderr, "vorrat-verify: " + verdict.error().message + "\n");
        return exit_code(vorrat::ErrorKind::bad_input);
    }
    if (!options.quiet) {
        print(stdout, options.json ? as_json(*verdict) : in_words(*verdict));
    }
    return verdict->sound() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app(
        "Checks a published plan, or a published record with its plans, from the folder alone and "
        "says in words what holds.",
        "vorrat-verify");
    Options options;
    describe(app, options);
    try {
        app.parse(count, words);
        return run(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_code(vorrat::ErrorKind::usage);
    } catch (const std::exception& error) {
        print(stderr, std::string("vorrat-verify: ") + error.what() + "\n");
        return exit_code(vorrat::ErrorKind::bad_input);
    }
}
