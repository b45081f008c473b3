#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace vorrat {

enum class Language { english, german };

/// One of two sentences, with its holes filled.
class Speaker {
public:
    explicit Speaker(Language language) : german_(language == Language::german) {}

    template <class... Parts>
    std::string operator()(std::string_view english, std::string_view german,
                           const Parts&... parts) const {
        return fmt::vformat(german_ ? german : english, fmt::make_format_args(parts...));
    }

private:
    bool german_;
};

}  // namespace vorrat
