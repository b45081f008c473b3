#include "vorrat/forecast/stack.h"

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

constexpr int parts = 20;  // shares are told apart by a twentieth: finer is noise

/// Calls `visit` with every way to give `parts` parts to the candidates from `next` on.
template <class Visit>
void each_division(std::vector<double>& shares, std::size_t next, int left, const Visit& visit) {
    if (next + 1 == shares.size()) {
        shares[next] = static_cast<double>(left) / parts;
        visit();
        return;
    }
    for (int taken = left; taken >= 0; --taken) {
        shares[next] = static_cast<double>(taken) / parts;
        each_division(shares, next + 1, left - taken, visit);
    }
}

}  // namespace

Stack::Stack(std::size_t candidates) : size_(candidates), products_(candidates * candidates, 0) {
    check(candidates > 0, "a stack has candidates");
}

void Stack::add(std::span<const double> foreseen, double needed, double weight) {
    check(foreseen.size() == size_, "a stack is given one value per candidate");
    for (std::size_t i = 0; i < size_; ++i) {
        for (std::size_t j = 0; j < size_; ++j) {
            products_[i * size_ + j] += weight * (foreseen[i] - needed) * (foreseen[j] - needed);
        }
    }
}

/// Shares add up to 1, so the error of the combination is the combination of the errors.
double Stack::loss(std::span<const double> shares) const {
    double sum = 0;
    for (std::size_t i = 0; i < size_; ++i) {
        for (std::size_t j = 0; j < size_; ++j) {
            sum += shares[i] * shares[j] * products_[i * size_ + j];
        }
    }
    return sum;
}

std::vector<double> Stack::shares() const {
    std::vector<double> shares(size_, 0);
    std::vector<double> best;
    double least = 0;
    each_division(shares, 0, parts, [&] {
        const double now = loss(shares);
        if (best.empty() || now < least) {
            best = shares;
            least = now;
        }
    });
    return best;
}

}  // namespace vorrat::forecast
