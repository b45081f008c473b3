#include "vorrat/access/accounts.h"

#include <functional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "vorrat/access/schema.h"
#include "vorrat/access/testing.h"
#include "vorrat/base/file.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::access {
namespace {

using testing::Desk;
using testing::password;

/// The name behind a session; empty: nobody's.
std::string owner(Accounts& accounts, const std::string& session) {
    const auto caller = accounts.by_session(session);
    EXPECT_TRUE(caller);
    return *caller ? (*caller)->name : "";
}

/// Signs in, which must succeed.
std::string session_of(Accounts& accounts, const std::string& name) {
    const auto result = accounts.sign_in(name, password, "::1");
    EXPECT_TRUE(result);
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*result));
    return std::get<SignedIn>(*result).session;
}

/// Accounts with an admin who has a password, and a planner at leipzig.
std::unique_ptr<Accounts> two_people(Desk& desk) {
    auto accounts = desk.open();
    EXPECT_EQ(**accounts->redeem(**accounts->first_link(), password), "admin");
    EXPECT_TRUE(accounts->create({.name = "paula", .grants = {{Role::planner, "leipzig"}}}));
    EXPECT_EQ(**accounts->redeem(*accounts->new_link("paula"), password), "paula");
    return accounts;
}

TEST(Accounts, BeginWithALinkForAnAdminAndNoPassword) {
    Desk desk;
    const auto accounts = desk.open();
    const auto first = accounts->first_link();
    const auto second = accounts->first_link();

    EXPECT_TRUE(std::holds_alternative<WrongPassword>(*accounts->sign_in("admin", "", "::1")));
    EXPECT_FALSE(*accounts->redeem(**first, password)) << "a newer link ends the earlier";
    EXPECT_EQ(**accounts->redeem(**second, password), "admin");
    EXPECT_FALSE(*accounts->redeem(**second, password)) << "a link is used once";
    EXPECT_FALSE(*accounts->first_link());
    EXPECT_TRUE(allowed(**accounts->by_session(session_of(*accounts, "admin")), Right::administer));
}

TEST(Accounts, KeepNoSecretAsItIs) {
    Desk desk;
    const auto accounts = two_people(desk);
    const std::string session = session_of(*accounts, "paula");
    const auto token = accounts->new_token("paula", {.expires = desk.now + 60});
    const auto link = accounts->new_link("paula");

    for (const auto& entry : std::filesystem::directory_iterator(desk.folder())) {
        const auto bytes = read_file(entry.path());
        for (const std::string& secret : {session, *token, *link, password}) {
            EXPECT_EQ(bytes->find(secret), std::string::npos) << entry.path();
        }
    }
}

TEST(Accounts, SessionsEndWhenIdleWhenOldAndWhenSignedOut) {
    Desk desk;
    const auto accounts = two_people(desk);
    const std::string idle = session_of(*accounts, "paula");
    desk.now += 29 * 60;
    EXPECT_EQ(owner(*accounts, idle), "paula");
    desk.now += 29 * 60;
    EXPECT_EQ(owner(*accounts, idle), "paula") << "its use was noted";
    desk.now += 31 * 60;
    EXPECT_EQ(owner(*accounts, idle), "");

    const std::string busy = session_of(*accounts, "paula");
    for (int minutes = 0; minutes < 12 * 60; minutes += 20) {
        EXPECT_EQ(owner(*accounts, busy), "paula") << minutes;
        desk.now += 20 * 60;
    }
    EXPECT_EQ(owner(*accounts, busy), "");

    const std::string left = session_of(*accounts, "paula");
    ASSERT_TRUE(accounts->sign_out(left));
    EXPECT_EQ(owner(*accounts, left), "");
}

TEST(Accounts, ShowTheirSessionsToTheirOwnersWhoEndThem) {
    Desk desk;
    const auto accounts = two_people(desk);
    const std::string first = session_of(*accounts, "paula");
    desk.now += 60;
    const std::string second = session_of(*accounts, "paula");
    const std::string other = session_of(*accounts, "admin");

    const auto seen = accounts->sessions("paula", second);

    ASSERT_EQ(seen->size(), 2U);
    EXPECT_TRUE(seen->front().asks);
    EXPECT_FALSE(seen->back().asks);
    EXPECT_EQ(seen->front().client, "::1");
    EXPECT_EQ(seen->front().begun - seen->back().begun, 60);
    EXPECT_EQ((*accounts->find("paula"))->sessions, 2);
    EXPECT_FALSE(*accounts->end_session("admin", seen->back().number)) << "not theirs";
    EXPECT_TRUE(*accounts->end_session("paula", seen->back().number));
    EXPECT_EQ(owner(*accounts, first), "");
    EXPECT_EQ(owner(*accounts, second), "paula");
    ASSERT_TRUE(accounts->end_sessions("paula"));
    EXPECT_EQ(owner(*accounts, second), "");
    EXPECT_EQ(owner(*accounts, other), "admin");
}

