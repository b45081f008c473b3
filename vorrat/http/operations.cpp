#include "vorrat/http/operations.h"

#include <string>
#include <string_view>
#include <utility>

namespace vorrat::http {
namespace {

api::Reply text_reply(int status, std::string_view content_type, std::string text) {
    return {.status = status,
            .content_type = std::string(content_type),
            .body = std::move(text),
            .headers = {{"Cache-Control", "no-store"}}};
}

/// What is wrong with a database stays in the house: everybody may ask this.
api::Reply readiness(const Server& server) {
    if (server.leaving) {
        return text_reply(503, "text/plain", "draining\n");
    }
    const bool ready = !server.handlers.ready || server.handlers.ready();
    return ready ? text_reply(200, "text/plain", "ready\n")
                 : text_reply(503, "text/plain", "a database does not answer\n");
}

api::Reply metrics(Server& server) {
    const auto& figures = server.handlers.figures;
    return text_reply(
        200, "text/plain; version=0.0.4",
        server.metrics.text() +
            gauge("vorrat_http_connections", "Connections that are open.",
                  static_cast<double>(server.connections())) +
            gauge("vorrat_http_event_streams", "Event streams that are open.",
                  static_cast<double>(server.streams)) +
            gauge("vorrat_http_body_bytes", "Room that is held for bodies of requests.",
                  static_cast<double>(server.body_bytes)) +
            gauge("vorrat_draining", "1 from the moment the server was asked to end.",
                  server.leaving ? 1 : 0) +
            process_figures() + (figures ? figures() : std::string()));
}

api::Admission admitted(api::Runs runs, std::function<api::Reply(const api::Request&)> answer) {
    return {.runs = runs, .subject = "operations", .answer = std::move(answer)};
}

bool may_watch(const Server& server, const Asked& asked) {
    return asked.is_local ||
           (server.handlers.may_watch && server.handlers.may_watch(asked.request));
}

}  // namespace

std::optional<api::Admission> operations(Server& server, const Asked& asked) {
    const std::string_view path = path_of(asked.request.target);
    if (path != "/healthz" && path != "/readyz" && path != "/metrics") {
        return std::nullopt;
    }
    if (asked.request.method != "GET" && asked.request.method != "HEAD") {
        api::Reply reply = problem(405, "Method Not Allowed");
        reply.headers.emplace_back("Allow", "GET, HEAD");
        return api::Admission{.refusal = std::move(reply), .subject = "operations"};
    }
    if (path == "/healthz") {
        return admitted(api::Runs::at_once,
                        [](const api::Request&) { return text_reply(200, "text/plain", "ok\n"); });
    }
    if (path == "/readyz") {
        return admitted(api::Runs::by_workers,
                        [&server](const api::Request&) { return readiness(server); });
    }
    if (!may_watch(server, asked)) {
        return api::Admission{.refusal = problem(403, "Forbidden"), .subject = "operations"};
    }
    return admitted(api::Runs::by_workers,
                    [&server](const api::Request&) { return metrics(server); });
}

}  // namespace vorrat::http
