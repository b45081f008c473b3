#include "vorrat/model/redirection.h"

#include "vorrat/base/check.h"

namespace vorrat {

std::string_view name_of(Fate fate) {
    switch (fate) {
        case Fate::wait:
            return "wait";
        case Fate::address:
            return "address";
        case Fate::confirm:
            return "confirm";
        case Fate::readdress:
            return "readdress";
        case Fate::transship:
            return "transship";
        case Fate::release:
            return "release";
        case Fate::give_back:
            return "return";
    }
    impossible("a Fate outside its enum");
}

}  // namespace vorrat
