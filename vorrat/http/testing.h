#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "vorrat/http/http.h"

namespace vorrat::http::testing {

using namespace std::chrono_literals;

/// A client that sends what it is told, byte by byte, right or wrong.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const auto* generic = reinterpret_cast<const sockaddr*>(&address);
        EXPECT_EQ(::connect(socket_, generic, sizeof address), 0);
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False when the server no longer takes any.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Everything until `end` has come, or the server closes, or ten seconds are over.
    std::string read_until(std::string_view end) const {
        std::string all;
        char piece[4096];
        while (end.empty() || all.find(end) == std::string::npos) {
            const auto got = ::recv(socket_, piece, sizeof piece, 0);
            if (got <= 0) {
                break;
            }
            all.append(piece, static_cast<std::size_t>(got));
        }
        return all;
    }
    std::string read_to_end() const { return read_until(""); }
    int socket() const { return socket_; }

private:
    int socket_;
};

inline constexpr std::size_t body_bytes_max = 64 * 1024;

/// Of a reply that no socket's buffers hold.
inline constexpr std::size_t vast_bytes = 64 * 1024 * 1024;

/// How many event streams are listened to.
struct Listener {
    static inline std::atomic<int> count = 0;
    static inline std::atomic<bool> allowed = true;  // to listen to /api/events/mine
    Listener() { ++count; }
    ~Listener() { --count; }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
};

/// What the server under test answers under /api/.
inline api::Reply answer_of_test(const api::Request& request) {
    if (request.target == "/api/throw") {
        throw std::runtime_error("broken");
    }
    if (request.target == "/api/slow") {
        std::this_thread::sleep_for(300ms);
    }
    if (request.target == "/api/events") {
        return {.content_type = "text/event-stream",
                .body = {},
                .events = [](const api::Send& send) -> std::shared_ptr<void> {
                    send("data: one\n\n", api::More::to_come);
                    return std::make_shared<Listener>();
                }};
    }
    if (request.target == "/api/events/mine") {
        return {.content_type = "text/event-stream",
                .body = {},
                .events = [](const api::Send&) { return std::make_shared<Listener>(); },
                .still_allowed = [] { return Listener::allowed.load(); }};
    }
    if (request.target == "/api/events/late") {
        std::this_thread::sleep_for(300ms);
        return {.content_type = "text/event-stream", .body = {}, .events = [](const api::Send&) {
                    return std::make_shared<Listener>();
                }};
    }
    if (request.target == "/api/events/end") {
        return {.content_type = "text/event-stream",
                .body = {},
                .events = [](const api::Send& send) -> std::shared_ptr<void> {
                    send("data: one\n\n", api::More::to_come);
                    send("data: last\n\n", api::More::none);
                    return nullptr;
                }};
    }
    if (request.target == "/api/events/throw") {
        return {.content_type = "text/event-stream",
                .body = {},
                .events = [](const api::Send&) -> std::shared_ptr<void> {
                    throw std::runtime_error("broken");
                }};
    }
    if (request.target == "/api/vast") {
        return {.content_type = "text/plain", .body = std::string(vast_bytes, 'a')};
    }
    if (request.target == "/api/client") {
        return {.content_type = "text/plain",
                .body = request.client + (request.secure ? " secure" : " open")};
    }
    return {.content_type = "text/plain",
            .body = request.method + " " + request.target + " " + request.body};
}

/// A server on a free port that answers /api/ with the method, target and body it was asked with.
class RunningServer {
public:
    explicit RunningServer(ServerSettings settings = {}, Handlers handlers = {}) {
        settings.port = 0;
        std::promise<std::uint16_t> port;
        auto known = port.get_future();
        thread_ = std::jthread(
            [settings, handlers, port = std::move(port)](std::stop_token stop) mutable {
                const auto echo = [](const api::Request& head) -> api::Admission {
                    if (head.target == "/api/refused") {
                        return {.refusal = api::Reply{.status = 401}};
                    }
                    return {.body_bytes_max = body_bytes_max,
                            .runs = head.target == "/api/slow" ? api::Runs::by_workers
                                                               : api::Runs::at_once,
                            .subject = "test",
                            .answer = answer_of_test};
                };
                const auto tell = [&](std::uint16_t p) { port.set_value(p); };
                handlers.admit = echo;
                EXPECT_TRUE(serve(settings, handlers, stop, tell));
            });
        port_ = known.get();
    }

    std::uint16_t port() const { return port_; }
    void stop() { thread_.request_stop(); }
    void join() { thread_.join(); }

    /// The whole reply to one request, after which the connection closes.
    std::string reply_to(std::string_view request) const {
        const RawClient client(port_);
        client.send(request);
        return client.read_to_end();
    }

private:
    std::jthread thread_;
    std::uint16_t port_ = 0;
};

inline std::string get(std::string_view target, std::string_view more_headers = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
           std::string(more_headers) + "\r\n";
}

inline bool has_status(const std::string& reply, int status) {
    return reply.rfind("HTTP/1.1 " + std::to_string(status) + " ", 0) == 0;
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace vorrat::http::testing