TEST(Accounts, ChangeTheirPasswordByTheFormerOneAndEndTheOtherSessions) {
    Desk desk;
    const auto accounts = two_people(desk);
    const std::string here = session_of(*accounts, "paula");
    const std::string elsewhere = session_of(*accounts, "paula");
    const auto link = accounts->new_link("paula");
    const std::string next = "another horse battery";
    const auto change = [&](const std::string& former, const std::string& password_wanted) {
        return accounts->change_password("paula", former, password_wanted, here, "::1");
    };

    EXPECT_TRUE(std::holds_alternative<WrongPassword>(**change("wrong horse battery", next)));
    EXPECT_FALSE(change(password, "short"));
    EXPECT_EQ(owner(*accounts, elsewhere), "paula");
    EXPECT_FALSE(*change(password, next)) << "it is taken";

    EXPECT_EQ(owner(*accounts, here), "paula");
    EXPECT_EQ(owner(*accounts, elsewhere), "");
    EXPECT_FALSE(*accounts->redeem(*link, password)) << "links end, too";
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*accounts->sign_in("paula", next, "::1")));
    for (int guess = 0; guess < 5; ++guess) {
        EXPECT_TRUE(std::holds_alternative<WrongPassword>(**change(password, next)));
    }
    EXPECT_TRUE(std::holds_alternative<TooOften>(**change(password, next)));
}

TEST(Accounts, KeepThePasswordThatALinkSetWhileAnotherOneWasHashed) {
    Desk desk;
    Settings settings = desk.settings();
    std::function<void()> meanwhile;
    settings.entropy = [&, random = settings.entropy](std::span<std::uint8_t> bytes) {
        if (const auto now = std::exchange(meanwhile, nullptr)) {
            now();
        }
        random(bytes);
    };
    const auto accounts = std::move(*Accounts::open(settings));
    ASSERT_TRUE(accounts->create({.name = "paula"}));
    ASSERT_TRUE(*accounts->redeem(*accounts->new_link("paula"), password));
    const std::string session = session_of(*accounts, "paula");
    const auto link = accounts->new_link("paula");

    meanwhile = [&] { EXPECT_TRUE(*accounts->redeem(*link, "the password of the owner")); };
    const auto changed =
        accounts->change_password("paula", password, "another horse battery", session, "::1");

    ASSERT_TRUE(changed && *changed);
    EXPECT_TRUE(std::holds_alternative<WrongPassword>(**changed));
    EXPECT_TRUE(std::holds_alternative<SignedIn>(
        *accounts->sign_in("paula", "the password of the owner", "::1")));
}

TEST(Accounts, SlowAGuesserDownButNotTheOwnerElsewhere) {
    Desk desk;
    const auto accounts = two_people(desk);
    for (int k = 0; k < 5; ++k) {
        EXPECT_TRUE(
            std::holds_alternative<WrongPassword>(*accounts->sign_in("paula", "wrong", "evil")));
    }

    const auto sixth = accounts->sign_in("paula", password, "evil");
    ASSERT_TRUE(std::holds_alternative<TooOften>(*sixth));
    EXPECT_GE(std::get<TooOften>(*sixth).wait, 1);
    EXPECT_TRUE(std::holds_alternative<TooOften>(*accounts->sign_in("other", "x", "evil")));
    EXPECT_NE(session_of(*accounts, "paula"), "");
    desk.now += 3600;
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*accounts->sign_in("paula", password, "evil")));
}

bool must_wait(Accounts& accounts, const std::string& name, const std::string& client) {
    return std::holds_alternative<TooOften>(*accounts.sign_in(name, "wrong", client));
}

