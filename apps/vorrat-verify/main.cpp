#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/file.h"
#include "vorrat/verify/verify.h"

namespace {

constexpr std::string_view usage =
    "usage: vorrat-verify FOLDER [--json] [--quiet] [--key KEY] [--trusted FILE] [--witness "
    "KEY]... "
    "[--receipt FILE]...\n"
    "\n"
    "Checks a published plan, or a published record with its plans, from the folder alone and says "
    "in words what holds.\n"
    "  --json          the verdict as JSON\n"
    "  --quiet         no output, only the exit code\n"
    "of a record:\n"
    "  --key KEY       the log's verifier key, or a file that holds it; else ledger.key of the "
    "folder\n"
    "  --trusted FILE  the last checkpoint you relied on: the log must continue it\n"
    "  --witness KEY   the verifier key of a witness who must have signed, or a file that holds "
    "it\n"
    "  --receipt FILE  a receipt: its entry must be in the log\n"
    "\n"
    "exit codes: 0 sound, 1 not sound, 2 usage, 4 the folder cannot be read as a plan or record\n";

struct Options {
    std::string folder;
    std::vector<std::string> key, trusted, witnesses, receipts;  // at most one key and trusted
    bool json = false;
    bool quiet = false;
    bool help = false;
    bool wrong = false;
};

Options parse(const std::vector<std::string>& words) {
    Options options;
    const std::map<std::string, std::vector<std::string>*> with_value{
        {"--key", &options.key},
        {"--trusted", &options.trusted},
        {"--witness", &options.witnesses},
        {"--receipt", &options.receipts}};
    for (std::size_t k = 0; k < words.size(); ++k) {
        const std::string& word = words[k];
        const auto setting = with_value.find(word);
        if (setting != with_value.end() && k + 1 < words.size()) {
            setting->second->push_back(words[++k]);
        } else if (word == "--json") {
            options.json = true;
        } else if (word == "--quiet") {
            options.quiet = true;
        } else if (word == "--help" || word == "-h") {
            options.help = true;
        } else if (word.starts_with('-') || !options.folder.empty()) {
            options.wrong = true;
        } else {
            options.folder = word;
        }
    }
    options.wrong = options.wrong || options.folder.empty() || options.key.size() > 1 ||
                    options.trusted.size() > 1;
    return options;
}

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

/// A key as it stands, or the file that holds it.
vorrat::Result<std::string> key_or_file(const std::string& word) {
    return word.find('+') == std::string::npos ? vorrat::read_file(word) : word;
}

vorrat::Result<vorrat::verify::Trust> trust_of(const Options& options) {
    vorrat::verify::Trust trust;
    for (const std::string& word : options.key) {
        auto key = key_or_file(word);
        if (!key) {
            return key.error();
        }
        trust.key = std::move(*key);
    }
    for (const std::string& word : options.witnesses) {
        auto key = key_or_file(word);
        if (!key) {
            return key.error();
        }
        trust.witnesses.push_back(std::move(*key));
    }
    for (const auto* files : {&options.trusted, &options.receipts}) {
        for (const std::string& file : *files) {
            auto text = vorrat::read_file(file);
            if (!text) {
                return text.error();
            }
            (files == &options.trusted ? trust.checkpoint : trust.receipts.emplace_back()) =
                std::move(*text);
        }
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
    const Options options = parse({words + 1, words + count});
    if (options.help) {
        print(stdout, usage);
        return 0;
    }
    if (options.wrong) {
        print(stderr, usage);
        return exit_code(vorrat::ErrorKind::usage);
    }
    try {
        return run(options);
    } catch (const std::exception& error) {
        print(stderr, std::string("vorrat-verify: ") + error.what() + "\n");
        return exit_code(vorrat::ErrorKind::bad_input);
    }
}
