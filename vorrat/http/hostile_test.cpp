#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "vorrat/http/testing.h"

namespace vorrat::http {
namespace {

using namespace testing;

constexpr std::size_t sixty_mb = 60'000'000;
const std::string post = "POST /api/x HTTP/1.1\r\nHost: x\r\n";
const std::string post_chunks = post + "Transfer-Encoding: chunked\r\n\r\n";

/// Sends the same piece until so many bytes are sent or the server closes. returns  bytes sent
std::size_t send_again_and_again(const RawClient& client, std::string_view piece,
                                 std::size_t bytes) {
    std::size_t sent = 0;
    while (sent < bytes && client.send(piece)) {
        sent += piece.size();
    }
    return sent;
}

TEST(Hostile, SixtyMegabytesAreRefusedByTheirLengthBeforeTheyAreSent) {
    const RunningServer server;
    const RawClient client(server.port());
    client.send(post + "Content-Length: 60000000\r\n\r\n");

    EXPECT_TRUE(has_status(client.read_until("\r\n\r\n"), 413));
    EXPECT_LT(send_again_and_again(client, std::string(65'536, 'a'), sixty_mb), sixty_mb);
}

TEST(Hostile, SixtyMegabytesInChunksAreRefusedSoonAfterTheLastThatFits) {
    const RunningServer server;
    const RawClient client(server.port());
    client.send(post_chunks);

    const std::size_t sent =
        send_again_and_again(client, "4000\r\n" + std::string(0x4000, 'a') + "\r\n", sixty_mb);

    EXPECT_LT(sent, sixty_mb / 2);
}

TEST(Hostile, LinesOfAChunkThatNeverEndFillNoMemory) {
    const RunningServer server;
    for (const char* begin : {"1;", "1;name=\"", "0\r\nTrailer: ", "0\r\n"}) {
        const RawClient client(server.port());
        client.send(post_chunks + begin);
        const std::string piece =
            std::string_view(begin) == "0\r\n" ? "A: b\r\n" : std::string(4'096, 'a');

        EXPECT_LT(send_again_and_again(client, piece, sixty_mb), sixty_mb / 2) << begin;
    }
}

TEST(Hostile, WaysToSmuggleARequestAreRefused) {
    const RunningServer server;
    const std::string inside = "GET /api/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const char* headers : {
             "Transfer-Encoding: xchunked\r\n",
             "Transfer-Encoding: gzip, chunked\r\n",
             "Transfer-Encoding: chunked, identity\r\n",
             "Transfer-Encoding: identity\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
             "Transfer-Encoding : chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length : 3\r\n",
             "Content-Length: 0x10\r\n",
             "Content-Length: +3\r\n",
             "Content-Length: 3, 3\r\n",
             "Content-Length: 3\r\n 4\r\n",
             "X: a\nContent-Length: 3\r\n",
             "X: a\r\r\nContent-Length: 3\r\n",
         }) {
        const std::string reply = server.reply_to(post + headers + "\r\n" + inside);
        EXPECT_TRUE(has_status(reply, 400)) << headers << reply;
        EXPECT_FALSE(contains(reply, "smuggled")) << headers << reply;
    }
}

TEST(Hostile, ChunksOfAnOldRequestAreRefused) {
    const RunningServer server;
    const std::string reply = server.reply_to(
        "POST /api/x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    EXPECT_TRUE(contains(reply, "HTTP/1.0 400 ")) << reply;
}

TEST(Hostile, NegativeAndBoundlessChunksAreRefused) {
    const RunningServer server;
    for (const char* chunk :
         {"-1\r\na\r\n", "-5\r\nhello\r\n", "+5\r\nhello\r\n", "0x5\r\nhello\r\n",
          " 5\r\nhello\r\n", "\r\n", "10000000000000000\r\na\r\n", "FFFFFFFFFFFFFFFF\r\na\r\n",
          "8000000000000000\r\na\r\n"}) {
        const std::string reply = server.reply_to(post_chunks + chunk + "0\r\n\r\n");
        EXPECT_TRUE(has_status(reply, 400) || has_status(reply, 413)) << chunk << reply;
    }
}

TEST(Hostile, ARequestWithoutAHostOrWithTwoIsRefused) {
    const RunningServer server;
    for (const char* hosts : {"", "Host: a\r\nHost: b\r\n"}) {
        EXPECT_TRUE(
            has_status(server.reply_to(std::string("GET / HTTP/1.1\r\n") + hosts + "\r\n"), 400))
            << hosts;
    }
}

TEST(Hostile, ManySmallHeadersAreTooMuchTogether) {
    const RunningServer server;
    std::string headers;
    for (int k = 0; k < 4'000; ++k) {
        headers += "A: b\r\n";
    }

    EXPECT_TRUE(has_status(server.reply_to(get("/", headers)), 431));
}

TEST(Hostile, WhoDoesNotReadTheReplyIsNotWaitedForForEver) {
    const RunningServer server({.reply_timeout = 300ms});
    {
        const RawClient client(server.port());
        client.send(get("/api/vast"));
        std::this_thread::sleep_for(1s);
        EXPECT_LT(client.read_to_end().size(), vast_bytes);
    }
    EXPECT_TRUE(has_status(server.reply_to(get("/api/x")), 200));
}

}  // namespace
}  // namespace vorrat::http
