#include "vorrat/http/http.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "vorrat/http/server.h"
#include "vorrat/http/tls.h"

namespace vorrat::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::shared_ptr<void> Server::take_space(std::size_t bytes) {
    if (body_bytes.fetch_add(bytes) + bytes > settings.bodies_bytes_max) {
        body_bytes -= bytes;
        return nullptr;
    }
    return {this, [bytes](Server* server) { server->body_bytes -= bytes; }};
}

bool Server::add(Session* session) {
    const std::scoped_lock lock(mutex);
    if (sessions.size() >= settings.connections_max) {
        return false;
    }
    sessions.insert(session);
    return true;
}

void Server::remove(Session* session) {
    const std::scoped_lock lock(mutex);
    sessions.erase(session);
    if (draining && !finished && sessions.empty()) {
        asio::post(turns, [this] { drain_timer.cancel(); });
    }
}

void Server::accept() {
    acceptor.async_accept(asio::make_strand(context),
                          [this](const error_code& problem, tcp::socket socket) {
                              if (!acceptor.is_open()) {
                                  return;
                              }
                              if (!problem) {
                                  serve_connection(std::move(socket), *this);
                                  return accept();
                              }
                              // Most likely out of file handles: give others time to return some.
                              retry_timer.expires_after(std::chrono::milliseconds(50));
                              retry_timer.async_wait([this](const error_code&) {
                                  if (acceptor.is_open()) {
                                      accept();
                                  }
                              });
                          });
}

std::size_t Server::connections() {
    const std::scoped_lock lock(mutex);
    return sessions.size();
}

void Server::leave() {
    leaving = true;
    if (settings.drain_notice.count() == 0) {
        return drain();
    }
    drain_timer.expires_after(settings.drain_notice);
    drain_timer.async_wait([this](const error_code&) { drain(); });
}

void Server::drain() {
    draining = true;
    error_code ignored;
    acceptor.close(ignored);
    const std::scoped_lock lock(mutex);
    for (Session* session : sessions) {
        close_when_idle(*session);
    }
    if (sessions.empty()) {
        return;
    }
    drain_timer.expires_after(settings.drain_timeout);
    drain_timer.async_wait([this](const error_code& problem) {
        if (!problem) {
            context.stop();
        }
    });
}

namespace {

/// Each connection takes a file handle: as many as the system lets this program have.
void take_file_handles(std::size_t connections) {
    constexpr std::size_t others = 128;  // databases, files, the page
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < connections + others) {
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, connections + others);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

Outcome listen(Server& server) {
    const ServerSettings& settings = server.settings;
    const auto where = fmt::format("{}:{}", settings.bind, settings.port);
    error_code problem;
    const auto address = asio::ip::make_address(settings.bind, problem);
    if (problem) {
        return failed(fmt::format("bind: want an IP address, found \"{}\"", settings.bind));
    }
    const tcp::endpoint endpoint(address, settings.port);
    server.acceptor.open(endpoint.protocol(), problem);
    if (!problem) {
        server.acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
    }
    if (!problem) {
        server.acceptor.bind(endpoint, problem);
    }
    if (!problem) {
        server.acceptor.listen(asio::socket_base::max_listen_connections, problem);
    }
    if (problem == asio::error::address_in_use) {
        return failed(fmt::format("{}: the port is taken by another program", where));
    }
    if (problem) {
        return failed(fmt::format("{}: {}", where, problem.message()));
    }
    return Done{};
}

}  // namespace

Outcome serve(const ServerSettings& settings, const Handlers& handlers, const std::stop_token& stop,
              const std::function<void(std::uint16_t port)>& on_listening) {
    Server server(settings, handlers);
    auto proxies = Proxies::parse(settings.trusted_proxies);
    if (!proxies) {
        return proxies.error();
    }
    server.proxies = std::move(*proxies);
    if (!settings.tls_certificate.empty() || !settings.tls_key.empty()) {
        auto tls = tls_context(settings.tls_certificate, settings.tls_key);
        if (!tls) {
            return tls.error();
        }
        server.tls = std::move(*tls);
    }
    Outcome listening = listen(server);
    if (!listening) {
        return listening;
    }
    take_file_handles(settings.connections_max);
    on_listening(server.acceptor.local_endpoint().port());
    server.accept();
    const std::stop_callback on_stop(
        stop, [&server] { asio::post(server.turns, [&server] { server.leave(); }); });
    std::vector<std::jthread> pool;
    for (unsigned i = 1; i < settings.threads; ++i) {
        pool.emplace_back([&server] { server.context.run(); });
    }
    server.context.run();
    pool.clear();
    server.workers.join();
    server.password_worker.join();
    server.finished = true;
    return Done{};
}

}  // namespace vorrat::http
