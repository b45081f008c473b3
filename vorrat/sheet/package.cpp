#include "vorrat/sheet/package.h"

#include <cstdint>

#include <fmt/format.h>
#include <zip.h>

namespace vorrat::sheet {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 16U;
constexpr zip_int64_t parts_max = 10'000;

}  // namespace

Result<Package> Package::open(std::string_view bytes, std::size_t unpacked_bytes_max) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
    check(source != nullptr, "there is memory for a source");
    Handle handle(zip_open_from_source(source, ZIP_RDONLY, &problem), zip_discard);
    const bool opened = handle != nullptr;
    const std::string why = opened ? "" : zip_error_strerror(&problem);
    zip_error_fini(&problem);
    if (!opened) {
        zip_source_free(source);
        return bad_input(fmt::format("want an XLSX workbook, got a broken ZIP file ({})", why));
    }
    if (zip_get_num_entries(handle.get(), 0) > parts_max) {
        return bad_input(
            fmt::format("want a workbook, got a ZIP file of more than {} parts", parts_max));
    }
    return Package(std::move(handle), unpacked_bytes_max);
}

bool Package::has(const std::string& part) const {
    return zip_name_locate(handle_.get(), part.c_str(), 0) >= 0;
}

Outcome Package::read(const std::string& part, const XmlEvents& events) {
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen(handle_.get(), part.c_str(), 0), zip_fclose);
    if (file == nullptr) {
        return bad_input(fmt::format("{}: cannot be read ({})", part, zip_strerror(handle_.get())));
    }
    std::vector<char> piece(piece_bytes);
    const Pieces pieces = [&]() -> Result<std::string_view> {
        const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0) {
            return bad_input(fmt::format("{}: is broken, or encrypted", part));
        }
        const auto size = static_cast<std::size_t>(got);
        if (size > bytes_left_) {
            return bad_input(
                fmt::format("{}: unpacks to more than a workbook may have in all", part));
        }
        bytes_left_ -= size;
        return std::string_view(piece.data(), size);
    };
    return read_xml(part, pieces, events);
}

}  // namespace vorrat::sheet
