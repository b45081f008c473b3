#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "vorrat/base/result.h"
#include "vorrat/service/service.h"

namespace vorrat::http {

struct ServerSettings {
    std::string bind = "127.0.0.1";  ///< an address of this machine, IPv4 or IPv6; no host name
    std::uint16_t port = 8080;       ///< 0: any that is free
    unsigned threads = 2;
    std::size_t connections_max = 1024;  ///< further ones are closed at once
    std::size_t header_bytes_max = std::size_t{16} * 1024;
    std::size_t body_bytes_max = std::size_t{64} * 1024;
    std::chrono::milliseconds request_timeout{15'000};  ///< from the last reply to a whole request
    std::chrono::milliseconds reply_timeout{30'000};    ///< to send one reply
    std::chrono::milliseconds drain_timeout{5'000};     ///< for replies under way at the stop
};

/// Answers requests under /api/; called from several threads at once.
using Handler = std::function<service::Reply(const service::Request&)>;

/// Serves the embedded page, `/healthz`, and what `handler` answers, until `stop` is requested;
/// then takes no new connections, finishes the replies under way and returns.
///
/// on_listening  called once with the port, as soon as connections are taken
/// errors        failed: the address is none of this machine's, or the port is taken
Outcome serve(const ServerSettings& settings, const Handler& handler, const std::stop_token& stop,
              const std::function<void(std::uint16_t port)>& on_listening);

}  // namespace vorrat::http
