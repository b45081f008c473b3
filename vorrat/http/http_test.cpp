#include "vorrat/http/http.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "vorrat/http/page.h"
#include "vorrat/http/testing.h"

namespace vorrat::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST(Http, AnswersHealthPageAndApi) {
    const RunningServer server;

    EXPECT_TRUE(has_status(server.reply_to(get("/healthz")), 200));
    EXPECT_TRUE(contains(server.reply_to(get("/")), "Vorrat"));
    EXPECT_TRUE(contains(server.reply_to(get("/api/v1/x?y=1")), "GET /api/v1/x?y=1"));
}

TEST(Http, CarriesTheSecurityHeadersOnEveryReply) {
    const RunningServer server;

    for (const char* target : {"/", "/api/x", "/nothing", "/healthz"}) {
        const std::string reply = server.reply_to(get(target));
        EXPECT_TRUE(contains(reply, "frame-ancestors 'none'")) << target;
        EXPECT_TRUE(contains(reply, "nosniff")) << target;
        EXPECT_TRUE(contains(reply, "Referrer-Policy: no-referrer")) << target;
        EXPECT_FALSE(contains(reply, "unsafe-inline")) << target;
    }
}

TEST(Http, KeepsTheConnectionForFurtherRequests) {
    const RunningServer server;
    const RawClient client(server.port());

    for (const char* target : {"/api/1", "/api/2"}) {
        client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_TRUE(contains(client.read_until(target), target));
    }
}

