#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "vorrat/base/result.h"

namespace vorrat::http {

/// Proxies in front of this server whose word about the client is believed.
class Proxies {
public:
    /// list    addresses and networks, IPv4 or IPv6, with commas between: `127.0.0.1,10.0.0.0/8`;
    ///         empty: none
    /// errors  usage: something else
    static Result<Proxies> parse(std::string_view list);

    bool trusts(std::string_view address) const;

private:
    std::vector<boost::asio::ip::network_v4> v4_{};
    std::vector<boost::asio::ip::network_v6> v6_{};
};

/// An address in one spelling: without brackets, port and the IPv6 clothes of an IPv4 address;
/// empty for what is none.
std::string plain_address(std::string_view text);

/// Who asks, going back from the peer through X-Forwarded-For as long as who speaks is trusted:
/// what stands further left was written by whoever liked to.
///
/// forwarded_for  all such headers, joined by commas in their order
std::string true_client(const Proxies& proxies, std::string_view peer,
                        std::string_view forwarded_for);

}  // namespace vorrat::http
