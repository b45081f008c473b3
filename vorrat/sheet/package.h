#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/sheet/xml.h"

struct zip;

namespace vorrat::sheet {

/// A workbook's ZIP file in memory. The bytes must outlive it.
class Package {
public:
    /// errors  bad_input: no ZIP file, or with more parts than any workbook has
    static Result<Package> open(std::string_view bytes, std::size_t unpacked_bytes_max);

    bool has(const std::string& part) const;
    /// Unpacks a part piece by piece into `events`; what all reads together give is limited.
    /// errors  bad_input: no such part, broken, encrypted, past the limit; those of `read_xml`
    Outcome read(const std::string& part, const XmlEvents& events);

private:
    using Handle = std::unique_ptr<zip, void (*)(zip*)>;
    Package(Handle handle, std::size_t bytes_left)
        : handle_(std::move(handle)), bytes_left_(bytes_left) {}

    Handle handle_;
    std::size_t bytes_left_;
};

}  // namespace vorrat::sheet
