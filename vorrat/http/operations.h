#pragma once

#include <optional>

#include "vorrat/http/route.h"
#include "vorrat/http/server.h"

namespace vorrat::http {

/// The admission of a request by whoever watches over the server: /healthz (the program runs),
/// /readyz (send people here), /metrics; nothing for any other path. Metrics are for requests from
/// this machine, and for callers the handlers let watch; for others 403.
std::optional<api::Admission> operations(Server& server, const Asked& asked);

}  // namespace vorrat::http
