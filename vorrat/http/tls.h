#pragma once

#include <filesystem>
#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "vorrat/base/result.h"

namespace vorrat::http {

/// TLS 1.2 and 1.3 with ephemeral keys and authenticated ciphers only, for HTTP/1.1.
///
/// certificate  with the chain up to the root, in PEM
/// key          of the certificate, in PEM, without a password
/// errors       usage: one of the files without the other; bad_input: a file that is missing or
///              is no PEM, or a key that belongs to another certificate
Result<std::shared_ptr<boost::asio::ssl::context>> tls_context(
    const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace vorrat::http