TEST(Accounts, LetNobodyBuyGuessesAtOthersByTheirOwnPassword) {
    Desk desk;
    const auto accounts = two_people(desk);
    EXPECT_FALSE(must_wait(*accounts, "paula", "::1"));
    session_of(*accounts, "paula");  // takes that one mistake back
    for (int k = 0; k < 5; ++k) {
        session_of(*accounts, "paula");
        EXPECT_FALSE(must_wait(*accounts, "victim" + std::to_string(k), "::1")) << k;
    }
    EXPECT_TRUE(must_wait(*accounts, "victim5", "::1"));
}

TEST(Accounts, SlowAWholeIpv6NetworkDown) {
    Desk desk;
    const auto accounts = two_people(desk);
    for (int k = 0; k < 5; ++k) {
        EXPECT_FALSE(must_wait(*accounts, "paula", "2001:db8:0:1::" + std::to_string(k)));
    }

    EXPECT_TRUE(must_wait(*accounts, "paula", "2001:db8:0:1:ffff::"));
    EXPECT_FALSE(must_wait(*accounts, "paula", "2001:db8:0:2::1"));
    for (int k = 0; k < 5; ++k) {
        EXPECT_FALSE(must_wait(*accounts, "paula", "::ffff:192.0.2.1"));
    }
    EXPECT_FALSE(must_wait(*accounts, "paula", "::ffff:192.0.2.2")) << "IPv4 within IPv6";
}

TEST(Accounts, ChangeOnlyWhatTheEditorHasSeenAndEndTheirSessions) {
    Desk desk;
    const auto accounts = two_people(desk);
    const std::string session = session_of(*accounts, "paula");
    Account seen = **accounts->find("paula");
    Account late = seen;
    seen.grants = {{Role::auditor}};
    late.disabled = true;

    EXPECT_TRUE(*accounts->change(seen));
    EXPECT_FALSE(*accounts->change(late));
    EXPECT_EQ((*accounts->find("paula"))->grants, seen.grants);
    EXPECT_EQ(owner(*accounts, session), "");
}

TEST(Accounts, AlwaysLeaveSomebodyWhoAdministers) {
    Desk desk;
    const auto accounts = two_people(desk);
    Account admin = **accounts->find("admin");
    admin.disabled = true;

    const auto refused = accounts->change(admin);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    EXPECT_FALSE((*accounts->find("admin"))->disabled);
}

