// Any bytes as a list of numbers in the store: numbers that are written and read again bit by bit,
// or an error.

#include "vorrat/store/number_list.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "vorrat/base/check.h"

using vorrat::check;
using namespace vorrat::store;  // NOLINT: a program of one file

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto values = from_number_list(text);
    if (!values) {
        check(!values.error().message.empty(), "an error has words");
        return 0;
    }
    const auto again = from_number_list(to_number_list(*values));
    check(again && again->size() == values->size(), "what is written can be read");
    for (std::size_t k = 0; k < values->size(); ++k) {
        const float one = (*values)[k];
        const float other = (*again)[k];
        check((std::isnan(one) && std::isnan(other)) ||
                  std::bit_cast<std::uint32_t>(one) == std::bit_cast<std::uint32_t>(other),
              "every number stays as it was");
    }
    return 0;
}
