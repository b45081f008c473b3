#pragma once

#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include <unistd.h>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/plan/plan.h"
#include "vorrat/publish/publish.h"
#include "vorrat/verify/verify.h"

namespace vorrat::testing {

using Files = std::map<std::string, std::string, std::less<>>;

/// A world, its forecast and its plan, which publish can write.
struct Story {
    World world;
    NeedForecast forecast;
    Plan plan;
    std::vector<Shipment> shipments;
    std::vector<Redirection> under_way{};

    publish::Publication publication() const {
        return {world, forecast, plan, shipments, "test village", "vorrat test", under_way};
    }
};

inline const Date monday{std::chrono::year{2026} / 11 / 2};

/// Publishes into a folder of its own and reads the files back.
inline Files published(const Story& story) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("vorrat_verify_" + std::to_string(::getpid()));
    const auto outcome = publish::publish(story.publication(), folder);
    check(static_cast<bool>(outcome), "the test's plan is published");
    Files files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files[entry.path().filename().string()] = *read_file(entry.path());
    }
    std::filesystem::remove_all(folder);
    return files;
}

/// What a cheat who can compute does: new hashes for changed files.
inline void make_sums_fit(Files& files) {
    std::string sums;
    for (const auto& [name, bytes] : files) {
        if (name != "SHA256SUMS") {
            sums += to_hex(sha256(bytes)) + "  " + name + "\n";
        }
    }
    files["SHA256SUMS"] = sums;
}

/// Refused: not sound, or not readable as a plan.
inline bool is_caught(const Files& files) {
    const auto verdict = verify::verify_files(files);
    return !verdict || !verdict->sound();
}

/// Everything that does not hold, for messages.
inline std::string complaints(const Files& files) {
    const auto verdict = verify::verify_files(files);
    if (!verdict) {
        return verdict.error().message;
    }
    std::string text;
    for (const verify::Check& check : verdict->checks) {
        if (check.holds) {
            continue;
        }
        text += check.what + "\n";
        for (const std::string& where : check.where) {
            text += "    " + where + "\n";
        }
    }
    return text;
}

/// Replaces the first `from` in the file; the text must be there.
inline void replace(Files& files, const std::string& file, const std::string& from,
                    const std::string& to) {
    std::string& bytes = files.at(file);
    const std::size_t at = bytes.find(from);
    check(at != std::string::npos, "the test's text is in the file");
    bytes.replace(at, from.size(), to);
}

