#include "vorrat/http/forwarded.h"

#include <algorithm>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace vorrat::http {

namespace ip = boost::asio::ip;
using boost::system::error_code;

namespace {

std::string_view trimmed(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    const auto end = text.find_last_not_of(" \t");
    return text.substr(begin, end == std::string_view::npos ? 0 : end + 1 - begin);
}

/// Takes the last element of a list off it.
std::string_view take_last(std::string_view& list) {
    const auto comma = list.rfind(',');
    const bool only = comma == std::string_view::npos;
    const std::string_view last = only ? list : list.substr(comma + 1);
    list = only ? std::string_view() : list.substr(0, comma);
    return trimmed(last);
}

/// `1.2.3.4:80` and `[::1]:80` without the port; anything else as it is.
std::string_view without_port(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        return end == std::string_view::npos ? text : text.substr(1, end - 1);
    }
    const bool one_colon = std::ranges::count(text, ':') == 1;
    return one_colon ? text.substr(0, text.find(':')) : text;
}

}  // namespace

std::string plain_address(std::string_view text) {
    error_code problem;
    const auto address = ip::make_address(std::string(without_port(trimmed(text))), problem);
    if (problem) {
        return {};
    }
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

Result<Proxies> Proxies::parse(std::string_view list) {
    Proxies proxies;
    while (!trimmed(list).empty()) {
        const std::string text(take_last(list));
        const bool is_v6 = text.find(':') != std::string::npos;
        const bool is_network = text.find('/') != std::string::npos;
        const std::string network = is_network ? text : text + (is_v6 ? "/128" : "/32");
        error_code problem;
        if (is_v6) {
            proxies.v6_.push_back(ip::make_network_v6(network, problem));
        } else {
            proxies.v4_.push_back(ip::make_network_v4(network, problem));
        }
        if (problem) {
            return usage_error(fmt::format(
                "trusted-proxy: want addresses or networks such as 10.0.0.0/8, found \"{}\"",
                text));
        }
    }
    return proxies;
}

bool Proxies::trusts(std::string_view text) const {
    error_code problem;
    const auto address = ip::make_address(plain_address(text), problem);
    if (problem) {
        return false;
    }
    // A network contains an address when the network around that address, as wide, is the same.
    if (address.is_v4()) {
        return std::ranges::any_of(v4_, [&](const ip::network_v4& network) {
            return ip::network_v4(address.to_v4(), network.prefix_length()).canonical() ==
                   network.canonical();
        });
    }
    return std::ranges::any_of(v6_, [&](const ip::network_v6& network) {
        return ip::network_v6(address.to_v6(), network.prefix_length()).canonical() ==
               network.canonical();
    });
}

std::string true_client(const Proxies& proxies, std::string_view peer,
                        std::string_view forwarded_for) {
    std::string client = plain_address(peer);
    while (!forwarded_for.empty() && proxies.trusts(client)) {
        std::string before = plain_address(take_last(forwarded_for));
        if (before.empty()) {
            break;
        }
        client = std::move(before);
    }
    return client;
}

}  // namespace vorrat::http