TEST(Http, SendsNoBodyForHead) {
    const RunningServer server;

    const std::string reply =
        server.reply_to("HEAD /api/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    EXPECT_TRUE(contains(reply, "Content-Length: 12\r\n")) << reply;
    EXPECT_EQ(reply.substr(reply.size() - 4), "\r\n\r\n");
}

TEST(Http, AnswersNotModifiedToWhoHasThePage) {
    const RunningServer server;
    const std::string etag(find_page_file("/")->etag);

    const std::string reply = server.reply_to(get("/", "If-None-Match: " + etag + "\r\n"));

    EXPECT_TRUE(has_status(reply, 304));
    EXPECT_TRUE(contains(reply, etag));
}

TEST(Http, FindsNoFileOutsideThePage) {
    const RunningServer server;

    for (const char* target : {"/../etc/passwd", "/..%2f..%2fetc%2fpasswd", "//etc/passwd",
                               "/assets/../index.html", "/%2e%2e/", "/index.html/"}) {
        EXPECT_TRUE(has_status(server.reply_to(get(target)), 404)) << target;
    }
}

TEST(Http, RefusesTooLargeAHeader) {
    const RunningServer server;

    const std::string reply =
        server.reply_to(get("/", "X-Long: " + std::string(20'000, 'a') + "\r\n"));

    EXPECT_TRUE(has_status(reply, 431)) << reply;
}

TEST(Http, RefusesTooLargeABody) {
    const RunningServer server;

    const std::string reply =
        server.reply_to("POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n" +
                        std::string(500, 'a'));

    EXPECT_TRUE(has_status(reply, 413)) << reply;
}

/// A chunk of 16 KiB.
std::string chunk() { return "4000\r\n" + std::string(0x4000, 'a') + "\r\n"; }

TEST(Http, RefusesChunksThatNeverEndAndSizesThatWrapAround) {
    const RunningServer server;
    const RawClient client(server.port());

    client.send("POST /api/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 8; ++i) {
        client.send(chunk());
    }
    EXPECT_TRUE(has_status(client.read_to_end(), 413));

    const std::string huge = server.reply_to(
        "POST /api/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "FFFFFFFFFFFFFFFF0\r\na\r\n");
    EXPECT_TRUE(has_status(huge, 400) || has_status(huge, 413)) << huge;
}

TEST(Http, TakesABodyWithALengthInChunksAndOnRequest) {
    const RunningServer server;
    const std::string start = "POST /api/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    EXPECT_TRUE(contains(server.reply_to(start + "Content-Length: 3\r\n\r\nabc"), "/api/x abc"));
    EXPECT_TRUE(
        contains(server.reply_to(start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
                 "/api/x abc"));

    const RawClient patient(server.port());
    patient.send(start + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(contains(patient.read_until("\r\n\r\n"), "100 Continue"));
    patient.send("abc");
    EXPECT_TRUE(contains(patient.read_to_end(), "/api/x abc"));
}

TEST(Http, RefusesByTheHeadWithoutWaitingForTheBody) {
    const RunningServer server;

    const std::string reply =
        server.reply_to("POST /api/refused HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");

    EXPECT_TRUE(has_status(reply, 401)) << reply;
    EXPECT_TRUE(contains(reply, "Connection: close")) << reply;
}

TEST(Http, HoldsNoMoreBodiesThanItHasRoomFor) {
    const RunningServer server({.bodies_bytes_max = 100});
    const std::string start = "POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 80\r\n\r\n";
    const RawClient first(server.port());
    first.send(start + "begun");
    std::this_thread::sleep_for(100ms);

    EXPECT_TRUE(has_status(server.reply_to(start), 503));
    first.send(std::string(75, 'a'));
    EXPECT_TRUE(has_status(first.read_until("aaa"), 200));
    EXPECT_TRUE(
        has_status(server.reply_to("POST /api/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                   "Content-Length: 2\r\n\r\nab"),
                   200));
}

TEST(Http, SaysThatItIsBusyRatherThanLetRequestsPileUp) {
    const RunningServer server({.workers = 1, .waiting_max = 0});
    const std::string slow = "GET /api/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        clients.back()->send(slow);
    }

    int busy = 0;
    int answered = 0;
    for (const auto& client : clients) {
        const std::string reply = client->read_to_end();
        busy += has_status(reply, 503) && contains(reply, "Retry-After") ? 1 : 0;
        answered += has_status(reply, 200) ? 1 : 0;
    }
    EXPECT_GE(busy, 1);
    EXPECT_GE(answered, 1);
    EXPECT_EQ(busy + answered, 12);
}

TEST(Http, ClosesOnABodyThatComesTooSlowly) {
    const RunningServer server({.request_timeout = 300ms});
    const RawClient client(server.port());
    const auto begin = std::chrono::steady_clock::now();

    client.send("POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    std::jthread drip([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            client.send("a");
            std::this_thread::sleep_for(50ms);
        }
    });

    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Http, RefusesARequestWhoseEndIsAmbiguous) {
    const RunningServer server;
    const std::string start = "POST /api/x HTTP/1.1\r\nHost: x\r\n";

    for (const char* rest :
         {"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
          "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n"}) {
        const std::string reply = server.reply_to(start + rest);
        EXPECT_TRUE(has_status(reply, 400)) << rest << "\n" << reply;
    }
}

TEST(Http, RefusesWhatIsNotHttp) {
    const RunningServer server;

    for (const char* bytes : {"\x16\x03\x01 tls hello\r\n\r\n", "GET\r\n\r\n",
                              "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n"}) {
        EXPECT_TRUE(has_status(server.reply_to(bytes), 400)) << bytes;
    }
}

TEST(Http, RefusesToWriteToThePage) {
    const RunningServer server;

    const std::string reply =
        server.reply_to("DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    EXPECT_TRUE(has_status(reply, 405));
    EXPECT_TRUE(contains(reply, "Allow: GET, HEAD"));
}

TEST(Http, ClosesOnAClientThatNeverFinishesItsHeader) {
    const RunningServer server({.request_timeout = 300ms});
    const RawClient client(server.port());
    const auto begin = std::chrono::steady_clock::now();

    std::jthread drip([&](const std::stop_token& stop) {
        client.send("GET / HTTP/1.1\r\n");
        while (!stop.stop_requested()) {
            client.send("X: y\r\n");
            std::this_thread::sleep_for(50ms);
        }
    });
    const std::string reply = client.read_to_end();

    EXPECT_EQ(reply, "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Http, TurnsAnExceptionIntoAReply) {
    const RunningServer server;

    EXPECT_TRUE(has_status(server.reply_to(get("/api/throw")), 500));
    EXPECT_TRUE(has_status(server.reply_to(get("/healthz")), 200));
}

TEST(Http, FinishesTheReplyUnderWayWhenStopped) {
    RunningServer server({.threads = 2});
    const RawClient busy(server.port());
    const RawClient idle(server.port());
    busy.send("GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n");
    std::this_thread::sleep_for(100ms);

    server.stop();
    const auto begin = std::chrono::steady_clock::now();
    const std::string reply = busy.read_to_end();
    server.join();

    EXPECT_TRUE(contains(reply, "GET /api/slow")) << reply;
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

TEST(Http, ClosesConnectionsBeyondItsLimit) {
    const RunningServer server({.connections_max = 1});
    const RawClient first(server.port());
    first.send("GET /api/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(contains(first.read_until("/api/1"), "/api/1"));

    EXPECT_EQ(server.reply_to(get("/api/2")), "");
}

TEST(Http, SendsEventsAndSignsOfLifeAndNoticesWhenTheClientGoes) {
    const RunningServer server({.heartbeat = 50ms});
    {
        const RawClient client(server.port());
        client.send("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n");
        const std::string begin = client.read_until(":\n\n");
        EXPECT_TRUE(contains(begin, "Content-Type: text/event-stream")) << begin;
        EXPECT_TRUE(contains(begin, "data: one\n\n:\n\n")) << begin;
        EXPECT_FALSE(contains(begin, "Content-Length")) << begin;
        EXPECT_EQ(Listener::count, 1);
    }
    for (int k = 0; k < 1'000 && Listener::count > 0; ++k) {
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_EQ(Listener::count, 0);
}

TEST(Http, EndsAnEventStreamAfterItsLastEventAndWhenStopped) {
    RunningServer server;
    EXPECT_TRUE(server.reply_to(get("/api/events/end")).ends_with("data: last\n\n"));
    const RawClient client(server.port());
    client.send("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(contains(client.read_until("one\n\n"), "one"));
    const auto begin = std::chrono::steady_clock::now();

    server.stop();
    client.read_to_end();
    server.join();

    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
    EXPECT_EQ(Listener::count, 0);
}

TEST(Http, EndsAnEventStreamAtOnceThatBeginsWhileItStops) {
    RunningServer server;
    const RawClient client(server.port());
    client.send("GET /api/events/late HTTP/1.1\r\nHost: x\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    const auto begin = std::chrono::steady_clock::now();

    server.stop();
    client.read_to_end();
    server.join();

    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s) << "the drain ends after 5 s anyhow";
    EXPECT_EQ(Listener::count, 0);
}

TEST(Http, EndsAnEventStreamThatCannotBegin) {
    const RunningServer server;

    EXPECT_TRUE(contains(server.reply_to(get("/api/events/throw")), "text/event-stream"));
    EXPECT_TRUE(contains(server.reply_to(get("/api/here")), "GET /api/here"));
}

TEST(Http, SaysThatThePortIsTaken) {
    const RunningServer server;

    const Outcome outcome = serve({.port = server.port()}, {}, {}, [](std::uint16_t) {});

    ASSERT_FALSE(outcome);
    EXPECT_TRUE(contains(outcome.error().message, "taken")) << outcome.error().message;
}

TEST(Http, SaysThatAHostNameIsNoAddress) {
    const Outcome outcome = serve({.bind = "localhost"}, {}, {}, [](std::uint16_t) {});

    ASSERT_FALSE(outcome);
    EXPECT_TRUE(contains(outcome.error().message, "IP address"));
}

}  // namespace
}  // namespace vorrat::http
