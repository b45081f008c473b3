#include "vorrat/base/units.h"

int main() {
    const vorrat::Kilograms flour{2};
#ifdef MISTAKE
    const auto sum = flour + vorrat::Litres{1};
#else
    const auto sum = flour + vorrat::Kilograms{1};
#endif
    return sum.value == 3 ? 0 : 1;
}
