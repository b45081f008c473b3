#include "vorrat/http/tls.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "vorrat/base/file.h"
#include "vorrat/http/testing.h"

namespace vorrat::http {
namespace {

using namespace testing;
namespace fs = std::filesystem;

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* held) const {
        release(held);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Releases<SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Releases<SSL_free>>;

/// A certificate for localhost, valid for a day, that its own key signed.
Certificate self_signed(EVP_PKEY* key) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24 * 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    const std::string host = "localhost";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(host.data()),
                               static_cast<int>(host.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    EXPECT_GT(X509_sign(certificate.get(), key, EVP_sha256()), 0);
    return certificate;
}

/// A folder with cert.pem, key.pem and the key of another certificate.
class Tls : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_tls_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        const Key key(EVP_EC_gen("P-256"));
        const Key other(EVP_EC_gen("P-256"));
        write_key("key.pem", key.get());
        write_key("other.pem", other.get());
        std::FILE* const file = std::fopen(path("cert.pem").c_str(), "w");
        ASSERT_NE(file, nullptr);
        PEM_write_X509(file, self_signed(key.get()).get());
        std::fclose(file);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    void write_key(const std::string& name, EVP_PKEY* key) const {
        std::FILE* const file = std::fopen(path(name).c_str(), "w");
        ASSERT_NE(file, nullptr);
        PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
    }
    ServerSettings settings() const {
        return {.heartbeat = 50ms, .tls_certificate = path("cert.pem"), .tls_key = path("key.pem")};
    }

    fs::path folder_;
};

/// A client that trusts one certificate and speaks one range of versions.
class SecretClient {
public:
    SecretClient(std::uint16_t port, const std::string& trusted, int version_max = TLS1_3_VERSION,
                 const char* ciphers = nullptr)
        : raw_(port), context_(SSL_CTX_new(TLS_client_method())) {
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
        SSL_CTX_set_security_level(context_.get(), 0);  // the server is to refuse, not the client
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        EXPECT_EQ(SSL_CTX_load_verify_locations(context_.get(), trusted.c_str(), nullptr), 1);
        if (ciphers != nullptr) {
            EXPECT_EQ(SSL_CTX_set_cipher_list(context_.get(), ciphers), 1);
        }
        connection_.reset(SSL_new(context_.get()));
        EXPECT_EQ(SSL_set1_host(connection_.get(), "localhost"), 1);
        SSL_set_fd(connection_.get(), raw_.socket());
    }

