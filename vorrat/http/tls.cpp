#include "vorrat/http/tls.h"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <openssl/ssl.h>

namespace vorrat::http {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

// Of TLS 1.3 all ciphers are of this kind.
constexpr const char* ciphers_of_tls_12 = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";

/// A client that speaks of protocols must speak HTTP/1.1.
int choose_protocol(SSL* /*connection*/, const unsigned char** out, unsigned char* out_bytes,
                    const unsigned char* in, unsigned int in_bytes, void* /*unused*/) {
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_bytes, ours.data(), ours.size(), in, in_bytes) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/// Without it OpenSSL would ask for the password on the terminal, where nobody may be.
int no_password(char* /*buffer*/, int /*bytes*/, int /*writes*/, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

Error cannot_use(std::string_view what, const std::filesystem::path& file,
                 const error_code& problem) {
    return bad_input(fmt::format("{}: want {} in PEM: {}", file.string(), what, problem.message()));
}

}  // namespace

Result<std::shared_ptr<ssl::context>> tls_context(const std::filesystem::path& certificate,
                                                  const std::filesystem::path& key) {
    if (certificate.empty() || key.empty()) {
        return usage_error("tls-cert and tls-key: want both or none");
    }
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    error_code problem;
    context->use_certificate_chain_file(certificate.string(), problem);
    if (problem) {
        return cannot_use("a certificate", certificate, problem);
    }
    bool has_password = false;
    SSL_CTX_set_default_passwd_cb(native, no_password);
    SSL_CTX_set_default_passwd_cb_userdata(native, &has_password);
    context->use_private_key_file(key.string(), ssl::context::pem, problem);
    SSL_CTX_set_default_passwd_cb_userdata(native, nullptr);
    if (has_password) {
        return bad_input(fmt::format(
            "{}: want a key without a password, for a server starts with nobody there to type it "
            "(openssl pkey -in {} -out NEW, readable by the server alone), got an encrypted one",
            key.string(), key.filename().string()));
    }
    if (problem) {
        return cannot_use("the key of the certificate", key, problem);
    }
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(
        native, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // An idle connection keeps no buffers.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    if (SSL_CTX_set_cipher_list(native, ciphers_of_tls_12) != 1) {
        return failed("TLS: this machine's OpenSSL has none of the ciphers wanted");
    }
    return context;
}

}  // namespace vorrat::http
