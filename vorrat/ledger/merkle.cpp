#include "vorrat/ledger/merkle.h"

#include <string>

#include <fmt/format.h>

#include "vorrat/ledger/walk.h"

namespace vorrat::ledger {
namespace {

void append(std::string& bytes, const Hash& hash) {
    bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
    std::string bytes(1, '\0');
    bytes += entry;
    return sha256(bytes);
}

Hash node_hash(const Hash& left, const Hash& right) {
    std::string bytes(1, '\1');
    append(bytes, left);
    append(bytes, right);
    return sha256(bytes);
}

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

Outcome check_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                        std::span<const Hash> path, const Hash& root) {
    if (index >= size) {
        return bad_input(fmt::format("entry {}: want one below the size {}", index, size));
    }
    Walk walk{index, size - 1};
    Hash found = leaf;
    for (const Hash& sibling : path) {
        if (walk.last == 0) {
            return bad_input("inclusion: the path is too long");
        }
        if (walk.at % 2 == 1 || walk.at == walk.last) {
            found = node_hash(sibling, found);
            walk.up_to_a_right_child();
        } else {
            found = node_hash(found, sibling);
        }
        walk.up();
    }
    if (walk.last != 0) {
        return bad_input("inclusion: the path is too short");
    }
    return expect_root(found, root, "inclusion");
}

}  // namespace vorrat::ledger
