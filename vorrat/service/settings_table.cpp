#include <algorithm>
#include <array>

#include "vorrat/service/settings.h"

namespace vorrat::service {
namespace {

using enum SettingKind;

constexpr std::array all_settings = std::to_array<Setting>({
    {"as-of", date, "", "", "the day of the decision (first day after the history)"},
    {"at", text, "", "", "time of an entry of the ledger, as 2026-11-25T10:00:00Z [now]"},
    {"attach", path, "", "", "a text that an entry of the ledger names by its hash"},
    {"bind", text, "127.0.0.1", "", "address the server listens on"},
    {"choice", text, "", "", "options of a vote, by id, separated by commas, best first"},
    {"completion", choice, "none", "none|add1|add1u|utilitarian|phragmen",
     "what equal shares does with what is left: nothing, more money for all, that and the most "
     "wanted, the most wanted, or (committees) Phragmen"},
    {"council", text, "", "", "which council"},
    {"date", date, "", "", "the day on which it happens (today)"},
    {"dry-run", flag, "", "", "report everything, write nothing"},
    {"entry", whole, "", "", "number of an entry of the ledger"},
    {"example", choice, "region", "region|shop", "which example"},
    {"frequency", choice, "auto", "auto|hour|day|week|month|quarter|year",
     "steps of a file in the long format"},
    {"from", date, "", "", "first day of the replay; decisions since the end of that day"},
    {"gap", number, "1e-6", "",
     "how far from the best an answer may be, relative (first-order method)"},
    {"horizon", whole, "28", "", "steps to look ahead"},
    {"json", flag, "", "", "answer as JSON"},
    {"key", path, "", "",
     "file with the key of whoever signs; of verify: the ledger's verifier key"},
    {"key-type", choice, "member", "member|witness", "what a new key is for"},
    {"language", choice, "en", "en|de", "language of the story"},
    {"levels", numbers, "0.025,0.05,0.1,0.25,0.5,0.75,0.9,0.95,0.975,0.99", "",
     "levels of the quantiles"},
    {"member", text, "", "", "id of the member who votes"},
    {"method", choice, "auto", "exact|first-order|auto",
     "simplex method, first-order method, or by size"},
    {"model", choice, "fast", "fast|accurate|naive|mean",
     "which forecast model; an evaluation compares accurate only when it is asked for"},
    {"origin", text, "", "", "name of a new ledger or key, as example.org/federation"},
    {"origins", whole, "1", "", "rolling origins of an evaluation"},
    {"out", path, "", "", "where the result is written"},
    {"plan", path, "", "", "folder of a published plan"},
    {"plans", path, "", "", "folder of the published plans that the ledger names"},
    {"policy", text, "all", "", "one policy of the replay, or all of them"},
    {"port", whole, "8080", "", "port the server listens on; 0: any free one"},
    {"proposal", text, "", "", "id of a proposal"},
    {"quiet", flag, "", "", "print results and errors only"},
    {"receipt", path, "", "", "receipt of a vote"},
    {"reason", text, "", "", "why"},
    {"reconcile", choice, "none", "none|structural|shrinkage",
     "make items, groups, places and all agree; the levels go to OUT.levels.csv"},
    {"record", path, "", "", "bodies of entries to append, a JSON object in each line"},
    {"reviews", whole, "6", "", "how many times the replay decides"},
    {"rule", text, "", "",
     "how ballots are counted: approval, equal-shares, phragmen, schulze, av, sav, pav or seqpav"},
    {"seed", whole, "1", "", "seed of everything drawn at random"},
    {"series", text, "", "", "unique_id of a series, or item/place"},
    {"size", whole, "", "", "entries of an earlier state of the ledger"},
    {"skip-bad", flag, "", "", "leave bad rows out and write them to files that can be mended"},
    {"spacing", whole, "0", "", "steps between the origins of an evaluation; 0: the horizon"},
    {"static", path, "", "", "file of static attributes, by unique_id"},
    {"steps", whole, "8", "", "steps over which the replay counts costs"},
    {"store", path, "", "", "database file of the workspace, or postgres://..."},
    {"stream", flag, "", "", "read a file in pieces, series by series, in bounded memory"},
    {"sums", text, "", "",
     "also sums of the next steps, as 7,14 or 3+7 (7 steps from the fourth on), to OUT.sums.csv"},
    {"threads", whole, "0", "", "threads to use; 0: all cores"},
    {"ties", choice, "given", "given|name|lot",
     "exact ties: by the order of the file, by id, or by lot from the seed"},
    {"title", text, "", "", "title of the published plan"},
    {"trusted", path, "", "", "the last checkpoint relied on"},
    {"utility", choice, "auto", "auto|cost|cardinality|additive",
     "what an option is worth to who lists it: its cost, one, or its points; auto: cost for "
     "approvals, else points"},
    {"witness", path, "", "", "file with the verifier key of a witness who must have signed"},
});

const std::vector<Command>& all_commands() {
    static const std::vector<Command> table = {
        {"new", "writes an example workspace", {{"DIR", "new folder"}}, {"example", "seed"}},
        {"check",
         "reports every finding about a workspace, none fatal",
         {{"DIR", "workspace"}},
         {"json"}},
        {"import",
         "reads a workspace into a store",
         {{"DIR", "workspace"}},
         {"store", "dry-run", "skip-bad", "json"}},
        {"forecast",
         "need histories to distributions of need",
         {{"INPUT", "workspace, or a file in the long format unique_id,ds,y"}},
         {"horizon", "levels", "model", "static", "frequency", "sums", "reconcile", "stream",
          "as-of", "skip-bad", "out"}},
        {"evaluate",
         "forecasts the past from rolling origins and measures the errors",
         {{"INPUT", "workspace, or a file in the long format unique_id,ds,y"}},
         {"horizon", "model", "origins", "spacing", "static", "frequency", "skip-bad", "out",
          "json"}},
        {"explain",
         "how the forecast of one series came about, and what it reached",
         {{"INPUT", "workspace, or a file in the long format unique_id,ds,y"}},
         {"series", "horizon", "static", "frequency", "as-of", "skip-bad", "language", "out"}},
        {"place",
         "what to send today, before anyone asks",
         {{"DIR", "workspace"}},
         {"as-of", "out", "json"}},
        {"plan",
         "production, transport and stock with a proof",
         {{"DIR", "workspace"}},
         {"out", "title", "as-of", "json"}},
        {"run",
         "the whole path: import, forecast, placement, plan, publication",
         {{"DIR", "workspace"}},
         {"out", "store", "title", "as-of", "skip-bad", "language", "json"}},
        {"replay",
         "plays the history forward and counts what each policy would have cost",
         {{"DIR", "workspace"}},
         {"from", "policy", "reviews", "steps", "json"}},
        {"policy", "JSON lines: one morning in, one order out, learning on the way", {}, {}},
        {"serve",
         "shows a published plan as a page and an API",
         {{"DIR", "folder of a published plan"}},
         {"bind", "port"}},
        {"solve",
         "solves any linear program and proves how good the answer is",
         {{"FILE", "program in the MPS format, also .gz or .zst"}},
         {"method", "gap", "json"}},
        {"tally",
         "counts ballots exactly and says step by step why",
         {{"FILE", "ballots: .pb, .soc, .soi, .toc, .toi or abcvoting .yaml, also .gz or .zst"}},
         {"rule", "completion", "utility", "ties", "seed", "language", "json"}},
        {"ledger",
         "the public record: init, key, append, vote, open, tally, template, result, document, "
         "plan, show, checkpoint, prove, export, witness",
         {{"ACTION", "what to do"},
          {"LEDGER",
           "working folder; of key: the new file; of prove and witness also what export "
           "wrote"}},
         {"origin", "title", "key", "key-type", "record", "at", "proposal", "member", "choice",
          "receipt", "attach", "plan", "plans", "entry", "size", "trusted", "out", "json"}},
        {"criteria",
         "log: who decided which number; blame: of each number now; diff: since --from, or against "
         "the files; adopt: records that a council adopted what the files say",
         {{"ACTION", "log, diff, blame or adopt"}, {"DIR", "workspace"}},
         {"from", "as-of", "council", "date", "reason", "json"}},
        {"verify",
         "checks everything a published plan or record claims",
         {{"DIR", "folder of a published plan or record"}},
         {"key", "trusted", "witness", "receipt", "json"}},
    };
    return table;
}

}  // namespace

std::span<const Setting> settings() { return all_settings; }

const Setting& setting(std::string_view name) {
    const auto* found = std::ranges::find(all_settings, name, &Setting::name);
    check(found != all_settings.end(), "a command names only settings of the table");
    return *found;
}

std::span<const Command> commands() { return all_commands(); }

const Command* find_command(std::string_view name) {
    const auto found = std::ranges::find(all_commands(), name, &Command::name);
    return found == all_commands().end() ? nullptr : &*found;
}

}  // namespace vorrat::service
