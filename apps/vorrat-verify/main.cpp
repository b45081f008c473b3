#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

#include "vorrat/verify/verify.h"

namespace {

constexpr std::string_view usage =
    "usage: vorrat-verify PLANDIR [--json] [--quiet]\n"
    "\n"
    "Checks a published plan from its folder alone and says in words what holds.\n"
    "  --json   the verdict as JSON\n"
    "  --quiet  no output, only the exit code\n"
    "\n"
    "exit codes: 0 sound, 1 not sound, 2 usage, 4 the folder cannot be read as a plan\n";

struct Options {
    std::string_view folder;
    bool json = false;
    bool quiet = false;
    bool help = false;
    bool wrong = false;
};

Options parse(const std::vector<std::string_view>& words) {
    Options options;
    for (const std::string_view word : words) {
        if (word == "--json") {
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
    options.wrong = options.wrong || options.folder.empty();
    return options;
}

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

int run(const Options& options) {
    const auto verdict = vorrat::verify::verify_plan(options.folder);
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
