#include "vorrat/trees/trees.h"

#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <xgboost/c_api.h>

#include "vorrat/base/check.h"

namespace vorrat::trees {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// Frees a handle of the library when it goes.
template <int (*free)(void*)>
class Handle {
public:
    Handle() = default;
    ~Handle() {
        if (handle_ != nullptr) {
            free(handle_);
        }
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    void* get() const { return handle_; }
    void** out() { return &handle_; }

private:
    void* handle_ = nullptr;
};
using Matrix = Handle<XGDMatrixFree>;
using Booster = Handle<XGBoosterFree>;

bool load(const Table& table, Matrix& matrix) {
    return XGDMatrixCreateFromMat(table.cells.data(), table.rows(), table.columns, unknown,
                                  matrix.out()) == 0;
}

bool label(const Lesson& lesson, Matrix& matrix) {
    const auto tell = [&](const char* field, std::span<const float> values) {
        return XGDMatrixSetFloatInfo(matrix.get(), field, values.data(), values.size()) == 0;
    };
    if (!tell("label", lesson.target)) {
        return false;
    }
    return lesson.weight.empty() || tell("weight", lesson.weight);
}

/// Where boosting starts: the mean of the target, or a little above zero.
double start_of(const Lesson& lesson) {
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < lesson.target.size(); ++i) {
        const double weight = lesson.weight.empty() ? 1 : static_cast<double>(lesson.weight[i]);
        sum += weight * static_cast<double>(lesson.target[i]);
        weights += weight;
    }
    constexpr double least = 1e-6;
    return std::max(least, sum / weights);
}

bool configure(const Lesson& lesson, const Growth& growth, Booster& booster) {
    const std::pair<const char*, std::string> parameters[] = {
        {"verbosity", "0"},
        {"nthread", "1"},
        {"booster", "gbtree"},
        {"tree_method", "hist"},
        {"objective", "reg:tweedie"},
        {"tweedie_variance_power", fmt::format("{}", growth.power)},
        {"base_score", fmt::format("{}", start_of(lesson))},
        {"eta", fmt::format("{}", growth.rate)},
        {"max_depth", fmt::format("{}", growth.depth)},
        {"max_bin", fmt::format("{}", growth.bins)},
        {"min_child_weight", fmt::format("{}", growth.leaf_weight)},
        {"subsample", fmt::format("{}", growth.rows_share)},
        {"colsample_bynode", fmt::format("{}", growth.columns_share)},
        {"seed", fmt::format("{}", growth.seed)},
        {"seed_per_iteration", "1"},
    };
    for (const auto& [name, value] : parameters) {
        if (XGBoosterSetParam(booster.get(), name, value.c_str()) != 0) {
            return false;
        }
    }
    return true;
}

Error library_error() { return failed(fmt::format("trees: {}", XGBGetLastError())); }

void check_lesson(const Lesson& lesson) {
    check(lesson.table.columns > 0, "a lesson has columns");
    check(!lesson.target.empty(), "a lesson has rows");
    check(lesson.table.cells.size() == lesson.target.size() * lesson.table.columns,
          "a lesson has one target per row");
    check(lesson.weight.empty() || lesson.weight.size() == lesson.target.size(),
          "a lesson has one weight per row or none");
}

}  // namespace

struct Forest::Library {
    Booster booster{};
    std::size_t columns = 0;
};

Forest::Forest(std::unique_ptr<Library> library) : library_(std::move(library)) {}
Forest::~Forest() = default;
Forest::Forest(Forest&&) noexcept = default;
Forest& Forest::operator=(Forest&&) noexcept = default;

Result<Forest> Forest::grow(const Lesson& lesson, const Growth& growth, const Progress& progress) {
    check_lesson(lesson);
    Matrix matrix;
    if (!load(lesson.table, matrix) || !label(lesson, matrix)) {
        return library_error();
    }
    auto library = std::make_unique<Library>();
    library->columns = lesson.table.columns;
    void* const known[] = {matrix.get()};
    if (XGBoosterCreate(known, 1, library->booster.out()) != 0 ||
        !configure(lesson, growth, library->booster)) {
        return library_error();
    }
    for (int round = 0; round < growth.rounds; ++round) {
        if (progress.stopped()) {
            return failed("trees: stopped before they were grown");
        }
        if (XGBoosterUpdateOneIter(library->booster.get(), round, matrix.get()) != 0) {
            return library_error();
        }
        progress.tell("trees", static_cast<double>(round + 1) / growth.rounds);
    }
    return Forest(std::move(library));
}

std::vector<float> Forest::means(const Table& table) const {
    check(table.columns == library_->columns, "a forest is asked for the columns it learned");
    if (table.cells.empty()) {
        return {};
    }
    Matrix matrix;
    check(load(table, matrix), "the library takes a table");
    constexpr const char* how =
        R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, )"
        R"("strict_shape": false})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* answers = nullptr;
    check(XGBoosterPredictFromDMatrix(library_->booster.get(), matrix.get(), how, &shape,
                                      &dimensions, &answers) == 0,
          "the library answers a table of the columns it learned");
    return {answers, answers + table.rows()};
}

}  // namespace vorrat::trees
