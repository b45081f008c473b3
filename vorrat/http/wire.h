#pragma once

#include <optional>
#include <utility>

#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace vorrat::http {

/// A connection with or without TLS, as one type, so that all that is read and written is compiled
/// once.
class Wire {
    using Plain = boost::beast::tcp_stream;
    using Secret = boost::beast::ssl_stream<Plain>;

public:
    using executor_type = Plain::executor_type;

    /// tls  null: none
    Wire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls) {
        if (tls != nullptr) {
            secret_.emplace(std::move(socket), *tls);
        } else {
            plain_.emplace(std::move(socket));
        }
    }

    bool is_secret() const { return secret_.has_value(); }
    executor_type get_executor() noexcept { return lowest().get_executor(); }
    boost::asio::ip::tcp::socket& socket() { return lowest().socket(); }
    template <class Duration>
    void expires_after(Duration duration) {
        lowest().expires_after(duration);
    }
    void expires_never() { lowest().expires_never(); }
    void cancel() { lowest().cancel(); }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        secret_ ? secret_->async_read_some(buffers, std::forward<Handler>(handler))
                : plain_->async_read_some(buffers, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        secret_ ? secret_->async_write_some(buffers, std::forward<Handler>(handler))
                : plain_->async_write_some(buffers, std::forward<Handler>(handler));
    }
    /// What comes over the socket, encrypted or not, for who only wants to be rid of it.
    template <class Buffers, class Handler>
    void async_read_raw(const Buffers& buffers, Handler&& handler) {
        lowest().async_read_some(buffers, std::forward<Handler>(handler));
    }
    /// Only with TLS.
    template <class Handler>
    void async_handshake(Handler&& handler) {
        secret_->async_handshake(boost::asio::ssl::stream_base::server,
                                 std::forward<Handler>(handler));
    }
    /// Tells the other side that this is the end, so that nobody can cut a reply unseen. Only with
    /// TLS.
    template <class Handler>
    void async_shutdown(Handler&& handler) {
        secret_->async_shutdown(std::forward<Handler>(handler));
    }

private:
    Plain& lowest() { return secret_ ? secret_->next_layer() : *plain_; }

    std::optional<Plain> plain_{};
    std::optional<Secret> secret_{};
};

}  // namespace vorrat::http