/// One source S, one hub H, two depots A and B (communities of the same names), one item, two
/// weeks.
///
///     S --0 days, 1 km--> H --0 days, 10 km--> A
///                         H --7 days, 20 km--> B      B has 4 kg at the start
///
/// Every depot needs 10 kg each week for sure: one slice (0, 0.1) of width 10 and use 0.95, so
/// that 9.5 are expected to be asked for and 0.5 are left of what was set aside. The source gives
/// without limit, all tiers weigh 1, there are no reserves and no limits.
///
/// Answer, by hand. What leaves H in week 0 reaches B in week 1, so B can set aside only its 4 kg
/// in week 0: coverage of B is (4 + 10) / 20 = 0.7, which is z; A is met in full. Worth is 0.95 (10
/// + 10 + 4 + 10) = 32.3. Flows: A gets 10, then 9.5 (0.5 are left); B gets 9.8 for week 1 (0.2 are
/// left). So 29.3 kg travel 1 km, 19.5 travel 10 km, 9.8 travel 20 km: 0.4203 tkm. Stock after the
/// weeks: A 0.5, 0.5; B 0.2, 0.5. Burden = 0.001 * 0.4203 + 1e-6 (1.7 + 58.6).
///
/// Duals. Stage 1: fairness(B) -1/19; one more kg at B in week 0 would set aside one unit more, so
/// balance(B,0) = ready(B,0) = -0.05; the box of m(B,1) pays 10 * 0.05: D = 4 * 0.05 + 0.5 = 0.7.
/// Stage 2: balance(B,0) = ready(B,0) = -0.95; three boxes pay 9.5 each: D = 3.8 + 28.5 = 32.3.
/// Stage 3: a kg costs 2e-6 at H, 1.3e-5 at A and 2.3e-5 at B in week 1; keep_worth = k with
/// 0.95 k = 0.95 * 2.3e-5 + 0.05 * 2.4e-5, the dearest need to meet; D is below the burden by
/// k * 32.3e-6, what the floor of worth gives up.
inline Story hand_made() {
    Story s;
    World& w = s.world;
    const ItemId flour =
        w.items.push_back({.id = "flour", .name = "Flour, \"fine\"", .unit = "kg"});
    w.items[flour].tier = Tier::essential;
    w.items[flour].pack_size = 5;
    w.communities = {{"A", 0}, {"B", 0}};
    const auto place = [&](const char* id, PlaceKind kind, std::uint32_t community) {
        Place made;
        made.id = id;
        made.kind = kind;
        made.community = {community};
        return w.places.push_back(made);
    };
    const PlaceId source = place("S", PlaceKind::source, 0);
    const PlaceId hub = place("H", PlaceKind::hub, 0);
    const PlaceId a = place("A", PlaceKind::depot, 0);
    const PlaceId b = place("B", PlaceKind::depot, 1);
    const auto lane = [&](PlaceId from, PlaceId to, int lead_days, double km) {
        return w.lanes.push_back(
            {from, to, "road", lead_days, Kilometres{km}, std::nullopt, std::nullopt});
    };
    const LaneId to_hub = lane(source, hub, 0, 1);
    const LaneId to_a = lane(hub, a, 0, 10);
    const LaneId to_b = lane(hub, b, 7, 20);
    w.stock = {{flour, b, 4, std::nullopt}};
    w.criteria.horizon_days = 14;
    w.criteria.tier_weight = {1, 1, 1};
    w.history.series = {{flour, a, monday - days{2}, {1.5, 0}, {1, 0}, {}}};

    s.forecast.start = monday;
    s.forecast.horizon = 14;
    s.forecast.levels = {0.1, 0.5, 0.9};
    s.forecast.series = {{flour, a}, {flour, b}};
    s.forecast.mean.assign(28, 1.4);
    s.forecast.quantiles.assign(std::size_t{28} * 3, 1.4);

    Plan& p = s.plan;
    p.start = monday;
    p.period_days = 7;
    p.periods = 2;
    p.item_ceiling = {20 * (40 + 4) + 1};
    const auto slice = [&](PlaceId where, std::uint32_t t, double set_aside) {
        p.need.push_back({flour, where, {t}, 0, 0.1, 10, 0.95, set_aside});
    };
    slice(a, 0, 10);
    slice(a, 1, 10);
    slice(b, 0, 4);
    slice(b, 1, 10);
    p.entries = {{flour, source, {0}, 19.8}, {flour, source, {1}, 9.5}};
    p.flows = {{to_hub, flour, {0}, 19.8},
               {to_hub, flour, {1}, 9.5},
               {to_a, flour, {0}, 10},
               {to_a, flour, {1}, 9.5},
               {to_b, flour, {0}, 9.8}};
    p.stock = {
        {flour, a, {0}, 0.5}, {flour, a, {1}, 0.5}, {flour, b, {0}, 0.2}, {flour, b, {1}, 0.5}};
    p.coverage = {{{0}, Tier::essential, 19, 19}, {{1}, Tier::essential, 19, 13.3}};
    p.indicators = {{"transport_tkm", 0.4203, std::nullopt}, {"waste_kg", 0, std::nullopt}};
    p.fairness = 0.7;
    p.worth = 32.3;
    p.burden = 0.001 * 0.4203 + 1e-6 * (1.7 + 58.6);
    p.fairness_floor = 0.7 - 1e-6;
    p.worth_floor = 32.3 - 32.3e-6;

    const auto row = [&](RowKind kind, PlaceId where, std::uint32_t t, double dual) {
        RowKey key;
        key.kind = kind;
        key.item = flour;
        key.place = where;
        key.period = Period{t};
        return RowDual{key, dual};
    };
    constexpr RowKind balance = RowKind::balance;
    constexpr RowKind ready = RowKind::ready;
    RowKey fair;
    fair.kind = RowKind::fairness;
    fair.community = CommunityId{1};
    p.stages.push_back({"fairness",
                        true,
                        0.7,
                        0.7,
                        0,
                        {row(balance, b, 0, -0.05), row(ready, b, 0, -0.05), {fair, -1.0 / 19}}});
    p.stages.push_back(
        {"worth", true, 32.3, 32.3, 0, {row(balance, b, 0, -0.95), row(ready, b, 0, -0.95)}});
    const double k = (0.95 * 2.3e-5 + 0.05 * 2.4e-5) / 0.95;
    RowKey keep;
    keep.kind = RowKind::keep_worth;
    // At B in week 0: 0.95 y + 0.05 r = 0.95 k with r = y - 2.2e-5.
    const double y = 0.95 * k + 0.05 * 2.2e-5;
    const double bound = p.burden - k * 32.3e-6;
    p.stages.push_back({"burden",
                        false,
                        p.burden,
                        bound,
                        p.burden - bound,
                        {row(balance, hub, 0, 2e-6),
                         row(balance, hub, 1, 2e-6),
                         row(balance, a, 0, 1.3e-5),
                         row(balance, a, 1, 1.3e-5),
                         row(balance, b, 0, y),
                         row(balance, b, 1, 2.3e-5),
                         row(ready, a, 0, 1e-6),
                         row(ready, a, 1, 1.4e-5),
                         row(ready, b, 0, y - 2.2e-5),
                         row(ready, b, 1, 2.4e-5),
                         {keep, k}}});

    Shipment sent{flour, source, hub, to_hub, monday, monday, 15, Kilograms{15}, {}};
    sent.reason = {2, 3, 19, 0.95, 20, 15, 4, 1, 0, false};
    s.shipments = {sent};
    return s;
}

}  // namespace vorrat::testing
