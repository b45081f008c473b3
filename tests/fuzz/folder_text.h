#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

/// The files of a folder in one text: each begins with a line `=== name`.
inline std::map<std::string, std::string, std::less<>> unpacked(std::string_view text) {
    std::map<std::string, std::string, std::less<>> files;
    constexpr std::string_view mark = "=== ";
    while (text.starts_with(mark)) {
        const std::size_t line_end = std::min(text.find('\n'), text.size() - 1);
        const std::string name(text.substr(mark.size(), line_end - mark.size()));
        text.remove_prefix(line_end + 1);
        const std::size_t next = text.find("\n=== ");
        const std::size_t end = next == std::string_view::npos ? text.size() : next + 1;
        files[name] = text.substr(0, end);
        text.remove_prefix(end);
    }
    return files;
}
