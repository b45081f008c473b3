#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "vorrat/base/file.h"
#include "vorrat/verify/verify.h"

namespace {

struct Options {
    std::string folder, key, trusted;
    std::vector<std::string> witnesses, receipts;
    bool json = false;
    bool quiet = false;
};

void describe(CLI::App& app, Options& options) {
    // An unset variable of a script must not mean that nothing was asked for.
    const auto named = [](const std::string& word) {
        return word.empty() ? std::string("want a key or a file, got nothing") : std::string();
    };
    app.add_option("FOLDER", options.folder, "what was published")->required();
    app.add_flag("--json", options.json, "the verdict as JSON");
    app.add_flag("--quiet", options.quiet, "no output, only the exit code");
    app.add_option("--key", options.key,
                   "of a record: the log's verifier key, or a file that holds it; else ledger.key "
                   "of the folder")
        ->check(named);
    app.add_option("--trusted", options.trusted,
                   "of a record: file with the last checkpoint you relied on; the log must "
                   "continue it")
        ->check(named);
    app.add_option("--witness", options.witnesses,
                   "of a record: the verifier key of a witness who must have signed, or a file "
                   "that holds it")
        ->allow_extra_args(false);
    app.add_option("--receipt", options.receipts,
                   "of a record: a receipt in a file; its entry must be in the log")
        ->allow_extra_args(false);
    app.footer(
        "exit codes: 0 sound, 1 not sound, 2 usage, 4 the folder cannot be read as a plan or "
        "record");
}

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

/// Reads what the words name into the trust; stops at the first that cannot be read.
vorrat::Result<vorrat::verify::Trust> trust_of(const Options& options) {
    vorrat::verify::Trust trust;
    vorrat::Outcome outcome = vorrat::Done{};
    const auto text_of = [&](const std::string& word, bool may_be_key) -> std::string {
        if (word.empty() || (may_be_key && word.find('+') != std::string::npos)) {
            return word;
        }
        auto text = vorrat::read_file(word);
        if (text && text->empty()) {
            text = vorrat::bad_input(word + ": is empty");
        }
        if (!text && outcome) {
            outcome = text.error();
        }
        return text ? std::move(*text) : "";
    };
    trust.key = text_of(options.key, true);
    trust.checkpoint = text_of(options.trusted, false);
    for (const std::string& word : options.witnesses) {
        trust.witnesses.push_back(text_of(word, true));
    }
    for (const std::string& word : options.receipts) {
        trust.receipts.push_back(text_of(word, false));
    }
    if (!outcome) {
        return outcome.error();
    }
    return trust;
}

vorrat::Result<vorrat::verify::Verdict> judge(const Options& options) {
    if (!vorrat::verify::is_record(options.folder)) {
        return vorrat::verify::verify_plan(options.folder);
    }
    const auto trust = trust_of(options);
    if (!trust) {
        return trust.error();
    }
    return vorrat::verify::verify_record(options.folder, *trust);
}

int run(const Options& options) {
    const auto verdict = judge(options);
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
