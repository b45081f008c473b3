#include "vorrat/model/network.h"

int main() {
    const vorrat::PerId<vorrat::PlaceId, int> population{5, 7};
#ifdef MISTAKE
    const vorrat::ItemId id{1};
#else
    const vorrat::PlaceId id{1};
#endif
    return population[id] == 7 ? 0 : 1;
}
