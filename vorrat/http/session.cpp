#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http.hpp>

#include "vorrat/http/operations.h"
#include "vorrat/http/route.h"
#include "vorrat/http/server.h"
#include "vorrat/http/wire.h"

namespace vorrat::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// A client that goes on sending after its last reply is listened to no longer than this.
constexpr std::chrono::seconds linger{2};
constexpr std::size_t lingering_bytes_max = 1U << 20U;

/// What is read and not yet understood: more than any header, or line of a chunk, may have.
constexpr std::size_t buffer_bytes_max = std::size_t{128} * 1024;

}  // namespace

/// One connection: read a request, write its reply, again until either side closes. All its work
/// runs on one strand.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, Server& server)
        : stream_(std::move(socket), server.tls.get()), server_(server) {
        error_code unknown;
        peer_ = stream_.socket().remote_endpoint(unknown).address().to_string();
        counted_ = server_.add(this);
    }
    ~Session() {
        end_stream();
        if (counted_) {
            server_.remove(this);
        }
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start() {
        if (!counted_) {
            return;
        }
        asio::post(stream_.get_executor(), [self = shared_from_this()] {
            self->stream_.is_secret() ? self->shake_hands() : self->read();
        });
    }

    /// Closes the connection unless a request has begun to arrive or is being answered.
    void close_when_idle() {
        asio::post(stream_.get_executor(), [self = weak_from_this()] {
            const auto session = self.lock();
            if (!session) {
                return;
            }
            session->end_stream();
            if (session->waiting_ && session->buffer_.size() == 0) {
                session->stream_.cancel();
            }
        });
    }

private:
    void shake_hands() {
        stream_.expires_after(server_.settings.request_timeout);
        stream_.async_handshake([self = shared_from_this()](const error_code& problem) {
            if (!problem) {
                self->read();
            }
        });
    }

    void read() {
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(server_.settings.header_bytes_max));
        parser_->body_limit(boost::none);  // known once the head is
        body_space_.reset();
        waiting_ = true;
        stream_.expires_after(server_.settings.request_timeout);
        bhttp::async_read_header(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](const error_code& problem, std::size_t) {
                self->waiting_ = false;
                self->on_head(problem);
            });
    }

    /// Only what the parser refuses is answered; a closed or timed out connection is gone.
    void fail(const error_code& problem) {
        if (problem.category() != make_error_code(bhttp::error::bad_method).category()) {
            return;
        }
        if (problem == bhttp::error::end_of_stream) {
            return;
        }
        if (problem == bhttp::error::partial_message) {
            return;
        }
        if (problem == bhttp::error::header_limit) {
            return refuse(http::problem(431, "Request Header Fields Too Large"));
        }
        if (problem == bhttp::error::body_limit) {
            return refuse(http::problem(413, "Content Too Large"));
        }
        refuse(http::problem(400, "Bad Request"));
    }

    /// After a refusal nobody knows where the next request would begin: the connection ends.
    void refuse(api::Reply reply) { write({std::move(reply)}, false, false); }

    void on_head(const error_code& problem) {
        begun_ = std::chrono::steady_clock::now();
        admission_ = {.subject = "refused"};
        asked_ = {};
        if (problem) {
            return fail(problem);
        }
        const auto& head = parser_->get();
        const auto lengths = head.count(bhttp::field::content_length);
        const auto encodings = head.count(bhttp::field::transfer_encoding);
        // Two ways to say where a request ends are how one request is smuggled inside another, and
        // so is a way that this server and a proxy in front of it may take differently.
        const bool chunked_only =
            encodings == 0 || (head.version() == 11 &&
                               beast::iequals(head[bhttp::field::transfer_encoding], "chunked"));
        const bool plain_length = std::ranges::all_of(view(head[bhttp::field::content_length]),
                                                      [](char c) { return c >= '0' && c <= '9'; });
        const auto hosts = head.count(bhttp::field::host);
        const bool has_host = hosts == 1 || (hosts == 0 && head.version() == 10);
        if (lengths + encodings > 1 || !chunked_only || !plain_length || !has_host) {
            return refuse(http::problem(400, "Bad Request"));
        }
        header_only_ = head.method() == bhttp::verb::head;
        keep_alive_ = head.keep_alive();
        asked_.takes_gzip = accepts_gzip(view(head[bhttp::field::accept_encoding]));
        asked_.request = request_of(head);
        asked_.is_local = is_local(head);
        if (!ask_for_admission()) {
            return refuse(http::problem(500, "Internal Server Error"));
        }
        if (!admission_.refusal) {
            return take_body();
        }
        if (parser_->is_done()) {
            return write({std::move(*admission_.refusal)}, keep_alive_, header_only_);
        }
        refuse(std::move(*admission_.refusal));
    }

    api::Request request_of(const bhttp::request<bhttp::string_body>& head) const {
        const auto text = [&](auto field) { return std::string(view(head[field])); };
        return {.method = std::string(view(head.method_string())),
                .target = std::string(view(head.target())),
                .accept = text(bhttp::field::accept),
                .if_none_match = text(bhttp::field::if_none_match),
                .if_match = text(bhttp::field::if_match),
                .content_type = text(bhttp::field::content_type),
                .authorization = text(bhttp::field::authorization),
                .cookie = text(bhttp::field::cookie),
                .host = text(bhttp::field::host),
                .origin = text(bhttp::field::origin),
                .fetch_site = text("Sec-Fetch-Site"),
                .csrf_token = text("X-CSRF-Token"),
                .idempotency_key = text("Idempotency-Key"),
                .client = true_client(server_.proxies, peer_, all_of(head, "X-Forwarded-For")),
                .secure = stream_.is_secret() ||
                          (text("X-Forwarded-Proto") == "https" && server_.proxies.trusts(peer_)),
                .body = {}};
    }

    using Head = bhttp::request<bhttp::string_body>;

    /// A header that came several times, as one list.
    static std::string all_of(const Head& head, beast::string_view name) {
        std::string list;
        const auto [begin, end] = head.equal_range(name);
        for (auto field = begin; field != end; ++field) {
            list += (list.empty() ? "" : ",") + std::string(view(field->value()));
        }
        return list;
    }

    /// A proxy that nobody was told of lets everybody seem to be here; most of them say so.
    bool is_local(const Head& head) const {
        static constexpr std::array<beast::string_view, 4> passed_on{
            "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"};
        error_code none;
        const auto peer = asio::ip::make_address(plain_address(peer_), none);
        return !none && peer.is_loopback() &&
               std::ranges::none_of(passed_on,
                                    [&](beast::string_view name) { return head.count(name) > 0; });
    }

    bool ask_for_admission() {
        try {
            if (is_for_handler(asked_.request)) {
                admission_ = server_.handlers.admit(asked_.request);
                return true;
            }
            auto operation = operations(server_, asked_);
            admission_ = operation ? std::move(*operation) : api::Admission{.subject = "page"};
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    /// Makes room for the body before any of it is read.
    void take_body() {
        if (parser_->is_done()) {
            return answer();
        }
        const std::size_t most = admission_.body_bytes_max;
        const auto declared = parser_->content_length();
        if (declared.value_or(0) > most) {
            return refuse(http::problem(413, "Content Too Large"));
        }
        const auto expected = static_cast<std::size_t>(declared.value_or(most));
        body_space_ = server_.take_space(expected);
        if (!body_space_) {
            return refuse(busy());
        }
        parser_->body_limit(most);
        stream_.expires_after(server_.settings.request_timeout +
                              std::chrono::seconds(expected / server_.settings.body_rate_min));
        if (parser_->get()[bhttp::field::expect] == "100-continue") {
            return ask_for_body();
        }
        read_body();
    }

    void ask_for_body() {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(go_on.data(), go_on.size()),
                          [self = shared_from_this()](const error_code& problem, std::size_t) {
                              if (!problem) {
                                  self->read_body();
                              }
                          });
    }

    void read_body() {
        bhttp::async_read(stream_, buffer_, *parser_,
                          [self = shared_from_this()](const error_code& problem, std::size_t) {
                              if (problem) {
                                  return self->fail(problem);
                              }
                              self->asked_.request.body = std::move(self->parser_->get().body());
                              self->answer();
                          });
    }

    void answer() {
        if (admission_.runs == api::Runs::at_once) {
            return write(answer_safely(), keep_alive_, header_only_);
        }
        Workers& workers =
            admission_.runs == api::Runs::one_by_one ? server_.password_worker : server_.workers;
        const bool taken = workers.take([self = shared_from_this()] {
            auto answer = std::make_shared<Answer>(self->answer_safely());
            asio::post(self->stream_.get_executor(), [self, answer] {
                self->write(std::move(*answer), self->keep_alive_, self->header_only_);
            });
        });
        if (!taken) {
            write({busy()}, keep_alive_, header_only_);
        }
    }

    static api::Reply busy() {
        api::Reply reply = http::problem(503, "Service Unavailable");
        reply.headers.emplace_back("Retry-After", "1");
        return reply;
    }

    /// What the standard library throws ends at a request, not at the program.
    Answer answer_safely() const {
        try {
            return admission_.answer ? Answer{admission_.answer(asked_.request)}
                                     : page_answer(asked_);
        } catch (const std::exception&) {
            return {http::problem(500, "Internal Server Error")};
        }
    }

    void write(Answer answer, bool keep_alive, bool header_only) {
        keep_alive = keep_alive && !server_.draining;
        answer_ = std::move(answer);
        server_.metrics.count(admission_.subject, answer_.reply.status,
                              std::chrono::steady_clock::now() - begun_);
        const std::string_view body = answer_.body();
        response_ = {};
        response_.result(static_cast<unsigned>(answer_.reply.status));
        response_.version(parser_->get().version() == 10 ? 10 : 11);
        response_.keep_alive(keep_alive);
        for (const auto& [name, value] : security_headers()) {
            response_.insert({name.data(), name.size()}, {value.data(), value.size()});
        }
        if (asked_.request.secure || stream_.is_secret()) {
            response_.insert("Strict-Transport-Security", "max-age=31536000");
        }
        for (const auto& [name, value] : answer_.reply.headers) {
            response_.insert(name, value);
        }
        if (!answer_.reply.content_type.empty()) {
            response_.set(bhttp::field::content_type, answer_.reply.content_type);
        }
        if (answer_.reply.events) {
            return write_stream(header_only);
        }
        if (answer_.reply.status != 304 && answer_.reply.status != 204) {
            response_.content_length(body.size());
        }
        response_.body() = header_only ? beast::span<const char>{}
                                       : beast::span<const char>{body.data(), body.size()};
        stream_.expires_after(server_.settings.reply_timeout);
        serializer_.emplace(response_);
        const auto done = [self = shared_from_this(), keep_alive](const error_code& problem,
                                                                  std::size_t) {
            if (!problem && keep_alive && !self->server_.draining) {
                return self->read();
            }
            self->close();
        };
        if (header_only) {
            return bhttp::async_write_header(stream_, *serializer_, done);
        }
        bhttp::async_write(stream_, *serializer_, done);
    }

    /// An event stream ends with its connection, so it needs neither length nor chunks.
    void write_stream(bool header_only) {
        response_.keep_alive(false);
        stream_.expires_after(server_.settings.reply_timeout);
        serializer_.emplace(response_);
        bhttp::async_write_header(
            stream_, *serializer_,
            [self = shared_from_this(), header_only](const error_code& problem, std::size_t) {
                if (problem || header_only) {
                    return self->close();
                }
                self->begin_stream();
            });
    }

    void begin_stream() {
        // Thousands of streams wait at the same time: nothing is kept that they do not need.
        parser_.reset();
        serializer_.reset();
        asked_ = {};
        admission_ = {};
        buffer_.clear();
        buffer_.shrink_to_fit();
        response_ = {};
        streaming_ = true;
        ++server_.streams;
        if (server_.draining) {  // it was admitted before, and nobody will tell it any more
            return end_stream();
        }
        still_allowed_ = std::move(answer_.reply.still_allowed);
        stream_.expires_never();
        const auto send = [weak = weak_from_this()](std::string piece, api::More after) {
            // Moved on, so that the last to hold the session is never whoever sends.
            if (auto self = weak.lock()) {
                const auto executor = self->stream_.get_executor();
                asio::post(executor, [self = std::move(self), piece = std::move(piece), after] {
                    self->send(piece, after);
                });
            }
        };
        const auto events = std::exchange(answer_.reply.events, {});
        answer_ = {};
        try {
            listening_ = events(send);
        } catch (const std::exception&) {  // the head is sent: all that can be said is the end
            return end_stream();
        }
        beat();
        watch_for_the_end();
    }

    /// Pieces that a client does not take in time are not kept for ever.
    void send(std::string_view piece, api::More after) {
        constexpr std::size_t outbox_bytes_max = std::size_t{64} * 1024;
        if (!streaming_) {
            return;
        }
        outbox_ += piece;
        last_ = last_ || after == api::More::none;
        if (outbox_.size() > outbox_bytes_max) {
            return end_stream();
        }
        if (sending_.empty()) {
            send_outbox();
        }
    }

    void send_outbox() {
        sending_ = std::exchange(outbox_, {});
        if (sending_.empty()) {
            return last_ || server_.draining ? finish_stream() : void();
        }
        stream_.expires_after(server_.settings.reply_timeout);
        asio::async_write(stream_, asio::buffer(sending_),
                          [self = shared_from_this()](const error_code& problem, std::size_t) {
                              self->sending_ = {};
                              if (problem) {
                                  return self->end_stream();
                              }
                              self->stream_.expires_never();
                              self->send_outbox();
                          });
    }

    /// A comment now and then finds out who has gone without saying so.
    void beat() {
        heart_.emplace(stream_.get_executor(), server_.settings.heartbeat);
        heart_->async_wait([weak = weak_from_this()](const error_code& problem) {
            const auto self = weak.lock();
            if (problem || !self || !self->streaming_) {
                return;
            }
            if (!self->may_go_on()) {
                return self->end_stream();
            }
            self->send(":\n\n", api::More::to_come);
            self->beat();
        });
    }

    bool may_go_on() const {
        try {
            return !still_allowed_ || still_allowed_();
        } catch (const std::exception&) {
            return false;
        }
    }

    void watch_for_the_end() {
        stream_.socket().async_wait(tcp::socket::wait_read,
                                    [self = shared_from_this()](const error_code&) {
                                        // A client has nothing to say here: it has closed.
                                        self->end_stream();
                                    });
    }

    /// After the last event, with nothing under way.
    void finish_stream() {
        if (!stream_.is_secret()) {
            return end_stream();
        }
        stream_.expires_after(linger);
        stream_.async_shutdown(
            [self = shared_from_this()](const error_code&) { self->end_stream(); });
    }

    void end_stream() {
        if (!streaming_) {
            return;
        }
        streaming_ = false;
        --server_.streams;
        listening_.reset();
        still_allowed_ = {};
        heart_.reset();
        error_code ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
        stream_.cancel();
    }

    /// Says that nothing more will be sent, and reads what still comes for a moment: closing with
    /// unread bytes would reset the connection before the client has read the reply.
    void close() {
        stream_.expires_after(linger);
        if (!stream_.is_secret()) {
            return close_socket();
        }
        // Ends with an error where the other side is still sending.
        stream_.async_shutdown(
            [self = shared_from_this()](const error_code&) { self->close_socket(); });
    }

    void close_socket() {
        error_code ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        stream_.expires_after(linger);
        buffer_.clear();
        discard(0);
    }

    void discard(std::size_t so_far) {
        if (so_far > lingering_bytes_max) {
            return;
        }
        stream_.async_read_raw(
            buffer_.prepare(std::size_t{16} * 1024),
            [self = shared_from_this(), so_far](const error_code& problem, std::size_t bytes) {
                if (!problem) {
                    self->discard(so_far + bytes);
                }
            });
    }

    Wire stream_;
    Server& server_;
    bool counted_ = false;
    bool waiting_ = false;  // for a request
    beast::flat_buffer buffer_{buffer_bytes_max};
    std::optional<bhttp::request_parser<bhttp::string_body>> parser_{};
    std::string peer_{};                             // its address
    std::chrono::steady_clock::time_point begun_{};  // when the head of the request was here
    Asked asked_{};
    api::Admission admission_{};
    std::shared_ptr<void> body_space_{};  // held while a body is
    bool header_only_ = false;
    bool keep_alive_ = false;
    // Of an event stream: what is being sent, what waits, and what ends when the client goes.
    bool streaming_ = false;
    bool last_ = false;
    std::string sending_{};
    std::string outbox_{};
    std::shared_ptr<void> listening_{};
    std::function<bool()> still_allowed_{};
    std::optional<asio::steady_timer> heart_{};
    Answer answer_{};
    using Body = bhttp::span_body<const char>;
    bhttp::response<Body> response_{};
    std::optional<bhttp::response_serializer<Body>> serializer_{};
};

void serve_connection(tcp::socket socket, Server& server) {
    std::make_shared<Session>(std::move(socket), server)->start();
}

void close_when_idle(Session& session) { session.close_when_idle(); }

}  // namespace vorrat::http
