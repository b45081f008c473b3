#include "vorrat/http/forwarded.h"

#include <string>

#include <gtest/gtest.h>

namespace vorrat::http {
namespace {

Proxies proxies(std::string_view list) {
    auto parsed = Proxies::parse(list);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return *parsed;
}

TEST(Forwarded, TrustsAddressesAndNetworksThatWereListedAndNoOthers) {
    const Proxies known = proxies("127.0.0.1, 10.1.0.0/16,2001:db8::/32 ,::1");

    for (const char* yes : {"127.0.0.1", "10.1.255.3", "2001:db8:7::1", "::1", "::ffff:10.1.2.3"}) {
        EXPECT_TRUE(known.trusts(yes)) << yes;
    }
    for (const char* no : {"127.0.0.2", "10.2.0.1", "2001:db9::1", "::2", "", "localhost"}) {
        EXPECT_FALSE(known.trusts(no)) << no;
    }
    EXPECT_FALSE(proxies("").trusts("127.0.0.1"));
}

TEST(Forwarded, RefusesAListThatIsNone) {
    for (const char* bad : {"localhost", "10.0.0.0/33", "10.0.0", "1.2.3.4,,5.6.7.8", "::/129"}) {
        EXPECT_FALSE(Proxies::parse(bad)) << bad;
    }
}

struct Case {
    const char* peer;
    const char* forwarded_for;
    const char* client;
};

TEST(Forwarded, FindsTheClientBehindTrustedProxiesOnly) {
    const Proxies known = proxies("127.0.0.1,10.0.0.0/8");

    for (const Case& c : {
             Case{"203.0.113.9", "", "203.0.113.9"},
             // Nobody believes a stranger about who else asks.
             Case{"203.0.113.9", "198.51.100.1", "203.0.113.9"},
             Case{"127.0.0.1", "198.51.100.1", "198.51.100.1"},
             // The client wrote the left one itself.
             Case{"127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"},
             Case{"127.0.0.1", "192.0.2.66, 198.51.100.1 , 10.2.3.4", "198.51.100.1"},
             Case{"127.0.0.1", "10.9.9.9,10.2.3.4", "10.9.9.9"},
             Case{"127.0.0.1", "", "127.0.0.1"},
             Case{"127.0.0.1", "unknown", "127.0.0.1"},
             Case{"127.0.0.1", "198.51.100.1, <script>, 10.2.3.4", "10.2.3.4"},
             Case{"::ffff:127.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"},
             Case{"127.0.0.1", "198.51.100.1:4711", "198.51.100.1"},
             Case{"127.0.0.1", ",,,", "127.0.0.1"},
         }) {
        EXPECT_EQ(true_client(known, c.peer, c.forwarded_for), c.client)
            << c.peer << " | " << c.forwarded_for;
    }
}

}  // namespace
}  // namespace vorrat::http
