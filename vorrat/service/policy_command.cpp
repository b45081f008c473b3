#include <istream>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "vorrat/service/each_command.h"
#include "vorrat/service/policy_session.h"

namespace vorrat::service {

Result<int> run_policy(const Values&, const Streams& streams) {
    if (streams.in == nullptr) {
        return usage_error("vorrat policy reads standard input");
    }
    PolicySession session;
    std::string line;
    while (!streams.progress.stopped() && std::getline(*streams.in, line)) {
        const auto answer = session.answer(line);
        if (!answer) {
            streams.out << nlohmann::json{{"error", answer.error().message}}.dump() << std::endl;
            return answer.error();
        }
        streams.out << *answer << std::endl;
    }
    return 0;
}

}  // namespace vorrat::service
