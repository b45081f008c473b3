// Any bytes as vorrat.toml: values that every setting accepts, or an error that names the file.

#include "vorrat/service/settings.h"

#include <cstdint>
#include <optional>
#include <string>

#include "vorrat/base/check.h"

using vorrat::check;
using namespace vorrat::service;  // NOLINT: a program of one file

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Layers layers;
    layers.environment = [](const std::string&) { return std::nullopt; };
    layers.file_name = "vorrat.toml";
    layers.file.assign(reinterpret_cast<const char*>(data), size);
    for (const Command& command : commands()) {
        const auto values = resolve(command, layers);
        if (!values) {
            check(values.error().message.find("vorrat.toml") != std::string::npos,
                  "an error names the file");
        }
    }
    return 0;
}
