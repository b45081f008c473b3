#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/verify/testing.h"
#include <nlohmann/json.hpp>

#include "vorrat/ledger/ledger.h"

namespace vorrat::testing {

/// What the second checker, in Python, says about folders that differ little from a base.
class SecondOpinion {
public:
    enum class Of { plans, records };

    SecondOpinion(Of what, const Files& base, const verify::Trust& trust = {}) : base_(base) {
        json_ = {{"record", what == Of::records},
                 {"key", trust.key},
                 {"trusted", ledger::to_base64(trust.checkpoint)},
                 {"base", nlohmann::json::object()},
                 {"cases", nlohmann::json::array()}};
        for (const auto& [name, bytes] : base) {
            json_["base"][name] = ledger::to_base64(bytes);
        }
    }

    void add(const Files& files) {
        nlohmann::json changes = nlohmann::json::object();
        for (const auto& [name, bytes] : files) {
            const auto before = base_.find(name);
            if (before == base_.end() || before->second != bytes) {
                changes[name] = ledger::to_base64(bytes);
            }
        }
        for (const auto& [name, bytes] : base_) {
            if (!files.contains(name)) {
                changes[name] = nullptr;
            }
        }
        json_["cases"].push_back(std::move(changes));
    }

    /// One exit code per case, in order: 0 sound, 1 not sound, 4 cannot be read.
    std::vector<int> verdicts() const {
        const auto file = std::filesystem::temp_directory_path() /
                          ("vorrat_cases_" + std::to_string(::getpid()) + ".json");
        check(static_cast<bool>(write_file(file, json_.dump())), "the cases are written");
        const std::string command =
            "python3 " VORRAT_SOURCE_DIR "/examples/second_checker/judge_cases.py " + file.string();
        std::FILE* pipe = ::popen(command.c_str(), "r");
        check(pipe != nullptr, "the second checker is started");
        std::vector<int> codes;
        std::array<char, 16> line{};
        while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
            codes.push_back(std::atoi(line.data()));
        }
        ::pclose(pipe);
        std::filesystem::remove(file);
        return codes;
    }

private:
    Files base_;
    nlohmann::json json_;
};

}  // namespace vorrat::testing