    bool shake_hands() const { return SSL_connect(connection_.get()) == 1; }
    std::string version() const { return SSL_get_version(connection_.get()); }
    void send(const std::string& bytes) const {
        EXPECT_EQ(SSL_write(connection_.get(), bytes.data(), static_cast<int>(bytes.size())),
                  static_cast<int>(bytes.size()));
    }
    std::string read_until(std::string_view end) const {
        std::string all;
        char piece[4096];
        while (end.empty() || all.find(end) == std::string::npos) {
            const int got = SSL_read(connection_.get(), piece, sizeof piece);
            if (got <= 0) {
                break;
            }
            all.append(piece, static_cast<std::size_t>(got));
        }
        return all;
    }
    /// Whether the server has said that nothing more will come.
    bool was_told_the_end() const {
        return (SSL_get_shutdown(connection_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }

private:
    RawClient raw_;
    Context context_;
    Connection connection_;
};

TEST_F(Tls, AnswersOverTheTwoVersionsInUse) {
    const RunningServer server(settings());

    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const SecretClient client(server.port(), path("cert.pem"), version);
        ASSERT_TRUE(client.shake_hands()) << version;
        EXPECT_EQ(client.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
        client.send(get("/api/client"));
        const std::string reply = client.read_until("");
        EXPECT_TRUE(has_status(reply, 200)) << reply;
        EXPECT_TRUE(contains(reply, "127.0.0.1 secure")) << reply;
        EXPECT_TRUE(contains(reply, "Strict-Transport-Security: max-age=31536000")) << reply;
        EXPECT_TRUE(client.was_told_the_end());
    }
}

TEST_F(Tls, IsNotPromisedWhereThereIsNone) {
    const RunningServer server;

    EXPECT_FALSE(contains(server.reply_to(get("/")), "Strict-Transport-Security"));
}

TEST_F(Tls, RefusesOldVersionsAndCiphersThatGiveAwayThePast) {
    const RunningServer server(settings());

    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        EXPECT_FALSE(SecretClient(server.port(), path("cert.pem"), version).shake_hands());
    }
    for (const char* weak : {"AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"}) {
        EXPECT_FALSE(
            SecretClient(server.port(), path("cert.pem"), TLS1_2_VERSION, weak).shake_hands())
            << weak;
    }
}

TEST_F(Tls, ClosesOnWhoSpeaksWithoutItOrNeverFinishesAHandshake) {
    ServerSettings quick = settings();
    quick.request_timeout = 300ms;
    const RunningServer server(quick);

    EXPECT_FALSE(contains(server.reply_to(get("/")), "HTTP/1.1"));
    const RawClient silent(server.port());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(Tls, CarriesBodiesAndEventStreams) {
    const RunningServer server(settings());
    const SecretClient client(server.port(), path("cert.pem"));
    ASSERT_TRUE(client.shake_hands());
    const std::string body(30'000, 'a');
    client.send("POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n" + body);
    EXPECT_TRUE(contains(client.read_until("/api/x " + body), body));

    client.send("GET /api/events/end HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read_until("").ends_with("data: last\n\n"));
    EXPECT_TRUE(client.was_told_the_end());

    const SecretClient listening(server.port(), path("cert.pem"));
    ASSERT_TRUE(listening.shake_hands());
    listening.send("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(contains(listening.read_until(":\n\n"), "data: one\n\n"));
}

TEST_F(Tls, LetsARefusalArriveThoughTheBodyWasNotRead) {
    const RunningServer server(settings());
    for (int k = 0; k < 20; ++k) {
        const SecretClient client(server.port(), path("cert.pem"));
        ASSERT_TRUE(client.shake_hands());
        client.send("POST /api/refused HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" +
                    std::string(60'000, 'a'));
        EXPECT_TRUE(has_status(client.read_until(""), 401)) << k;
    }
}

TEST_F(Tls, SaysWhichFileItCannotUse) {
    ASSERT_TRUE(write_file(path("text.pem"), "no certificate\n"));
    struct Case {
        std::string certificate;
        std::string key;
        const char* said;
    };
    for (const Case& c :
         {Case{path("cert.pem"), "", "both or none"}, Case{"", path("key.pem"), "both or none"},
          Case{path("none.pem"), path("key.pem"), "none.pem"},
          Case{path("text.pem"), path("key.pem"), "text.pem"},
          Case{path("cert.pem"), path("text.pem"), "text.pem"},
          Case{path("cert.pem"), path("other.pem"), "other.pem"}}) {
        const auto outcome = tls_context(c.certificate, c.key);
        ASSERT_FALSE(outcome) << c.said;
        EXPECT_TRUE(contains(outcome.error().message, c.said)) << outcome.error().message;
    }
}

TEST_F(Tls, RefusesAKeyWithAPasswordAndAsksNobodyForIt) {
    const Key key(EVP_EC_gen("P-256"));
    std::FILE* const file = std::fopen(path("locked.pem").c_str(), "w");
    ASSERT_NE(file, nullptr);
    std::string password = "secret";
    PEM_write_PKCS8PrivateKey(file, key.get(), EVP_aes_256_cbc(), password.data(),
                              static_cast<int>(password.size()), nullptr, nullptr);
    std::fclose(file);

    const auto outcome = tls_context(path("cert.pem"), path("locked.pem"));

    ASSERT_FALSE(outcome);
    EXPECT_TRUE(contains(outcome.error().message, "locked.pem: want a key without a password"))
        << outcome.error().message;
}

}  // namespace
}  // namespace vorrat::http
