#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "vorrat/http/testing.h"

namespace vorrat::http {
namespace {

using namespace testing;

TEST(Operations, SayWhetherTheServerRunsAndIsReady) {
    const RunningServer server;

    EXPECT_TRUE(has_status(server.reply_to(get("/healthz")), 200));
    EXPECT_TRUE(contains(server.reply_to(get("/readyz")), "ready\n"));
    EXPECT_TRUE(has_status(server.reply_to("POST /readyz HTTP/1.1\r\nHost: x\r\n"
                                           "Connection: close\r\nContent-Length: 0\r\n\r\n"),
                           405));
}

TEST(Operations, AreNotReadyWhileADatabaseDoesNotAnswer) {
    const RunningServer server({},
                               {.ready = [] { return failed("/secret/path: disk I/O error"); }});

    const std::string reply = server.reply_to(get("/readyz"));

    EXPECT_TRUE(has_status(reply, 503)) << reply;
    EXPECT_FALSE(contains(reply, "secret")) << reply;
    EXPECT_TRUE(has_status(server.reply_to(get("/healthz")), 200));
}

TEST(Operations, SayThatTheyDrainBeforeConnectionsAreRefused) {
    RunningServer server({.drain_notice = 500ms});
    ASSERT_TRUE(has_status(server.reply_to(get("/readyz")), 200));

    server.stop();
    std::this_thread::sleep_for(100ms);

    EXPECT_TRUE(contains(server.reply_to(get("/readyz")), "draining"));
    EXPECT_TRUE(has_status(server.reply_to(get("/api/x")), 200));
    server.join();
}

TEST(Operations, CountRequestsConnectionsAndStreams) {
    const RunningServer server({}, {.figures = [] { return std::string("vorrat_more 1\n"); }});
    server.reply_to(get("/api/x"));
    server.reply_to(get("/"));
    server.reply_to("GET / HTTP/9.9\r\n\r\n");
    const RawClient listening(server.port());
    listening.send("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n");
    listening.read_until("one\n\n");

    const std::string text = server.reply_to(get("/metrics"));

    EXPECT_TRUE(contains(text, "text/plain; version=0.0.4")) << text;
    EXPECT_TRUE(contains(text, R"(vorrat_http_requests_total{subject="test",status="200"} 2)"));
    EXPECT_TRUE(contains(text, R"(vorrat_http_requests_total{subject="page",status="200"} 1)"));
    EXPECT_TRUE(contains(text, R"(vorrat_http_requests_total{subject="refused",status="400"} 1)"));
    EXPECT_TRUE(contains(text, "vorrat_http_event_streams 1\n")) << text;
    EXPECT_TRUE(contains(text, "vorrat_more 1\n")) << text;
    EXPECT_FALSE(contains(text, "127.0.0.1")) << text;
}

TEST(Operations, ShowMetricsToThisMachineAndToWhoMayWatch) {
    const RunningServer server({}, {.may_watch = [](const api::Request& head) {
                                   return head.authorization == "Bearer t";
                               }});

    EXPECT_TRUE(has_status(server.reply_to(get("/metrics")), 200));
    // By way of a proxy that nobody told the server of, everybody seems to be here.
    for (const char* by_proxy : {"X-Forwarded-For: 198.51.100.1\r\n",
                                 "Forwarded: for=198.51.100.1\r\n", "Via: 1.1 p\r\n"}) {
        EXPECT_TRUE(has_status(server.reply_to(get("/metrics", by_proxy)), 403)) << by_proxy;
    }
    EXPECT_TRUE(has_status(
        server.reply_to(get("/metrics", "Via: 1.1 p\r\nAuthorization: Bearer t\r\n")), 200));
}

TEST(Operations, BelieveOnlyTrustedProxiesWhoAsks) {
    const std::string forwarded =
        "X-Forwarded-For: 192.0.2.66\r\nX-Forwarded-For: 198.51.100.1\r\n"
        "X-Forwarded-Proto: https\r\n";
    const RunningServer alone;
    const RunningServer behind({.trusted_proxies = "127.0.0.0/8"});

    EXPECT_TRUE(contains(alone.reply_to(get("/api/client", forwarded)), "127.0.0.1 open"));
    const std::string reply = behind.reply_to(get("/api/client", forwarded));
    EXPECT_TRUE(contains(reply, "198.51.100.1 secure")) << reply;
    EXPECT_TRUE(contains(reply, "Strict-Transport-Security: max-age=")) << reply;
    EXPECT_TRUE(contains(behind.reply_to(get("/api/client")), "127.0.0.1 open"));
}

TEST(Operations, RefuseAListOfProxiesThatIsNone) {
    const Outcome outcome = serve({.trusted_proxies = "proxy"}, {}, {}, [](std::uint16_t) {});

    ASSERT_FALSE(outcome);
    EXPECT_TRUE(contains(outcome.error().message, "trusted-proxy")) << outcome.error().message;
}

TEST(Operations, EndAnEventStreamOfWhoMayNoLongerListen) {
    const RunningServer server({.heartbeat = 50ms});
    Listener::allowed = true;
    const RawClient client(server.port());
    client.send("GET /api/events/mine HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(contains(client.read_until(":\n\n:\n\n"), ":\n\n:\n\n"));

    Listener::allowed = false;
    client.read_to_end();

    EXPECT_EQ(Listener::count, 0);
    EXPECT_TRUE(contains(server.reply_to(get("/metrics")), "vorrat_http_event_streams 0\n"));
    Listener::allowed = true;
}

}  // namespace
}  // namespace vorrat::http
