#include "vorrat/keeper/frontier.h"

namespace vorrat::ledger {

void Frontier::add(const Hash& leaf) {
    Hash joined = leaf;
    for (std::uint64_t bits = size_; bits % 2 == 1; bits >>= 1U) {
        joined = node_hash(subtrees_.back(), joined);
        subtrees_.pop_back();
    }
    subtrees_.push_back(joined);
    ++size_;
}

Hash Frontier::root() const {
    if (subtrees_.empty()) {
        return sha256("");
    }
    Hash root = subtrees_.back();
    for (std::size_t k = subtrees_.size() - 1; k > 0; --k) {
        root = node_hash(subtrees_[k - 1], root);
    }
    return root;
}

}  // namespace vorrat::ledger
