#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include "apps/vorrat/terminal.h"
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "vorrat/api/api.h"
#include "vorrat/base/file.h"
#include "vorrat/http/http.h"
#include "vorrat/service/service.h"

namespace vorrat {
namespace {

/// What argv said about one command. The texts live here while CLI11 fills them.
struct Given {
    const service::Command* command = nullptr;
    std::map<std::string, std::string> positionals;
    std::map<std::string, std::string, std::less<>> texts;
    std::map<std::string, bool> flags;
};

void add_setting(CLI::App& sub, Given& given, const service::Setting& setting) {
    const std::string name(setting.name);
    const std::string flag = "--" + name;
    if (setting.kind == service::SettingKind::flag) {
        sub.add_flag(flag, given.flags[name], std::string(setting.help));
        return;
    }
    std::string help(setting.help);
    if (!setting.choices.empty()) {
        help += fmt::format(" ({})", setting.choices);
    }
    if (!setting.initial.empty()) {
        help += fmt::format(" [{}]", setting.initial);
    }
    CLI::Option* option = sub.add_option(flag, given.texts[name], help);
    option->type_name("");
    if (name == "out") {
        sub.add_option("-o", given.texts[name])->group("");
    }
}

void add_command(CLI::App& app, Given& given, const service::Command& command) {
    given.command = &command;
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.help));
    for (const service::Positional& positional : command.positionals) {
        const std::string name(positional.name);
        sub->add_option(name, given.positionals[name], std::string(positional.help))
            ->required()
            ->type_name("");
    }
    for (const std::string_view name : command.settings) {
        add_setting(*sub, given, service::setting(name));
    }
    add_setting(*sub, given, service::setting("quiet"));
    add_setting(*sub, given, service::setting("threads"));
}

service::Layers layers_of(const Given& given, const CLI::App& sub) {
    service::Layers layers;
    for (const auto& [name, text] : given.texts) {
        if (sub.count("--" + name) > 0 || (name == "out" && sub.count("-o") > 0)) {
            layers.flags.emplace(name, text);
        }
    }
    for (const auto& [name, on] : given.flags) {
        if (on) {
            layers.flags.emplace(name, "true");
        }
    }
    layers.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* text = std::getenv(name.c_str());
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    };
    layers.file_name = "vorrat.toml";
    std::error_code none;
    if (std::filesystem::exists(layers.file_name, none)) {
        if (auto text = read_file(layers.file_name)) {
            layers.file = std::move(*text);
        }
    }
    return layers;
}

int complain(const Error& error) {
    fmt::print(stderr, "vorrat: {}\n", error.message);
    return exit_code(error.kind);
}

/// A folder with a plan.json is a published plan, any other a workspace.
api::Workplace workplace_of(const service::Values& values) {
    const std::filesystem::path folder = values.text("DIR");
    std::error_code none;
    const bool is_plan = std::filesystem::exists(folder / "plan.json", none);
    return {.workspace = is_plan ? std::filesystem::path() : folder,
            .plan = is_plan ? folder : std::filesystem::path(values.text("plan")),
            .ledger = values.text("ledger"),
            .alternatives = values.text("alternatives"),
            .clock =
                [] {
                    const auto now = std::chrono::system_clock::now().time_since_epoch();
                    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
                },
            .entropy = access::system_entropy()};
}

int serve(const service::Values& values, const std::stop_token& stop) {
    constexpr long port_max = 65535;
    if (values.whole("port") > port_max) {
        return complain(usage_error(
            fmt::format("--port: want 0 to {}, got {}", port_max, values.whole("port"))));
    }
    const auto site = api::open_site(workplace_of(values));
    if (!site) {
        return complain(site.error());
    }
    const http::ServerSettings settings{
        .bind = values.text("bind"),
        .port = static_cast<std::uint16_t>(values.whole("port")),
        .drain_notice = std::chrono::seconds(values.whole("drain-notice")),
        .tls_certificate = values.text("tls-cert"),
        .tls_key = values.text("tls-key"),
        .trusted_proxies = values.text("trusted-proxy"),
    };
    const auto listening = [&](std::uint16_t port) {
        const auto address =
            fmt::format("{}://{}:{}/", settings.tls_certificate.empty() ? "http" : "https",
                        settings.bind == "127.0.0.1" ? "localhost" : settings.bind, port);
        fmt::print("Vorrat serves {} at {} (Ctrl-C ends it)\n", values.text("DIR"), address);
        if (site->first_link) {
            fmt::print(
                "Nobody administers it yet. Set the password of `admin` within a day at\n"
                "  {}#/welcome/{}\n",
                address, *site->first_link);
        }
        std::fflush(stdout);
    };
    const auto served =
        http::serve(settings,
                    {.admit = [&](const api::Request& head) { return site->api.admit(head); },
                     .ready = site->ready,
                     .may_watch = site->may_watch,
                     .figures = site->figures},
                    stop, listening);
    return served ? 0 : complain(served.error());
}

int run_given(const Given& given, const CLI::App& sub) {
    auto values = service::resolve(*given.command, layers_of(given, sub));
    if (!values) {
        return complain(values.error());
    }
    for (const auto& [name, text] : given.positionals) {
        values->set_positional(name, text);
    }

    std::stop_source stop;
    stop_on_signals(stop);
    if (given.command->name == "serve") {
        return serve(*values, stop.get_token());
    }

    Result<int> code = 0;
    {
        const ProgressLine line(!values->flag("quiet"));
        code = service::run_command(*given.command, *values,
                                    {.out = std::cout,
                                     .progress = line.progress(stop.get_token()),
                                     .in = &std::cin,
                                     .remarks = values->flag("quiet") ? nullptr : &std::cerr});
    }
    std::cout.flush();
    if (!code) {
        return complain(code.error());
    }
    if (!std::cout) {
        return complain(failed("standard output: cannot be written"));
    }
    return *code;
}

int run_main(int argc, char** argv) {
    CLI::App app("Vorrat: stock that stands near people before they ask.", "vorrat");
    app.set_version_flag("--version", std::string(service::version()));
    app.require_subcommand(1);
    std::deque<Given> all;
    for (const service::Command& command : service::commands()) {
        add_command(app, all.emplace_back(), command);
    }
    bool markdown = false;
    CLI::App* help = app.add_subcommand("help", "prints every command and setting");
    help->add_flag("--markdown", markdown, "as the page docs/guide/commands.md");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    if (help->parsed()) {
        fmt::print("{}",
                   markdown ? service::commands_page() : app.help("", CLI::AppFormatMode::All));
        return 0;
    }
    for (const Given& given : all) {
        const CLI::App* sub = app.get_subcommand(std::string(given.command->name));
        if (sub->parsed()) {
            return run_given(given, *sub);
        }
    }
    return 2;
}

}  // namespace
}  // namespace vorrat

int main(int argc, char** argv) {
    try {
        return vorrat::run_main(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "vorrat: {}\n", error.what());
        return 1;
    }
}
