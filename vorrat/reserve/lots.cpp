#include "vorrat/reserve/lots.h"

#include <cmath>
#include <limits>

namespace vorrat::reserve {

LotSize lot_size(double order_cost, double holding, double rate) {
    return {std::sqrt(2 * order_cost * rate / holding), std::sqrt(2 * order_cost * holding * rate)};
}

LotSize lot_size_with_waiting(double order_cost, double holding, double penalty, double rate) {
    const LotSize plain = lot_size(order_cost, holding, rate);
    const double share = std::sqrt(penalty / (holding + penalty));
    return {plain.quantity / share, plain.cost * share};
}

Lots wagner_whitin(double order_cost, double holding, std::span<const double> needs) {
    const std::size_t n = needs.size();
    std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> last_order(n + 1, 0);  // n: none was needed
    best[0] = 0;
    for (std::size_t end = 1; end <= n; ++end) {
        if (needs[end - 1] == 0) {
            best[end] = best[end - 1];
            last_order[end] = n;
        }
        double carried = 0;   // holding of needs[first .. end-1] ordered at `first`
        double together = 0;  // their units
        for (std::size_t first = end; first-- > 0;) {
            carried += holding * together;
            together += needs[first];
            const double cost = best[first] + order_cost + carried;
            if (cost < best[end]) {
                best[end] = cost;
                last_order[end] = first;
            }
        }
    }
    Lots lots{best[n], std::vector<double>(n, 0)};
    for (std::size_t end = n; end > 0;) {
        const std::size_t first = last_order[end];
        if (first == n) {
            --end;
            continue;
        }
        for (std::size_t t = first; t < end; ++t) {
            lots.quantity[first] += needs[t];
        }
        end = first;
    }
    return lots;
}

}  // namespace vorrat::reserve
