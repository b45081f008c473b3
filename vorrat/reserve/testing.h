#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/reserve/reserve.h"

/// Instances with published optima, read from beside the project.
namespace vorrat::reserve::testing {

inline std::filesystem::path data(const std::string& file) {
    return std::filesystem::path(VORRAT_DATA_DIR) / file;
}

/// The data and the optimum of a named instance; nothing where the file is missing.
inline std::optional<nlohmann::json> instance(const std::string& name) {
    const auto text = read_file(data("inventory/optima.json"));
    if (!text) {
        return std::nullopt;
    }
    const auto all = nlohmann::json::parse(*text);
    for (const auto& one : all.at("instances")) {
        if (one.at("name") == name) {
            return one;
        }
    }
    return std::nullopt;
}

inline HoldingAndPenalty weights(const nlohmann::json& data) {
    return {data.at("holding_cost"), data.at("stockout_cost")};
}

inline double or_zero(const nlohmann::json& value) {
    return value.is_number() ? value.get<double>() : 0;
}

/// A guaranteed-service network in the layout of the file.
inline ServiceNetwork network_of(const nlohmann::json& data) {
    ServiceNetwork network;
    std::map<int, std::size_t> position;
    std::vector<double> outside;
    for (const auto& node : data.at("_nodes")) {
        position[node.at("_index")] = network.stages.size();
        ServiceStage stage;
        stage.processing = static_cast<int>(or_zero(node.at("processing_time")));
        stage.holding = or_zero(node.at("local_holding_cost"));
        stage.inbound = static_cast<int>(or_zero(node.at("external_inbound_cst")));
        const auto& need = node.at("demand_source");
        const bool is_end = !need.at("type").is_null();
        if (is_end) {
            stage.promised = static_cast<int>(or_zero(node.at("external_outbound_cst")));
        }
        outside.push_back(is_end ? or_zero(node.at("demand_bound_constant")) *
                                       or_zero(need.at("standard_deviation"))
                                 : 0);
        network.stages.push_back(stage);
    }
    for (const auto& node : data.at("_nodes")) {
        for (const int next : node.at("_successor_indices")) {
            network.arcs.push_back({position.at(node.at("_index")), position.at(next), 1});
        }
    }
    const auto pooled = pooled_deviations(network, outside);
    check(static_cast<bool>(pooled), "the published networks are sound");
    for (std::size_t j = 0; j < network.stages.size(); ++j) {
        network.stages[j].deviation = (*pooled)[j];
    }
    return network;
}

/// A chain of Willems 2008: holding 0.35 of cumulative cost a year, need pooled over end stages.
inline std::optional<ServiceNetwork> chain(const std::string& file) {
    const auto text = read_file(data("supply_chains/" + file));
    if (!text) {
        return std::nullopt;
    }
    // Two header lines; the second names the columns.
    const std::string_view rows = std::string_view(*text).substr(text->find('\n') + 1);
    auto reader = CsvReader::open(rows, file);
    check(static_cast<bool>(reader), "the published chains are sound");
    ServiceNetwork network;
    std::vector<double> outside;
    std::vector<double> cost;
    std::map<std::string, std::size_t> position;
    std::vector<std::pair<std::string, std::string>> arcs;
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        const auto field = [&](std::size_t k) { return std::string(reader->fields()[k]); };
        const auto number = [&](std::size_t k) {
            return field(k).empty() ? 0.0 : std::stod(field(k));
        };
        if (!field(5).empty()) {
            arcs.emplace_back(field(5), field(6));
        }
        if (field(13).empty()) {
            continue;
        }
        position[field(13)] = network.stages.size();
        ServiceStage stage;
        stage.processing = static_cast<int>(number(14));
        if (!field(8).empty()) {
            stage.promised = static_cast<int>(number(8));
        }
        network.stages.push_back(stage);
        outside.push_back(field(15).empty() ? 0 : normal_quantile(number(10)) * number(15));
        cost.push_back(number(12));
    }
    for (const auto& [from, to] : arcs) {
        network.arcs.push_back({position.at(from), position.at(to), 1});
    }
    const auto pooled = pooled_deviations(network, outside);
    check(static_cast<bool>(pooled), "the published chains have no cycle");
    // Cumulative cost: as many passes as the chain is long settle it.
    std::vector<double> cumulative = cost;
    for (std::size_t pass = 0; pass < network.stages.size(); ++pass) {
        std::vector<double> next = cost;
        for (const ServiceArc& arc : network.arcs) {
            next[arc.to] += cumulative[arc.from];
        }
        cumulative = std::move(next);
    }
    for (std::size_t j = 0; j < network.stages.size(); ++j) {
        network.stages[j].deviation = (*pooled)[j];
        network.stages[j].holding = 0.35 * cumulative[j];
    }
    return network;
}

}  // namespace vorrat::reserve::testing
