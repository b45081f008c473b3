#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "vorrat/api/api.h"
#include "vorrat/base/result.h"

namespace vorrat::http {

struct ServerSettings {
    std::string bind = "127.0.0.1";  ///< an address of this machine, IPv4 or IPv6; no host name
    std::uint16_t port = 8080;       ///< 0: any that is free
    unsigned threads = 2;  ///< that read and write; answers from memory are given on them too
    unsigned workers = 2;  ///< threads for all other answers
    std::size_t waiting_max = 256;       ///< requests that wait for a worker; further ones get 503
    std::size_t connections_max = 4096;  ///< further ones are closed at once
    std::size_t header_bytes_max = std::size_t{16} * 1024;
    /// bodies held at one time, over all connections; further ones get 503
    std::size_t bodies_bytes_max = std::size_t{256} * 1024 * 1024;
    /// from the last reply to a whole request; a body gets a second more per `body_rate_min`
    std::chrono::milliseconds request_timeout{15'000};
    std::size_t body_rate_min = std::size_t{64} * 1024;  ///< bytes per second
    std::chrono::milliseconds reply_timeout{30'000};     ///< to send one reply
    std::chrono::milliseconds heartbeat{15'000};         ///< between signs of life of event streams
    std::chrono::milliseconds drain_timeout{5'000};      ///< for replies under way at the stop
    /// from the stop until no more connections are taken; `/readyz` says so meanwhile
    std::chrono::milliseconds drain_notice{0};
    std::filesystem::path tls_certificate = {};  ///< PEM, with its chain; empty: no TLS
    std::filesystem::path tls_key = {};          ///< PEM
    /// addresses and networks whose X-Forwarded-For and -Proto are believed, with commas between
    std::string trusted_proxies = {};
};

/// What is served besides the page. All of it is called from several threads at once.
struct Handlers {
    /// What becomes of a request under /api/, by its head. Takes little time: it runs on the
    /// threads that read.
    std::function<api::Admission(const api::Request& head)> admit;
    std::function<Outcome()> ready = {};  ///< whether requests can be answered; none: always
    /// who may read the metrics from elsewhere than this machine; none: nobody
    std::function<bool(const api::Request& head)> may_watch = {};
    std::function<std::string()> figures = {};  ///< further metrics, in the format of Prometheus
};

/// Serves the embedded page, `/healthz`, `/readyz`, `/metrics`, and what the handlers admit, until
/// `stop` is requested; then takes no new connections, finishes the replies under way and returns.
///
/// on_listening  called once with the port, as soon as connections are taken
/// errors        failed: the address is none of this machine's, or the port is taken; those of a
///               certificate or a list of proxies that cannot be used
Outcome serve(const ServerSettings& settings, const Handlers& handlers, const std::stop_token& stop,
              const std::function<void(std::uint16_t port)>& on_listening);

}  // namespace vorrat::http
