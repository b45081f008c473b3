#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "vorrat/api/reply.h"
#include "vorrat/service/service.h"

namespace vorrat::api {

/// A published record and which of its entries are of which kind.
struct RecordIndex {
    service::PublishedRecord record;
    std::map<std::string, std::vector<std::uint64_t>, std::less<>> by_kind;  ///< rising
};

/// The part of the API below /api/v1/record: docs/formats/api.md. The folder may grow while it is
/// served; any number of threads may ask at the same time.
class RecordApi {
public:
    explicit RecordApi(std::shared_ptr<const RecordIndex> index) : index_(std::move(index)) {}

    /// `view` of the record under the checkpoint that lies in the folder now; 503 while its files
    /// do not fit it.
    Reply answer(const std::function<Reply(const RecordIndex&)>& view) const;

private:
    /// The index under the checkpoint that lies in the folder now.
    Result<std::shared_ptr<const RecordIndex>> current() const;

    mutable std::mutex lock_;
    mutable std::shared_ptr<const RecordIndex> index_;
};

/// errors    bad_input: not what `vorrat ledger export` writes, or an entry that is no record
/// cost      every entry is read once; eight bytes of memory each
Result<std::shared_ptr<const RecordApi>> open_record_api(const std::filesystem::path& folder);

}  // namespace vorrat::api
