#include "vorrat/http/route.h"

#include <string>

#include <gtest/gtest.h>

#include "vorrat/http/page.h"

namespace vorrat::http {
namespace {

TEST(Route, ReadsWhetherGzipIsAccepted) {
    for (const char* yes : {"gzip", "br, gzip", "*", "gzip;q=0.5", "br;q=1.0, gzip;q=0.001"}) {
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    }
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "identity", "*, gzip;q=0"}) {
        EXPECT_FALSE(accepts_gzip(no)) << no;
    }
}

TEST(Route, GivesTheCompressedPageOnlyToWhoTakesIt) {
    const PageFile* page = find_page_file("/");
    ASSERT_NE(page, nullptr);
    Asked asked;
    asked.request = {.method = "GET", .target = "/?x"};

    EXPECT_EQ(page_answer(asked).body(), page->bytes);
    asked.takes_gzip = true;
    EXPECT_EQ(page_answer(asked).body(), page->gzip.empty() ? page->bytes : page->gzip);
}

TEST(Route, LeadsOnlyTheApiToTheHandler) {
    EXPECT_TRUE(is_for_handler({.method = "GET", .target = "/api/v1/plan"}));
    EXPECT_FALSE(is_for_handler({.method = "GET", .target = "/apiary"}));
    EXPECT_EQ(page_answer({.request = {.method = "GET", .target = "/apiary"}}).reply.status, 404);
}

}  // namespace
}  // namespace vorrat::http
