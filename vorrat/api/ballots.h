#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "vorrat/api/council.h"

namespace vorrat::api {

/// Ballots of a workspace's council.jsonl. Any number of threads may ask at the same time.
class BallotDesk {
public:
    BallotDesk(std::filesystem::path workspace, std::function<Date()> today,
               std::shared_ptr<const CouncilApi> councils)
        : workspace_(std::move(workspace)),
          today_(std::move(today)),
          councils_(std::move(councils)) {}

    /// Hands in a person's ballot, as `vorrat vote` does, in place of an earlier one.
    /// errors  bad_input: why it cannot be; failed: it cannot be kept
    Outcome vote(const std::string& proposal, const std::string& person,
                 const std::string& ranking) const;
    /// Counts and writes what is decided where that is due, as `vorrat decide` does.
    Outcome decide(const std::string& proposal) const;
    /// The last ballot of a person with its place in the record; null where there is none.
    Result<Json> ballot_of(const std::string& proposal, const std::string& person) const;

    const CouncilApi& councils() const { return *councils_; }

private:
    Outcome run(const char* command, const std::map<std::string, std::string>& settings) const;

    std::filesystem::path workspace_;
    std::function<Date()> today_;
    std::shared_ptr<const CouncilApi> councils_;
    mutable std::mutex writes_;  // one after the other
};

}  // namespace vorrat::api
