#include "vorrat/forecast/cycles.h"

#include "vorrat/base/check.h"

namespace vorrat::forecast {

Cycles cycles_of(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return {24, 168, {6, 24, 72, 168, 336, 1344}};
        case Frequency::day:
            return {7, 364, {7, 14, 28, 91, 182, 364}};
        case Frequency::week:
            return {52, 52, {2, 4, 8, 13, 26, 52}};
        case Frequency::month:
            return {12, 12, {1, 3, 6, 12, 24, 36}};
        case Frequency::quarter:
            return {4, 4, {1, 2, 4, 8, 12, 20}};
        case Frequency::year:
            return {1, 1, {1, 2, 3, 4, 6, 10}};
    }
    impossible("a Frequency outside its enum");
}

}  // namespace vorrat::forecast
