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

    EXPECT_EQ(route(asked, {}).body(), page->bytes);
    asked.takes_gzip = true;
    EXPECT_EQ(route(asked, {}).body(), page->gzip.empty() ? page->bytes : page->gzip);
}

TEST(Route, LeadsOnlyTheApiToTheHandler) {
    const Handler handler = [](const service::Request&) -> service::Reply {
        return {.content_type = "text/plain", .body = "handled"};
    };

    EXPECT_EQ(route({.request = {.method = "GET", .target = "/api/v1/plan"}}, handler).body(),
              "handled");
    EXPECT_EQ(route({.request = {.method = "GET", .target = "/apiary"}}, handler).reply.status,
              404);
}

}  // namespace
}  // namespace vorrat::http
