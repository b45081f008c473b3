#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/learn/learn.h"

namespace vorrat::service {

/// The loop of `vorrat policy`, line by line. docs/formats/policy.md
class PolicySession {
public:
    /// The answer to the next line, without a line end.
    /// errors  bad_input: `line 3: items[0].on_hand: want ..., found ...`; the session is over then
    Result<std::string> answer(std::string_view line);

private:
    struct Item {
        std::string id;
        double pack = 1;
        learn::Learner learner;
    };

    Result<std::string> open(std::string_view line);
    Result<std::string> decide(std::string_view line);

    std::vector<Item> items_;
    std::map<std::pair<double, int>, double> aims_;  // by critical ratio and lead: costly to find
    long lines_ = 0;
    long periods_ = 0;
};

}  // namespace vorrat::service
