#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include "vorrat/http/forwarded.h"
#include "vorrat/http/http.h"
#include "vorrat/http/metrics.h"
#include "vorrat/http/workers.h"

namespace vorrat::http {

class Session;

// A password takes a fifth of a second; who would wait longer is told to come again.
constexpr std::size_t passwords_waiting_max = 16;

/// What all connections share. Invariant: `sessions` holds exactly the open connections.
struct Server {
    Server(const ServerSettings& given, const Handlers& given_handlers)
        : settings(given), handlers(given_handlers) {}

    const ServerSettings& settings;
    const Handlers& handlers;
    Proxies proxies{};
    std::shared_ptr<boost::asio::ssl::context> tls{};  // null: none
    Metrics metrics{};
    // Sessions end with the context at the latest, so what they touch then stands before it.
    std::mutex mutex{};
    std::set<Session*> sessions{};
    std::atomic<bool> leaving = false;  // nobody new should come
    std::atomic<bool> draining = false;
    std::atomic<std::size_t> streams = 0;  // of events, open
    std::atomic<bool> finished = false;
    std::atomic<std::size_t> body_bytes = 0;
    boost::asio::io_context context{};
    // Accepting and draining take turns.
    boost::asio::strand<boost::asio::io_context::executor_type> turns =
        boost::asio::make_strand(context);
    boost::asio::ip::tcp::acceptor acceptor{turns};
    boost::asio::steady_timer drain_timer{turns};
    boost::asio::steady_timer retry_timer{turns};
    // Joined before the context goes, to which workers hand their answers.
    Workers workers{settings.workers, settings.waiting_max};
    Workers password_worker{1, passwords_waiting_max};

    /// Room for a body as long as the result lives; null when there is none.
    std::shared_ptr<void> take_space(std::size_t bytes);
    bool add(Session* session);
    void remove(Session* session);
    std::size_t connections();
    void accept();
    /// Says that it is leaving, and after the notice drains.
    void leave();
    void drain();
};

/// Serves a connection until either side closes it.
void serve_connection(boost::asio::ip::tcp::socket socket, Server& server);

/// Closes the connection unless a request has begun to arrive or is being answered.
void close_when_idle(Session& session);

}  // namespace vorrat::http
