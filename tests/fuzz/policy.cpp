#include <cstddef>
#include <cstdint>
#include <string_view>

#include "vorrat/service/policy_session.h"

/// Any lines: each is answered or refused, and after a refusal the session is over.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    vorrat::service::PolicySession session;
    for (int lines = 0; !rest.empty() && lines < 20; ++lines) {
        const std::size_t end = rest.find('\n');
        if (!session.answer(rest.substr(0, end))) {
            break;
        }
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return 0;
}
