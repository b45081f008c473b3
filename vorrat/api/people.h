#pragma once

#include <memory>

#include "vorrat/api/api.h"

namespace vorrat::api {

/// Callers by session cookie or API token. A cookie that is to change something needs the token
/// against forged requests beside it.
Identify identify_by(const std::shared_ptr<access::Accounts>& accounts);

}  // namespace vorrat::api