TEST(Accounts, GiveTokensAScopeAndAnEnd) {
    Desk desk;
    const auto accounts = two_people(desk);
    const auto token = accounts->new_token(
        "paula", {.label = "erp", .scope = {Right::plan}, .expires = desk.now + 100});
    ASSERT_TRUE(token);

    const auto caller = **accounts->by_token(*token);
    EXPECT_TRUE(allowed_at(caller, Right::plan, "leipzig"));
    EXPECT_FALSE(allowed(caller, Right::signed_in));
    EXPECT_FALSE(*accounts->by_session(*token)) << "a token is no session";
    EXPECT_FALSE(*accounts->revoke("admin", 1)) << "somebody else's";
    desk.now += 100;
    EXPECT_FALSE(*accounts->by_token(*token));
    EXPECT_FALSE(accounts->new_token("paula", {.expires = desk.now}));
    EXPECT_FALSE(accounts->new_token("paula", {.expires = desk.now + 1'000'000'000}));
    EXPECT_TRUE(*accounts->revoke("paula", 1));
}

TEST(Accounts, RefuseNamesAndPasswordsOutsideTheirLimits) {
    Desk desk;
    const auto accounts = two_people(desk);
    for (const std::string& name :
         {std::string(), std::string("Paula"), std::string("a b"), std::string("../x"),
          std::string("paula"), std::string(65, 'a')}) {
        EXPECT_FALSE(accounts->create({.name = name})) << name;
    }
    const auto link = accounts->new_link("paula");
    EXPECT_FALSE(accounts->redeem(*link, "short"));
    EXPECT_FALSE(accounts->redeem(*link, std::string(1025, 'a')));
    desk.now += 25 * 3600;
    EXPECT_FALSE(*accounts->redeem(*link, password)) << "a link ends";
}

TEST(Accounts, AreThereAgainAfterARestart) {
    Desk desk;
    std::string session;
    {
        const auto accounts = two_people(desk);
        session = session_of(*accounts, "paula");
    }
    EXPECT_EQ(owner(*desk.open(), session), "paula");
}

TEST(Accounts, KeepTheSessionsOfAFileOfTheFirstVersion) {
    Desk desk;
    {
        const auto old = sqlite::Database::open(desk.folder() / "access.sqlite", {});
        ASSERT_TRUE(old) << old.error().message;
        const auto first_version = std::span(schema::steps).first<1>();
        ASSERT_TRUE(sqlite::migrate(**old, first_version, schema::application_id));
        ASSERT_TRUE((*old)->run("INSERT INTO account VALUES ('paula', '', 0, 1)"));
        const auto session = [&](const std::string& secret, Seconds begun) {
            return fmt::format("INSERT INTO session VALUES ('{}', 'paula', {}, {})",
                               hash_of("session", secret), begun, begun);
        };
        ASSERT_TRUE((*old)->run(session("first", desk.now - 120)));
        ASSERT_TRUE((*old)->run(session("second", desk.now - 60)));
    }

    const auto accounts = desk.open();

    EXPECT_EQ(owner(*accounts, "first"), "paula");
    EXPECT_EQ(owner(*accounts, "second"), "paula");
    const auto seen = accounts->sessions("paula", "first");
    ASSERT_EQ(seen->size(), 2U);
    EXPECT_EQ((*seen)[1].begun, desk.now - 120);
    EXPECT_TRUE((*seen)[1].asks);
    EXPECT_EQ((*seen)[1].client, "");
    EXPECT_TRUE(*accounts->end_session("paula", (*seen)[0].number));
    EXPECT_EQ(owner(*accounts, "second"), "");
}

TEST(Secret, IsHashedAsTheLibraryItselfReadsIt) {
    const auto counting = [](std::span<std::uint8_t> bytes) {
        for (std::size_t k = 0; k < bytes.size(); ++k) {
            bytes[k] = static_cast<std::uint8_t>(k);
        }
    };
    const auto hash = hash_password("password", {.passes = 2, .memory_bytes = 64 * 1024}, counting);

    ASSERT_TRUE(hash);
    EXPECT_EQ(hash->substr(0, 30), "$argon2id$v=19$m=64,t=2,p=1$AA");
    EXPECT_TRUE(password_matches(*hash, "password"));
    EXPECT_FALSE(password_matches(*hash, "Password"));
    EXPECT_FALSE(password_matches("", ""));
}

TEST(Journal, OnlyGrows) {
    Desk desk;
    const auto journal = Journal::open(desk.folder() / "journal.sqlite", [&] { return desk.now; });
    ASSERT_TRUE(journal);
    const auto first = (*journal)->begin({.who = "a", .method = "POST", .path = "/x"});
    const auto second = (*journal)->begin({.who = "b", .method = "PUT", .path = "/y"});
    ASSERT_TRUE((*journal)->finish(*first, 201));

    EXPECT_FALSE((*journal)->finish(*first, 200)) << "an answer is written once";
    const auto deeds = (*journal)->deeds(0, 10);
    ASSERT_EQ(deeds->size(), 2);
    EXPECT_EQ((*deeds)[0].who, "b");
    EXPECT_EQ((*deeds)[0].status, 0);
    EXPECT_EQ((*deeds)[1].status, 201);
    EXPECT_EQ((*journal)->deeds(*second, 10)->front().number, *first);
}

TEST(Journal, KeepsTheFirstAnswerToAKeyForADay) {
    Desk desk;
    const auto journal = Journal::open(desk.folder() / "journal.sqlite", [&] { return desk.now; });
    ASSERT_TRUE(journal);

    EXPECT_FALSE(*(*journal)->reserve("a", "k", "request"));
    EXPECT_EQ((**(*journal)->reserve("a", "k", "request")).status, 0) << "still at work";
    ASSERT_TRUE((*journal)->keep("a", "k", {.status = 201, .body = "made"}));
    EXPECT_EQ((**(*journal)->reserve("a", "k", "other")).body, "made");
    EXPECT_EQ((**(*journal)->reserve("a", "k", "other")).request, "request");
    EXPECT_FALSE(*(*journal)->reserve("b", "k", "request")) << "keys are one's own";
    desk.now += 25 * 3600;
    EXPECT_FALSE(*(*journal)->reserve("a", "k", "request"));
}

}  // namespace
}  // namespace vorrat::access
