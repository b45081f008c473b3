#include "vorrat/decide/fraction.h"

namespace vorrat::decide {

std::string exact_text(const Fraction& value) { return value.str(); }

std::string rounded_text(const Fraction& value, int decimals) {
    const Whole scale = boost::multiprecision::pow(Whole(10), static_cast<unsigned>(decimals));
    const bool negative = value < 0;
    const Whole top = boost::multiprecision::abs(numerator(value)) * scale * 2 + denominator(value);
    const Whole units = top / (denominator(value) * 2);
    std::string digits = units.str();
    if (decimals > 0) {
        const auto places = static_cast<std::size_t>(decimals);
        if (digits.size() <= places) {
            digits = std::string(places + 1 - digits.size(), '0') + digits;
        }
        const std::size_t point = digits.size() - places;
        digits = digits.substr(0, point) + "." + digits.substr(point);
    }
    return (negative && units != 0 ? "-" : "") + digits;
}

}  // namespace vorrat::decide
