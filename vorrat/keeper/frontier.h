#pragma once

#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {

/// The perfect subtrees that cover a log, enough to append and to know the root.
class Frontier {
public:
    /// cost: two hashes on average, log2(size) at most
    void add(const Hash& leaf);
    std::uint64_t size() const { return size_; }
    /// cost: log2(size) hashes
    Hash root() const;

private:
    // 1. One hash per bit set in size_, the largest subtree first.
    std::uint64_t size_ = 0;
    std::vector<Hash> subtrees_;
};

}  // namespace vorrat::ledger
