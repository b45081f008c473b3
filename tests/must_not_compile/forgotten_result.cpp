#include "vorrat/base/result.h"

vorrat::Outcome close_the_ledger() { return vorrat::Done{}; }

int main() {
#ifdef MISTAKE
    close_the_ledger();
    return 0;
#else
    return close_the_ledger() ? 0 : 1;
#endif
}
