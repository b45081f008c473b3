#pragma once

#include <optional>
#include <span>
#include <vector>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {

/// Some plans that keep all rows of goods and limits, and the best plan between them: a mean of
/// plans is a plan. What is asked of communities is asked of the mean only, docs/math/plan.md
/// section 9.4.
class Mixture {
public:
    Mixture(const Problem& problem, const Programme& programme);
    Mixture(const Mixture&) = delete;
    Mixture& operator=(const Mixture&) = delete;

    /// Takes in a plan; one that passes a row of goods or a limit is not taken.
    void add(const solve::LinearProgram& program, std::vector<double> x);

    /// The mean of the least cost that keeps ratio, minimum and the floors, its coverage set.
    /// cost    one per column; that of the coverage enters as well
    /// floors  forms over the columns, each with what it has to reach
    /// returns nothing when no mean keeps them
    std::optional<std::vector<double>> best(const solve::LinearProgram& program,
                                            std::span<const Terms> floors);

    /// Forgets plans that the last mean did not use, the oldest first, down to a few.
    void shrink();

private:
    struct Part {
        std::vector<double> x;
        std::vector<double> met;  ///< per form of `asked_`
        double mean = 0;          ///< coverage of all communities together
        double share = 0;         ///< in the last mean
    };
    /// Something asked of a mean: terms >= least + need x lowest coverage + of_mean x mean
    /// coverage.
    struct Asked {
        const Terms* terms = nullptr;  ///< of communities_
        double least = 0;
        double need = 0;
        double of_mean = 0;
    };

    const Programme& programme_;
    std::vector<CommunityForms> communities_;
    double need_ = 0;  ///< of all communities, weighted
    std::vector<Asked> asked_;
    std::size_t first_shared_ = 0;  ///< rows from here on are asked of the mean only
    std::vector<Part> parts_;
};

}  // namespace vorrat::plan
