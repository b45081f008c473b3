#include "vorrat/ingest/layouts.h"

#include <array>

namespace vorrat::ingest {
namespace {

bool has(const Files& files, std::string_view stem) {
    for (const std::string_view ending : {".csv", ".csv.gz", ".csv.zst"}) {
        if (files.contains(std::string(stem) + std::string(ending))) {
            return true;
        }
    }
    return false;
}

}  // namespace

Layout layout_of(const Files& files) {
    if (has(files, "sales") && has(files, "initial_state")) {
        return Layout::vn2;
    }
    if (has(files, "orders") && !has(files, "needs")) {
        return Layout::online_retail;
    }
    if (has(files, "needs") && has(files, "calendar") && !has(files, "places")) {
        return Layout::m5;
    }
    return Layout::workspace;
}

}  // namespace vorrat::ingest
