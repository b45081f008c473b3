#pragma once

#include <string>
#include <utility>
#include <variant>

#include "vorrat/base/check.h"

namespace vorrat {

/// What went wrong in the world, by the way a caller reacts to it. The command line's exit code
/// follows from it: see `exit_code`.
enum class ErrorKind { failed, usage, infeasible, bad_input };

struct Error {
    ErrorKind kind = ErrorKind::failed;
    std::string message;  ///< what, where, expected, found: `needs.csv:41:7: quantity: want ...`
};

inline Error bad_input(std::string message) { return {ErrorKind::bad_input, std::move(message)}; }
inline Error failed(std::string message) { return {ErrorKind::failed, std::move(message)}; }
inline Error infeasible(std::string message) { return {ErrorKind::infeasible, std::move(message)}; }
inline Error usage_error(std::string message) { return {ErrorKind::usage, std::move(message)}; }

/// 1 failed, 2 usage, 3 infeasible, 4 bad input.
constexpr int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::failed:
            return 1;
        case ErrorKind::usage:
            return 2;
        case ErrorKind::infeasible:
            return 3;
        case ErrorKind::bad_input:
            return 4;
    }
    return 1;
}

/// A value, or the error that kept us from it.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

    explicit operator bool() const { return state_.index() == 0; }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const {
        check(state_.index() == 1, "error() is asked of a Result without one");
        return *std::get_if<1>(&state_);
    }

private:
    T& value() {
        check(state_.index() == 0, "the value is asked of a Result that holds an error");
        return *std::get_if<0>(&state_);
    }
    const T& value() const {
        check(state_.index() == 0, "the value is asked of a Result that holds an error");
        return *std::get_if<0>(&state_);
    }

    std::variant<T, Error> state_;
};

struct Done {};

/// For what succeeds without a value: `return Done{};`.
using Outcome = Result<Done>;

}  // namespace vorrat
